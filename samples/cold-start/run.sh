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

jvm=(with_bpf "$java" "-javaagent:$pitot_jar")
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
program=(-cp "$here/target/classes:$here/target/lib/*" dev.pitot.samples.coldstart.ColdStart)

mkdir "$data/warm" "$data/cold"
"$java" "${program[@]}" "$data/warm"
# Every class load and every request, however short: few of them take a millisecond, it is their number that counts.
everything=+pitot.ClassLoad#threshold=0ms,+pitot.ClassInitialization#threshold=0ms,+pitot.BlockIo#threshold=0ms
"${jvm[@]}" \
  "-XX:StartFlightRecording=filename=$out,$everything" -Xlog:jfr+startup=error \
  "${program[@]}" "$data/cold" "$here/forget.sh" "${files[@]}"
summary "$out"
