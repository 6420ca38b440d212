#!/usr/bin/python3
"""Draws rooflines from the JSON of `ridge map` or `ridge evaluate`: one panel per file, as PNG and SVG.

Usage: plot_roofline.py --out PREFIX FILE.json...

Horizontal: operations per byte moved at a memory level. Vertical: operations per second. A roof is the lower of
the machine's peak and intensity x bandwidth of a level. Every layer is a dot at its outermost level (filled,
area by its share of the time) and, small, at each level below. The same input gives the same bytes.
"""

import argparse
import json
import math
import pathlib
import sys

import matplotlib

matplotlib.use("Agg")
matplotlib.rcParams.update({
    "svg.hashsalt": "ridgepoint", "svg.fonttype": "path", "font.family": "DejaVu Sans", "font.size": 9,
    "axes.spines.top": False, "axes.spines.right": False,
})
import matplotlib.pyplot as plt  # noqa: E402  (the backend is chosen first)

# Grey levels, line styles and markers differ together, so that the picture reads without colour.
STYLES = [("#1f4e79", "-", "o"), ("#c55a11", "--", "s"), ("#548235", "-.", "^"), ("#7f6000", ":", "D"),
          ("#7030a0", (0, (5, 1, 1, 1, 1, 1)), "v")]
MAX_LABELS = 8


class Layer:
    """One dot: a group of equal layers."""

    def __init__(self, name, count, evaluation):
        self.name, self.count, self.evaluation = name, count, evaluation
        self.seconds = evaluation["seconds"] * count
        self.hertz = evaluation["cycles"] / evaluation["seconds"]
        self.roofline = evaluation["roofline"]

    def achieved(self):
        return self.roofline["achieved_ops_per_cycle"] * self.hertz


def layers_in(document):
    """Every evaluated layer of a document of `ridge map` or `ridge evaluate`; those that no unit computes left out."""
    if "layers" in document:
        entries = [(e["name"], e["count"], e["evaluation"]) for e in document["layers"]]
    else:
        evaluation = document.get("evaluation") or document
        entries = [(evaluation["problem"]["name"], 1, evaluation)]
    layers = [Layer(*entry) for entry in entries if entry[2] and entry[2]["feasible"]]
    return [layer for layer in layers if layer.roofline["peak_ops_per_cycle"] and layer.roofline["boundaries"]]


def title_of(document):
    if "layers" in document:
        return f"{document['network']} on {document['architecture']}"
    evaluation = document.get("evaluation") or document
    return f"{evaluation['problem']['name']} on {evaluation['architecture']}"


def roofs_of(layers):
    """(peak in ops/s, {level: bandwidth in B/s}), each the largest over the layers: mixes of streams differ."""
    peak, bandwidths = 0.0, {}
    for layer in layers:
        layer_peak = layer.roofline["peak_ops_per_cycle"] * layer.hertz
        peak = max(peak, layer_peak)
        for boundary in layer.roofline["boundaries"]:
            if boundary["ridge_ops_per_byte"]:
                bandwidth = layer_peak / boundary["ridge_ops_per_byte"]
                bandwidths[boundary["level"]] = max(bandwidths.get(boundary["level"], 0.0), bandwidth)
    return peak, bandwidths


def engineering(value, unit):
    exponent = min(5, max(0, int(math.floor(math.log10(value) / 3)))) if value > 0 else 0
    return f"{value / 1000 ** exponent:.3g} {['', 'k', 'M', 'G', 'T', 'P'][exponent]}{unit}".rstrip()


def limits_of(layers, peak, bandwidths):
    xs = [b["ops_per_byte"] for layer in layers for b in layer.roofline["boundaries"] if b["ops_per_byte"]]
    xs += [peak / bandwidth for bandwidth in bandwidths.values()]
    lowest = min(layer.achieved() for layer in layers)
    return (min(xs) / 2.5, max(xs) * 5), (min(lowest, peak) / 4, peak * 3)


class Labels:
    """Places texts so that none covers another or a dot: the first free one of eight places, else none."""

    OFFSETS = [(7, 5), (7, -11), (-7, 5), (-7, -11), (0, 11), (0, -17), (16, 14), (-16, 14)]

    def __init__(self, figure, axes):
        self.figure, self.axes, self.taken = figure, axes, []
        self.renderer = figure.canvas.get_renderer()
        self.frame = axes.get_window_extent(self.renderer)

    def reserve(self, x, y, radius):
        px, py = self.axes.transData.transform((x, y))
        self.taken.append((px - radius, py - radius, px + radius, py + radius))

    def reserve_line(self, start, end, pieces=60):
        (x0, y0), (x1, y1) = start, end
        for i in range(pieces + 1):
            share = i / pieces
            self.reserve(x0 ** (1 - share) * x1 ** share, y0 ** (1 - share) * y1 ** share, 3)

    def place(self, x, y, text, **style):
        for dx, dy in self.OFFSETS:
            align = "left" if dx > 0 else "right" if dx < 0 else "center"
            label = self.axes.annotate(text, (x, y), xytext=(dx, dy), textcoords="offset points", ha=align, **style)
            box = label.get_window_extent(self.renderer)
            box = (box.x0, box.y0, box.x1, box.y1)
            inside = (box[0] >= self.frame.x0 and box[2] <= self.frame.x1 and
                      box[1] >= self.frame.y0 and box[3] <= self.frame.y1)
            if inside and not any(overlap(box, other) for other in self.taken):
                self.taken.append(box)
                return True
            label.remove()
        return False


def overlap(a, b):
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def draw_roofs(axes, labels, peak, bandwidths, styles, limits):
    (x_low, x_high), _ = limits
    slowest = min(bandwidths.values(), default=None)
    start = peak / max(bandwidths.values()) if bandwidths else x_low
    outermost = next(iter(styles))
    axes.plot([max(x_low, start), x_high], [peak, peak], color="black", linewidth=1.6)
    labels.reserve_line((max(x_low, start), peak), (x_high, peak))
    labels.place(x_high / 1.05, peak, f"peak {engineering(peak, 'op/s')}", fontsize=8)
    for level, bandwidth in bandwidths.items():
        colour, line, marker = styles[level]
        ridge = peak / bandwidth
        width = 1.6 if bandwidth == slowest else 1.1
        axes.plot([x_low, ridge], [x_low * bandwidth, peak], color=colour, linestyle=line, linewidth=width)
        axes.plot([], [], color=colour, linestyle=line, linewidth=width, marker=marker, markersize=5,
                  markerfacecolor=colour if level == outermost else "none",
                  label=f"{level}: {engineering(bandwidth, 'B/s')}, ridge at {engineering(ridge, 'op/B')}")
        labels.reserve_line((x_low, x_low * bandwidth), (ridge, peak))


def draw_dots(axes, layers, styles):
    total = sum(layer.seconds for layer in layers)
    for layer in layers:
        for depth, boundary in enumerate(layer.roofline["boundaries"]):
            if not boundary["ops_per_byte"]:
                continue
            colour, _, marker = styles[boundary["level"]]
            size = 14 + 260 * layer.seconds / total if depth == 0 else 9
            axes.scatter([boundary["ops_per_byte"]], [layer.achieved()], s=size, marker=marker,
                         facecolor=colour if depth == 0 else "none", edgecolor=colour, alpha=0.75,
                         linewidth=0.7, zorder=3)


def label_dots(labels, layers):
    for layer in layers:
        labels.reserve(layer.roofline["boundaries"][0]["ops_per_byte"], layer.achieved(), 4)
    heaviest = sorted(layers, key=lambda layer: (-layer.seconds, layer.name))[:MAX_LABELS]
    for layer in heaviest:
        name = layer.name if layer.count == 1 else f"{layer.name} x{layer.count}"
        labels.place(layer.roofline["boundaries"][0]["ops_per_byte"], layer.achieved(), name, fontsize=7)


def draw_panel(figure, axes, layers, title):
    levels = list(dict.fromkeys(b["level"] for layer in layers for b in layer.roofline["boundaries"]))
    styles = {level: STYLES[i % len(STYLES)] for i, level in enumerate(levels)}
    peak, bandwidths = roofs_of(layers)
    limits = limits_of(layers, peak, bandwidths)
    axes.set(xscale="log", yscale="log", xlim=limits[0], ylim=limits[1], title=title,
             xlabel="operations per byte moved at the level", ylabel="operations per second")
    axes.grid(True, which="major", color="0.88", linewidth=0.6)
    draw_dots(axes, layers, styles)
    labels = Labels(figure, axes)
    draw_roofs(axes, labels, peak, bandwidths, styles, limits)
    label_dots(labels, layers)
    for level in levels:
        if level not in bandwidths:
            axes.plot([], [], color=styles[level][0], linestyle="none", marker=styles[level][2],
                      markerfacecolor="none", markersize=5, label=f"{level}: bandwidth not limited")
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.13), fontsize=7.5, frameon=False,
                title=f"a dot per layer: at {levels[0]} filled, area = share of the time; hollow at the levels below",
                title_fontsize=7.5)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", required=True, type=pathlib.Path, metavar="PREFIX")
    parser.add_argument("files", nargs="+", type=pathlib.Path, metavar="FILE.json")
    arguments = parser.parse_args()

    panels = []
    for file in arguments.files:
        document = json.loads(file.read_text(encoding="utf-8"))
        layers = layers_in(document)
        if not layers:
            sys.exit(f"{file}: no evaluated layer with operations in it")
        panels.append((layers, title_of(document)))
    figure, all_axes = plt.subplots(1, len(panels), figsize=(6.4 * len(panels), 5.6), squeeze=False, dpi=150)
    figure.subplots_adjust(left=0.09 if len(panels) > 1 else 0.13, right=0.98, top=0.93, bottom=0.27, wspace=0.2)
    for axes, (layers, title) in zip(all_axes[0], panels):
        draw_panel(figure, axes, layers, title)
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(f"{arguments.out}.png", metadata={"Software": None})
    figure.savefig(f"{arguments.out}.svg", metadata={"Date": None, "Creator": None})
    plt.close(figure)


if __name__ == "__main__":
    main()
