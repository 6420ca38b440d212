#!/usr/bin/python3
"""Draws rooflines from the JSON of `ridge map` or `ridge evaluate`: one panel per file, as PNG and SVG.

Usage: plot_roofline.py --out PREFIX FILE.json...

Horizontal: operations per byte moved at a memory level. Vertical: operations per second. A roof is the lower of
the machine's peak and intensity x read bandwidth of a level, as `ridge describe` has it. Every layer is a dot at
the level whose roof is lowest for it (area by its share of the time) and, small and hollow, at its other levels.
Levels without limited bandwidth have no roof and are not drawn. The same input gives the same bytes.
Exit code 2: a file cannot be read, or is no report.
"""

import argparse
import math
import pathlib

from roofline_labels import Labels
from roofline_panels import engineering, fail, panel_of, percent

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

# Colours, line styles and markers differ together, so that the picture reads without colour.
STYLES = [("#1f4e79", "-", "o"), ("#c55a11", "--", "s"), ("#548235", "-.", "^"), ("#7f6000", ":", "D"),
          ("#7030a0", (0, (5, 1, 1, 1, 1, 1)), "v"), ("#c00000", (0, (8, 2)), "P"), ("#008080", (0, (3, 1)), "X"),
          ("#404040", (0, (1, 2)), "p"), ("#b03a85", (0, (6, 1, 1, 1)), "<"), ("#3a6fb0", (0, (2, 2)), ">")]
PANEL_INCHES, PLOT_INCHES, TITLE_INCHES, SUBTITLE_INCHES, AXIS_INCHES, LINE_INCHES = 6.4, 4.2, 0.35, 0.2, 0.5, 0.155


def limits_of(panels):
    """The axes that all of these panels share; above the highest peak there is room for its label."""
    xs = [x for panel in panels for layer in panel.layers for x in layer.intensities.values()]
    xs += [panel.peak() / panel.bandwidth(level) for panel in panels for level in panel.levels()]
    lowest = min(layer.achieved for panel in panels for layer in panel.layers) / 6
    peak = max(panel.peak() for panel in panels)
    return (min(xs) / 3, max(xs) * 4), (lowest, peak * (peak / lowest) ** 0.12)


def ticks_of(low, high):
    """Round numbers between: decades, and 2 and 5 times a decade where there are few of them."""
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    digits = (1,) if math.log10(high / low) > 2.5 else (1, 2, 5)
    return [digit * 10.0 ** decade for decade in decades for digit in digits if low <= digit * 10.0 ** decade <= high]


def radius_of(size):
    return math.sqrt(size / math.pi)


def draw_roofs(axes, labels, panel, styles, limits):
    (x_low, x_high), _ = limits
    peak = panel.peak()
    start = min(peak / panel.bandwidth(level) for level in panel.levels())
    axes.plot([start, x_high], [peak, peak], color="black", linewidth=1.6)
    labels.reserve_roof((start, peak), (x_high, peak))
    for level in panel.levels():
        colour, line, marker = styles[level]
        bandwidth = panel.bandwidth(level)
        ridge = peak / bandwidth
        axes.plot([x_low, ridge], [x_low * bandwidth, peak], color=colour, linestyle=line, linewidth=1.3)
        axes.plot([], [], color=colour, linestyle=line, linewidth=1.3, marker=marker, markersize=5,
                  label=f"{level}: {engineering(bandwidth, 'B/s')}, ridge at {engineering(ridge, 'op/B')}")
        labels.reserve_roof((x_low, x_low * bandwidth), (ridge, peak))


def draw_dots(axes, labels, panel, styles):
    """Returns the radius of each layer's filled dot, in points."""
    radii, crowded = {}, len(panel.layers) > 6
    for layer in panel.layers:
        for level, intensity in layer.intensities.items():
            colour, _, marker = styles[level]
            filled = level == layer.tightest()
            size = 14 + (50 if panel.single else 260 * layer.seconds / panel.seconds) if filled else 10 if crowded else 20
            axes.scatter([intensity], [layer.achieved], s=size, marker=marker,
                         facecolor=colour if filled else "none", edgecolor="white" if filled else colour,
                         alpha=0.5 if crowded and not filled else 0.85, linewidth=0.6 if crowded or filled else 1, zorder=4 if filled else 3)
            labels.reserve_dot(intensity, layer.achieved, radius_of(size) + 1, filled)
            if filled:
                radii[layer] = radius_of(size)
    return radii


def draw_panel(figure, axes, panel, styles, limits):
    axes.set(xscale="log", yscale="log", xlim=limits[0], ylim=limits[1],
             xlabel="operations per byte moved at the level", ylabel="operations per second")
    axes.set_title(panel.title, pad=18 if panel.subtitle() else 6)
    axes.text(0.5, 1.015, panel.subtitle(), transform=axes.transAxes, ha="center", va="bottom", fontsize=7.5)
    for axis, (low, high) in ((axes.xaxis, limits[0]), (axes.yaxis, limits[1])):
        axis.set_major_locator(FixedLocator(ticks_of(low, high)))
        axis.set_minor_locator(NullLocator())
        axis.set_major_formatter(FuncFormatter(lambda value, _: engineering(value)))
    axes.grid(True, which="major", color="0.9", linewidth=0.6)
    labels = Labels(figure, axes)
    radii = draw_dots(axes, labels, panel, styles)
    draw_roofs(axes, labels, panel, styles, limits)
    (x_low, x_high), _ = limits
    places = [x_high ** (1 - share) * x_low ** share for share in (0.01, 0.2, 0.4)]
    labels.place_peak(places, panel.peak(), f"peak {engineering(panel.peak(), 'op/s')}")
    for layer in panel.telling():
        text = layer.name if panel.single else f"{layer.name}, {percent(layer.seconds / panel.seconds)}"
        labels.place(layer.intensities[layer.tightest()], layer.achieved, text, radii[layer], panel.peak())
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.42 / PLOT_INCHES), fontsize=7.5, frameon=False,
                handlelength=4)


def caption(figure, single):
    dots = ("The dot is the layer, filled at the level whose roof is lowest for it" if single else
            "A dot per layer, filled at the level whose roof is lowest for it (area and % = share of the time)")
    figure.text(0.5, 0.08 / figure.get_figheight(), f"{dots}, hollow at its other levels.\n"
                "A roof is the level's read bandwidth, as in `ridge describe`: a mix of streams that loads one port "
                "more gets less,\nand one that also writes through another port may pass it.",
                ha="center", va="bottom", fontsize=7 if figure.get_figwidth() < 8 else 7.5)


def draw(panels, out):
    levels = list(dict.fromkeys(level for panel in panels for level in panel.levels()))
    styles = {level: STYLES[i % len(STYLES)] for i, level in enumerate(levels)}
    columns = min(len(panels), 2 if len(panels) <= 4 else 3)
    rows = math.ceil(len(panels) / columns)
    top_inches = TITLE_INCHES + (SUBTITLE_INCHES if any(panel.subtitle() for panel in panels) else 0)
    row_inches = (top_inches + PLOT_INCHES + AXIS_INCHES +
                  LINE_INCHES * max(len(panel.levels()) for panel in panels))
    width, height = PANEL_INCHES * columns, row_inches * rows + 0.6
    figure = plt.figure(figsize=(width, height), dpi=150)
    for i, panel in enumerate(panels):
        left = PANEL_INCHES * (i % columns) + 0.75
        bottom = height - row_inches * (i // columns) - top_inches - PLOT_INCHES
        axes = figure.add_axes((left / width, bottom / height, (PANEL_INCHES - 0.95) / width, PLOT_INCHES / height))
        of_one_machine = [other for other in panels if other.architecture == panel.architecture]
        draw_panel(figure, axes, panel, styles, limits_of(of_one_machine))
    caption(figure, all(panel.single for panel in panels))
    try:
        figure.savefig(f"{out}.png", metadata={"Software": None})
        figure.savefig(f"{out}.svg", metadata={"Date": None, "Creator": None})
    except OSError as problem:
        fail(f"{problem.filename or out}: {problem.strerror}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", required=True, type=pathlib.Path, metavar="PREFIX")
    parser.add_argument("files", nargs="+", type=pathlib.Path, metavar="FILE.json")
    arguments = parser.parse_args()
    if not arguments.out.parent.is_dir():
        fail(f"{arguments.out}: cannot write there: no folder {arguments.out.parent}; make it, or name another")
    draw([panel_of(file) for file in arguments.files], arguments.out)


if __name__ == "__main__":
    main()
