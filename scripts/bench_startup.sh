#!/usr/bin/env bash
# Start-up of the command: least and median wall time and peak memory of `ridge evaluate` on one layer.
#
#   scripts/bench_startup.sh [RIDGE]      default: build/ridge
set -euo pipefail

root="$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")"
ridge="${1:-$root/build/ridge}"
[[ -x "$ridge" ]] || { echo "no command at '$ridge': run scripts/build.sh, or name it" >&2; exit 2; }

/usr/bin/python3 - "$ridge" "$root" <<'PYTHON'
import os, statistics, subprocess, sys, time

RUNS = 50
ridge, root = sys.argv[1], sys.argv[2]
command = [ridge, "evaluate", "--arch", "small3",
           "--workload", f"{root}/configs/workloads/strided_convolution.yaml",
           "--mapping", f"{root}/configs/mappings/small3_strided_convolution.yaml", "--json"]
milliseconds, kib = [], 0
for _ in range(RUNS):
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=root)
    _, status, usage = os.wait4(process.pid, 0)
    milliseconds.append(1e3 * (time.perf_counter() - begin))
    if status != 0:
        sys.exit(f"failed: {' '.join(command)}")
    kib = max(kib, usage.ru_maxrss)
print(f"{RUNS} runs of ridge evaluate: least {min(milliseconds):.1f} ms, "
      f"median {statistics.median(milliseconds):.1f} ms, peak memory {kib / 1024:.1f} MiB")
PYTHON
