#!/bin/sh
# Runs in the virtual machine, as its first process and by busybox: what is to be seen of Pitot on this kernel, step by step.
# A step that takes minutes is one that hangs; how fast the host is, is not what is tested.
# Each step leaves NAME.out and NAME.err in /work/results, and a line in "steps": name, exit status, seconds.
# What that means is judged on the host, by dev.pitot.matrix.Verdict.
set -u
# What the kernel does not know of its command line becomes the environment of its first process.
: "${pitot_steps:?which steps}" "${pitot_torture:?seconds}"
export PATH=/bin:/jdk/bin XDG_CACHE_HOME=/cache
readonly results=/work/results jar=/work/pitot.jar
# Compiled once and not for long: what C2 costs under emulation, it does not bring back.
readonly brief='-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx256m'
readonly traced="$brief -XX:+DTraceMonitorProbes -XX:ErrorFile=/work/results/hs_err_%p.log -cp /work/classes"
readonly recorded="-javaagent:$jar=wait=120s,budget=off -Xlog:jfr*=off"

prepare() {
  mount -t proc proc /proc
  mount -t sysfs sys /sys
  mount -t devtmpfs dev /dev
  mount -t tmpfs tmp /tmp
  exec </dev/console >/dev/console 2>&1
  # Pitot has the kernel keep statistics of programs now and then, which changes instructions that run. Under emulation a CPU may still
  # run the breakpoint that stood there meanwhile, and the kernel takes that for a fault of its own ("Oops: int3"). Kept always,
  # nothing is changed.
  echo 1 >/proc/sys/kernel/bpf_stats_enabled
  ip link set lo up
  mkdir -m 700 /cache
}

say() { echo "@ $*"; }
seconds() { cut -d ' ' -f 1 /proc/uptime; }
wanted() { [ "$pitot_steps" = all ] || echo ",$pitot_steps," | grep -q ",$1,"; }

# A JVM under emulation now and then dies of SIGSEGV at the first instruction of a compiled method, without any agent too.
artefact() { [ "$status" = 134 ] && grep -q SIGSEGV "$results/$1.out"; }

attempt() { # NAME SECONDS COMMAND...
  name=$1
  limit=$2
  shift 2
  timeout -k 5 "$limit" "$@" >"$results/$name.out" 2>"$results/$name.err"
  status=$?
}

step() { # NAME SECONDS COMMAND...
  begin=$(seconds)
  attempt "$@"
  if artefact "$1"; then
    say "$1: SIGSEGV, which the emulation is known for: once more"
    echo "$1 repeated after a SIGSEGV" >>"$results/artefacts"
    attempt "$@"
  fi
  took=$(echo "$(seconds) $begin" | awk '{ printf "%.1f", $1 - $2 }')
  echo "$1 $status $took" >>"$results/steps"
  say "$1: exit status $status, $took s"
  sync
}

# shellcheck disable=SC2086
load() { step load 600 java $brief --enable-native-access=ALL-UNNAMED -cp $jar:/work/classes dev.pitot.kernel.LoadPrograms $results/verifier; }

# shellcheck disable=SC2086
pitot() { # NAME ARGUMENTS...
  name=$1
  shift
  step "$name" 600 java $brief -jar $jar "$@"
}

# shellcheck disable=SC2086
mixed() {
  step mixed 600 java $traced $recorded \
    -XX:StartFlightRecording:filename=$results/mixed.jfr,settings=/work/all.jfc dev.pitot.matrix.Mixed /work/data
}

# The same by an ordinary user without any capability.
helper() {
  [ -e /work/pitot-helper ] || return 0
  pitot bundles bundles install
  touch $results/helper.jfr
  chmod 666 $results/helper.jfr
  step helper 600 su nobody -c "XDG_CACHE_HOME=/tmp/cache exec java $traced \
    -javaagent:$jar=wait=120s,budget=off,helper=/work/pitot-helper -Xlog:jfr*=off \
    -XX:StartFlightRecording:filename=$results/helper.jfr,settings=/work/all.jfc dev.pitot.matrix.Mixed /work/data"
}

# shellcheck disable=SC2086
torture() {
  step torture $((pitot_torture + 600)) java $traced $recorded \
    -XX:StartFlightRecording:filename=$results/torture.jfr,settings=/work/phases.jfc dev.pitot.matrix.Crush "$pitot_torture"
}

# Both at once: a JVM that starts keeps one CPU busy, and there are two.
load_and_doctor() {
  ! wanted load || load &
  ! wanted doctor || pitot doctor doctor
  wait
}

canary() {
  [ -e /work/classes/dev/pitot/matrix/Canary.class ] || return 0
  # shellcheck disable=SC2086
  step canary 600 java $brief --enable-native-access=ALL-UNNAMED -cp $jar:/work/classes dev.pitot.matrix.Canary 4
}

programs() { cat /proc/[0-9]*/fdinfo/* 2>/dev/null | grep '^prog_id' | sort -u | wc -l; }

count_programs() { # WHEN
  echo "programs $1 $(programs)" >>"$results/programs"
}

# A JVM that records and has no agent gets one, is asked things, and is killed.
attach() {
  count_programs before
  # shellcheck disable=SC2086
  java $traced -XX:StartFlightRecording:settings=/work/all.jfc dev.pitot.matrix.Steady >$results/steady.out 2>$results/steady.err &
  jvm=$!
  while ! grep -q ready $results/steady.out && [ -e /proc/$jvm ]; do sleep 0.2; done
  pitot attach attach $jvm
  count_programs attached
  pitot status status $jvm &
  asking=$!
  pitot runqlat runqlat $jvm 2 1
  wait $asking
  pitot stop stop $jvm
  count_programs stopped
  pitot start start $jvm
  count_programs started
  kill -9 $jvm
  wait $jvm
  # What the kernel frees after a grace period is not left.
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    [ "$(programs)" -gt 0 ] || break
    sleep 0.5
  done
  count_programs killed
}

prepare
uname -r >$results/kernel
say "booted Linux $(uname -r) in $(seconds) s"
load_and_doctor
for name in mixed helper torture canary attach; do
  ! wanted $name || $name
done
dmesg >$results/dmesg
say "all steps done after $(seconds) s"
sync
poweroff -f
