#!/usr/bin/env bash
# Builds the command: build/ridge. Installs what is missing first.
set -euo pipefail

root="$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")"
source "$root/scripts/packages.sh"

require_packages build
only_the_command=()  # a folder that was set up for the tests keeps them
[[ -f "$root/build/CMakeCache.txt" ]] || only_the_command=(-DRIDGE_TESTS=OFF -DRIDGE_BENCH=OFF -DRIDGE_TOGETHER=ON)
cmake -S "$root" -B "$root/build" -G Ninja -DCMAKE_BUILD_TYPE=Release "${only_the_command[@]}" --log-level=WARNING
ninja -C "$root/build" ridge
echo "built: build/ridge ($("$root/build/ridge" --version))"
