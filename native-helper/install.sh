#!/usr/bin/env bash
# native-helper/install.sh install|uninstall: what `make install-helper` and `make uninstall-helper` do, as root. From the
# environment: PREFIX (/usr/local), DESTDIR (empty), HELPER_GROUP (pitot).
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")"
PATH=$PATH:/usr/sbin:/sbin
readonly what=${1:?install or uninstall}
readonly group=${HELPER_GROUP:-pitot} folder=${DESTDIR:-}${PREFIX:-/usr/local}/libexec
readonly helper=$folder/pitot-helper

die() {
  echo "$what-helper: $*" >&2
  exit 1
}

((EUID == 0)) || die "only root can give a file an owner and capabilities: sudo make $what-helper"

uninstall() {
  [[ -e $helper ]] || die "there is no $helper"
  rm "$helper"
  echo "Removed $helper."
  echo "The group $group and the programs in /var/lib/pitot are still there. To remove them:"
  echo "  groupdel $group; rm -r /var/lib/pitot"
}

check_folder() {
  local options
  options=$(findmnt -n -o OPTIONS -T "$folder")
  [[ ,$options, != *,nosuid,* ]] || die "the file system of $folder is mounted nosuid: capabilities of its files do not count"
}

install_helper() {
  command -v setcap >/dev/null || die "setcap is missing: install libcap2-bin (Debian, Ubuntu) or libcap"
  mkdir -p "$folder"
  check_folder
  make -s target/pitot-helper
  if ! getent group "$group" >/dev/null; then
    groupadd --system "$group"
    echo "Made the group $group."
  fi
  # Under another name until it is complete.
  trap 'rm -f "$helper.new"' EXIT
  install -m 0750 -o root -g "$group" target/pitot-helper "$helper.new"
  setcap cap_bpf,cap_perfmon=ep "$helper.new" || die "the file system of $folder has no file capabilities"
  mv -f "$helper.new" "$helper"
  echo "Installed $helper: owner root, group $group, mode 0750, capabilities CAP_BPF and CAP_PERFMON."
  echo "A JVM can use it if its user is in the group, and if root has installed the programs:"
  echo "  usermod -a -G $group USER"
  echo "  java -jar pitot.jar bundles install"
  echo "To undo: make uninstall-helper"
}

case $what in
  install) install_helper ;;
  uninstall) uninstall ;;
  *) die "which: install or uninstall" ;;
esac
