#!/usr/bin/env bash
# Records an HTTP service under load with Pitot, with its methods as spans, and says what they waited for.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=samples/lib.sh
source "$here/../lib.sh"

usage() {
  cat <<END
usage: samples/orders/run.sh [--seconds N] [--platform-threads] [--out FILE.jfr]
  --seconds N         how long the load lasts (20)
  --platform-threads  these serve the requests, and not virtual threads
  --out FILE.jfr      the recording (samples/orders/target/orders.jfr)
END
}

seconds=20
threads=virtual
out=$here/target/orders.jfr

while (($# > 0)); do
  case $1 in
    --seconds) seconds=$(positive "$1" "${2:-}"); shift ;;
    --platform-threads) threads=platform ;;
    --out) out=$(absolute "${2:?--out wants a file}"); shift ;;
    -h | --help) usage; exit ;;
    *) usage >&2; exit 2 ;;
  esac
  shift
done

require_built "$here/target/classes" "$here/target/lib"
# Not in /tmp, which is memory on many machines: the requests shall wait for a disk.
data=$(mktemp -d "$here/target/data-XXXXXX")
trap 'rm -rf "$data"' EXIT
rm -f "$out"

package=acme.orders
classpath="$here/target/classes:$here/target/lib/*"
spans="span=$package.OrderService::*,span=$package.ConnectionPool::take"

# Every span, however short: on a fast disk an order takes less than the threshold of 10 ms.
with_bpf "$java" "$agent,$spans" \
  "-XX:StartFlightRecording=filename=$out,+pitot.Span#threshold=0ms" -Xlog:jfr+startup=error -Xmx512m \
  -cp "$classpath" "$package.OrderServer" "$data" "$seconds" "$threads"
summary "$out"
echo
"$java" -cp "$classpath" "$package.SlowSpans" "$out"
