#!/usr/bin/env bash
# Builds the command: build/ridge. Installs what is missing first.
set -euo pipefail

root="$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")"
source "$root/scripts/packages.sh"

require_packages build
cmake -S "$root" -B "$root/build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DRIDGE_TESTS=OFF -DRIDGE_BENCH=OFF \
  --log-level=WARNING
ninja -C "$root/build" ridge
echo "built: build/ridge ($("$root/build/ridge" --version))"
