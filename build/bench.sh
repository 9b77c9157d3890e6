#!/usr/bin/env bash
# build/bench.sh [ROW...]: measures the budget table. Rows: startup attach launch memory exit kernel self commit sustained spans
# throughput cycles peers. Needs root. How long the long ones take is set by BENCH_PAIRS (7) and BENCH_MESSAGES (2000000) for
# throughput, BENCH_RECORDINGS (1000) and BENCH_COMMANDS (100) for cycles.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")
java=$("$here/jdk25.sh")/bin/java
if ((EUID != 0)); then
  command -v sudo >/dev/null || { echo "The benchmark attaches BPF programs: run it as root." >&2; exit 1; }
  exec sudo --preserve-env=BENCH_PAIRS,BENCH_MESSAGES,BENCH_RECORDINGS,BENCH_COMMANDS \
    env "PATH=$PATH" ${JAVA_HOME:+"JAVA_HOME=$JAVA_HOME"} "$0" "$@"
fi
headers=$(mktemp -d)
mounted=
cleanup() {
  rm -rf "$headers"
  if [[ -n $mounted ]]; then umount /sys/kernel/tracing; fi
}
trap cleanup EXIT
cp -r "$root/agent/src/main/bpf/include" "$headers/include"

# Pitot needs no tracefs, bpftrace does.
if ! mountpoint -q /sys/kernel/tracing && ! mountpoint -q /sys/kernel/debug; then
  mount -t tracefs tracefs /sys/kernel/tracing && mounted=yes
fi

echo "Linux $(uname -r), $(nproc) CPUs, $("$java" -version 2>&1 | head -n 1), load $(cut -d' ' -f1 /proc/loadavg)"
"$java" --enable-native-access=ALL-UNNAMED "-Dpitot.kafka=$root/samples/kafka/target" \
  "-Dpitot.bench.pairs=${BENCH_PAIRS:-7}" "-Dpitot.bench.messages=${BENCH_MESSAGES:-2000000}" \
  "-Dpitot.bench.recordings=${BENCH_RECORDINGS:-1000}" "-Dpitot.bench.commands=${BENCH_COMMANDS:-100}" \
  -Dpitot.jar="$root/agent/target/pitot.jar" -Dpitot.headers="$headers" \
  -cp "$root/agent/target/pitot.jar:$root/agent/target/test-classes" dev.pitot.bench.Bench "$@"
