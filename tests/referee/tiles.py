"""What passes when a loop advances and tiles change, by docs/cycles.md ("What passes at a moment").

A load is {(level, tensor, direction): bytes}, a moment the loop that advances, of the temporal ones.
"""
import math
from fractions import Fraction

BEGIN = -1  # the moment before the first step; of results that leave: after the last one


def joined(*loads):
    result = {}
    for load in loads:
        for key, each in load.items():
            result[key] = result.get(key, 0) + each
    return result


class Tile:
    """A node below its tensor's home. Assumes that bounds are perfect."""

    def __init__(self, costs, tensor, parent, node):
        case = costs.case
        self.costs, self.tensor, self.node, self.parent = costs, tensor, node, parent
        self.double = tensor.role in case.levels[node.level].double
        self.child = None
        self.place = next(i for i, entry in enumerate(case.nest) if entry.is_node and
                          (entry.level, entry.tensor) == (node.level, tensor.name))
        self.loops = [loop for loop in case.loops(self.place) if not loop.fanout]
        self.movers = [i for i, loop in enumerate(self.loops) if loop.bound > 1 and not self.lacks(loop)]

    def lacks(self, loop):
        return loop.dimension not in self.tensor.dimensions()

    @property
    def exchanged(self):
        """The lanes wait while it changes."""
        return not self.double and (self.tensor.written or not self.child)

    @property
    def comes_before_its_child(self):
        return not self.exchanged and not self.double and not self.child.double

    @property
    def window(self):
        """The innermost loop that moves it; of a tile with one place that is not exchanged, its child."""
        return (self if self.double else self.child).movers[-1]

    def stream(self, at, way):
        return at.level, self.tensor.name, way

    # Results: a visit is "first", "other" or "last"; none: the mean of all.

    def visits(self, moment):
        """Of the same results, by adding loops further out. 1 where an adding loop advances: all are alike."""
        outer = [loop.bound for loop in self.loops[:moment] if self.lacks(loop)]
        return 1 if moment == BEGIN or self.lacks(self.loops[moment]) else math.prod(outer)

    def comes_back(self, moment, visit=None):
        """What part of the words that enter is read back."""
        if moment == BEGIN or self.lacks(self.loops[moment]):
            return moment != BEGIN
        return visit != "first" if visit else 1 - Fraction(1, self.visits(moment))

    def is_complete(self, moment, visit=None):
        """What part of the words that leave is complete."""
        if not self.node.complete_drains or moment != BEGIN and self.lacks(self.loops[moment]):
            return 0
        return visit == "last" if visit else Fraction(1, self.visits(moment))

    def bytes_of_a_word(self, moment, visit=None):
        complete = self.is_complete(moment, visit)
        return self.costs.mixed(self.node.level, self.tensor.name, complete, 1 - complete)

    # Loads of one change.

    def enters(self, moment, visit=None):
        load = {self.stream(self.node, "write"): self.node.fills, self.stream(self.parent, "read"): self.parent.reads}
        if not self.tensor.written:
            return self.share({key: self.costs.bytes[key] for key in load}, moment, lambda *_: 1)
        load = {key: self.costs.mixed(*key[:2], 0, words) for key, words in load.items()}
        return self.share(load, moment, self.comes_back, visit)

    def leaves(self, moment, visit=None):
        if not self.tensor.written:
            return {}
        ends = ((self.node, "read", self.node.drains, self.node.complete_drains),
                (self.parent, "write", self.parent.updates, self.parent.complete_updates))
        load = {self.stream(at, way): self.costs.mixed(at.level, self.tensor.name, complete, words - complete)
                for at, way, words, complete in ends}
        return self.share(load, moment, self.bytes_of_a_word, visit)

    def share(self, load, moment, weight, *visit):
        """Of a load in all: the part of one change, words weighed by what part of them counts."""
        part = self.node.entering[moment] * weight(moment, *visit)
        if not part:
            return {}
        bounds = [loop.bound for loop in self.loops[:moment + 1]]
        advances = math.prod(bounds[:-1]) * (bounds[-1] - 1) if bounds else 1
        whole = sum(words * weight(each) for each, words in self.node.entering.items())
        return {key: each * part / whole / advances for key, each in load.items()}

    def passes(self, moment, visit=None):
        return joined(self.leaves(moment, visit), self.enters(moment, visit))


def tiles_of(costs):
    """All tiles, in the order of the nest."""
    tiles = []
    for name, nodes in costs.walk.chains.items():
        chain = [Tile(costs, costs.tensors[name], *pair) for pair in zip(nodes, nodes[1:])]
        for tile, child in zip(chain, chain[1:]):
            tile.child = child
        tiles += chain
    return sorted(tiles, key=lambda tile: tile.place)
