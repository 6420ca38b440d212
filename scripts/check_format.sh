#!/usr/bin/env bash
# Fails when a source file is not as .clang-format wants it.
set -euo pipefail

root="$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")"
cd "$root"
# Folders of the house that hold nothing yet are not there in a clone.
find . -path ./build\* -prune -o \
  \( -name '*.cpp' -o -name '*.hpp' \) -print0 | sort -z |
  xargs -0 --no-run-if-empty clang-format --dry-run --Werror --style=file
