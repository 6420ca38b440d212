#!/usr/bin/env bash
# From nothing to a first result: builds, maps ResNet-50 onto two machines, prints the tables, and leaves the
# numbers and a roofline picture in results/quickstart/.
set -euo pipefail

root="$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")"
source "$root/scripts/packages.sh"

echo "1/3 the Debian packages that are missing, a few hundred MB on a bare system" >&2
require_packages build figures
echo "2/3 build/ridge: about 3 minutes on 2 cores the first time" >&2
"$root/scripts/build.sh" >&2

out="$root/results/quickstart"
mkdir -p "$out"
echo "3/3 ResNet-50 on Eyeriss and on TPU v1" >&2
for machine in eyeriss_v1 tpu_v1; do
  "$root/build/ridge" map --arch "$machine" --workload resnet50 --objective latency \
    --report "$out/resnet50_on_$machine.json"
  echo
done
/usr/bin/python3 "$root/scripts/plot_roofline.py" --out "$out/roofline" \
  "$out/resnet50_on_eyeriss_v1.json" "$out/resnet50_on_tpu_v1.json"
echo "left in results/quickstart/: $(cd "$out" && ls | tr '\n' ' ')"
[[ "$(command -v ridge)" == "$root/build/ridge" ]] || echo "to call it as \`ridge\`: export PATH=\"$root/build:\$PATH\""
