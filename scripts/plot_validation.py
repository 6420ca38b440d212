#!/usr/bin/python3
"""Draws validation sets from the JSON of `ridge validate NAME`: ours against theirs, one panel per file.

Usage: plot_validation.py --out PREFIX FILE.json...
       plot_validation.py --check PREFIX FILE.json...

Both axes are logarithmic. On the full line ours equals theirs; the bands are 10 % and 20 % to either side. Filled
dots are ours; hollow squares, where a set has them, another tool's prediction of the same rows. A set with a
histogram is drawn as that histogram. Writes PREFIX.svg
and PREFIX.png; the same input gives the same bytes. With --check nothing is written: is PREFIX.svg of these numbers?
Exit code 1: it is not; 2: a file cannot be read, or is no report.
"""

import argparse
import hashlib
import json
import math
import pathlib
import sys


def fail(sentence):
    print(f"plot_validation: error: {sentence}", file=sys.stderr)
    sys.exit(2)


try:
    import matplotlib
except ImportError:
    fail("the picture needs matplotlib: sudo apt-get install python3-matplotlib, then use /usr/bin/python3")

matplotlib.use("Agg")
matplotlib.rcParams.update({
    "svg.hashsalt": "ridgepoint", "svg.fonttype": "path", "font.family": "DejaVu Sans", "font.size": 9,
    "axes.spines.top": False, "axes.spines.right": False,
})
import matplotlib.pyplot as plt  # noqa: E402  (the backend is chosen first)
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator  # noqa: E402

PANEL_INCHES, HEAD_INCHES, FOOT_INCHES = 4.4, 0.35, 0.3
BANDS = ((0.2, "0.93"), (0.1, "0.84"))  # error, grey
OURS, PEERS = "#1f4e79", "#c55a11"


def panels_of(path):
    """The comparisons of one file that have a row with both numbers."""
    try:
        report = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        fail(f"{path}: {problem}")
    if not isinstance(report, dict) or report.get("schema") != "ridge.validation/1" or "rows" not in report:
        fail(f"{path}: no report of 'ridge validate NAME --json'")
    if "histogram" in report:
        return [report]
    return [each for each in [report, *report["also"]] if pairs_of(each, "ours")]


def pairs_of(comparison, key):
    """(theirs, ours or the peer's) of the rows that have both."""
    return [(row["theirs"], row[key]) for row in comparison["rows"] if row.get(key) and row["theirs"]]


def limits_of(comparison):
    values = [value for key in ("ours", "peer") for pair in pairs_of(comparison, key) for value in pair]
    margin = (max(values) / min(values)) ** 0.06 * 1.1
    return min(values) / margin, max(values) * margin


def draw_bands(axes, low, high):
    for error, grey in BANDS:
        axes.fill_between([low, high], [low * (1 - error), high * (1 - error)],
                          [low * (1 + error), high * (1 + error)], color=grey, linewidth=0)
    axes.plot([low, high], [low, high], color="black", linewidth=0.9)


def share(value):
    return "-" if value is None else f"{100 * value:.2g} %" if value < 0.0995 else f"{100 * value:.0f} %"


def errors_text(who, errors):
    rank = errors["rank_correlation"]
    text = f"{who}: mean error {share(errors['mean_abs_error'])}, worst {share(errors['worst_abs_error'])}"
    return text if rank is None else f"{text}, rank correlation {rank:.3f}"


def draw_panel(axes, comparison):
    low, high = limits_of(comparison)
    draw_bands(axes, low, high)
    peers = pairs_of(comparison, "peer")
    if peers:
        axes.scatter(*zip(*peers), s=16, marker="s", facecolor="none", edgecolor=PEERS, linewidth=0.8, zorder=3)
    axes.scatter(*zip(*pairs_of(comparison, "ours")), s=20, color=OURS, edgecolor="white", linewidth=0.4, zorder=4)
    quantity = comparison["quantity"].replace("_", " ")
    unit = "" if comparison["unit"] == quantity else f" in {comparison['unit']}"
    axes.set(xscale="log", yscale="log", xlim=(low, high), ylim=(low, high), box_aspect=1,
             xlabel=f"theirs: {quantity}{unit}", ylabel=f"ours: {quantity}{unit}")
    lines = [errors_text(f"{comparison['points']} points", comparison)]
    if peers:
        lines.append(errors_text(f"{comparison['peer']['name']} (squares)", comparison["peer"]))
    axes.set_title(comparison["name"], pad=28, fontsize=11)
    axes.text(0.5, 1.02, "\n".join(lines), transform=axes.transAxes, ha="center", va="bottom", fontsize=7)


def draw_histogram(axes, report):
    histogram = report["histogram"]
    bounds, counts = histogram["bounds"], histogram["counts"]
    axes.bar(bounds[:-1], counts, width=[high - low for low, high in zip(bounds, bounds[1:])], align="edge",
             color=OURS, edgecolor="white", linewidth=0.5)
    axes.set(xscale="log", yscale="log", xlabel=f"{histogram['quantity']} ({histogram['unit']})",
             ylabel="mappings", box_aspect=1)
    axes.xaxis.set_major_locator(FixedLocator([1, 2, 3, 5, 10, 20, 50]))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    row = report["rows"][0]
    axes.axvline(row["theirs"], color="black", linewidth=0.9, linestyle="--")
    axes.set_title(report["name"], pad=28, fontsize=11)
    axes.text(0.5, 1.02, f"{sum(counts):,} mappings, the largest {row['ours']:.3g} {histogram['unit']} the least;\n"
              f"dashed: {row['theirs']:g} {histogram['unit']}, as published", transform=axes.transAxes,
              ha="center", va="bottom", fontsize=7)


def stamp(comparisons):
    """What stands in the picture's metadata: a hash of all that is drawn."""
    shown = [[each["name"], each["quantity"], pairs_of(each, "ours"), pairs_of(each, "peer"), each.get("histogram")]
             for each in comparisons]
    return "numbers " + hashlib.sha256(json.dumps(shown).encode()).hexdigest()


def check(comparisons, out):
    picture = pathlib.Path(f"{out}.svg")
    try:
        is_same = stamp(comparisons) in picture.read_text(encoding="utf-8")
    except OSError as problem:
        fail(f"{picture}: {problem.strerror}")
    if not is_same:
        print(f"{picture} shows other numbers: draw it anew, with --out", file=sys.stderr)
        sys.exit(1)


def draw(comparisons, out):
    columns = min(len(comparisons), 2 if len(comparisons) == 4 else 3)
    rows = math.ceil(len(comparisons) / columns)
    width, height = PANEL_INCHES * columns, (PANEL_INCHES + HEAD_INCHES) * rows + FOOT_INCHES
    figure, axes = plt.subplots(rows, columns, squeeze=False, dpi=150, figsize=(width, height))
    for place, comparison in zip(axes.flat, comparisons):
        (draw_histogram if "histogram" in comparison else draw_panel)(place, comparison)
    for place in axes.flat[len(comparisons):]:
        place.set_axis_off()
    figure.text(0.5, 0.1 / height, "Line: ours = theirs; bands: 10 % and 20 % to either side", ha="center",
                fontsize=7.5)
    figure.tight_layout(rect=(0, FOOT_INCHES / height, 1, 1))
    try:
        figure.savefig(f"{out}.png", metadata={"Software": None})
        figure.savefig(f"{out}.svg", metadata={"Date": None, "Creator": None, "Description": stamp(comparisons)})
    except OSError as problem:
        fail(f"{problem.filename or out}: {problem.strerror}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    task = parser.add_mutually_exclusive_group(required=True)
    task.add_argument("--out", type=pathlib.Path, metavar="PREFIX")
    task.add_argument("--check", type=pathlib.Path, metavar="PREFIX")
    parser.add_argument("files", nargs="+", type=pathlib.Path, metavar="FILE.json")
    arguments = parser.parse_args()
    comparisons = [comparison for file in arguments.files for comparison in panels_of(file)]
    if arguments.check:
        return check(comparisons, arguments.check)
    if not arguments.out.parent.is_dir():
        fail(f"{arguments.out}: cannot write there: no folder {arguments.out.parent}; make it, or name another")
    if not comparisons:
        fail("no row has both numbers: nothing to draw")
    return draw(comparisons, arguments.out)


if __name__ == "__main__":
    main()
