"""Bytes and energy of a walked case, and how long they take a port, by docs/cycles.md and docs/energy.md.

Bytes and cycles are fractions, so that nothing is rounded but by the rule.
"""
import math
from fractions import Fraction

from cases import BITS


def amount(text):
    return float(text.split()[0])


def total(parts):
    """The sum; unknown when a part is."""
    parts = list(parts)
    return None if None in parts else sum(parts)


class Costs:
    def __init__(self, case, walk):
        self.case, self.walk = case, walk
        self.tensors = {tensor.name: tensor for tensor in case.tensors}
        self.used = {name: max((node.instances for node in walk.at(name).values()), default=0)
                     for name in case.levels}
        self.words = {}  # {(level, tensor, direction): (complete, partial)}
        for name, nodes in walk.chains.items():
            for n in nodes:
                whole_out, whole_in = n.complete_drains, n.complete_updates
                if not self.tensors[name].written:
                    whole_out, whole_in = n.reads, n.fills
                self.words[n.level, name, "read"] = whole_out, n.reads + n.drains - whole_out
                self.words[n.level, name, "write"] = whole_in, n.fills + n.updates - whole_in
        self.bytes = {key: self.mixed(*key[:2], *words) for key, words in self.words.items()}

    def width(self, level, tensor, partial=False):
        word = self.case.levels[level].file.get("word")
        tensor = self.tensors[tensor]
        return Fraction(word.split()[0] if word else BITS[tensor.partial if partial else tensor.precision]) / 8

    def mixed(self, level, tensor, complete, partial):
        return complete * self.width(level, tensor) + partial * self.width(level, tensor, partial=True)

    def loads_weights(self, level, tensor, way):
        """Waiting for this stream is loading weights: into the nodes that the lanes take them from."""
        return (way, self.tensors[tensor].role) == ("write", "weights") and self.walk.chains[tensor][-1].level == level

    # Ports.

    def port_cycles(self, load):
        """{(level, port): cycles} for {stream: bytes}, over the used instances."""
        return {(name, i): sum(load.get((name, tensor, way), 0) for tensor, way in self.streams(port))
                / (Fraction(port[0]) * self.used[name])
                for name, level in self.case.levels.items() if self.used[name]
                for i, port in enumerate(level.ports)}

    def streams(self, port):
        return [(tensor.name, way) for tensor in self.case.tensors for way in ("read", "write")
                if (tensor.role, way) in port[1]]

    # Energy.

    def storage_energy(self, level, name):
        energies = []
        for way in ("read", "write"):
            words = self.words[level, name, way]
            if sum(words) and way not in self.case.levels[level].energy:
                return None
            pj, access = self.case.levels[level].energy.get(way, (0, 0))
            parts = [count * self.width(level, name, partial) for partial, count in enumerate(words)]
            energies.append(pj * sum(math.ceil(part / access) if access else part for part in parts))
        return sum(energies)

    def networks(self):
        """{fanout: [words, hops, pJ]} of all words on their way down and up."""
        result = {name: [0, 0, 0] for name in self.case.fanouts}
        for name, nodes in self.walk.chains.items():
            for parent, node in zip(nodes, nodes[1:] + [None]):
                for bundle in self.bundles(name, parent, node):
                    self.cross(name, parent.level, node and node.level, bundle, result)
        return result

    def bundles(self, name, parent, node):
        """(words at the parent, copies of each at the child, bytes of each), down and up."""
        operations, partial = self.walk.operations, self.width(parent.level, name, True)
        if not self.tensors[name].written:
            copies = node.fills if node else operations
            return [(parent.reads, copies / parent.reads, self.width(parent.level, name))] if parent.reads else []
        down = (parent.reads, 1, partial)
        if node:
            sent = self.mixed(node.level, name, node.complete_drains, node.drains - node.complete_drains)
            return [down, (parent.updates, node.drains / parent.updates, sent / node.drains)]
        taken = self.mixed(parent.level, name, parent.complete_updates, parent.updates - parent.complete_updates)
        added = operations > parent.updates
        return [down, (parent.updates, operations / parent.updates, partial if added else taken / parent.updates)]

    def cross(self, name, above, below, bundle, result):
        words, copies, width = bundle
        order = self.case.order
        crossed = order[order.index(above):order.index(below) if below else len(order)]
        crossed = [part for part in crossed if part in self.case.fanouts]
        for fanout in crossed:
            used, block = {"x": 1, "y": 1}, {"x": 1, "y": 1}
            for loop in (loop for loop in self.case.loops() if loop.fanout == fanout):
                used[loop.axis] *= loop.bound
                alike = loop.dimension not in self.tensors[name].dimensions()
                block[loop.axis] *= loop.bound if alike and self.case.merges(loop, self.tensors[name]) else 1
            here = copies if fanout == crossed[-1] else min(copies, block["x"] * block["y"])
            if here <= 1 + 1e-12:
                block = {"x": 1, "y": 1}
            hops = sum(used[axis] - block[axis] for axis in "xy") / 2 + here - 1
            for i, value in enumerate((1, hops, hops * width * 0.5)):
                result[fanout][i] += words * value
            words, copies = words * here, copies / here
