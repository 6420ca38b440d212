#!/usr/bin/env python3
"""Sums up what bench_search measured: one row per machine and network. `early`: layers of which the best mapping
at a tenth of the time was within 5 % of the answer. `near`: seconds until it was.

    build/bench/bench_search --benchmark_out=search.json
    /usr/bin/python3 scripts/search_table.py search.json
"""
import json
import statistics
import sys


def percentile(values, part):
    """The smallest value that so large a part of all does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * part // 100) - 1)]


def row(name, searches):
    seconds = [search["real_time"] / 1000 for search in searches]
    proven = sum(1 for search in searches if search["proven"] == 1)
    gaps = [search["gap"] for search in searches]
    early = sum(1 for search in searches if search["early"] <= 0.05)
    near = [search["near"] for search in searches]
    return (f"| {name} | {len(searches)} | {proven} | {100 * max(gaps):.1f} % | {statistics.median(seconds):.3f} | "
            f"{percentile(seconds, 95):.2f} | {max(seconds):.2f} | {early} | {statistics.median(near):.3f} | "
            f"{percentile(near, 90):.3f} |")


def main(path):
    with open(path, encoding="utf-8") as file:
        searches = json.load(file)["benchmarks"]
    groups = {}
    for search in searches:
        machine, network = search["name"].split("/")[:2]
        groups.setdefault(f"{machine}, {network}", []).append(search)
    print("| machine, network | layers | proven | largest gap | median s | 95 % within s | longest s | early | near s | "
          "90 % near s |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for name, group in groups.items():
        print(row(name, group))
    print(row("all", searches))


if __name__ == "__main__":
    main(sys.argv[1])
