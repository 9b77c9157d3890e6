#!/usr/bin/env bash
# build/jdks/packages.sh OLDEST: in a chroot, installs all JDKs from OLDEST on that its suite has, and libbcc.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive

jdks() {
  apt-cache search --names-only '^openjdk-[0-9]+-jre-headless$' | cut -d ' ' -f 1 | while read -r package; do
    version=${package//[!0-9]/}
    ((version < $1)) || echo "$package"
  done
}

mapfile -t packages < <(jdks "$1")
apt-get install -q -y --no-install-recommends libbpfcc "${packages[@]}"
apt-get clean
