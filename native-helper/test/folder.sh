# shellcheck shell=bash
# Sourced: makes a folder of root's alone, with a place for bundles, that is gone at the end. Sets folder, and the ids in the kernel's
# BTF of what the programs of test/bundles.c attach to: tracepoint, iterator. Needs root and a kernel with BPF: without, it fails.

die() {
  echo "${0##*/}: $*" >&2
  exit 1
}

((EUID == 0)) || die "this loads BPF programs: run it as root"
for command in setcap bpftool; do
  command -v "$command" >/dev/null || die "$command is missing"
done

# Not below /tmp: the helper wants a path of root's alone.
folder=$(mktemp -d /var/lib/pitot-test-XXXXXXXX)
trap 'rm -rf "$folder"' EXIT
mkdir -p "$folder/var/bundles"
chmod 755 "$folder" "$folder/var" "$folder/var/bundles"

types=$(bpftool btf dump file /sys/kernel/btf/vmlinux format raw)
id() { awk -v kind="$1" -v name="'$2'" '$2 == kind && $3 == name { print substr($1, 2, length($1) - 2); exit }' <<<"$types"; }
tracepoint=$(id TYPEDEF btf_trace_sched_process_exec)
iterator=$(id FUNC bpf_iter_task)
unset types
[[ $tracepoint && $iterator ]] || die "this kernel's BTF has no sched_process_exec or no task iterator"
