"""What pictures and summaries of studies have in common: the points of the JSON that `ridge study export --format
json` writes, their amounts, and lines of points along one axis. Draws nothing: see plot_study.py.

Words: a *case* is what points have to share to be compared: workload, objective and constraints. A *line* is the
points of one case and one base machine that differ along one axis alone, all other axes at the middle."""

import json
import math
import re
import sys

MULTIPLES = {"Ki": 2 ** 10, "Mi": 2 ** 20, "Gi": 2 ** 30, "Ti": 2 ** 40,
             "k": 1e3, "K": 1e3, "M": 1e6, "G": 1e9, "T": 1e12}
UNITS = ("B/cycle", "B/s", "pJ/B", "Hz", "B", "mm2", "mW", "W", "pJ")
# What a word of `pareto` and of an objective means: its name on an axis, its unit, where it stands.
METRICS = {"latency": ("latency", "s", ("totals", "seconds"), 1), "energy": ("energy", "J", ("totals", "energy_pj"), 1e-12),
           "edp": ("energy-delay product", "J s", ("totals", "edp_js"), 1),
           "area": ("area", "mm²", ("machine", "area_mm2"), 1), "power": ("peak power", "W", ("machine", "power_w"), 1)}
HINT = "`ridge study export STUDY --format json --out FILE.json` writes one"


def fail(message):
    print(f"error: {message}", file=sys.stderr)
    sys.exit(2)


def amount(text):
    """(number, unit) of "64 KiB": (65536, "B"); None of what is no amount."""
    match = re.fullmatch(r"\s*([-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?)\s*(.*?)\s*", text)
    if not match:
        return None
    number, unit = float(match[1]), match[2]
    for plain in UNITS:
        prefix = unit[:-len(plain)]
        if unit == plain or (unit.endswith(plain) and prefix in MULTIPLES):
            return number * MULTIPLES.get(prefix, 1), plain
    return number, unit


def engineering(value, unit=""):
    """"3.2 M" of 3.2e6; from pico to peta."""
    if not value:
        return f"0 {unit}".rstrip()
    exponent = max(-4, min(5, math.floor(math.log10(abs(value)) / 3 + 1e-9)))
    text = f"{value / 1000.0 ** exponent:.3g}"
    if text == "1e+03":
        exponent, text = exponent + 1, "1"
    prefix = ["p", "n", "µ", "m", "", "k", "M", "G", "T", "P", "E"][exponent + 4]
    return f"{text} {prefix}{unit}".rstrip()


def binary(number):
    """"816 KiB" of 836e3 bytes."""
    exponent = max(0, min(4, math.floor(math.log2(number) / 10))) if number >= 1 else 0
    return f"{number / 1024 ** exponent:.4g} {['B', 'KiB', 'MiB', 'GiB', 'TiB'][exponent]}"


def percent(share):
    return f"{100 * share:.2g} %" if share < 0.0995 else f"{100 * share:.0f} %"


def times(ratio):
    return f"{ratio:.3g}x" if abs(ratio - 1) >= 0.0095 or ratio == 1 else f"{ratio:.4f}x"


class Point:
    def __init__(self, entry, study):
        self.study, self.index, self.base = study, entry["point"], entry["base"]
        self.values, self.status, self.reason = entry["values"], entry["status"], entry["reason"]
        self.workload, self.objective, self.constraints = entry["workload"], entry["objective"], entry["constraints"]
        self.known, self.on_front = entry["as_shipped"], bool(entry["front"])
        self.machine, self.totals = entry.get("machine"), entry.get("totals")
        self.entries = entry.get("layers", [])

    def answered(self):
        return (self.totals is not None and not self.totals["without_answer"] and self.totals["seconds"] is not None
                and self.metric(self.objective) is not None)

    def case(self):
        return self.workload, self.objective, self.constraints

    def metric(self, word):
        _, _, (part, key), factor = METRICS[word]
        value = (getattr(self, part) or {}).get(key)
        return None if value is None else value * factor

    def value(self):
        return self.metric(self.objective)

    def layers(self):
        """(name, count, layer) of all layers that the export has."""
        return [(each["name"], each["count"], self.study.layers[each["layer"]]) for each in self.entries
                if each["layer"] in self.study.layers]

    def rows(self):
        """Where the point is along each axis: the texts of all paths that move together."""
        return tuple(tuple(self.values[path] for path in axis) for axis in self.study.moves)

    def label(self):
        """"64 KiB, 8" of the axes that vary; the machine's name where none does."""
        parts = [" x ".join(row) for axis, row in zip(self.study.moves, self.rows()) if axis in self.study.varying()]
        names = [self.base] if len(self.study.bases()) > 1 or not parts else []
        return ", ".join(names + parts)

    def told(self):
        """"GLB.size 64 KiB, PE.x 8": as a sentence has it."""
        parts = [f"{path} {self.values[path]}" for path in self.study.paths
                 if len({point.values[path] for point in self.study.points}) > 1]
        names = [self.base] if len(self.study.bases()) > 1 or not parts else []
        return (", ".join(names + parts) + (" (as shipped)" if self.known else "") +
                (" (counted as memory traffic alone)" if self.status == "traffic" else ""))


class Line:
    """Points along one axis, in its order, and the one that the others are measured against."""

    def __init__(self, axis, points, middle):
        self.axis, self.points, self.middle = axis, points, middle

    def text(self, point):
        return " x ".join(point.values[path] for path in self.axis)

    def numbers(self):
        """Where the points are along the axis, and the unit; None when it is not numeric."""
        amounts = [amount(point.values[self.axis[0]]) for point in self.points]
        if None in amounts or len({unit for _, unit in amounts}) > 1:
            return None
        numbers = [number for number, _ in amounts]
        return (numbers, amounts[0][1]) if len(set(numbers)) == len(numbers) and min(numbers) > 0 else None

    def ratios(self, word=None):
        """Of every point: its metric (of its objective, unless a word says which) over that of the middle."""
        return [point.metric(word or point.objective) / self.middle.metric(word or point.objective) for point in self.points]

    def crossings(self, ratios):
        """Where neighbours lie on two sides of 1: (the point before, the point after, place estimated on a straight
        line between them, both logarithmic). The middle itself is 1 and no crossing."""
        numbers = self.numbers()
        found = []
        for i in range(len(ratios) - 1):
            before, after = ratios[i], ratios[i + 1]
            if (before - 1) * (after - 1) < 0:
                share = math.log(before) / (math.log(before) - math.log(after))
                place = numbers[0][i] ** (1 - share) * numbers[0][i + 1] ** share if numbers else None
                found.append((self.points[i], self.points[i + 1], place))
        return found


class Study:
    def __init__(self, document):
        self.name, self.moves, self.pareto = document["study"], [tuple(axis) for axis in document["moves"]], document["pareto"]
        self.paths, self.layers = document["axes"], document["layers"]
        self.points = [Point(entry, self) for entry in document["points"]]
        self.answers = [point for point in self.points if point.answered()]
        self._varying = [axis for i, axis in enumerate(self.moves) if len({p.rows()[i] for p in self.points}) > 1]

    def varying(self):
        return self._varying

    def bases(self):
        return list(dict.fromkeys(point.base for point in self.points))

    def workloads(self):
        return list(dict.fromkeys(point.workload for point in self.answers))

    def cases(self):
        """{case: its answered points}."""
        cases = {}
        for point in self.answers:
            cases.setdefault(point.case(), []).append(point)
        return cases

    def case_name(self, case):
        """"gemm, for edp": what does not tell cases apart is left out."""
        workload, objective, constraints = case
        several = len({each[1] for each in self.cases()}) > 1
        constrained = len({each[2] for each in self.cases()}) > 1
        return (workload + (f", for {objective}" if several else "") +
                (f", {constraints or 'no constraints'}" if constrained else ""))

    def best(self, case):
        return min(self.cases()[case], key=lambda point: (point.value(), point.index))

    def chosen(self, indices=(), known=True):
        """The points that pictures of single points show: those asked for, else the best of each case and, where
        wanted, the machines as shipped."""
        if indices:
            by_index = {point.index: point for point in self.answers}
            missing = [index for index in indices if index not in by_index]
            if missing:
                fail(f"--points: {missing[0]} is no answered point of {self.name}; `ridge study status` lists the best")
            return [by_index[index] for index in indices]
        chosen = []
        for case, points in self.cases().items():
            best = self.best(case)
            chosen += [point for point in points if point is best or (known and point.known)]
        return chosen

    def middle_rows(self, base):
        """The row of each axis that stands for the middle: the known machine's own, else the middle one."""
        known = next((point for point in self.points if point.base == base and point.known), None)
        if known:
            return known.rows()
        rows = []
        for i in range(len(self.moves)):
            different = sorted({point.rows()[i] for point in self.points if point.base == base}, key=order_of)
            rows.append(different[(len(different) - 1) // 2])
        return tuple(rows)

    def line(self, case, base, axis):
        """The line of an axis through the middle; None where fewer than two of its points are answered."""
        at, middle = self.moves.index(axis), self.middle_rows(base)
        points = [point for point in self.cases().get(case, []) if point.base == base and
                  all(row == middle[i] for i, row in enumerate(point.rows()) if i != at)]
        points.sort(key=lambda point: order_of(point.rows()[at]))
        centre = next((point for point in points if point.rows()[at] == middle[at]), None)
        return Line(axis, points, centre) if centre and len(points) > 1 else None

    def lines(self, axis):
        """[(case, base, line)] of every case and base that has one."""
        found = [(case, base, self.line(case, base, axis)) for case in self.cases() for base in self.bases()]
        return [each for each in found if each[2]]


def order_of(row):
    """Numbers by size, words by the alphabet."""
    amounts = [amount(text) for text in row]
    return [(0, each[0], "") if each else (1, 0.0, text) for each, text in zip(amounts, row)]


def load(path):
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if document["schema"] != "ridge.study/1":
            raise KeyError
        study = Study(document)
    except OSError as problem:
        fail(f"{path}: {problem.strerror}")
    except ValueError:
        fail(f"{path}: not JSON: it is no export of a study; {HINT}")
    except (KeyError, TypeError, AttributeError, IndexError):
        fail(f"{path}: not a study of this version of `ridge`; {HINT}")
    if not study.answers:
        fail(f"{path}: nothing to draw: no point of '{study.name}' has a result; `ridge study run` computes them")
    return study
