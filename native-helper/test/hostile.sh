#!/usr/bin/env bash
# native-helper/test/hostile.sh OUT [SEED]: installs a helper with a folder of its own and a group that nobody is in, and lets
# hostile callers ask it. Needs root and a kernel with BPF: without, it fails.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
readonly out=${1:?the folder for what is built} seed=${2:-}
readonly group=64321

die() {
  echo "hostile: $*" >&2
  exit 1
}

((EUID == 0)) || die "this loads BPF programs and installs a privileged helper for a moment: run it as root"
for command in setcap bpftool; do
  command -v "$command" >/dev/null || die "$command is missing"
done

# Not below /tmp: the helper wants a path of root's alone.
folder=$(mktemp -d /var/lib/pitot-test-XXXXXXXX)
trap 'rm -rf "$folder"' EXIT
chmod 755 "$folder"
mkdir -p -m 755 "$folder/var/bundles"

make -s BUNDLES="$folder/var/bundles" OUT="$folder/build" "$folder/build/pitot-helper" >/dev/null
install -m 750 -o root -g "$group" "$folder/build/pitot-helper" "$folder/pitot-helper"
setcap cap_bpf,cap_perfmon+ep "$folder/pitot-helper" || die "setcap failed: does this file system have file capabilities?"
install -m 755 "$out"/libjvm.so "$out"/libother.so "$folder"

# The ids of what the programs attach to.
types=$(bpftool btf dump file /sys/kernel/btf/vmlinux format raw)
id() { awk -v kind="$1" -v name="'$2'" '$2 == kind && $3 == name { print substr($1, 2, length($1) - 2); exit }' <<<"$types"; }
tracepoint=$(id TYPEDEF btf_trace_sched_process_exec)
iterator=$(id FUNC bpf_iter_task)
[[ $tracepoint && $iterator ]] || die "this kernel's BTF has no sched_process_exec or no task iterator"

"$out/hostile" "$folder/pitot-helper" "$folder/var/bundles" "$folder/libjvm.so" "$folder/libother.so" "$group" \
  "$tracepoint" "$iterator" ${seed:+"$seed"}
