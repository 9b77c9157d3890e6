#!/usr/bin/env bash
# build/jdks.sh: runs Pitot on this kernel with Debian's JDKs and Debian's versions of libbcc: those of this machine, and those of
# other suites in chroots. Ends with 1 if anything failed, and says what.
#
#   JDKS='25 27'             which JDKs; all from 25 on where not said
#   build/jdks.sh --newest   the newest released JDK with the newest libbcc: for the build server
#   build/jdks.sh --table    writes docs/jdks.md of the results that are there, as a run of all does
#
# Chroots and results are kept in ~/.cache/pitot-jdks (or in XDG_CACHE_HOME).
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")
PATH=$PATH:/usr/sbin:/sbin # where Debian keeps debootstrap

die() {
  echo "jdks: $*" >&2
  exit 1
}

# A chroot takes root, and what is in it belongs to root.
if ((EUID != 0)); then
  command -v sudo >/dev/null || die "this makes chroots and loads BPF programs: run it as root"
  exec sudo --preserve-env=JDKS,XDG_CACHE_HOME,http_proxy,https_proxy \
    env "PATH=$PATH" ${JAVA_HOME:+"JAVA_HOME=$JAVA_HOME"} "$0" "$@"
fi

cache=${XDG_CACHE_HOME:-$HOME/.cache}/pitot-jdks
results=$cache/results
mkdir -p "$results"
scratch=$(mktemp -d)
running=
# What is mounted is so in namespaces of the commands that need it: it is gone when they are.
cleanup() {
  [[ -z $running ]] || kill -- "-$running" 2>/dev/null || true
  rm -rf --one-file-system "$scratch"
}
trap cleanup EXIT
trap 'exit 130' INT TERM HUP

# shellcheck source=build/jdks/systems.sh
. "$here/jdks/systems.sh"

systems=(host trixie sid)
newest=
case ${1:-} in
  '') ;;
  --newest)
    systems=(sid)
    newest=yes
    ;;
  --table) ;;
  *) die "what is $1? --newest or --table" ;;
esac

host_java() { # CLASS ARGUMENTS...
  "$jdk/bin/java" -cp "$root/agent/target/test-classes" "$@"
}

table() { host_java dev.pitot.matrix.JdkTable "$results" "$root/docs/jdks.md" && chown --reference="$root" "$root/docs/jdks.md"; }

# The programs as a system's libbcc compiles them, for JDKs of other systems. Any JDK will do: it is this machine's.
compile() { # SYSTEM
  local folder
  folder=$results/bundles/$(libbcc_of "$1")
  rm -rf "$folder"
  mkdir -p "$folder"
  inside "$1" "$folder" "$jdk" bash /mnt/inside/compile.sh || die "libbcc $(libbcc_of "$1") did not compile; see $folder"
}

# Each thing goes wrong in its result: what is not there has failed.
run() { # SYSTEM JDK LIBBCC LLVM STEPS
  local folder
  folder=$results/$(id_of "$1" "$2")+libbcc-$3
  echo "$(title_of "$1" "$2"), libbcc $3"
  rm -rf "$folder"
  mkdir -p "$folder"
  echo "$5" >"$folder/wanted"
  title_of "$1" "$2" >"$folder/jdk"
  echo "$3 (LLVM $4)" >"$folder/libbcc"
  uname -r >"$folder/kernel"
  [[ $5 == *doctor* ]] || cp -r "$results/bundles/$3/cache" "$folder/"
  inside "$1" "$folder" "" env JAVA="$2/bin/java" STEPS="$5" bash /mnt/inside/inside.sh || true
  host_java dev.pitot.matrix.JdkVerdict "$folder"
}

if [[ ${1:-} == --table ]]; then
  jdk=$("$here/jdk25.sh")
  table
  exit
fi

"$here/setup.sh" jdks
jdk=$("$here/jdk25.sh")
"$here/packed.sh"
"$jdk/bin/java" -cp "$root/agent/target/pitot.jar:$root/agent/target/test-classes" dev.pitot.testkit.CompilingJar "$root/agent/target"
failed=()
ran=0
for system in "${systems[@]}"; do
  make_system "$system"
done
if [[ -z $newest ]]; then
  [[ -n ${JDKS:-} ]] || rm -rf "${results:?}"/*
  for system in "${systems[@]}"; do
    compile "$system"
  done
fi
for system in "${systems[@]}"; do
  own=$(libbcc_of "$system")
  while read -r java_home; do
    begin=$SECONDS
    ran=$((ran + 1))
    run "$system" "$java_home" "$own" "$(llvm_of "$system")" doctor,mixed,commands || failed+=("$(id_of "$system" "$java_home") with libbcc $own")
    for other in "${systems[@]}"; do
      [[ $other != "$system" ]] || continue
      run "$system" "$java_home" "$(libbcc_of "$other")" "$(llvm_of "$other")" mixed ||
        failed+=("$(id_of "$system" "$java_home") with libbcc $(libbcc_of "$other")")
    done
    echo "  $((SECONDS - begin)) s"
  done < <(jdks_of "$system" | if [[ -n $newest ]]; then newest_released; else chosen; fi)
done
((ran > 0)) || die "there is no JDK ${JDKS:-}"
[[ -n ${JDKS:-}$newest ]] || table
((${#failed[@]} == 0)) || die "failed: $(printf '%s; ' "${failed[@]}")see $results"
