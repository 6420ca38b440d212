"""Bytes, cycles and energy of a walked case, by docs/cycles.md, docs/energy.md and docs/roofline.md.

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

    # Time.

    def port_cycles(self, load):
        """{(level, port): cycles} for {stream: bytes}, over the used instances."""
        return {(name, i): sum(load.get((name, tensor, way), 0) for tensor, way in self.streams(port))
                / (Fraction(port[0]) * self.used[name])
                for name, level in self.case.levels.items() if self.used[name]
                for i, port in enumerate(level.ports)}

    def streams(self, port):
        return [(tensor.name, way) for tensor in self.case.tensors for way in ("read", "write")
                if (tensor.role, way) in port[1]]

    def longest(self, load):
        return max(self.port_cycles(load).values(), default=0)

    def pairs(self, written):
        """(tensor, node, parent), outermost first."""
        return [(name, *pair) for name, nodes in self.walk.chains.items()
                for pair in zip(nodes[1:], nodes) if self.tensors[name].written == written]

    def stages(self):
        """First fills by level, outermost first, and last drains: [(load of double-buffered tiles, load)]."""
        self.start = dict.fromkeys(self.bytes, 0)
        fills, drains = {level: ({}, {}) for level in self.case.levels}, []
        for name, node, parent in self.pairs(written=False):
            part = min(1, Fraction(node.tile_words * node.instances, node.fills))
            self.enter(fills[node.level], name, node.level,
                       {key: part * self.bytes[key] for key in ((node.level, name, "write"), (parent.level, name, "read"))})
        for name, node, parent in self.pairs(written=True):
            part = min(1, Fraction(node.tile_words * node.instances, node.drains))
            last = {}
            for key, words, complete in (((node.level, name, "read"), node.drains, node.complete_drains),
                                         ((parent.level, name, "write"), parent.updates, parent.complete_updates)):
                complete = min(part * words, complete)
                last[key] = self.mixed(*key[:2], complete, part * words - complete)
            drains.append(({}, {}))
            self.enter(drains[-1], name, node.level, last)
        self.steady = {key: max(0, self.bytes[key] - self.start[key]) for key in self.bytes}
        return list(fills.values()), drains

    def enter(self, stage, name, level, load):
        double, every = stage
        every.update(load)
        if self.tensors[name].role in self.case.levels[level].double:
            double.update(load)
        for key, amount_bytes in load.items():
            self.start[key] += amount_bytes

    def leads(self, fills):
        """{port: cycles before its first byte}."""
        leads, before = {}, 0
        for _, load in fills:
            for port, cycles in self.port_cycles(load).items():
                if cycles > 0:
                    leads.setdefault(port, before)
            before += self.longest(load)
        return {port: leads.get(port, before) for port in self.port_cycles(self.bytes)}

    def lags(self, drains):
        """{port: cycles of the last drain that are not its own bytes}."""
        whole_drain = sum(self.longest(load) for _, load in drains)
        return {port: max(0, whole_drain - sum(self.port_cycles(load)[port] for _, load in drains))
                for port in self.port_cycles(self.bytes)}

    def exchanges(self, name, node, parent):
        """[(inner stream, its bytes, outer stream, its bytes)]."""
        into, out = (node.level, name, "write"), (node.level, name, "read")
        sent, taken = (parent.level, name, "read"), (parent.level, name, "write")
        if not self.tensors[name].written:
            return [(into, self.bytes[into], sent, self.bytes[sent])]
        back = [self.mixed(at.level, name, 0, words) for at, words in ((node, node.fills), (parent, parent.reads))]
        up = [self.mixed(key[0], name, complete, words - complete) for key, words, complete in
              ((out, node.drains, node.complete_drains), (taken, parent.updates, parent.complete_updates))]
        return [(into, back[0], sent, back[1]), (out, up[0], taken, up[1])]

    def exposed(self):
        """{stream: cycles} that single-buffered tiles wait for their slower end; the inner one when alike."""
        waits = dict.fromkeys(self.bytes, 0)
        for name, node, parent in self.pairs(written=False) + self.pairs(written=True):
            if self.tensors[name].role in self.case.levels[node.level].double:
                continue
            for inner, here, outer, there in self.exchanges(name, node, parent):
                here, there = self.longest({inner: here}), self.longest({outer: there})
                waits[outer if there > here else inner] += math.ceil(max(here, there))
        return waits

    def causes(self):
        """(compute, start_up, {stream: stall}); the stalls of a port are split to within one cycle."""
        compute = math.ceil(self.walk.compute_steps / Fraction(self.case.rate))
        fills, drains = self.stages()
        start_up = math.ceil(sum(self.longest(double) for double, _ in fills + drains))
        waits, busy = self.exposed(), self.port_cycles(self.bytes)
        leads, lags = self.leads(fills), self.lags(drains)
        ends = {port: math.ceil(leads[port] + busy[port] + lags[port]) for port in busy if busy[port] > 0}
        late = max(ends.values(), default=0) - (start_up + compute + sum(waits.values()))
        if late > 0:
            level, i = max(ends, key=ends.get)  # the first of several
            load = {(level, *stream): self.steady.get((level, *stream), 0)
                    for stream in self.streams(self.case.levels[level].ports[i])}
            if not sum(load.values()):
                load = {key: self.bytes.get(key, 0) for key in load}
            for key, steady_bytes in load.items():
                if steady_bytes:
                    waits[key] += late * steady_bytes / sum(load.values())
        return compute, start_up, waits

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
