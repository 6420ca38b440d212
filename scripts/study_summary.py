#!/usr/bin/python3
"""Writes a summary of a study in Markdown, from the JSON of `ridge study export STUDY --format json`: best points, who
gains and who loses along each axis and where it breaks even, what was left open. It names the pictures that lie beside
it as plot_study.py makes them.

Usage: study_summary.py [--pictures PREFIX] STUDY.json > README.md
"""

import argparse
import pathlib

from study_data import METRICS, binary, engineering, load, percent, times

LEAST_CHANGE = 0.01  # of a metric; less is called no change
MOST_ON_FRONT = 12
CAPTIONS = {"pareto": "Pareto fronts", "what-if": "Along each axis, against the middle", "tornado": "Sensitivity",
            "waterfall": "What the cycles are spent on", "energy": "Energy by level", "utilization": "Utilization",
            "roofline": "Rooflines of the best points"}


def counted(number, thing):
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def listed(words):
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return lines + ["| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |" for row in rows] + [""]


def amount_of(point, word):
    value = point.metric(word)
    if value is None:
        return "not known"
    return f"{value:.4g} mm²" if word == "area" else engineering(value, METRICS[word][1])


def verdict(ratio):
    if abs(ratio - 1) < LEAST_CHANGE:
        return "no change"
    return f"{times(ratio)}, {'gains' if ratio < 1 else 'loses'}"


def unanswered(study):
    """What has no result, by its reason."""
    reasons = {}
    for point in study.points:
        if not point.answered():
            why = point.reason or point.status
            reasons.setdefault(why, []).append(point)
    return [f"{counted(len(points), 'point')}, #{points[0].index} first: {why}" for why, points in reasons.items()]


def opening(study):
    proven = sum(point.status == "optimal" for point in study.answers)
    lines = [f"# Study {study.name}", "",
             f"{counted(len(study.answers), 'point')} of {len(study.points):,} with a result: "
             f"{listed([counted(len(study.bases()), 'base machine'), counted(len(study.workloads()), 'workload')])}, "
             f"along {listed([' x '.join(axis) for axis in study.varying()]) if study.varying() else 'no axis'}. "
             f"{proven:,} of them proven best under the model."]
    gaps = [(point.totals["gap"], point) for point in study.answers if point.status != "optimal" and point.totals["gap"] is not None]
    if gaps:
        gap, point = max(gaps, key=lambda each: (each[0], -each[1].index))
        lines[-1] += f" Of the others, none is further than {percent(gap)} above its lower bound (#{point.index})."
    traffic = [point for point in study.answers if point.status == "traffic"]
    if traffic:
        lines[-1] += (f" {counted(len(traffic), 'point')} without a mapped layer (#{traffic[0].index} first): counted as memory traffic "
                      "alone, and no measure for the others.")
    return lines + [""] + [f"- No result: {text}." for text in unanswered(study)] + ([""] if unanswered(study) else [])


def best_points(study):
    rows = []
    for case, points in study.cases().items():
        best = study.best(case)
        known = [p for p in points if p.known]
        against = ", ".join(f"{times(best.value() / p.value())} {p.base}" for p in known) or "-"
        rows.append((study.case_name(case), f"#{best.index}: {best.told()}", f"{METRICS[case[1]][0]} {amount_of(best, case[1])}",
                     percent(best.totals["utilization"]) if best.totals["utilization"] is not None else "-", largest_cause(best), against))
    return ["## Best points", ""] + table(("case", "machine", "value", "utilization", "most cycles after computing", "of the machine as shipped"), rows)


def largest_cause(point):
    causes = [(cycles, name) for name, cycles in point.totals["causes"].items() if name != "compute" and cycles]
    if not causes:
        return "none"
    cycles, name = max(causes)
    return f"{name}, {percent(cycles / point.totals['cycles'])}"


def fronts(study):
    if not study.pareto:
        return []
    lines = [f"## No other point is better in {listed(study.pareto)}", ""]
    for workload in study.workloads():
        front = [p for p in study.answers if p.workload == workload and p.on_front]
        front.sort(key=lambda p: (p.metric(study.pareto[0]), p.index))
        rows = [(f"#{p.index}", p.told(), *(amount_of(p, word) for word in study.pareto)) for p in front[:MOST_ON_FRONT]]
        if rows:
            rest = f" The first {MOST_ON_FRONT} of {len(front)}:" if len(front) > MOST_ON_FRONT else ""
            lines += [f"**{workload}**: {counted(len(front), 'point')}.{rest}", ""] + table(("point", "machine", *study.pareto), rows)
    return lines


def break_even(line, ratios):
    """"between 64 KiB and 128 KiB, near 90 k"; "none"."""
    texts = []
    for before, after, place in line.crossings(ratios):
        unit = line.numbers()[1] if place else ""
        near = f", near {binary(place) if unit == 'B' else engineering(place, unit)}" if place else ""
        texts.append(f"between {line.text(before)} and {line.text(after)}{near}")
    return "; ".join(texts) or "none"


def line_row(study, case, base, line):
    ratios = line.ratios()
    least = min(range(len(ratios)), key=lambda i: ratios[i])
    name = study.case_name(case) + (f" on {base}" if len(study.bases()) > 1 else "")
    return (name, line.text(line.middle), f"{line.text(line.points[0])}: {verdict(ratios[0])}",
            f"{line.text(line.points[-1])}: {verdict(ratios[-1])}", f"{line.text(line.points[least])}: {times(ratios[least])}", break_even(line, ratios))


def who(lines, at):
    """Names by what the first (0) or last (-1) value does to them."""
    groups = {"gain": [], "lose": [], "stay": []}
    for name, line in lines:
        ratio = line.ratios()[at]
        groups["stay" if abs(ratio - 1) < LEAST_CHANGE else "gain" if ratio < 1 else "lose"].append(f"{name} ({times(ratio)})")
    return groups


def sentence(lines, at):
    """"At 64 KiB: small_network (1.7x) loses; nobody gains." of lines with one value there."""
    values = list(dict.fromkeys(line.text(line.points[at]) for _, line in lines))
    groups, parts = who(lines, at), []
    for key, one, many in (("gain", "gains", "gain"), ("lose", "loses", "lose"), ("stay", "does not change", "do not change")):
        if groups[key]:
            parts.append(f"{listed(groups[key])} {one if len(groups[key]) == 1 else many}")
    return f"At {' or '.join(values)}: {'; '.join(parts)}."


def axes_told(study):
    lines = ["## Along each axis", "",
             "One axis is moved, all others stay at the middle: the machine as shipped where it is in the study, else the middle "
             "value of each. Numbers are the objective over its value there; below 1 is better.", ""]
    for axis in study.varying():
        found = study.lines(axis)
        lines += [f"### {' x '.join(axis)}", ""]
        if not found:
            lines += ["No two points differ along this axis alone.", ""]
            continue
        named = [(study.case_name(case) + (f" on {base}" if len(study.bases()) > 1 else ""), line) for case, base, line in found]
        lines += ["- " + sentence([each for each in named if each[1].points[at] is not each[1].middle], at) for at in (0, -1)
                  if any(line.points[at] is not line.middle for _, line in named)]
        even = [f"{name} {break_even(line, line.ratios())}" for name, line in named if break_even(line, line.ratios()) != "none"]
        lines += [f"- Breaks even with the middle: {'; '.join(even) if even else 'nowhere between the values of the axis'}.", ""]
        lines += table(("case", "middle", "lowest", "highest", "best along it", "break-even"),
                       [line_row(study, case, base, line) for case, base, line in found])
    return lines if study.varying() else []


def pictures(prefix, folder):
    lines = []
    for name, caption in CAPTIONS.items():
        files = [f"{prefix}-{name}.{kind}" for kind in ("png", "svg", "pdf") if (folder / f"{prefix}-{name}.{kind}").exists()]
        if files and not files[0].endswith("pdf"):
            lines += [f"### {caption}", "", f"![{caption}]({files[0]})", ""]
        elif files:
            lines += [f"### {caption}", "", f"[{files[0]}]({files[0]})", ""]
    return ["## Pictures", ""] + lines if lines else []


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pictures", type=pathlib.Path, metavar="PREFIX", help="where plot_study.py wrote its pictures; named relative to it")
    parser.add_argument("study", type=pathlib.Path, metavar="STUDY.json")
    arguments = parser.parse_args()
    study = load(arguments.study)
    lines = opening(study) + best_points(study) + axes_told(study) + fronts(study)
    if arguments.pictures:
        lines += pictures(arguments.pictures.name, arguments.pictures.parent)
    lines += ["## How to read this", "",
              "A break-even point is estimated on a straight line between two points of the study, both axes logarithmic: evaluate it "
              "directly before building on it. A line says nothing of two axes moved at once; the best points and the fronts do."]
    print("\n".join(lines))


if __name__ == "__main__":
    main()
