"""How pictures of studies look, and how they are saved: the same input gives the same bytes. See plot_study.py."""

import math
import textwrap

from study_data import engineering, fail

try:
    import matplotlib
except ImportError:
    fail("the pictures need matplotlib: sudo apt-get install python3-matplotlib, then use /usr/bin/python3")

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402  (the backend is chosen first)
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator  # noqa: E402

# Colours, line styles, markers and hatches differ together, so that a picture reads without colour.
COLOURS = ["#1f4e79", "#e08214", "#7fbf7b", "#542788", "#b2182b", "#878787", "#35978f", "#bf812d"]
LINES = ["-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (8, 2)), (0, (3, 1)), (0, (1, 2))]
MARKERS = ["o", "s", "^", "D", "v", "P", "X", "<"]
# Fills from dark to light, so that neighbours differ in grey too.
FILLS = [("#1f3a5f", ""), ("#c6dbef", "//"), ("#6b8fb3", ""), ("#fdd0a2", "\\\\"), ("#8c4a1a", ""), ("#f7f7f7", ".."),
         ("#7a7a7a", ""), ("#d9d9d9", "xx"), ("#542788", ""), ("#d8daeb", "//"), ("#35978f", ""), ("#fee0b6", ".."),
         ("#b2182b", ""), ("#c7eae5", "xx"), ("#bf812d", "\\\\"), ("#4d4d4d", "//")]
# Size of the font in points, dots per inch, and how many times larger the figure is.
STYLES = {"paper": (7.5, 300, 1.0), "screen": (10.0, 110, 1.35)}
METADATA = {"png": {"Software": None}, "svg": {"Date": None, "Creator": None},
            "pdf": {"CreationDate": None, "Creator": None, "Producer": None}}


class Canvas:
    """Makes figures of one style and saves them as PREFIX-NAME.FORMAT."""

    def __init__(self, style, formats, prefix):
        self.font, self.dpi, self.scale = STYLES[style]
        self.formats, self.prefix = formats, prefix
        matplotlib.rcParams.update({
            "svg.hashsalt": "ridgepoint", "svg.fonttype": "path", "pdf.fonttype": 42, "font.family": "DejaVu Sans",
            "font.size": self.font, "axes.spines.top": False, "axes.spines.right": False, "axes.titlesize": self.font * 1.1,
            "legend.fontsize": self.font * 0.93, "hatch.linewidth": 0.5, "axes.linewidth": 0.7, "savefig.dpi": self.dpi})

    def figure(self, rows, columns, width, height):
        """Panels of that many inches each, row by row; those not needed are taken out by `finish`."""
        figure, axes = plt.subplots(rows, columns, squeeze=False, dpi=self.dpi, layout="constrained",
                                    figsize=(width * columns * self.scale, height * rows * self.scale))
        figure.get_layout_engine().set(w_pad=0.08 * self.scale, h_pad=0.08 * self.scale)
        return figure, list(axes.flat)

    def small(self):
        return self.font * 0.9

    def note(self, figure, text):
        """Below the picture. From here on everything stays where it is, so that labels can be placed."""
        columns = int(figure.get_figwidth() * 72 / (self.small() * 0.56))
        figure.supxlabel(textwrap.fill(" ".join(text.split()), columns), fontsize=self.small(), color="0.25")
        figure.canvas.draw()
        figure.set_layout_engine("none")

    def save(self, figure, name, note=""):
        """Returns the paths written."""
        if note:
            self.note(figure, note)
        paths = []
        for kind in self.formats:
            path = f"{self.prefix}-{name}.{kind}"
            try:
                figure.savefig(path, metadata=METADATA[kind])
            except OSError as problem:
                fail(f"{problem.filename or path}: {problem.strerror}")
            paths.append(path)
        plt.close(figure)
        return paths


def grid_of(count, most_columns):
    columns = min(count, most_columns)
    return math.ceil(count / columns), columns


def hide_rest(axes, used):
    for each in axes[used:]:
        each.set_visible(False)


def apart(candidates, low, high, most):
    """Those of the candidates, better ones first, that lie between and keep their distance on a logarithmic axis."""
    kept, distance = [], math.log(high / low) / most
    for value in candidates:
        if low <= value <= high and all(abs(math.log(value / other)) >= distance for other in kept):
            kept.append(value)
    return sorted(kept)


def round_ticks(low, high, most):
    """Round numbers on a logarithmic axis: decades first, other digits where there is room for them."""
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    for digits in ((1, 2, 5), (1, 5, 2, 3, 7, 4, 1.5, 8, 6, 9),
                   [1 + i / 2 for i in range(18)], [1 + i / 10 for i in range(90)], [1 + i / 100 for i in range(900)]):
        candidates = [round(digit * 10.0 ** decade, 12 - decade) for digit in digits for decade in decades]
        ticks = apart(candidates, low, high, most)
        if len(ticks) >= 4:
            break
    return ticks


def prefixed(value):
    """(factor, prefix) such that the value is at least 1 in that unit: (1e-6, "µ") of 3e-5."""
    exponent = max(-4, min(4, math.floor(math.log10(value) / 3)))
    return 1000.0 ** exponent, ["p", "n", "µ", "m", "", "k", "M", "G", "T"][exponent + 4]


def metric_axis(axis, values, name, unit):
    """A logarithmic axis around the values, its unit chosen such that the numbers are short."""
    factor, prefix = (1, "") if unit == "mm²" else prefixed(max(values))
    logarithmic(axis, *margin(values), lambda value: f"{value / factor:.4g}")
    axis.set_label_text(f"{name} [{prefix}{unit}]")


def logarithmic(axis, low, high, text=engineering):
    """A logarithmic axis between, with round ticks; `axis` is the x or y axis."""
    owner = axis.axes
    (owner.set_xscale if axis is owner.xaxis else owner.set_yscale)("log")
    (owner.set_xlim if axis is owner.xaxis else owner.set_ylim)(low, high)
    axis.set_major_locator(FixedLocator(round_ticks(low, high, 7 if axis is owner.xaxis else 10)))
    axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(FuncFormatter(lambda value, _: text(value)))


def at_values(axis, places, texts):
    """Ticks where the points are, those too near to another left out, the ends last of all."""
    kept = apart([places[0], places[-1], *places], places[0], places[-1], 20)
    axis.set_major_locator(FixedLocator(kept))
    axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(FuncFormatter(lambda value, _: texts[min(range(len(places)), key=lambda i: abs(places[i] - value))]))


def margin(values, part=0.1, least=1.15):
    """Logarithmic limits around the values."""
    low, high = min(values), max(values)
    factor = max((high / low) ** part, least)
    return low / factor, high * factor


def legend_below(axes, below, columns=1, **more):
    """`below`: the part of the height of the axes that their ticks and label take."""
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -below), ncol=columns, frameon=False, **more)
