#!/usr/bin/env bash
# From nothing to a first result: builds, maps ResNet-50 onto two machines, prints the tables, and leaves the
# numbers and a roofline picture in results/quickstart/.
set -euo pipefail

root="$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")"
source "$root/scripts/packages.sh"

require_packages build figures
"$root/scripts/build.sh" >&2

out="$root/results/quickstart"
mkdir -p "$out"
for machine in eyeriss_v1 tpu_v1; do
  "$root/build/ridge" map --arch "$machine" --workload resnet50 --objective latency \
    --report "$out/resnet50_on_$machine.json"
  echo
done
/usr/bin/python3 "$root/scripts/plot_roofline.py" --out "$out/roofline" \
  "$out/resnet50_on_eyeriss_v1.json" "$out/resnet50_on_tpu_v1.json"
echo "left in results/quickstart/: $(cd "$out" && ls | tr '\n' ' ')"
