#!/usr/bin/env bash
# All tests, those that need the kernel too: where such a test cannot run, it fails.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
verify=("$here/mvn.sh" verify -Dpitot.requireKernel=true "$@")

"$here/setup.sh" test
# Maven itself runs on the JDK 25 too: only there can it check the format of the sources.
JAVA_HOME=$("$here/jdk25.sh")
export JAVA_HOME
helper=(make -s -C "$here/../native-helper" check)
if ((EUID == 0)); then
  "${helper[@]}"
  exec "${verify[@]}"
fi
command -v sudo >/dev/null || {
  echo "The kernel tests load BPF programs: run 'make test' as root (there is no sudo here)." >&2
  exit 1
}
echo "The kernel tests load BPF programs, and take privileges away from JVMs that they start: sudo runs them as root."
echo "What they write belongs to $(id -un) afterwards."
sudo env "PATH=$PATH" "${helper[@]}"
exec sudo env "PATH=$PATH" "JAVA_HOME=$JAVA_HOME" "${verify[@]}"
