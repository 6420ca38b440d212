"""Pictures of chosen points of a study: stalls, energy, rooflines. See plot_study.py.

Each function draws one picture on a canvas and returns (paths written, "") or ([], why it does not apply)."""

from matplotlib.ticker import MaxNLocator

from roofline_labels import Labels
from study_data import engineering, percent
from study_style import COLOURS, FILLS, LINES, MARKERS, grid_of, hide_rest, legend_below, logarithmic, margin

MOST_WATERFALLS, MOST_BARS, MOST_ROOFLINES, MOST_LABELS = 8, 16, 6, 6
LEAST_SHARE = 0.01  # smaller causes are added up


def first_of(points, most):
    note = "" if len(points) <= most else f"The first {most} of {len(points)} chosen points. "
    return points[:most], note


def title_of(study, point):
    name = f"{study.case_name(point.case())}: #{point.index}{', as shipped' if point.known else ''}"
    return f"{name}\n{point.label()}"


def waterfall(study, canvas, chosen):
    points, note = first_of([p for p in chosen if p.totals["cycles"] and p.totals["causes"]], MOST_WATERFALLS)
    if not points:
        return [], "no chosen point has causes of its cycles"
    steps = [steps_of(point) for point in points]
    most = max(len(each) for each in steps)
    figure, panels = canvas.figure(*grid_of(len(points), 2), 4.4, 1.2 + 0.24 * most)
    for axes, point, causes in zip(panels, points, steps):
        waterfall_panel(canvas, axes, causes)
        axes.set(title=title_of(study, point), xlabel="cycles")
    hide_rest(panels, len(points))
    note += f"What the cycles are spent on, one after another; causes below {percent(LEAST_SHARE)} are added up."
    return canvas.save(figure, "waterfall", note), ""


def steps_of(point):
    """[(cause, cycles)]: computing first, then the causes by size, small ones together."""
    causes, total = point.totals["causes"], point.totals["cycles"]
    first = [("compute", causes["compute"])] if "compute" in causes else []
    rest = sorted(((name, cycles) for name, cycles in causes.items() if name != "compute"), key=lambda each: (-each[1], each[0]))
    large = [each for each in rest if each[1] >= LEAST_SHARE * total]
    small = rest[len(large):]
    if len(small) > 1:
        small = [(f"{len(small)} small causes", sum(cycles for _, cycles in small))]
    return first + large + small


def waterfall_panel(canvas, axes, causes):
    total = sum(cycles for _, cycles in causes)
    before = 0
    for row, (name, cycles) in enumerate(causes):
        colour, hatch = ("#1f4e79", "") if name == "compute" else ("#f4c7a0", "//")
        axes.barh(row, cycles, left=before, height=0.66, color=colour, hatch=hatch, edgecolor="black", linewidth=0.5)
        before += cycles
        axes.plot([before, before], [row - 0.33, row + 1.33], color="0.4", linewidth=0.6)
        axes.annotate(f"{engineering(cycles)}, {percent(cycles / total)}", (before, row), xytext=(3, 0),
                      textcoords="offset points", va="center", fontsize=canvas.small())
    last = len(causes)
    axes.barh(last, total, height=0.66, color="0.75", edgecolor="black", linewidth=0.5)
    axes.annotate(engineering(total), (total, last), xytext=(3, 0), textcoords="offset points", va="center", fontsize=canvas.small())
    axes.set_yticks(range(last + 1), [name for name, _ in causes] + ["all"])
    axes.set_ylim(last + 0.6, -0.6)
    axes.set_xlim(0, total * 1.3)
    axes.xaxis.set_major_locator(MaxNLocator(4))
    axes.xaxis.set_major_formatter(lambda value, _: engineering(value))


def energy(study, canvas, chosen):
    points, note = first_of([p for p in chosen if p.totals["operations"] and energy_parts(p)], MOST_BARS)
    if not points:
        return [], "no energy of a chosen point is known"
    levels = list(dict.fromkeys(level for point in points for level in energy_parts(point)))
    figure, (axes,) = canvas.figure(1, 1, 6.6, 1.5 + 0.34 * len(points) + 0.16 * -(-len(levels) // 4))
    for row, point in enumerate(points):
        energy_bar(axes, canvas, row, point, levels)
    for i, level in enumerate(levels):
        colour, hatch = FILLS[i % len(FILLS)]
        axes.barh(0, 0, color=colour, hatch=hatch, edgecolor="black", linewidth=0.5, label=level)
    axes.set_yticks(range(len(points)), [title_of(study, point) for point in points], fontsize=canvas.small())
    axes.set_ylim(len(points) - 0.4, -0.6)
    axes.set_xlim(0, max(per_operation(point) for point in points) * 1.22)
    axes.set_xlabel("energy per operation [pJ]")
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncol=min(4, len(levels)), frameon=False)
    note += "At the end of a bar: all of the energy, and of which parts some is missing since it is not known."
    return canvas.save(figure, "energy", note), ""


def energy_parts(point):
    """By level, in pJ: what is known of the energy of all layers."""
    parts = {}
    for _, count, layer in point.layers():
        for level, energy_pj in layer.get("energy_by_level", {}).items():
            if energy_pj is not None:
                parts[level] = parts.get(level, 0) + count * energy_pj
    return parts


def per_operation(point):
    return sum(energy_parts(point).values()) / point.totals["operations"]


def energy_bar(axes, canvas, row, point, levels):
    before = 0
    for i, level in enumerate(levels):
        colour, hatch = FILLS[i % len(FILLS)]
        part = energy_parts(point).get(level, 0) / point.totals["operations"]
        axes.barh(row, part, left=before, height=0.64, color=colour, hatch=hatch, edgecolor="black", linewidth=0.5)
        before += part
    total = engineering(sum(energy_parts(point).values()) * 1e-12, "J")
    unknown = [level for level, energy in point.totals["energy_by_level"].items() if energy is None]
    total += f"; not all\nof {', '.join(unknown)}" if unknown else ""
    axes.annotate(total, (before, row), xytext=(3, 0), textcoords="offset points", va="center", fontsize=canvas.small())


class Dot:
    """A layer of a point: rates in operations per second, intensities in operations per byte."""

    def __init__(self, name, count, layer, hertz):
        roofline = layer["roofline"]
        self.name, self.seconds = name if count == 1 else f"{name} x{count}", layer["seconds"] * count
        self.achieved, self.peak = roofline["achieved"] * hertz, roofline["peak"] * hertz
        moved = [each for each in roofline["boundaries"] if each["ops_per_byte"]]
        self.intensities = {each["level"]: each["ops_per_byte"] for each in moved}
        self.attainable = {each["level"]: each["attainable_ops_per_cycle"] * hertz for each in moved}
        self.binding = next((each["level"] for each in moved if each["binds"]), None)


def equal_layers(point):
    """(name of the first, how many, layer), equal ones together."""
    groups = {}
    for name, count, layer in point.layers():
        groups.setdefault(id(layer), [name, 0, layer])[1] += count
    return groups.values()


def dots_of(point):
    hertz = point.machine["clock_hz"]
    return [Dot(name, count, layer, hertz) for name, count, layer in equal_layers(point)
            if layer["work"] == "mapped" and layer.get("roofline") and layer["roofline"]["peak"] and layer["roofline"]["achieved"]
            and any(each["ops_per_byte"] for each in layer["roofline"]["boundaries"])]


def roofline(study, canvas, chosen):
    points, note = first_of([p for p in chosen if dots_of(p) and p.machine["roofs"]], MOST_ROOFLINES)
    if not points:
        return [], "no chosen point has mapped layers and a level with limited bandwidth"
    figure, panels = canvas.figure(*grid_of(len(points), 2), 4.6, 4.4)
    levels = list(dict.fromkeys(level for point in points for dot in dots_of(point) for level in dot.intensities))
    styles = {level: (COLOURS[i % 8], LINES[i % 8], MARKERS[i % 8]) for i, level in enumerate(levels)}
    for axes, point in zip(panels, points):
        roofline_panel(canvas, axes, point, styles)
        axes.set_title(title_of(study, point))
    hide_rest(panels, len(points))
    note += ("A dot per level and layer, those of a layer joined; filled where the level binds it (none: the peak does). "
             "A roof is the read bandwidth of all instances of the level. A layer's name is followed by what binds it.")
    canvas.note(figure, note)
    for axes, point in zip(panels, points):
        name_layers(figure, axes, point, canvas.small())
    return canvas.save(figure, "roofline"), ""


def rate_text(value):
    return f"{value:g}" if value < 1000 else engineering(value)


def roofline_panel(canvas, axes, point, styles):
    dots, hertz = dots_of(point), point.machine["clock_hz"]
    peak, roofs = max(dot.peak for dot in dots), point.machine["roofs"]
    x_low, x_high = margin([x for dot in dots for x in dot.intensities.values()] +
                           [peak / (rate * hertz) for level, rate in roofs.items() if level in styles], 0.12, 2)
    low = min(dot.achieved for dot in dots)
    logarithmic(axes.xaxis, x_low, x_high, rate_text)
    logarithmic(axes.yaxis, min(low / 4, peak / 200), peak * 2)
    axes.plot([x_low, x_high], [peak, peak], color="black", linewidth=1.4, label=f"peak: {engineering(peak, 'op/s')}")
    for level, (colour, line, marker) in styles.items():
        text = f"{level}: no limit"
        if level in roofs:
            rate = roofs[level] * hertz
            axes.plot([x_low, peak / rate], [x_low * rate, peak], color=colour, linestyle=line, linewidth=1.1)
            text = f"{level}: {engineering(rate, 'B/s')}"
        axes.plot([], [], color=colour, linestyle=line if level in roofs else "none", marker=marker, markersize=4, label=text)
    for dot in dots:
        places = sorted(dot.intensities.values())
        axes.plot(places, [dot.achieved] * len(places), color="0.6", linewidth=0.6, zorder=2)
        for level, x in dot.intensities.items():
            colour, _, marker = styles[level]
            axes.scatter([x], [dot.achieved], s=22 * canvas.scale, marker=marker, edgecolor=colour, linewidth=0.9,
                         facecolor=colour if level == dot.binding else "white", zorder=4 if level == dot.binding else 3)
    axes.set(xlabel="operations per byte moved at the level", ylabel="operations per second")
    axes.grid(True, color="0.93", linewidth=0.6)
    legend_below(axes, 0.15, columns=2, handlelength=3.2)


def name_layers(figure, axes, point, font):
    """Names of the layers that take most of the time, each with what binds it."""
    dots = sorted(dots_of(point), key=lambda dot: (-dot.seconds, dot.name))
    labels, peak = Labels(figure, axes, font), max(dot.peak for dot in dots)
    x_low, x_high = axes.get_xlim()
    for dot in dots:
        for level, x in dot.intensities.items():
            labels.reserve_dot(x, dot.achieved, 4, level == dot.binding)
        labels.reserve_roof((min(dot.intensities.values()), dot.achieved), (max(dot.intensities.values()), dot.achieved), 60)
    labels.reserve_roof((x_low, peak), (x_high, peak))
    for level, rate in point.machine["roofs"].items():
        rate *= point.machine["clock_hz"]
        labels.reserve_roof((x_low, x_low * rate), (peak / rate, peak))
    for dot in dots[:MOST_LABELS]:
        x = dot.intensities[dot.binding] if dot.binding else max(dot.intensities.values())
        labels.place(x, dot.achieved, f"{dot.name}: {dot.binding or 'peak'}", 3, peak)
