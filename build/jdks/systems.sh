# shellcheck shell=bash disable=SC2154 # variables of build/jdks.sh
# Sourced by build/jdks.sh: the systems that JDKs and libbcc are from. "host" is this machine, any other a suite of Debian in a chroot.

readonly oldest_jdk=25
readonly renewed_after_days=14

folder_of() { # SYSTEM
  if [[ $1 == host ]]; then echo /; else echo "$cache/$1"; fi
}

# The mirror that this machine uses already, if it is a Debian; then the one that always is.
mirrors() {
  # shellcheck disable=SC2016
  apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 2>/dev/null | grep -m 1 '/debian/$' || true
  echo http://deb.debian.org/debian/
}

# Kept for some days, since what is in sid changes. A chroot that is not whole has no file "whole".
make_system() { # SYSTEM
  local folder
  folder=$(folder_of "$1")
  [[ $1 != host && -z $(find "$folder/whole" -mtime "-$renewed_after_days" 2>/dev/null) ]] || return 0
  echo "making a chroot of Debian $1 in $folder, with its JDKs and its libbcc: two minutes, 600 MB to 2 GB"
  rm -rf --one-file-system "$folder" "$folder.log"
  bootstrap "$1" "$folder"
  cp -L /etc/resolv.conf "$folder/etc/resolv.conf" 2>/dev/null || true
  inside "$1" "$results" "" bash /mnt/inside/packages.sh "$oldest_jdk" >>"$folder.log" 2>&1 ||
    die "the packages of Debian $1 could not be installed; see $folder.log"
  touch "$folder/whole"
}

bootstrap() { # SUITE FOLDER
  local mirror
  while read -r mirror; do
    if debootstrap --variant=minbase "$1" "$2" "$mirror" >>"$2.log" 2>&1; then
      return
    fi
    rm -rf --one-file-system "$2"
  done < <(mirrors | uniq)
  die "Debian $1 could not be had; see $2.log"
}

# A command in a system, in mount and process namespaces of its own: /mnt has what it needs, and all ends with it.
inside() { # SYSTEM RESULTS JDK COMMAND...
  local folder status=0
  folder=$(folder_of "$1")
  setsid unshare --mount --propagation private bash "$here/jdks/enter.sh" \
    "$folder" "$scratch" "$root/agent/target" "$here/jdks" "$2" "${@:3}" </dev/null &
  running=$!
  wait "$running" || status=$?
  running=
  return "$status"
}

jdks_of() { # SYSTEM
  if [[ $1 == host ]]; then
    echo "$jdk"
  else
    (cd "$(folder_of "$1")" && find usr/lib/jvm -maxdepth 1 -name 'java-*-openjdk-*' -type d -printf '/%p\n' | sort -V)
  fi
}

# What a JDK's file "release" says.
release_of() { # SYSTEM JDK KEY
  sed -n "s/^$3=\"\(.*\)\"/\1/p" "$(folder_of "$1")/$2/release"
}

major_of() { # SYSTEM JDK
  release_of "$1" "$2" JAVA_VERSION | cut -d . -f 1
}

id_of() { # SYSTEM JDK
  echo "$1-$(major_of "$1" "$2")"
}

title_of() { # SYSTEM JDK
  echo "$(release_of "$1" "$2" JAVA_RUNTIME_VERSION | cut -d + -f 1), $(release_of "$1" "$2" IMPLEMENTOR)"
}

# The names of JDKs are read, and those that were asked for written.
chosen() {
  local java_home
  while read -r java_home; do
    [[ -n ${JDKS:-} && " $JDKS " != *" $(major_of "$system" "$java_home") "* ]] || echo "$java_home"
  done
}

newest_released() {
  local java_home
  while read -r java_home; do
    [[ $(release_of "$system" "$java_home" JAVA_RUNTIME_VERSION) == *-ea* ]] || echo "$java_home"
  done | tail -n 1
}

library_of() { # SYSTEM
  local folder
  folder=$(folder_of "$1")
  find -L "$folder"/usr/lib/*-linux-gnu* "$folder/usr/lib64" -maxdepth 1 -name 'libbcc.so.0' -print -quit 2>/dev/null
}

libbcc_of() { # SYSTEM
  readlink "$(library_of "$1")" | sed 's/^libbcc\.so\.\([0-9]*\.[0-9]*\).*/\1/'
}

# By the name of the library that it wants: libLLVM-14.so.1, libLLVM.so.21.1.
llvm_of() { # SYSTEM
  grep -aoEm 1 'libLLVM[-.so]*[0-9]+' "$(library_of "$1")" | head -n 1 | sed 's/.*[^0-9]//'
}
