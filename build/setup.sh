#!/usr/bin/env bash
# build/setup.sh build|demo|test|bench|kernels|jdks|lint: sees to it that what this needs is there, and says so where it is not.
# Installs packages of Debian and Ubuntu only; a JDK and Maven, of which everybody has his own kind, it only looks for.
set -euo pipefail

readonly purpose=${1:?which: build, demo, test, bench, kernels, jdks or lint}
# Debian keeps some commands where an ordinary user's PATH does not look.
PATH=$PATH:/usr/sbin:/sbin

die() {
  echo "setup: $*" >&2
  exit 1
}

has_library() { [[ $(ldconfig -p) == *"$1 "* ]]; }
has_command() { command -v "$1" >/dev/null; }
has_file() { [[ -r $1 ]]; }
# A program that needs no libraries: ldd fails.
has_static() { has_command "$1" && ! ldd "$(command -v "$1")" >/dev/null 2>&1; }

has_sanitizers() { echo 'int main(void) { return 0; }' | clang -fsanitize=address -x c - -o /dev/null 2>/dev/null; }

# What is asked for | by which check | in which package | why.
needs() {
  case $purpose in
    # For other users the build leaves the programs to the first recording: libbcc makes BPF maps when it compiles.
    build) ((EUID != 0)) || echo 'has_library libbcc.so.0|libbpfcc|compiles the BPF programs' ;;
  esac
  case $purpose in
    demo | test | bench | kernels | jdks)
      echo 'has_library libbcc.so.0|libbpfcc|compiles the BPF programs'
      echo 'has_command setpriv|util-linux|runs a JVM with the two capabilities that it needs'
      ;;
  esac
  case $purpose in
    test | bench)
      echo 'has_command tplist-bpfcc|bpfcc-tools|is BCC itself, to compare with'
      echo 'has_command bpftool|bpftool|says whether anything of ours is left in the kernel'
      echo 'has_command readelf|binutils|reads USDT notes, to compare with'
      echo 'has_command pgrep|procps|finds processes that should be gone'
      echo 'has_file /usr/share/i18n/locales/tr_TR|locales|has locales with other digits and letters'
      ;;
  esac
  case $purpose in
    test)
      echo 'has_command gcc|gcc|compiles the helper'
      echo 'has_file /usr/include/linux/bpf.h|linux-libc-dev|has the headers of the kernel that the helper needs'
      echo 'has_command clang|clang|compiles the helper with the sanitizers'
      echo 'has_command clang-tidy|clang-tidy|checks the helper'
      echo 'has_sanitizers|libclang-rt-dev|is what the sanitizers consist of'
      echo 'has_command setcap|libcap2-bin|gives the helper its capabilities'
      ;;
  esac
  case $purpose in
    bench) echo 'has_command bpftrace|bpftrace|is the neighbour to be measured against' ;;
    kernels)
      echo 'has_command qemu-system-x86_64|qemu-system-x86|runs other kernels'
      echo 'has_static busybox|busybox-static|is what these start with'
      echo 'has_command mke2fs|e2fsprogs|makes their disks'
      echo 'has_command gcc|gcc|compiles the helper'
      echo 'has_command setcap|libcap2-bin|gives the helper its capabilities'
      echo 'has_command debugfs|e2fsprogs|reads their results'
      echo 'has_command objcopy|binutils|takes the BTF out of a kernel'
      echo 'has_command zstd|zstd|unpacks kernels'
      echo 'has_command xz|xz-utils|unpacks kernels'
      echo 'has_file /usr/share/keyrings/debian-archive-keyring.gpg|debian-archive-keyring|tells that kernels are from Debian'
      ;;
    lint)
      echo 'has_command shellcheck|shellcheck|checks the shell scripts'
      echo 'has_command clang-format|clang-format|checks the format of the BPF sources'
      echo 'has_command python3|python3|checks the documents'
      ;;
    jdks)
      echo 'has_command debootstrap|debootstrap|makes chroots of other systems'
      echo 'has_file /usr/share/keyrings/debian-archive-keyring.gpg|debian-archive-keyring|tells that packages are from Debian'
      ;;
  esac
}

# First what cannot be helped from here, before anything is installed in vain.
"$(dirname "${BASH_SOURCE[0]}")/jdk25.sh" >/dev/null

missing=()
while IFS='|' read -r check package why; do
  if ! $check; then
    echo "setup: ${check#has_* } is missing (package $package): it $why." >&2
    [[ " ${missing[*]-} " == *" $package "* ]] || missing+=("$package")
  fi
done < <(needs)

as_root() {
  if ((EUID == 0)); then
    "$@"
  elif has_command sudo; then
    sudo "$@"
  else
    die "this needs root, and there is no sudo: run as root: $*"
  fi
}

apt() { as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o=Dpkg::Use-Pty=0 "$@" >&2; }
# Not through grep -q: it ends before apt-cache does, which under pipefail is a failure now and then. In English, to be understood here.
known() { [[ $(LC_ALL=C apt-cache policy "$1" 2>/dev/null) == *'  Candidate: '[!\(]* ]]; }

# Ubuntu before 25.04 has bpftool in another package, and there is no harm in it being the only difference.
translate() {
  local package
  for package; do
    if [[ $package == bpftool ]] && ! known bpftool; then
      echo linux-tools-common linux-tools-generic
    else
      echo "$package"
    fi
  done
}

install() {
  local package packages
  for package; do
    if ! known "$package"; then
      echo "setup: apt-get update, because the lists of packages do not have $package." >&2
      apt update
      break
    fi
  done
  mapfile -t packages < <(translate "$@" | tr ' ' '\n')
  echo "setup: apt-get install ${packages[*]}$( ((EUID == 0)) || echo ' (by sudo: only root can install packages)')" >&2
  apt install --no-install-recommends "${packages[@]}"
}

other_system() {
  local name
  # shellcheck source=/dev/null
  name=$(. /etc/os-release 2>/dev/null && echo "${PRETTY_NAME:-}") || true
  die "${name:-this system} is not Debian or Ubuntu: please install what is missing yourself.
  Debian, Ubuntu: ${missing[*]}
  Fedora, RHEL:   bcc bcc-tools bpftool util-linux binutils procps-ng bpftrace
  Arch:           bcc bcc-tools bpf util-linux binutils procps-ng bpftrace
  openSUSE:       libbcc0 bcc-tools bpftool util-linux binutils procps bpftrace"
}

check_installed() {
  local check package why
  while IFS='|' read -r check package why; do
    $check || die "${check#has_* } is still missing, although $package is installed: it $why."
  done < <(needs)
}

if ((${#missing[@]} > 0)); then
  if has_command apt-get; then
    install "${missing[@]}"
    check_installed
  else
    other_system
  fi
fi
