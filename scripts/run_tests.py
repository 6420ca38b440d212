#!/usr/bin/python3
"""Runs the GoogleTest programs of a build folder, several at once, and counts their cases.

Usage: run_tests.py BUILD_DIR [--only NAME[:FILTER]]... [--tally FILE] [--label TEXT] [--jobs N]

Prints what failed with its output, and one line per program. Appends one line "passed failed skipped label" to
the tally file, which scripts/test.sh adds up. A program that ends without a report counts as one failure.
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

SECONDS_PER_PROGRAM = 1200


def count_cases(report):
    """(passed, failed, skipped) of one GoogleTest JSON report."""
    passed = failed = skipped = 0
    for suite in report["testsuites"]:
        for case in suite["testsuite"]:
            if case["status"] != "RUN":
                continue
            if case.get("failures"):
                failed += 1
            elif case["result"] == "SKIPPED":
                skipped += 1
            else:
                passed += 1
    return passed, failed, skipped


def run_program(program, test_filter):
    """Runs one test program; returns (name, counts, seconds, output to show)."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as scratch:
        report_file = pathlib.Path(scratch) / "report.json"
        command = [str(program), f"--gtest_output=json:{report_file}", "--gtest_brief=1"]
        if test_filter:
            command.append(f"--gtest_filter={test_filter}")
        try:
            done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
                                  timeout=SECONDS_PER_PROGRAM)
            output, code = done.stdout.decode(errors="replace"), done.returncode
        except subprocess.TimeoutExpired as late:
            output, code = (late.stdout or b"").decode(errors="replace") + "\ntimed out\n", -1
        counts = (0, 1, 0)
        if report_file.exists() and report_file.stat().st_size > 0:
            counts = count_cases(json.loads(report_file.read_text()))
        if code != 0 and counts[1] == 0:  # a crash after the last case, or a sanitizer's finding at exit
            counts = (counts[0], 1, counts[2])
        if counts == (0, 0, 0):
            output, counts = output + f"\n{program.name}: no case ran\n", (0, 1, 0)
    return program.name, counts, time.monotonic() - started, output if counts[1] else ""


def programs_in(build, only):
    if only:
        pairs = [entry.partition(":")[::2] for entry in only]
        return [(build / "tests" / name, test_filter) for name, test_filter in pairs]
    found = sorted(p for p in (build / "tests").glob("test_*") if p.is_file() and os.access(p, os.X_OK))
    return [(program, "") for program in found]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--only", action="append", default=[], metavar="NAME[:FILTER]")
    parser.add_argument("--tally", type=pathlib.Path)
    parser.add_argument("--label", default="tests")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    arguments = parser.parse_args()

    programs = programs_in(arguments.build, arguments.only)
    if not programs:
        sys.exit(f"no test program in {arguments.build}/tests")
    total = [0, 0, 0]
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        jobs = [pool.submit(run_program, program, test_filter) for program, test_filter in programs]
        for job in concurrent.futures.as_completed(jobs):
            name, counts, seconds, output = job.result()
            total = [a + b for a, b in zip(total, counts)]
            print(output, end="")
            print(f"  {name}: {counts[0]} passed, {counts[1]} failed, {counts[2]} skipped ({seconds:.0f} s)",
                  flush=True)
    if arguments.tally:
        with arguments.tally.open("a") as tally:
            tally.write(f"{total[0]} {total[1]} {total[2]} {arguments.label}\n")
    return 1 if total[1] else 0


if __name__ == "__main__":
    sys.exit(main())
