"""Pictures of a whole study: Pareto fronts, what-if curves, sensitivity, utilization. See plot_study.py.

Each function draws one picture on a canvas and returns (paths written, "") or ([], why it does not apply)."""

from roofline_labels import Labels
from study_data import METRICS, times
from study_style import (COLOURS, LINES, MARKERS, at_values, grid_of, hide_rest, legend_below, logarithmic, margin,
                         metric_axis)

MOST_PANELS, MOST_COLUMNS_OF_MAP, MOST_ROWS_OF_MAP, MOST_NUMBERED = 9, 24, 40, 8


def limited(items, what):
    """The first few, and a sentence about the others."""
    return items[:MOST_PANELS], "" if len(items) <= MOST_PANELS else f"The first {MOST_PANELS} of {len(items)} {what}. "


def pareto(study, canvas):
    if len(study.pareto) < 2:
        return [], "the study has no `pareto`"
    workloads, note = limited(study.workloads(), "workloads")
    drawn = [(each, [p for p in study.answers if p.workload == each and
                     all(p.metric(word) for word in study.pareto)]) for each in workloads]
    drawn = [(workload, points) for workload, points in drawn if points]
    if not drawn:
        return [], f"no point has both {' and '.join(study.pareto[:2])}"
    figure, panels = canvas.figure(*grid_of(len(drawn), 3), 3.4, 3.3)
    for axes, (workload, points) in zip(panels, drawn):
        pareto_panel(study, canvas, axes, workload, points)
    hide_rest(panels, len(drawn))
    if len(study.pareto) > 2:
        note += f"The front is of {', '.join(study.pareto)}: points may lie behind it in this view. "
    traffic = sum(p.status == "traffic" for _, points in drawn for p in points)
    if traffic:
        note += f"{traffic} of the points shown are counted as memory traffic alone: no layer is mapped. "
    canvas.note(figure, note + "Numbers are points of the study; down and left is better.")
    for axes, (_, points) in zip(panels, drawn):
        number_front(study, figure, axes, points, canvas)
    return canvas.save(figure, "pareto"), ""


def pareto_panel(study, canvas, axes, workload, points):
    x, y = study.pareto[:2]
    front = sorted((p for p in points if p.on_front), key=lambda p: (p.metric(x), p.metric(y)))
    for i, base in enumerate(study.bases()):
        of_base = [p for p in points if p.base == base]
        axes.scatter([p.metric(x) for p in of_base], [p.metric(y) for p in of_base], s=14 * canvas.scale,
                     marker=MARKERS[i % len(MARKERS)], facecolor="none", edgecolor="0.55", linewidth=0.8, zorder=2,
                     label=base if len(study.bases()) > 1 else "points")
    if len(study.pareto) == 2:
        axes.step([p.metric(x) for p in front], [p.metric(y) for p in front], where="post", color=COLOURS[0], linewidth=1.1, zorder=3)
    axes.scatter([p.metric(x) for p in front], [p.metric(y) for p in front], s=20 * canvas.scale, color=COLOURS[0], zorder=6,
                 label="on the front")
    known = [p for p in points if p.known]
    if known:
        axes.scatter([p.metric(x) for p in known], [p.metric(y) for p in known], s=90 * canvas.scale, marker="*",
                     facecolor="#fdb863", edgecolor="black", linewidth=0.8, zorder=5, label="machine as shipped")
    metric_axis(axes.xaxis, [p.metric(x) for p in points], *METRICS[x][:2])
    metric_axis(axes.yaxis, [p.metric(y) for p in points], *METRICS[y][:2])
    axes.set_title(workload)
    axes.grid(True, color="0.92", linewidth=0.6)
    legend_below(axes, 0.2, columns=3, columnspacing=1, handletextpad=0.2)


def number_front(study, figure, axes, points, canvas):
    """Numbers beside the known machines and the ends and the middle of the front."""
    x, y = study.pareto[:2]
    front = sorted((p for p in points if p.on_front), key=lambda p: (p.metric(x), p.metric(y)))
    different = list({(p.metric(x), p.metric(y)): p for p in reversed(front)}.values())[::-1]
    step = max(1, -(-len(different) // MOST_NUMBERED))
    labels = Labels(figure, axes, canvas.small())
    for p in points:
        labels.reserve_dot(p.metric(x), p.metric(y), 9 if p.known else 4, p.on_front)
    if len(study.pareto) == 2:
        for a, b in zip(front, front[1:]):
            corner = b.metric(x), a.metric(y)
            labels.reserve_roof((a.metric(x), a.metric(y)), corner, 60)
            labels.reserve_roof(corner, (b.metric(x), b.metric(y)), 60)
    top = axes.get_ylim()[1]
    for p in different[::step]:
        labels.place(p.metric(x), p.metric(y), f"#{p.index}" + (f" {p.base}" if p.known else ""), 3, top)
    for p in points:
        if p.known and p not in different[::step]:
            labels.place(p.metric(x), p.metric(y), f"#{p.index} {p.base}", 6, top)


def what_if(study, canvas, word=None):
    """A metric along each numeric axis, over that of the middle; crossings of 1 marked."""
    drawn = [(axis, [each for each in study.lines(axis) if each[2].numbers()]) for axis in study.varying()]
    drawn = [(axis, lines) for axis, lines in drawn if lines]
    if not drawn:
        return [], "no axis has numbers and two points or more that differ along it alone"
    drawn, note = limited(drawn, "axes")
    figure, panels = canvas.figure(*grid_of(len(drawn), 3), 3.5, 3.7)
    for axes, (axis, lines) in zip(panels, drawn):
        what_if_panel(study, canvas, axes, axis, lines, word)
    hide_rest(panels, len(drawn))
    note += ("All other axes at the middle (the machine as shipped, where it is in the study), which the dashed line marks. "
             "Below 1 is better. Ring: break-even, estimated between two points.")
    return canvas.save(figure, "what-if", note), ""


def what_if_panel(study, canvas, axes, axis, lines, word):
    ratios_of_all, places, middles = [1.0], {}, set()
    for i, (case, base, line) in enumerate(lines):
        numbers, _ = line.numbers()
        ratios = line.ratios(word)
        ratios_of_all += ratios
        places.update(zip(numbers, (line.text(p) for p in line.points)))
        middles.add(numbers[line.points.index(line.middle)])
        name = study.case_name(case) + (f" on {base}" if len(study.bases()) > 1 else "")
        axes.plot(numbers, ratios, color=COLOURS[i % 8], linestyle=LINES[i % 8], marker=MARKERS[i % 8],
                  markersize=3.4 * canvas.scale, linewidth=1.2, label=name)
        rings = [place for _, _, place in line.crossings(ratios)]
        axes.scatter(rings, [1] * len(rings), s=80 * canvas.scale, facecolor="none", edgecolor="black", linewidth=1, zorder=5)
    axes.axhline(1, color="0.3", linewidth=0.8, zorder=1)
    for middle in middles:
        axes.axvline(middle, color="0.6", linewidth=0.8, linestyle=(0, (2, 2)), zorder=1)
    logarithmic(axes.xaxis, *margin(list(places), 0.06, 1.1))
    ordered = sorted(places)
    at_values(axes.xaxis, ordered, [places[number] for number in ordered])
    axes.tick_params(axis="x", labelrotation=90 if len(ordered) * max(len(text) for text in places.values()) > 30 else 0)
    logarithmic(axes.yaxis, *margin(ratios_of_all, 0.08, 1.02), lambda v: f"{v:.3g}x")
    words = {word or case[1] for case, _, _ in lines}
    metric = METRICS[words.pop()][0] if len(words) == 1 else "objective"
    axes.set(xlabel=" x ".join(axis), ylabel=f"{metric} [times the middle]")  # the ticks have the units
    axes.grid(True, color="0.93", linewidth=0.6)
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), frameon=False, ncol=1, handlelength=3.5)


def tornado(study, canvas, word=None):
    """Lowest and highest value of each axis against the middle, one panel a case."""
    drawn = [(case, base, tornado_bars(study, case, base, word)) for case in study.cases() for base in study.bases()]
    drawn = [each for each in drawn if each[2]]
    if not drawn:
        return [], "no two points differ along one axis alone"
    drawn, note = limited(drawn, "cases")
    most = max(len(bars) for _, _, bars in drawn)
    figure, panels = canvas.figure(*grid_of(len(drawn), 2), 4.6, 0.9 + 0.55 * most)
    ratios = [ratio for _, _, bars in drawn for _, ends in bars for ratio, _ in ends] + [1.0]
    low, high = margin(ratios, 0.3, 1.25)
    for axes, (case, base, bars) in zip(panels, drawn):
        tornado_panel(canvas, axes, bars, (low, high))
        name = study.case_name(case) + (f" on {base}" if len(study.bases()) > 1 else "")
        axes.set(title=name, xlabel=f"{METRICS[word or case[1]][0]} [times the middle]")
    hide_rest(panels, len(drawn))
    note += "Light: the axis at its lowest value; dark: at its highest; all other axes at the middle. Left is better."
    return canvas.save(figure, "tornado", note), ""


def tornado_bars(study, case, base, word):
    """[(line, [(ratio, text) of the lowest, of the highest])], the widest last."""
    bars = []
    for axis in study.varying():
        line = study.line(case, base, axis)
        if line:
            ratios = line.ratios(word)
            bars.append((line, [(ratios[0], line.text(line.points[0])), (ratios[-1], line.text(line.points[-1]))]))
    width = lambda bar: max(ratio for ratio, _ in bar[1] + [(1, "")]) / min(ratio for ratio, _ in bar[1] + [(1, "")])
    return sorted(bars, key=width)


def tornado_panel(canvas, axes, bars, limits):
    for row, (_, ends) in enumerate(bars):
        for (ratio, text), shift, colour, hatch in zip(ends, (0.19, -0.19), ("#dbe5f0", "#1f4e79"), ("//", "")):
            axes.barh(row + shift, ratio - 1, left=1, height=0.36, color=colour, hatch=hatch, edgecolor="black", linewidth=0.6)
            to_left = ratio < 1
            axes.annotate(f"{text}: {times(ratio)}", (ratio, row + shift), xytext=(-3 if to_left else 3, 0),
                          textcoords="offset points", ha="right" if to_left else "left", va="center", fontsize=canvas.small())
    axes.axvline(1, color="black", linewidth=0.9)
    logarithmic(axes.xaxis, *limits, lambda v: f"{v:.3g}x")
    axes.set_yticks(range(len(bars)), [" x\n".join(line.axis) for line, _ in bars])
    axes.set_ylim(-0.6, len(bars) - 0.4)


def utilization(study, canvas):
    cases, note = limited(list(study.cases()), "cases")
    cells = [(case, columns_of(study, case)) for case in cases]
    cells = [(case, columns, rows_of(columns)) for case, columns in cells]
    cells = [each for each in cells if each[2]]
    if not cells:
        return [], "no layer is mapped"
    most_columns = max(len(columns) for _, columns, _ in cells)
    heights = [0.9 + 0.17 * len(rows) for _, _, rows in cells]
    figure, panels = canvas.figure(len(cells), 1, 2.4 + 0.26 * most_columns, 1.0)
    figure.set_size_inches((2.4 + 0.26 * most_columns) * canvas.scale, (sum(heights) + 1.2 * len(cells)) * canvas.scale)
    panels[0].get_gridspec().set_height_ratios(heights)
    for axes, (case, columns, rows) in zip(panels, cells):
        image = heat_map(canvas, axes, columns, rows)
        axes.set_title(study.case_name(case))
        axes.set_xlabel("machine: " + ", ".join(" x ".join(axis) for axis in study.varying()) if study.varying() else "machine")
        axes.set_ylabel("layer")
    figure.colorbar(image, ax=panels, label="utilization of the array [%]", shrink=min(1, 2 / len(panels)), aspect=18)
    if any(len(columns) < len(study.cases()[case]) for case, columns, _ in cells):
        note += f"{MOST_COLUMNS_OF_MAP} machines of each case, evenly by rank, and those as shipped. "
    if any(len(equal_layers(columns)) > len(rows) for _, columns, rows in cells):
        note += f"The {MOST_ROWS_OF_MAP} layers that take most time at the best. "
    note += "Machines from best (left) to worst; *: as shipped; x: no such mapping."
    return canvas.save(figure, "utilization", note), ""


def columns_of(study, case):
    points = sorted(study.cases()[case], key=lambda p: (p.value(), p.index))
    if len(points) <= MOST_COLUMNS_OF_MAP:
        return points
    last = MOST_COLUMNS_OF_MAP - 1
    kept = {i * (len(points) - 1) // last for i in range(last + 1)}
    return [point for i, point in enumerate(points) if i in kept or point.known]


def rows_of(columns):
    """(name, how many) of the layers that are mapped on some machine, in order, those that are equal on every machine
    in one row; where they are many, those that take most time at the best point."""
    layers = equal_layers(columns)
    keep = {name for name, _, _ in sorted(layers, key=lambda each: -each[2])[:MOST_ROWS_OF_MAP]}
    return [(name, count) for name, count, _ in layers if name in keep]


def equal_layers(columns):
    """[(name of the first, how many, seconds of all at the best point)]."""
    hashes = {}
    for point in columns:
        for each in point.entries:
            hashes.setdefault(each["name"], []).append(each["layer"])
    mapped, groups = mapped_somewhere(columns), {}
    for name, count, layer in columns[0].layers():
        if name in mapped:
            first = groups.setdefault(tuple(hashes[name]), [name, 0, 0.0])
            first[1] += count
            first[2] += count * (layer.get("seconds") or 0)
    return [tuple(group) for group in groups.values()]


def mapped_somewhere(columns):
    return {name for point in columns for name, _, layer in point.layers() if layer["work"] == "mapped"}


def heat_map(canvas, axes, columns, rows):
    by_name = [{name: layer.get("utilization") for name, _, layer in point.layers()} for point in columns]
    rows, names = [name for name, _ in rows], [name if count == 1 else f"{name} x{count}" for name, count in rows]
    values = [[100 * names[row] if names.get(row) is not None else float("nan") for names in by_name] for row in rows]
    axes.set_facecolor("white")
    image = axes.imshow(values, cmap="cividis", vmin=0, vmax=100, aspect="auto")
    for i, row in enumerate(values):
        for j, value in enumerate(row):
            text = f"{value:.0f}" if value == value else "x"
            axes.text(j, i, text, ha="center", va="center", fontsize=canvas.font * 0.75,
                      color="black" if not value < 55 else "white")
    axes.set_xticks(range(len(columns)), [point.label() + (" *" if point.known else "") for point in columns], rotation=90,
                    fontsize=canvas.small())
    axes.set_yticks(range(len(rows)), names, fontsize=canvas.small())
    return image
