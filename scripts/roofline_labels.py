"""Places the texts of a roofline picture: see plot_roofline.py."""

import math


class Labels:
    """Places texts so that none covers another, a dot or a roof; a leader line goes from each to its dot.

    All places are in pixels. Of the places around its dot a text gets the one that costs least: far is worse than
    near, and worst are a leader through the peak, another filled dot nearer than its own, and a leader over others."""

    DISTANCES, DIRECTIONS = (12, 18, 26, 36, 48, 62, 78, 96), 24
    THROUGH_PEAK, BESIDE_OTHER, OVER_DOT = 80, 30, 15  # in points of distance

    def __init__(self, figure, axes, font=7):
        self.font = font  # of the labels of dots, in points
        self.axes, self.taken, self.texts, self.dots, self.leaders = axes, [], [], [], []
        self.renderer = figure.canvas.get_renderer()
        self.pixels_per_point = figure.dpi / 72
        self.frame = axes.get_window_extent(self.renderer)

    def pixels(self, x, y):
        return tuple(self.axes.transData.transform((x, y)))

    def reserve_dot(self, x, y, points, filled):
        px, py = self.pixels(x, y)
        radius = points * self.pixels_per_point
        box = (px - radius, py - radius, px + radius, py + radius)
        if filled:
            self.dots.append(((px, py), box))
        self.taken.append(box)

    def reserve_roof(self, start, end, pieces=150):
        (x0, y0), (x1, y1) = self.pixels(*start), self.pixels(*end)
        half = 2 * self.pixels_per_point
        for i in range(pieces + 1):
            x, y = x0 + (x1 - x0) * i / pieces, y0 + (y1 - y0) * i / pieces
            self.taken.append((x - half, y - half, x + half, y + half))

    def annotate(self, x, y, text, offset, align, **style):
        return self.axes.annotate(text, (x, y), xytext=offset, textcoords="offset points", ha=align, va="center",
                                  **style)

    def box_of(self, label):
        box = label.get_window_extent(self.renderer)
        return box.x0 - 2, box.y0 - 1, box.x1 + 2, box.y1 + 1

    def free(self, box):
        inside = (box[0] >= self.frame.x0 and box[2] <= self.frame.x1 and
                  box[1] >= self.frame.y0 and box[3] <= self.frame.y1)
        return (inside and not any(overlap(box, other) for other in self.taken + self.texts) and
                not any(crosses(leader, box) for leader in self.leaders))

    def place_peak(self, xs, y, text):
        """Above the peak's line, at the first of `xs` where nothing is in the way."""
        for dy in (8, 16):
            for x in xs:
                label = self.annotate(x, y, text, (0, dy), "right", fontsize=8)
                box = self.box_of(label)
                if self.free(box):
                    self.texts.append(box)
                    return
                label.remove()

    def place(self, x, y, text, points, peak):
        dot = self.pixels(x, y)
        peak = self.pixels(x, peak)[1]
        around = [(distance + points, 2 * math.pi * (step + 0.5) / self.DIRECTIONS)
                  for distance in self.DISTANCES for step in range(self.DIRECTIONS)]
        best = None
        for distance, angle in around:
            offset = distance * math.cos(angle), distance * math.sin(angle)
            label = self.annotate(x, y, text, offset, "left" if offset[0] > 0 else "right", fontsize=self.font)
            box = self.box_of(label)
            label.remove()
            leader = (*dot, *(at + by * self.pixels_per_point for at, by in zip(dot, offset)))
            if not self.free(box) or any(crosses(leader, other) for other in self.texts):
                continue
            cost = distance + self.trouble(dot, box, leader, peak)
            if best is None or cost < best[0]:
                best = cost, offset, box, leader
        if best is not None:
            _, offset, box, leader = best
            self.annotate(x, y, text, offset, "left" if offset[0] > 0 else "right", fontsize=self.font)
            self.keep(box, leader)

    def trouble(self, dot, box, leader, peak):
        own = gap(dot, box)
        others = [(centre, around) for centre, around in self.dots if math.dist(centre, dot) > 1]
        cost = self.THROUGH_PEAK if leader[1] < peak - 1 and leader[3] > peak else 0
        cost += self.BESIDE_OTHER if any(gap(centre, box) < own for centre, _ in others) else 0
        return cost + self.OVER_DOT * sum(crosses(leader, around) for _, around in others)

    def keep(self, box, leader):
        self.texts.append(box)
        self.leaders.append(leader)
        (x0, y0), (x1, y1) = self.axes.transData.inverted().transform([leader[:2], leader[2:]])
        self.axes.plot([x0, x1], [y0, y1], color="0.35", linewidth=0.6, zorder=2.5)


def overlap(a, b):
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def gap(point, box):
    """The distance from a point to a box; 0 inside."""
    return math.hypot(max(box[0] - point[0], 0, point[0] - box[2]), max(box[1] - point[1], 0, point[1] - box[3]))


def crosses(line, box, pieces=40):
    """Whether the line passes through the box."""
    x0, y0, x1, y1 = line
    points = ((x0 + (x1 - x0) * i / pieces, y0 + (y1 - y0) * i / pieces) for i in range(pieces))
    return any(box[0] < x < box[2] and box[1] < y < box[3] for x, y in points)

