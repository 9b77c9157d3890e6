#!/usr/bin/env bash
# build/jdks/enter.sh FOLDER SCRATCH TARGET SCRIPTS RESULTS JDK COMMAND...: by build/jdks.sh, in a mount namespace of its own. Runs a
# command in a system, / or a chroot, with /mnt/target, /mnt/inside, /mnt/results, /mnt/cache and, unless it is empty, /mnt/jdk.
set -euo pipefail
folder=${1%/}
scratch=$2

mount -t tmpfs pitot "$scratch"
mkdir -m 700 "$scratch"/{target,inside,results,cache,jdk}
mount --bind -o ro "$3" "$scratch/target"
mount --bind -o ro "$4" "$scratch/inside"
mount --bind "$5" "$scratch/results"
[[ -z $6 ]] || mount --bind -o ro "$6" "$scratch/jdk"
mount --rbind "$scratch" "$folder/mnt"
if [[ -n $folder ]]; then
  mount --rbind /proc "$folder/proc"
  mount --rbind /sys "$folder/sys"
  mount --rbind /dev "$folder/dev"
  mount -t tmpfs pitot "$folder/tmp"
fi
exec chroot "${folder:-/}" "${@:7}"
