#!/usr/bin/env bash
# build/jdks/compile.sh: in a system, has its libbcc compile the programs, and leaves them in /mnt/results/cache.
set -euo pipefail
/mnt/jdk/bin/java -jar /mnt/target/compiling.jar doctor --cache /mnt/cache/pitot >/mnt/results/doctor.out 2>&1 || {
  cat /mnt/results/doctor.out >&2
  exit 1
}
cp -r /mnt/cache/pitot /mnt/results/cache
