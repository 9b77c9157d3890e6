# shellcheck shell=bash
# Sourced by build/kernels.sh: the disk of a virtual machine, made by mke2fs from a folder, without mounting. There is one only:
# from Linux 6.12 on it is chance which of two is the first.

# Applets of busybox and a JDK, no libbcc and no LLVM: what does not change from build to build. Made anew when one of them does.
root_folder() {
  local version folder=$cache/root
  version=$(cat "$jdk/release" "$(command -v busybox)" "${BASH_SOURCE[0]}" | sha256sum)
  [[ $version != "$(cat "$folder/version" 2>/dev/null)" ]] || return 0
  echo "making the root file system"
  rm -rf "$folder"
  mkdir -p "$folder"/{bin,dev,etc,jdk,proc,sys,tmp,var/lib,work}
  cp "$(readlink -f "$(command -v busybox)")" "$folder/bin/busybox"
  busybox --list | grep -vx busybox | while read -r applet; do ln -s busybox "$folder/bin/$applet"; done
  printf '%s\n' 'root:x:0:0:root:/tmp:/bin/sh' 'nobody:x:65534:65534:nobody:/tmp:/bin/sh' >"$folder/etc/passwd"
  tar -C "$jdk" -chf - --exclude=./jmods --exclude=./lib/src.zip --exclude=./man --exclude=./legal . | tar -C "$folder/jdk" -xf -
  libraries "$jdk/bin/java" "$jdk"/lib/lib{java,net,nio,instrument,attach,management}.so "$jdk/lib/server/libjvm.so" |
    while read -r file; do cp -L --parents "$file" "$folder"; done
  echo "$version" >"$folder/version"
}

# Files' libraries, as the dynamic linker finds them.
libraries() { # FILE...
  ldd "$@" | grep -oE '/[^ ]+\.so[^ ]*' | grep -vF "$jdk/" | sed 's/:$//' | sort -u
}

# With jar, test classes, a file to read and a place for the results.
make_disk() { # IMAGE
  local work=$cache/root/work events
  rm -rf "$work" "$1"
  mkdir -p "$work/results"
  cp "$root/agent/target/pitot.jar" "$here/kernels/guest.sh" "$work"
  cp -r "$root/agent/target/test-classes" "$work/classes"
  ! ((EUID == 0)) || add_helper "$work"
  for events in all phases; do
    "$jdk/bin/java" -cp "$root/agent/target/pitot.jar:$root/agent/target/test-classes" dev.pitot.matrix.Everything "$events" \
      >"$work/$events.jfc"
  done
  head -c 4M /dev/urandom >"$work/data"
  truncate -s 1500M "$1" # or mke2fs says that it makes it
  mke2fs -q -t ext4 -m 0 -d "$cache/root" "$1"
}

# As an administrator installs it. Only root can give a file capabilities.
add_helper() { # FOLDER
  make -s -C "$root/native-helper"
  cp "$root/native-helper/target/pitot-helper" "$1"
  chgrp 65534 "$1/pitot-helper"
  chmod 0750 "$1/pitot-helper"
  setcap cap_bpf,cap_perfmon=ep "$1/pitot-helper"
}

results_of() { # IMAGE FOLDER
  debugfs -R "rdump /work/results $scratch" "$1" 2>/dev/null
  cp -r "$scratch/results/." "$2"
  rm -rf "$scratch/results"
}
