#!/usr/bin/env bash
# Fails when a source file is not as .clang-format wants it.
set -euo pipefail

root="$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")"
cd "$root"
find base workloads arch sim mapper system interop explore cli tests bench \
  \( -name '*.cpp' -o -name '*.hpp' \) -print0 | sort -z |
  xargs -0 --no-run-if-empty clang-format --dry-run --Werror --style=file
