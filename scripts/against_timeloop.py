#!/usr/bin/python3
"""Lets `ridge timeloop mapper` answer what Timeloop's own mapper was asked, and tells how the answers compare.

Each folder of REFERENCE/timeloop_search holds a question (arch, problem, cons, mapper, ert) and the best that
Timeloop's mapper had found after so many seconds on one thread. Usage:

  against_timeloop.py [--ridge FILE] [--effort N] [--update] [REFERENCE]

The table goes to stdout, with --update into docs/even-search.md too. Seconds are processor seconds of the whole
command. Ends with 1 when an answer is worse than Timeloop's or is not proven.
"""

import argparse
import json
import pathlib
import resource
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "even-search.md"
BEGIN, END = "<!-- against_timeloop.py -->", "<!-- end -->"
FILES = ["arch", "problem", "cons", "mapper", "ert"]
# Their energies are written with some ten digits.
ROUNDED = 1 + 1e-6


def processor_seconds():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def ask(ridge, folder, effort):
    """(answer, processor seconds)"""
    command = [ridge, "timeloop", "mapper", "--json", "--threads", "1"]
    command += ["--effort", str(effort)] if effort else []
    before = processor_seconds()
    run = subprocess.run(command + [str(folder / f"{name}.yaml") for name in FILES],
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
    if run.returncode != 0:
        sys.exit(f"{folder.name}: {run.stderr}")
    return json.loads(run.stdout), processor_seconds() - before


def amount(objective, cycles, energy_pj):
    """In J cycles, uJ or cycles."""
    return {"edp": cycles * energy_pj * 1e-12, "energy": energy_pj * 1e-6, "latency": cycles}[objective]


def row(ridge, folder, effort):
    answer, seconds = ask(ridge, folder, effort)
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    objective = answer["objective"]
    their = min(amount(objective, best["cycles"], best["energy_pj"]) for best in expected["best"].values())
    found = answer["evaluation"]
    our = amount(objective, found["cycles"], found["energy_pj"])
    proven = answer["status"] == "optimal"
    unit = {"edp": "J cycles", "energy": "uJ", "latency": "cycles"}[objective]
    held = our <= their * ROUNDED
    less = f"{max(0, 1 - our / their) * 100:.1f} %" if held else "worse"
    cells = [folder.name, unit, f"{their:,.6g}", f"{expected['cpu_s']:.0f}", f"{our:,.6g}", less,
             answer["status"].replace("_", " "), f"{seconds:.2f}", f"{expected['cpu_s'] / seconds:,.0f}"]
    return cells, proven and held


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ridge", default=str(ROOT / "build" / "ridge"))
    parser.add_argument("--effort", type=int)
    parser.add_argument("--update", action="store_true")
    parser.add_argument("reference", nargs="?", default=str(ROOT.parent / "shared" / "reference"))
    options = parser.parse_args()
    folders = sorted((pathlib.Path(options.reference) / "timeloop_search").iterdir())
    heads = ["question", "in", "Timeloop's best", "after, s", "ours", "less", "status", "s", "times faster"]
    lines = ["| " + " | ".join(heads) + " |", "|---|---|---:|---:|---:|---:|---|---:|---:|"]
    good = True
    for folder in folders:
        cells, held = row(options.ridge, folder, options.effort)
        good = good and held
        lines.append("| " + " | ".join(cells) + " |")
        print(lines[-1], flush=True)
    if options.update:
        text = PAGE.read_text(encoding="utf-8")
        before, rest = text.split(BEGIN, 1)
        behind = rest.split(END, 1)[1]
        PAGE.write_text(before + BEGIN + "\n" + "\n".join(lines) + "\n" + END + behind, encoding="utf-8")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
