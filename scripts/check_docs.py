#!/usr/bin/python3
"""Executes the command blocks of README.md and docs/*.md, and compares the output they show.

  ```console   lines that begin with "$ " are commands; what follows is their exact output on stdout
  ```sh        a script; it has to succeed
  ```yaml      a file of ours ("ridge: KIND/1" first) has to pass `ridge check`; others are not looked at

Each page runs in its own empty directory, block after block, with `ridge` on PATH and the project's scripts/
and configs/ beside it. Usage: check_docs.py [--ridge FILE] [--update] [--tally FILE] [PAGE...]
With --update the output in the pages is replaced by what the commands print.
"""

import argparse
import difflib
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
SECONDS_PER_COMMAND = 900


class Block:
    """A fenced block: its language, its lines, and where its first line stands in the page (from 0)."""

    def __init__(self, language, first):
        self.language, self.first, self.lines = language, first, []


def blocks_of(lines):
    block = None
    for number, line in enumerate(lines):
        if line.startswith("```") and block is None:
            block = Block(line[3:].strip(), number + 1)
        elif line.startswith("```"):
            yield block
            block = None
        elif block is not None:
            block.lines.append(line)


def sessions(block):
    """[(command, expected output lines)] of a console block; a command goes on over lines ending in a backslash."""
    parts = []
    for line in block.lines:
        if parts and parts[-1][0].endswith("\\") and not parts[-1][1]:
            parts[-1][0] += "\n" + line
        elif line.startswith("$ "):
            parts.append([line[2:], []])
        elif parts:
            parts[-1][1].append(line)
    return parts


class Page:
    def __init__(self, path, environment, scratch):
        self.path, self.environment, self.scratch = path, environment, scratch
        self.lines = path.read_text(encoding="utf-8").splitlines()
        self.passed, self.failures = 0, []

    def shell(self, script):
        return subprocess.run(["bash", "-euo", "pipefail", "-c", script], cwd=self.scratch, env=self.environment,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              timeout=SECONDS_PER_COMMAND, check=False, text=True)

    def judge(self, block, problem):
        if problem:
            self.failures.append(f"{os.path.relpath(self.path, ROOT)}:{block.first}: {problem}")
        else:
            self.passed += 1

    def run_script(self, block):
        done = self.shell("\n".join(block.lines))
        self.judge(block, f"exit code {done.returncode}\n{done.stdout}{done.stderr}" if done.returncode else "")

    def run_console(self, block):
        """Returns the block's lines with the output as it is now."""
        renewed = []
        for command, expected in sessions(block):
            done = self.shell(command)
            actual = done.stdout.splitlines()
            difference = "\n".join(difflib.unified_diff(expected, actual, "shown", "printed", lineterm=""))
            if difference:
                difference = f"$ {command}\n{difference}\n{done.stderr}"
            self.judge(block, difference)
            renewed += ("$ " + command).split("\n") + actual
        return renewed

    def check_yaml(self, block):
        if not any(line.startswith("ridge: ") for line in block.lines[:1]):
            return
        file = self.scratch / "block.yaml"
        file.write_text("\n".join(block.lines) + "\n", encoding="utf-8")
        done = self.shell("ridge check block.yaml")
        self.judge(block, done.stderr if done.returncode else "")

    def run(self, update):
        renewed = []  # (first line, number of lines, lines instead)
        for block in blocks_of(self.lines):
            if block.language == "sh":
                self.run_script(block)
            elif block.language == "console":
                renewed.append((block.first, len(block.lines), self.run_console(block)))
            elif block.language == "yaml":
                self.check_yaml(block)
        if update:
            self.rewrite(renewed)

    def rewrite(self, renewed):
        lines = list(self.lines)
        for first, count, instead in reversed(renewed):
            lines[first:first + count] = instead
        if lines != self.lines:
            self.path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def environment_for(ridge):
    environment = dict(os.environ, NO_COLOR="1", LC_ALL="C.UTF-8")
    environment["PATH"] = f"{ridge.parent}:{environment['PATH']}"
    environment.pop("RIDGE_CONFIG_DIR", None)
    return environment


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ridge", type=pathlib.Path, default=ROOT / "build" / "ridge")
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--tally", type=pathlib.Path)
    parser.add_argument("pages", nargs="*", type=pathlib.Path, metavar="PAGE")
    arguments = parser.parse_args()

    ridge = arguments.ridge.resolve()
    if not ridge.is_file():
        sys.exit(f"{ridge} is not there: run scripts/build.sh first")
    pages = arguments.pages or [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    passed, failures = 0, []
    for path in pages:
        with tempfile.TemporaryDirectory() as scratch:
            for name in ("scripts", "configs"):
                os.symlink(ROOT / name, pathlib.Path(scratch) / name)
            page = Page(path.resolve(), environment_for(ridge), pathlib.Path(scratch))
            page.run(arguments.update)
        passed += page.passed
        failures += page.failures
    print("\n".join(failures))
    print(f"docs: {passed} blocks and commands as shown, {len(failures)} not")
    if arguments.tally:
        with arguments.tally.open("a") as tally:
            tally.write(f"{passed} {len(failures)} 0 docs\n")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
