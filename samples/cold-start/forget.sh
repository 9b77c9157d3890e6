#!/usr/bin/env bash
# Makes the kernel forget the cached pages of the given files, and of no others: what other programs need stays in
# memory. Pages that some process has mapped and touched stay too, as those of a JDK that is in use.
set -euo pipefail

for file; do
  # A page that is not yet on the disk cannot be forgotten.
  sync "$file"
  # posix_fadvise(POSIX_FADV_DONTNEED) for the whole file: coreutils manual, "dd invocation", nocache.
  dd if="$file" iflag=nocache count=0 status=none
done
