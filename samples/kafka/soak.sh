#!/usr/bin/env bash
# Records a Kafka broker under load for ten minutes with pitot.jfc, and says what Pitot lost and cost.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=samples/lib.sh
source "$here/../lib.sh"

usage() {
  cat <<END
usage: samples/kafka/soak.sh [--paired] [--agent OPTIONS] [--seconds N] [--rate N]
  --paired         first the same without Pitot, to compare the CPU time
  --agent OPTIONS  of the agent, as budget=off: the governor takes nothing off then
  --seconds N      how long the load lasts (600)
  --rate N         messages of 1 KiB per second (20000)
END
}

paired=
agent=()
load=(--seconds 600)
while (($# > 0)); do
  case $1 in
    --paired) paired=yes ;;
    --agent) agent=(--agent "${2:?--agent wants options}"); shift ;;
    --seconds | --rate) load+=("$1" "${2:-}"); shift ;;
    -h | --help) usage; exit ;;
    *) usage >&2; exit 2 ;;
  esac
  shift
done

require_built "$here/target/classes" "$here/target/lib"
settings=$(mktemp -d "$here/target/settings-XXXXXX")
trap 'rm -rf "$settings"' EXIT
"$java" -jar "$pitot_jar" templates "$settings" >/dev/null
load+=(--settings "$settings/pitot.jfc")

# The summary of the run without Pitot has nothing to say here.
if [[ -n $paired ]]; then
  echo "Without Pitot:"
  "$here/run.sh" "${load[@]}" --without-pitot --out "$here/target/soak-without.jfr" | grep '^load: '
  echo "With Pitot:"
fi
recording=$here/target/soak.jfr
"$here/run.sh" "${load[@]}" "${agent[@]}" --out "$recording" >"$settings/output"
grep '^load: ' "$settings/output"
echo
"$java" -cp "$here/target/classes" dev.pitot.samples.kafka.PitotReport "$recording"
echo
sed -n '/^What Pitot itself cost/,/^$/p' "$settings/output"
echo "The recording: $recording"
