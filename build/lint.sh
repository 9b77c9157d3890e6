#!/usr/bin/env bash
# build/lint.sh [--list]: checks what the compiler does not see: shell scripts, the links of the documents, the format of the C
# sources, and the prose. --list prints each finding in the prose. Needs no network and changes nothing.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$here/.."

# How many findings in the prose are let pass.
readonly prose_findings=0

"$here/setup.sh" lint
failed=()
check() { # NAME COMMAND...
  local name=$1
  shift
  "$@" || failed+=("$name")
}

files() { # PATTERN
  find . \( -name target -o -name .git -o -name node_modules \) -prune -o -type f -name "$1" -printf '%P\n' | sort
}

# What is only sourced is checked where it is sourced: there its variables are known.
mapfile -t scripts < <(files '*.sh' | xargs grep -lE '^#!.*sh$')
check shellcheck shellcheck --external-sources --check-sourced "${scripts[@]}" .ci/run
echo "shellcheck: ${#scripts[@]} scripts and what they source"

mapfile -t documents < <(files '*.md')
check links python3 -B "$here/lint/links.py" "${documents[@]}"

readonly bpf=agent/src/main/bpf
if [[ -e .clang-format || -e $bpf/.clang-format ]]; then
  # The headers under include/ are shaped as the kernel's are.
  mapfile -t sources < <(find "$bpf" native-helper -path "$bpf/include" -prune -o \( -name '*.c' -o -name '*.h' \) -print | sort)
  check clang-format clang-format --dry-run --Werror "${sources[@]}"
  echo "clang-format: ${#sources[@]} files"
fi

check prose python3 -B "$here/lint/prose.py" "$@" "$prose_findings" "${documents[@]}"

((${#failed[@]} == 0)) || {
  echo "lint: failed: ${failed[*]}" >&2
  exit 1
}
