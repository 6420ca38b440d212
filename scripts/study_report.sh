#!/usr/bin/env bash
# The report of a study: OUT/study.json, the pictures that apply, and OUT/README.md, a summary that names them.
# Usage: study_report.sh STUDY STORE OUT [options of plot_study.py, such as --style paper --format png,svg]
# RIDGE names the program; build/ridge of this project unless set, or the `ridge` on PATH where that is not built. What a picture needs and is not there is said.
set -euo pipefail

if (($# < 3)); then
  echo "usage: study_report.sh STUDY STORE OUT [options of plot_study.py]" >&2
  exit 2
fi
study="$1" store="$2" out="$3"
shift 3
scripts="$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")"
built="$(dirname "$scripts")/build/ridge"
ridge="${RIDGE:-$([[ -x "$built" ]] && echo "$built" || echo ridge)}"

mkdir -p "$out"
"$ridge" study export "$study" --store "$store" --format json --out "$out/study.json"
/usr/bin/python3 -B "$scripts/plot_study.py" --out "$out/study" "$@" "$out/study.json"
/usr/bin/python3 -B "$scripts/study_summary.py" --pictures "$out/study" "$out/study.json" > "$out/README.md"
echo "$out/README.md"
