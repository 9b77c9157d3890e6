# shellcheck shell=bash
# What the samples' run.sh have in common; to be sourced. Sets root, java, pitot_jar and agent.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
jdk_home=$("$root/build/jdk25.sh")
java=$jdk_home/bin/java
pitot_jar=$root/agent/target/pitot.jar
# A jar that an ordinary user built compiles its programs at the first recording: what starts beside that for a quarter of a minute
# would not be in the recording.
agent=-javaagent:$pitot_jar=wait=60s

die() {
  echo "$*" >&2
  exit 1
}

require_built() {
  local file
  for file in "$pitot_jar" "$@"; do
    [[ -e $file ]] || die "$file is not there: run 'make build' first."
  done
}

# A count that is no option's value, or that the JVM could not hold, is told before anything is started.
positive() {
  [[ $2 =~ ^[1-9][0-9]{0,8}$ ]] || die "$1 wants a positive number, not '$2'."
  echo "$2"
}

# A recording's name as an absolute path: a JVM may be started in another folder.
absolute() {
  case $1 in
    /*) echo "$1" ;;
    *) echo "$PWD/$1" ;;
  esac
}

# CAP_PERFMON is bit 38 of a capability set, CAP_BPF bit 39 (include/uapi/linux/capability.h).
may_use_bpf() {
  local effective
  effective=$((16#$(sed -n 's/^CapEff:[[:space:]]*//p' /proc/self/status)))
  (((effective >> 38 & 3) == 3))
}

# Runs a command that may use BPF. An ordinary user's command stays his, so that its files are his too: it gets the two
# capabilities that BPF tracing needs, and nothing else of root.
with_bpf() {
  if may_use_bpf; then
    "$@"
    return
  fi
  ((EUID != 0)) || die "This root has no CAP_BPF and CAP_PERFMON: give them to the container, for instance by --privileged."
  command -v sudo >/dev/null || die "BPF needs CAP_BPF and CAP_PERFMON: run this as root (there is no sudo here)."
  echo "BPF needs CAP_BPF and CAP_PERFMON: sudo gives them to the recorded JVM, which goes on as $(id -un)." >&2
  local capabilities=+bpf,+perfmon
  sudo setpriv --reuid "$(id -u)" --regid "$(id -g)" --init-groups \
    --inh-caps "$capabilities" --ambient-caps "$capabilities" -- "$@"
}

# By sudo in an ordinary user's checkout, the recording is his.
give_back() {
  if [[ $EUID == 0 && $1 == "$root"/* ]]; then
    chown --reference "$root" "$1"
  fi
}

summary() {
  give_back "$1"
  echo
  "$java" -jar "$pitot_jar" summary "$1"
  echo
  echo "The recording: $1"
  echo "  java -jar $pitot_jar summary --top 30 $1"
  echo "  jfr print --events 'pitot.*' $1        or open it in JDK Mission Control"
}
