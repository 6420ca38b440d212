#!/usr/bin/python3
"""Draws the pictures of a study from the JSON of `ridge study export STUDY --format json`.

Usage: plot_study.py --out PREFIX [--pictures NAME,...] [--points N,...] [--metric WORD] [--style paper|screen]
                     [--format png,svg,pdf] STUDY.json

Writes PREFIX-NAME.FORMAT: pareto (fronts, machines as shipped marked), waterfall (cycles by cause), energy (by
level), utilization (layer x machine), what-if (a metric along an axis, over that of the middle, break-even marked),
tornado (lowest and highest value of each axis against the middle), roofline (a dot per level and layer). Those of
single points show --points, or the best of each case and the machines as shipped. A picture that does not apply is
left out, and why is said. The same input gives the same bytes.
Exit code 2: the file cannot be read, is no export, or a picture that was asked for by name does not apply.
"""

import argparse
import pathlib

from study_data import METRICS, fail, load
from study_points import energy, roofline, waterfall
from study_style import METADATA, STYLES, Canvas
from study_whole import pareto, tornado, utilization, what_if

WHOLE = {"pareto": pareto, "utilization": utilization}
OF_A_METRIC = {"what-if": what_if, "tornado": tornado}
OF_POINTS = {"waterfall": waterfall, "energy": energy, "roofline": roofline}
NAMES = ("pareto", "what-if", "tornado", "waterfall", "energy", "utilization", "roofline")


def draw(study, canvas, name, points, metric):
    if name in WHOLE:
        return WHOLE[name](study, canvas)
    if name in OF_A_METRIC:
        return OF_A_METRIC[name](study, canvas, metric)
    return OF_POINTS[name](study, canvas, study.chosen(points, known=name != "roofline"))


def words(option, known):
    """A reader of "a,b" that takes known words only."""
    def read(text):
        for word in text.split(","):
            if word not in known:
                raise argparse.ArgumentTypeError(f"'{word}' is not one of {', '.join(known)}")
        return list(dict.fromkeys(text.split(",")))
    read.__name__ = option
    return read


def numbers(text):
    try:
        return [int(word) for word in text.split(",")]
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is no list of points such as 3,17") from None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", required=True, type=pathlib.Path, metavar="PREFIX")
    parser.add_argument("--pictures", type=words("pictures", NAMES), metavar="NAME,...", help=f"of {', '.join(NAMES)}; all unless given")
    parser.add_argument("--points", type=numbers, default=[], metavar="N,...", help="points to show one by one")
    parser.add_argument("--metric", choices=METRICS, help="of what-if and tornado; each point's objective unless given")
    parser.add_argument("--style", choices=STYLES, default="screen")
    parser.add_argument("--format", type=words("format", list(METADATA)), default=["png"], metavar="KIND,...", help="png, svg, pdf")
    parser.add_argument("study", type=pathlib.Path, metavar="STUDY.json")
    arguments = parser.parse_args()
    if not arguments.out.parent.is_dir():
        fail(f"{arguments.out}: cannot write there: no folder {arguments.out.parent}; make it, or name another")
    study = load(arguments.study)
    study.chosen(arguments.points)  # refuses points that are not there before anything is written
    if arguments.metric and any(point.metric(arguments.metric) is None for point in study.answers):
        fail(f"--metric {arguments.metric}: not known of every point; state what the machines lack, or name another")
    canvas = Canvas(arguments.style, arguments.format, arguments.out)
    for name in arguments.pictures or NAMES:
        paths, why_not = draw(study, canvas, name, arguments.points, arguments.metric)
        if why_not and arguments.pictures:
            fail(f"{arguments.study}: no picture '{name}': {why_not}")
        for path in paths:
            print(path)
        if why_not:
            print(f"no {name}: {why_not}")


if __name__ == "__main__":
    main()
