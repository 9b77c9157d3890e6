#!/usr/bin/env bash
# build/jdks/inside.sh: in a system, with JAVA and STEPS from the environment: what is to be seen of Pitot there, step by step.
# All stay in one process group, which build/jdks.sh ends. Each step leaves NAME.out and NAME.err in /mnt/results, and a line in "steps": name, exit status, seconds.
# What that means is judged outside, by dev.pitot.matrix.JdkVerdict.
set -uo pipefail
export LC_ALL=C # a decimal comma in EPOCHREALTIME would be none to awk
readonly results=/mnt/results cache=/mnt/cache/pitot
# Without programs, so that libbcc or what it compiled is used.
readonly compiling=/mnt/target/compiling.jar
readonly jar=/mnt/target/pitot.jar
classes=/mnt/cache/classes
readonly traced="-XX:+DTraceMonitorProbes -XX:ErrorFile=$results/hs_err_%p.log -Xmx256m"
jvm=
trap '[[ -z $jvm ]] || kill -9 "$jvm"' EXIT

step() { # NAME SECONDS COMMAND...
  local begin=$EPOCHREALTIME status=0
  timeout --foreground -k 5 "$2" "${@:3}" >"$results/$1.out" 2>"$results/$1.err" || status=$?
  echo "$1 $status $(awk "BEGIN { printf \"%.1f\", $EPOCHREALTIME - $begin }")" >>"$results/steps"
}

doctor() { step doctor 180 "$JAVA" -jar "$compiling" doctor --cache "$cache" --width 400; }

# shellcheck disable=SC2086
mixed() {
  step mixed 180 "$JAVA" $traced "-javaagent:$compiling=wait=120s,budget=off,cache=$cache" -Xlog:jfr*=off -cp "$classes" \
    "-XX:StartFlightRecording:filename=$results/mixed.jfr,settings=/mnt/cache/all.jfc" dev.pitot.matrix.Mixed "$results/data"
}

pitot() { # NAME ARGUMENTS...
  step "$1" 60 "$JAVA" -jar "$jar" "${@:2}"
}

jcmd() { # NAME ARGUMENTS...
  step "$1" 60 "$JAVA" -m jdk.jcmd/sun.tools.jcmd.JCmd "$jvm" "${@:2}"
}

# A JVM that records and has no agent gets one, and is asked things.
# shellcheck disable=SC2086
commands() {
  "$JAVA" $traced -XX:+EnableDynamicAgentLoading -Xlog:jfr*=off -XX:StartFlightRecording:settings=/mnt/cache/all.jfc -cp "$classes" \
    dev.pitot.matrix.Steady >"$results/steady.out" 2>"$results/steady.err" &
  jvm=$!
  while [[ -e /proc/$jvm ]] && ! grep -qs ready "$results/steady.out"; do sleep 0.1; done
  jcmd jcmd JVMTI.agent_load "$jar" "\"attach,cache:$cache\""
  pitot status status "$jvm"
  pitot runqlat runqlat "$jvm" 1 1
  jcmd dump JFR.dump "filename=$results/steady.jfr"
  pitot stop stop "$jvm"
  pitot start start "$jvm"
  kill "$jvm"
  wait "$jvm" 2>/dev/null
  jvm=
}

cp -r /mnt/target/test-classes "$classes"
[[ ! -d $results/cache ]] || mkdir -m 700 "$cache"
[[ ! -d $results/cache ]] || cp "$results"/cache/*.bundle "$cache"
"$JAVA" -cp "$jar:$classes" dev.pitot.matrix.Everything all >/mnt/cache/all.jfc
head -c 4M /dev/urandom >"$results/data"
sync "$results/data"
for name in ${STEPS//,/ }; do
  "$name"
done
rm -rf "$results/data" "$results/cache"
