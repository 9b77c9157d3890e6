#!/usr/bin/env bash
# Starts a small program with its files and the JDK's not in memory, recorded by Pitot, and says what that cost where.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=samples/lib.sh
source "$here/../lib.sh"

usage() {
  cat <<END
usage: samples/cold-start/run.sh [--without-pitot] [--out FILE.jfr]
  --without-pitot  the same recording without the agent, to compare with
  --out FILE.jfr   the recording (samples/cold-start/target/cold-start.jfr)
END
}

jvm=(with_bpf "$java" "$agent")
out=$here/target/cold-start.jfr

while (($# > 0)); do
  case $1 in
    --without-pitot) jvm=("$java") ;;
    --out) out=$(absolute "${2:?--out wants a file}"); shift ;;
    -h | --help) usage; exit ;;
    *) usage >&2; exit 2 ;;
  esac
  shift
done

require_built "$here/target/classes" "$here/target/lib"
data=$(mktemp -d "$here/target/data-XXXXXX")
trap 'rm -rf "$data"' EXIT
rm -f "$out"

files=("$jdk_home"/lib/modules "$jdk_home"/lib/*.so "$jdk_home"/lib/server/* "$here"/target/lib/*.jar)

# Every class load and every request, however short: few of them take a millisecond, it is their number that counts.
everything=+pitot.ClassLoad#threshold=0ms,+pitot.ClassInitialization#threshold=0ms,+pitot.BlockIo#threshold=0ms

# Both starts are recorded, so that the disk is all that they differ in.
start() {
  local recording=$1 folder=$2
  shift 2
  mkdir "$folder"
  "${jvm[@]}" "-XX:StartFlightRecording=filename=$recording,$everything" -Xlog:jfr+startup=error \
    -cp "$here/target/classes:$here/target/lib/*" dev.pitot.samples.coldstart.ColdStart "$folder" "$@"
}

cat "${files[@]}" >/dev/null
start "$data/warm.jfr" "$data/warm"
start "$out" "$data/cold" "$here/forget.sh" "${files[@]}"
summary "$out"
