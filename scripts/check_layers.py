#!/usr/bin/python3
"""Fails on an include that the house does not allow (docs/architecture.md).

A folder may include itself and rows above it, with the exceptions named in FORBIDDEN. Only cli/ prints.
Usage: check_layers.py [ROOT]
"""

import pathlib
import re
import sys

# One row per line of the house, top first; folders of one row do not know each other.
ROWS = [
    ["base"],
    ["workloads", "arch"],
    ["sim/mapping"],
    ["sim/nest"],
    ["sim/memory", "sim/network"],
    ["sim/cost"],
    ["sim/event"],
    ["sim/verify"],
    ["mapper"],
    ["system"],
    ["interop"],
    ["explore"],
    ["cli"],
]
# The event engine is the referee of the closed form; a checker of certificates shares nothing with a search.
FORBIDDEN = {("sim/event", "sim/cost"), ("mapper", "sim/verify")}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
PRINTING = re.compile(r"\b(std::(cout|cerr|clog)|(std::)?(printf|fprintf|puts|fputs|putchar)\s*\(|fmt::print\s*\()")
COMMENT = re.compile(r"//.*")


def row_of(path):
    """(row number, folder) of a file below the root; None for one outside the house (tests, bench)."""
    for number, folders in enumerate(ROWS):
        for folder in folders:
            if path.as_posix().startswith(folder + "/"):
                return number, folder
    return None


def finding(source, target):
    """Why `source` may not include `target`; None when it may."""
    (from_row, from_folder), (to_row, to_folder) = source, target
    if from_folder == to_folder:
        return None
    if (from_folder, to_folder) in FORBIDDEN:
        return f"{from_folder} may not know {to_folder}"
    if to_row >= from_row:
        return f"{from_folder} stands above or beside {to_folder} and may not know it"
    return None


def findings_in(root, path):
    relative = path.relative_to(root)
    source = row_of(relative)
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        where = f"{relative}:{number}"
        if source and source[1] != "cli" and PRINTING.search(COMMENT.sub("", line)):
            yield f"{where}: only cli/ prints"
        match = INCLUDE.match(line)
        if not match or match.group(1) == "<":
            continue
        name = match.group(2)
        if not (root / name).is_file():
            yield f'{where}: "{name}" is no path from the repository root'
            continue
        target = row_of(pathlib.PurePosixPath(name))
        if source and not target:
            yield f'{where}: "{name}" lies outside the house'
        elif source and (reason := finding(source, target)):
            yield f'{where}: "{name}": {reason}'


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parent.parent)
    top = {folder.split("/")[0] for row in ROWS for folder in row} | {"tests", "bench"}
    files = sorted(f for t in top for f in (root / t).rglob("*") if f.suffix in {".cpp", ".hpp"})
    if not files:
        sys.exit(f"no source files below {root}")
    found = [text for path in files for text in findings_in(root, path)]
    for text in found:
        print(text)
    print(f"{len(files)} files, {len(found)} findings")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
