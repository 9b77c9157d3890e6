#!/usr/bin/env bash
# native-helper/test/hostile.sh OUT [SEED]: installs a helper with a folder of its own and a group that nobody is in, and lets
# hostile callers ask it. Needs root and a kernel with BPF: without, it fails.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
readonly out=${1:?the folder for what is built} seed=${2:-}
readonly group=64321
folder='' tracepoint='' iterator=''
# shellcheck source=native-helper/test/folder.sh
. test/folder.sh

make -s BUNDLES="$folder/var/bundles" OUT="$folder/build" "$folder/build/pitot-helper" >/dev/null
install -m 750 -o root -g "$group" "$folder/build/pitot-helper" "$folder/pitot-helper"
setcap cap_bpf,cap_perfmon+ep "$folder/pitot-helper" || die "setcap failed: does this file system have file capabilities?"
install -m 755 "$out"/libjvm.so "$out"/libother.so "$folder"

"$out/hostile" "$folder/pitot-helper" "$folder/var/bundles" "$folder/libjvm.so" "$folder/libother.so" "$group" \
  "$tracepoint" "$iterator" ${seed:+"$seed"}
