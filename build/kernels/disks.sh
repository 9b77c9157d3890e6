# shellcheck shell=bash
# Sourced by build/kernels.sh: the disks of a virtual machine. Both are ext4, made by mke2fs from a folder, without mounting.

# Applets of busybox, a JDK and libbcc's slim half. It is made anew when one of these changes; what changes with each
# build is on the other disk.
root_image() { # the path, in $root_disk
  local library folder
  library=$(ldconfig -p | sed -n 's/.*libbcc_bpf\.so\.0 .* => //p' | head -n 1)
  root_disk=$cache/root-$(cat "$jdk/release" "$library" "$(command -v busybox)" "${BASH_SOURCE[0]}" "$here/kernels/init" | sha256sum | head -c 12).ext4
  [[ ! -e $root_disk ]] || return 0
  echo "making the root file system"
  rm -f "$cache"/root-*.ext4
  folder=$scratch/root
  mkdir -p "$folder"/{bin,dev,etc,jdk,proc,sys,tmp,work}
  cp "$(readlink -f "$(command -v busybox)")" "$folder/bin/busybox"
  busybox --list | grep -vx busybox | while read -r applet; do ln -sf busybox "$folder/bin/$applet"; done
  echo 'root:x:0:0:root:/tmp:/bin/sh' >"$folder/etc/passwd"
  cp "$here/kernels/init" "$folder/init"
  tar -C "$jdk" -chf - --exclude=./jmods --exclude=./lib/src.zip --exclude=./man --exclude=./legal . | tar -C "$folder/jdk" -xf -
  libraries "$jdk/bin/java" "$jdk"/lib/lib{java,net,nio,instrument,attach,management}.so "$jdk/lib/server/libjvm.so" "$library" |
    while read -r file; do cp -L --parents "$file" "$folder"; done
  disk_of "$folder" "$root_disk.part" 500M
  mv "$root_disk.part" "$root_disk"
  rm -rf "$folder"
}

# The file is made first, or mke2fs says that it makes it.
disk_of() { # FOLDER IMAGE SIZE
  truncate -s "$3" "$2"
  mke2fs -q -t ext4 -m 0 -d "$1" "$2"
}

# Files, and what the dynamic linker loads for them.
libraries() { # FILE...
  printf '%s\n' "${@: -1}"
  ldd "$@" | grep -oE '/[^ ]+\.so[^ ]*' | grep -vF "$jdk/" | sed 's/:$//' | sort -u
}

# Jar, test classes, compiled programs, a file to read and the results: the second disk of one machine.
work_image() { # IMAGE BUNDLES
  local folder=$scratch/work
  rm -rf "$folder" "$1"
  mkdir -p "$folder"/{cache/pitot,results}
  cp "$root/agent/target/pitot.jar" "$here/kernels/guest.sh" "$folder"
  "$jdk/bin/java" -cp "$root/agent/target/pitot.jar:$root/agent/target/test-classes" dev.pitot.matrix.Everything >"$folder/all.jfc"
  cp -r "$root/agent/target/test-classes" "$folder/classes"
  cp "$2"/*.bundle "$folder/cache/pitot"
  head -c 4M /dev/urandom >"$folder/data"
  disk_of "$folder" "$1" 1G
  rm -rf "$folder"
}

results_of() { # IMAGE FOLDER
  debugfs -R "rdump /results $scratch" "$1" 2>/dev/null
  cp -r "$scratch/results/." "$2"
  rm -rf "$scratch/results"
}
