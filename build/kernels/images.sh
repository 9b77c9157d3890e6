# shellcheck shell=bash
# Sourced by build/kernels.sh: Debian's kernel images, by a private apt root. Nothing of the machine's own apt changes.

readonly keyring=/usr/share/keyrings/debian-archive-keyring.gpg
readonly suites=(bookworm bookworm-backports trixie trixie-backports sid)

# The mirror that this machine uses already, if it is a Debian.
mirror() {
  local own
  # shellcheck disable=SC2016
  own=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 2>/dev/null | grep -m 1 '/debian/$') || true
  echo "${own:-http://deb.debian.org/debian/}"
}

private_apt() { # COMMAND...
  local tool=$1
  shift
  "$tool" -q -o Dir::Etc::sourcelist="$cache/apt/sources.list" -o Dir::Etc::sourceparts=- -o Dir::State::lists="$cache/apt/lists" \
    -o Dir::Cache="$cache/apt" -o Acquire::Languages=none -o APT::Sandbox::User=root -o APT::Architecture=amd64 "$@"
}

# A day old is new enough: a run is not to change its kernels between two others.
update_lists() {
  [[ -z $(find "$cache/apt/fresh" -mmin -1440 2>/dev/null) ]] || return 0
  echo "looking for Debian's kernels at $(mirror)"
  mkdir -p "$cache/apt/lists/partial" "$cache/apt/archives/partial"
  printf "deb [signed-by=$keyring] $(mirror) %s main\n" "${suites[@]}" >"$cache/apt/sources.list"
  # --error-on=any: without it apt-get takes a suite that is out of reach for one without news.
  if ! private_apt apt-get update --error-on=any >"$cache/apt/log" 2>&1; then
    die "the lists of Debian's packages could not be had: $(grep -m 1 '^E:' "$cache/apt/log" || tail -n 1 "$cache/apt/log")"
  fi
  touch "$cache/apt/fresh"
}

# The newest release of a version (6.18), or of all (newest): 6.18.15+deb13-cloud-amd64.
newest_release() { # VERSION
  local pattern='[0-9]'
  [[ $1 == newest ]] || pattern="${1//./\\.}[.+-]"
  private_apt apt-cache search --names-only "^linux-(image|binary)-$pattern.*-cloud-amd64\$" |
    sed -E 's/^linux-(image|binary)-([^ ]*) .*/\2/' | sort -V | tail -n 1
}

# From 6.19 on the kernel itself is in linux-binary, and linux-image only depends on it.
package_of() { # RELEASE
  if private_apt apt-cache show "linux-binary-$1" >/dev/null 2>&1; then
    echo "linux-binary-$1"
  else
    echo "linux-image-$1"
  fi
}

# Downloads a kernel: vmlinuz, and what its running self shows of itself as osrelease, notes and btf.
fetch_image() { # RELEASE
  local folder=$cache/images/$1
  [[ ! -e $folder/btf ]] || return 0
  echo "downloading Linux $1"
  local part=$folder.part
  rm -rf "$part"
  mkdir -p "$part"
  (cd "$part" && private_apt apt-get download "$(package_of "$1")" >log 2>&1) ||
    die "Linux $1 could not be downloaded: $(tail -n 1 "$part/log")"
  dpkg-deb --fsys-tarfile "$part"/*.deb | tar -xO --wildcards '*/vmlinuz*' >"$part/vmlinuz"
  unpack "$part/vmlinuz" >"$part/vmlinux"
  objcopy -O binary --only-section=.BTF "$part/vmlinux" "$part/btf"
  objcopy -O binary --only-section=.notes "$part/vmlinux" "$part/notes"
  echo "$1" >"$part/osrelease"
  rm "$part"/*.deb "$part/vmlinux" "$part/log"
  mv "$part" "$folder"
}

number_at() { # FILE OFFSET BYTES
  od -A n -t "u$3" -j "$2" -N "$3" "$1" | tr -d ' '
}

# The ELF file in a vmlinuz. Where it lies is in the header: Documentation/arch/x86/boot.rst. The last 4 bytes are its length,
# of which the tools that unpack know nothing.
unpack() { # VMLINUZ
  local start length tool
  start=$((($(number_at "$1" $((0x1f1)) 1) + 1) * 512 + $(number_at "$1" $((0x248)) 4)))
  length=$(($(number_at "$1" $((0x24c)) 4) - 4))
  case $(od -A n -t x1 -j "$start" -N 4 "$1" | tr -d ' ') in
    28b52ffd) tool=zstd ;;
    fd377a58) tool=xz ;;
    02214c18) tool=lz4 ;;
    *) die "$1 is packed in a way that is not known" ;;
  esac
  tail -c "+$((start + 1))" "$1" | head -c "$length" | "$tool" -dc
}
