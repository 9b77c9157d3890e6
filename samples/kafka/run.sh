#!/usr/bin/env bash
# Records a Kafka broker under load with Pitot and says where the time went.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=samples/lib.sh
source "$here/../lib.sh"

usage() {
  cat <<END
usage: samples/kafka/run.sh [--seconds N] [--rate N] [--without-pitot | --agent OPTIONS] [--settings FILE]
                            [--out FILE.jfr]
  --seconds N      how long the load lasts (20)
  --rate N         records of 1 KiB per second (20000)
  --without-pitot  the same recording without the agent, to compare with
  --agent OPTIONS  of the agent, as budget=off
  --settings FILE  a .jfc for the recording, besides the JDK's default settings
  --out FILE.jfr   the recording (samples/kafka/target/kafka.jfr)
END
}

seconds=20
rate=20000
jvm=(with_bpf "$java" "$agent")
out=$here/target/kafka.jfr
settings=

while (($# > 0)); do
  case $1 in
    --seconds) seconds=$(positive "$1" "${2:-}"); shift ;;
    --rate) rate=$(positive "$1" "${2:-}"); shift ;;
    --without-pitot) jvm=("$java") ;;
    --agent) jvm=(with_bpf "$java" "$agent,${2:?--agent wants options}"); shift ;;
    --settings) settings=,settings=$(absolute "${2:?--settings wants a file}"); shift ;;
    --out) out=$(absolute "${2:?--out wants a file}"); shift ;;
    -h | --help) usage; exit ;;
    *) usage >&2; exit 2 ;;
  esac
  shift
done

require_built "$here/target/classes" "$here/target/lib"
# Not in /tmp, which is memory on many machines: a broker's data belongs on a disk.
data=$(mktemp -d "$here/target/data-XXXXXX")
trap 'rm -rf "$data"' EXIT
rm -f "$out"

"${jvm[@]}" \
  "-XX:StartFlightRecording=settings=default$settings,filename=$out" -Xlog:jfr+startup=error -Xmx1g \
  --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED \
  -cp "$here/target/classes:$here/target/lib/*" \
  dev.pitot.samples.kafka.KafkaSample "$data" "$seconds" "$rate"
summary "$out"
