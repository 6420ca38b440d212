"""What a roofline picture shows of the JSON of `ridge map` or `ridge evaluate`: the layers as dots with their
intensities and rates, the roofs, and which layers are worth a label. Draws nothing: see plot_roofline.py."""

import json
import math
import sys

LABELS_BY_TIME, LABELS_BY_DISTANCE = 4, 2
LEAST_LABELLED_SHARE = 0.01


def fail(message):
    print(f"error: {message}", file=sys.stderr)
    sys.exit(2)


def engineering(value, unit=""):
    exponent = min(5, max(0, int(math.floor(math.log10(value) / 3 + 1e-9)))) if value > 0 else 0
    return f"{value / 1000 ** exponent:.3g} {['', 'k', 'M', 'G', 'T', 'P'][exponent]}{unit}".rstrip()


def percent(share):
    return f"{100 * share:.2g} %" if share < 0.995 else "100 %"


class Layer:
    """One dot: a group of equal layers. Rates are per second."""

    def __init__(self, name, count, evaluation):
        roofline = evaluation["roofline"]
        hertz = evaluation["cycles"] / evaluation["seconds"]
        self.name = name if count == 1 else f"{name} x{count}"
        self.seconds = evaluation["seconds"] * count
        self.achieved = roofline["achieved_ops_per_cycle"] * hertz
        self.peak = roofline["peak_ops_per_cycle"] * hertz
        self.bandwidths = {roof["level"]: roof["bytes_per_cycle"] * hertz for roof in roofline["roofs"]}
        moved = {b["level"]: b["ops_per_byte"] for b in roofline["boundaries"] if b["ops_per_byte"]}
        self.intensities = {level: moved[level] for level in self.bandwidths if level in moved}

    def roof(self, level):
        return self.intensities[level] * self.bandwidths[level]

    def tightest(self):
        """The level with the lowest roof, whether or not the peak is lower still."""
        return min(self.intensities, key=self.roof)

    def distance(self):
        return min(self.peak, self.roof(self.tightest())) / self.achieved


class Panel:
    """What one file holds: the layers that can be drawn, and a sentence about those that cannot."""

    def __init__(self, document):
        head = document.get("evaluation") or document
        self.single = "layers" not in document
        self.architecture = head["architecture"]
        if self.single:
            work = "traffic" if document.get("status") == "counted_as_traffic" else "mapped"
            entries = [(head["problem"]["name"], 1, work, head)]
            self.title = f"{head['problem']['name']} on {head['architecture']}"
        else:
            entries = [(e["name"], e["count"], e.get("work"), e["evaluation"]) for e in document["layers"]]
            self.title = f"{document['network']} on {document['architecture']}"
        self.layers, self.absent = [], {}
        for name, count, work, evaluation in entries:
            self.add(name, count, work, evaluation)
        self.seconds = (sum(layer.seconds for layer in self.layers) +
                        sum(seconds for _, seconds in self.absent.values()))

    def add(self, name, count, work, evaluation):
        answered = bool(evaluation and evaluation["feasible"])
        roofline = evaluation["roofline"] if answered else {}
        if answered and work != "traffic" and roofline["peak_ops_per_cycle"] and roofline["boundaries"]:
            layer = Layer(name, count, evaluation)
            if layer.intensities:
                self.layers.append(layer)
                return
        why = ("counted as memory traffic" if answered and work == "traffic" else
               "on a machine without limited bandwidth" if answered else "without a mapping that can run")
        layers, seconds = self.absent.get(why, (0, 0.0))
        self.absent[why] = (layers + count, seconds + (evaluation["seconds"] * count if answered else 0.0))

    def levels(self):
        return list(dict.fromkeys(level for layer in self.layers for level in layer.bandwidths
                                  if any(level in other.intensities for other in self.layers)))

    def peak(self):
        return max(layer.peak for layer in self.layers)

    def bandwidth(self, level):
        return max(layer.bandwidths.get(level, 0.0) for layer in self.layers)

    def missing(self):
        """What is not shown and why: "2 layers counted as memory traffic, 8.1 % of the time"."""
        parts = []
        for why, (layers, seconds) in self.absent.items():
            share = f", {percent(seconds / self.seconds)} of the time" if seconds else ""
            parts.append(f"{layers} {'layer' if layers == 1 else 'layers'} {why}{share}")
        return "; ".join(parts)

    def subtitle(self):
        return f"not shown: {self.missing()}" if self.absent else ""

    def telling(self):
        """The layers worth a label: all where they are few; else the largest shares of the time and, of those that
        matter, the farthest below their roofs."""
        if len(self.layers) <= LABELS_BY_TIME + LABELS_BY_DISTANCE:
            return sorted(self.layers, key=lambda layer: (-layer.seconds, layer.name))
        by_time = sorted(self.layers, key=lambda layer: (-layer.seconds, layer.name))[:LABELS_BY_TIME]
        rest = [layer for layer in self.layers
                if layer not in by_time and layer.seconds >= LEAST_LABELLED_SHARE * self.seconds]
        return by_time + sorted(rest, key=lambda layer: (-layer.distance(), layer.name))[:LABELS_BY_DISTANCE]


def panel_of(file):
    try:
        panel = Panel(json.loads(file.read_text(encoding="utf-8")))
    except OSError as problem:
        fail(f"{file}: {problem.strerror}")
    except ValueError:
        fail(f"{file}: not JSON: it is no report; `ridge map --report FILE.json` writes one")
    except (KeyError, TypeError, AttributeError, ZeroDivisionError):
        fail(f"{file}: not a report of this version of `ridge`; `ridge map --report FILE.json` writes one")
    if not panel.layers:
        fail(f"{file}: nothing to draw: {panel.missing() or 'there is no layer in it'}")
    return panel
