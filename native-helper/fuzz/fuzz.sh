#!/usr/bin/env bash
# native-helper/fuzz/fuzz.sh OUT replay|fuzz|coverage [SECONDS]: the fuzz targets, over the kept corpus or beyond it. The target
# `conversation` asks the kernel, so this needs root and a kernel with BPF.
#
#   replay    each input of the corpus once
#   fuzz      SECONDS for each target; what is new goes to OUT/corpus, a finding to OUT
#   coverage  what lines the corpus, with OUT/corpus, reaches
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
readonly out=${1:?the folder for what is built} what=${2:?replay, fuzz or coverage} seconds=${3:-120}
folder='' tracepoint='' iterator=''
# shellcheck source=native-helper/test/folder.sh
. test/folder.sh
export PITOT_TRACEPOINT=$tracepoint PITOT_ITERATOR=$iterator PITOT_LIBJVM=$PWD/$out/libjvm.so
# The helper reads one bundle in its life, and does not free it.
export ASAN_OPTIONS=detect_leaks=0

declare -rA sources=(
  [bundle]="bundle.c sha256.c"
  [library]="library.c"
  [conversation]="conversation.c kernel.c bundle.c library.c sha256.c test/bundles.c"
)

compile() { # TARGET OUTPUT FLAGS...
  local target=$1 output=$2
  shift 2
  # shellcheck disable=SC2086 # several files
  "${CLANG:-clang}" -g -O1 -fno-omit-frame-pointer -std=gnu11 -D_GNU_SOURCE "-DBUNDLES=\"$folder/var/bundles\"" -I. \
    "$@" "fuzz/$target.c" ${sources[$target]} -o "$output"
}

for target in bundle library conversation; do
  corpus=fuzz/corpus/$target more=$out/corpus/$target
  mkdir -p "$more"
  case $what in
    replay)
      compile "$target" "$folder/$target" -fsanitize=address,undefined -fno-sanitize-recover=all fuzz/replay.c
      "$folder/$target" "$corpus"/*
      ;;
    fuzz)
      compile "$target" "$folder/$target" -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all
      echo "== $target"
      "$folder/$target" -max_total_time="$seconds" -detect_leaks=0 -max_len=8192 -timeout=20 -print_final_stats=1 -verbosity=1 \
        -artifact_prefix="$out/$target-" "$more" "$corpus" 2>&1 | grep -vE '^#[0-9]+\s+(NEW|REDUCE|pulse)'
      ;;
    coverage)
      compile "$target" "$folder/$target" -fprofile-instr-generate -fcoverage-mapping fuzz/replay.c
      find "$corpus" "$more" -type f -print0 | LLVM_PROFILE_FILE=$folder/$target.raw xargs -0 -n 100000 "$folder/$target"
      "$(compgen -c llvm-profdata | sort | head -1)" merge -o "$folder/$target.data" "$folder/$target.raw"
      "$(compgen -c llvm-cov | sort | head -1)" report "$folder/$target" -instr-profile="$folder/$target.data"
      ;;
    *) die "which: replay, fuzz or coverage" ;;
  esac
done
