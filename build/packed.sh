#!/usr/bin/env bash
# build/packed.sh: packs the jar and compiles the tests, unless nothing has changed since that was done, as by 'make test'.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")
jar=$root/agent/target/pitot.jar
sources=("$root/pom.xml" "$root/agent/pom.xml" "$root/agent/src" "$root/usdt/pom.xml" "$root/usdt/src" "$root/span-api/src")

if [[ -e $jar && -e $root/agent/target/test-classes/dev/pitot/matrix/Verdict.class ]] &&
  [[ -z $(find "${sources[@]}" -newer "$jar" -type f -print -quit) ]]; then
  exit
fi
exec "$here/mvn.sh" package -DskipTests -pl agent -am
