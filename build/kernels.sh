#!/usr/bin/env bash
# build/kernels.sh: boots Linux kernels of Debian's under QEMU, without hardware virtualization, and proves there that Pitot
# works. Ends with 1 if anything failed, and says what.
#
#   KERNELS='6.1 6.18:preempt=full'   which ones, with what on their command line; "newest" is the newest there is
#   STEPS=load,mixed                  of load, doctor, mixed, helper, torture, canary, attach; all where not said
#   TORTURE=60                        seconds; 15 where not said, and 60 where the kernel is told how to preempt
#   build/kernels.sh --one            one kernel, the most demanding, and the most telling steps: for the build server
#   build/kernels.sh --table          writes docs/kernels.md of the results that are there
#
# Kernels, disks and results are kept in ~/.cache/pitot-kernels (or in XDG_CACHE_HOME).
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")
PATH=$PATH:/usr/sbin:/sbin # where Debian keeps mke2fs and debugfs
cache=${XDG_CACHE_HOME:-$HOME/.cache}/pitot-kernels
mkdir -p "$cache/images" "$cache/results"
scratch=$(mktemp -d)
machine=
cleanup() {
  [[ -z $machine ]] || kill "$machine" 2>/dev/null || true
  rm -rf "$scratch"
}
trap cleanup EXIT

die() {
  echo "kernels: $*" >&2
  exit 1
}

# shellcheck source=build/kernels/images.sh
. "$here/kernels/images.sh"
# shellcheck source=build/kernels/disk.sh
. "$here/kernels/disk.sh"
# shellcheck source=build/kernels/machine.sh
. "$here/kernels/machine.sh"

kernels=${KERNELS:-6.1 6.12 newest 6.18:preempt=full 6.18:preempt=lazy}
steps=${STEPS:-all}
torture=${TORTURE:-}

table() {
  local emulator libbcc
  emulator=$(qemu-system-x86_64 --version | sed -n 's/ emulator version\( [0-9.]*\).*/\1/p')
  libbcc=$(readlink -f "$(ldconfig -p | sed -n 's/.*libbcc\.so\.0 .* => //p' | head -n 1)")
  "$("$here/jdk25.sh")/bin/java" -cp "$root/agent/target/test-classes" dev.pitot.matrix.KernelTable \
    "$cache/results" "$root/docs/kernels.md" "$emulator" "${libbcc##*.so.}"
}

case ${1:-} in
  '') ;;
  --one)
    kernels=6.18:preempt=full
    steps=load,mixed,helper,torture,canary
    torture=10
    ;;
  --table)
    table
    exit
    ;;
  *) die "what is $1? --one or --table" ;;
esac

# What goes wrong on the way to a verdict is one: nothing is taken for granted that a result does not show.
run() { # ENTRY
  local version=${1%%:*} parameters="" release results
  [[ $1 != *:* ]] || parameters=${1#*:}
  release=$(newest_release "$version")
  [[ -n $release ]] || die "Debian has no kernel $version (looked in ${suites[*]})"
  fetch_image "$release"
  results=$cache/results/$release${parameters:+ ${parameters//:/ }}
  echo "Linux $release ${parameters//:/ }"
  rm -rf "$results"
  mkdir -p "$results"
  echo "$steps" >"$results/wanted"
  local seconds=15
  [[ $parameters != *preempt* ]] || seconds=60
  make_disk "$scratch/disk.img"
  boot_patiently "$release" "${parameters//:/ } pitot_steps=$steps pitot_torture=${torture:-$seconds}" "$results" || true
  "$jdk/bin/java" -cp "$root/agent/target/test-classes" dev.pitot.matrix.Verdict "$results"
}

main() {
  local entry begin failed=()
  "$here/setup.sh" kernels
  jdk=$("$here/jdk25.sh")
  "$here/packed.sh"
  grep -qa x86_64.portable "$root/agent/target/pitot.jar" ||
    die "the jar has no programs: run make build as root, since libbcc makes BPF maps when it compiles"
  update_lists
  root_folder
  for entry in $kernels; do
    begin=$SECONDS
    run "$entry" || failed+=("$entry")
    echo "  $((SECONDS - begin)) s"
  done
  ((${#failed[@]} == 0)) || die "failed on ${failed[*]}; see $cache/results"
}

main
