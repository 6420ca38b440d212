#!/usr/bin/env bash
# Installs what is missing, builds, and runs every test. The last line says how many passed and failed.
#
#   scripts/test.sh           everything: what a change has to pass
#   scripts/test.sh quick     without sanitizers and fuzzers: what one runs while working
#
# Three builds, each for a reason:
#   build/              g++, optimised: all tests, the documentation's commands
#   build/sanitized/    clang, AddressSanitizer and UBSan, fuzzing instrumentation: all tests again, the fuzzers
#   build/threads/      g++, ThreadSanitizer: the suites in which threads meet (a new one is named at the end)
# The last two compile the files of a folder together and from precompiled headers. The first does so with the tests
# alone: it checks what every file of the program includes.
set -euo pipefail

root="$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")"
source "$root/scripts/packages.sh"
cd "$root"

fuzz_seconds="${RIDGE_FUZZ_SECONDS:-20}"   # for each fuzzer
tally="$(mktemp)"
trap 'rm -f "$tally"' EXIT

# stage NAME COMMAND...: runs it, says how long it took; counts as one check unless it keeps a tally itself.
stage() {
  local name="$1" started=$SECONDS before after
  shift
  echo "== $name"
  before=$(wc -l <"$tally")
  if "$@"; then
    after=$(wc -l <"$tally")
    [[ $after -gt $before ]] || echo "1 0 0 $name" >>"$tally"
  else
    after=$(wc -l <"$tally")
    [[ $after -gt $before ]] || echo "0 1 0 $name" >>"$tally"
    echo "-- $name failed"
  fi
  echo "-- $name: $((SECONDS - started)) s"
}

configure() {
  local folder="$1"
  shift
  cmake -S "$root" -B "$folder" -G Ninja --log-level=WARNING "$@"
}

build_all() {
  configure build -DCMAKE_BUILD_TYPE=Release -DRIDGE_TOGETHER=OFF -DRIDGE_TESTS=ON -DRIDGE_BENCH=ON && ninja -C build
}

build_sanitized() {
  configure build/sanitized -DCMAKE_C_COMPILER=clang -DCMAKE_CXX_COMPILER=clang++ \
    -DCMAKE_BUILD_TYPE=None -DCMAKE_CXX_FLAGS="-O1 -g1" -DRIDGE_SANITIZE=address,undefined \
    -DRIDGE_FUZZ=ON -DRIDGE_TOGETHER=ON -DRIDGE_BENCH=OFF &&
    ninja -C build/sanitized
}

build_threads() {
  configure build/threads -DCMAKE_BUILD_TYPE=None -DCMAKE_CXX_FLAGS="-O1 -g1" -DRIDGE_SANITIZE=thread \
    -DRIDGE_TOGETHER=ON -DRIDGE_BENCH=OFF && ninja -C build/threads test_base test_mapper
}

run_tests() {
  /usr/bin/python3 scripts/run_tests.py --tally "$tally" "$@"
}

run_fuzzers() {
  local fuzzer name corpus found=0 log=build/sanitized/fuzz.log
  for fuzzer in build/sanitized/tests/fuzz_*; do
    [[ -x $fuzzer && -f $fuzzer ]] || continue
    found=$((found + 1))
    name="$(basename "$fuzzer")"
    corpus="$(mktemp -d)"
    [[ ! -d tests/fuzz/corpus/${name#fuzz_} ]] || cp -r "tests/fuzz/corpus/${name#fuzz_}/." "$corpus"
    if "$fuzzer" -max_total_time="$fuzz_seconds" -rss_limit_mb=1024 -timeout=10 -max_len=65536 -seed=1 \
      -artifact_prefix="build/sanitized/" -print_final_stats=1 "$corpus" >"$log" 2>&1; then
      echo "1 0 0 $name" >>"$tally"
      echo "  $name: $(awk '/number_of_executed_units/ {print $2}' "$log") inputs, nothing found"
    else
      echo "0 1 0 $name" >>"$tally"
      echo "  $name: FOUND"
      tail -n 40 "$log"
    fi
    rm -rf "$corpus"
  done
  [[ $found -gt 0 ]] || echo "  no fuzzer in build/sanitized/tests"
  [[ $found -gt 0 ]]
}

summary() {
  awk '{ passed += $1; failed += $2; skipped += $3 }
       $2 > 0 { print "failed: " substr($0, index($0, $4)) }
       END { if (skipped > 0) printf "%d skipped\n", skipped
             printf "%d passed, %d failed\n", passed, failed; exit failed > 0 }' "$tally"
}

require_packages build test

stage "layers" /usr/bin/python3 scripts/check_layers.py
stage "format" scripts/check_format.sh
stage "build" build_all
stage "tests" run_tests --label tests build
stage "docs" /usr/bin/python3 scripts/check_docs.py --tally "$tally"
if [[ ${1:-} != quick ]]; then
  stage "build with AddressSanitizer and UBSan" build_sanitized
  stage "tests with AddressSanitizer and UBSan" run_tests --label "tests under ASan and UBSan" build/sanitized
  stage "fuzzers, $fuzz_seconds s each" run_fuzzers
  stage "build with ThreadSanitizer" build_threads
  stage "tests with ThreadSanitizer" run_tests --label "tests under TSan" --only test_base:'Parallel*' \
    --only test_mapper:'Cache.*:Front.*:OneFile.*:Search.*:Watch.*' build/threads
fi
echo "all stages: $SECONDS s"
summary
