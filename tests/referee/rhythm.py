"""Cycles by cause of a walked case with perfect bounds, by docs/cycles.md ("The rhythm of a nest").

In exact fractions: how long every loop takes, from the innermost outwards, and what is waited for in it. Of ports and
tensors that take alike any may be the one that is waited for, so what is waited for is a range.
"""
import itertools
import math
from fractions import Fraction

from tiles import BEGIN, joined, tiles_of

VISITS = ("first", "other", "last")


class Waits:
    """{stream: cycles}, at least and at most."""

    def __init__(self):
        self.least, self.most = {}, {}

    def add(self, candidates, times=1):
        """One of several that take alike is waited for, each given as {stream: cycles}."""
        for key in set().union(*candidates):
            each = [candidate.get(key, 0) * times for candidate in candidates]
            self.least[key] = self.least.get(key, 0) + min(each)
            self.most[key] = self.most.get(key, 0) + max(each)


def scaled(load, cycles):
    whole = sum(load.values())
    return {key: each * cycles / whole for key, each in load.items()}


def has_perfect_bounds(case):
    return all(size == math.prod(loop.bound for loop in case.loops() if loop.dimension == name)
               for name, size in case.dimensions.items())


class Rhythm:
    """`trip_cycles`: of the whole nest, without first tiles and last results."""

    def __init__(self, costs):
        self.costs, self.tiles, self.waits = costs, tiles_of(costs), Waits()
        inner = max((tile.movers[-1] for tile in self.tiles if tile.movers), default=-1)
        self.bounds = [loop.bound for loop in costs.case.loops() if not loop.fanout][:inner + 1]
        self.compute_cycles = costs.walk.compute_steps / Fraction(costs.case.rate)
        self.tick()
        self.trips = {}  # {loop: (cycles, load) of one of its trips}
        for loop in reversed(range(len(self.bounds))):
            self.advance(loop)

    def busy(self, load):
        """{port: cycles}, of ports that pass something."""
        return {port: cycles for port, cycles in self.costs.port_cycles(load).items() if cycles}

    def slowest(self, load):
        return max(self.busy(load).values(), default=0)

    def on_port(self, port, load):
        """{stream: cycles} of a load at one port."""
        bandwidth, streams = self.costs.case.levels[port[0]].ports[port[1]]
        tensors = self.costs.tensors
        return {key: each / (Fraction(bandwidth) * self.costs.used[port[0]]) for key, each in load.items()
                if each and key[0] == port[0] and (tensors[key[1]].role, key[2]) in streams}

    def tick(self):
        """The lanes' own cycles, or those of the slowest port for their operands and results."""
        ticks = math.prod(self.bounds)
        operands = {key: each / ticks for key, each in self.operands().items()}
        busy, own = self.busy(operands), self.compute_cycles / ticks
        cycles = max(own, *busy.values()) if busy else own
        if cycles > own:
            self.waits.add([scaled(self.on_port(port, operands), (cycles - own) * ticks)
                            for port in busy if busy[port] == cycles])
        self.trip_cycles, self.load = cycles, operands

    def operands(self):
        """What the innermost nodes read for the lanes and take in from them."""
        load = {}
        for name, nodes in self.costs.walk.chains.items():
            last, written = nodes[-1], self.costs.tensors[name].written
            load[last.level, name, "read"] = self.costs.mixed(
                last.level, name, *((0, last.reads) if written else (last.reads, 0)))
            load[last.level, name, "write"] = self.costs.mixed(
                last.level, name, last.complete_updates, last.updates - last.complete_updates)
        return load

    def advance(self, loop):
        """From a trip of a loop to all its trips, and what is lost between them."""
        self.trips[loop] = self.trip_cycles, self.load
        bound = self.bounds[loop]
        moved = [tile for tile in self.tiles if tile.node.entering[loop]]
        times = math.prod(self.bounds[:loop]) * (bound - 1)
        exchange = self.exchange(loop, [tile for tile in moved if tile.exchanged], times)
        lost = exchange + self.late(loop, moved, exchange, times)
        self.trip_cycles = bound * self.trip_cycles + (bound - 1) * lost
        self.load = joined(*[self.load] * bound, *[tile.passes(loop) for tile in moved] * (bound - 1))

    # Exchanges.

    def exchange(self, loop, tiles, times):
        visits = max((tile.visits(loop) for tile in tiles if tile.tensor.written), default=1)
        if visits == 1:
            return self.exchange_in(None, loop, tiles, times)
        parts = [Fraction(each, visits) for each in (1, visits - 2, 1)]
        return sum(part * self.exchange_in(visit, loop, tiles, times * part)
                   for part, visit in zip(parts, VISITS) if part)

    def exchange_in(self, visit, loop, tiles, times):
        load = joined(*(tile.passes(loop, visit) for tile in tiles))
        ports, ways = self.busy(load), {}
        for tile in tiles:
            name = tile.tensor.name
            ways[name] = ways.get(name, 0) + self.way(tile, loop, visit, name in ways)
        cycles = max([*ports.values(), *ways.values()], default=0)
        if cycles:
            alike = [self.on_port(port, load) for port in ports if ports[port] == cycles]
            for name in ways:
                if ways[name] == cycles:
                    alike += self.slowest_streams([tile for tile in tiles if tile.tensor.name == name], loop, visit)
            self.waits.add([scaled(each, cycles) for each in alike], times)
        return cycles

    def way(self, tile, loop, visit, behind_another):
        """How long one tile's exchange takes; behind another of its tensor all leaves before anything enters."""
        if behind_another:
            return self.slowest(tile.leaves(loop, visit)) + self.slowest(tile.enters(loop, visit))
        return self.slowest(tile.passes(loop, visit))

    def slowest_streams(self, tiles, loop, visit):
        """[{stream: cycles}]: of each of the tiles its slowest stream, in all ways to choose where several are."""
        choices = []
        for tile in tiles:
            streams = self.on_its_ports(tile, loop, visit)
            choices.append([{key: each} for key, each in streams.items() if each == max(streams.values())] or [{}])
        return [joined(*choice) for choice in itertools.product(*choices)]

    # What is late.

    def late(self, loop, moved, exchange, times):
        exchanged = self.busy(joined(*(tile.passes(loop) for tile in moved if tile.exchanged)))
        coming, found = [tile for tile in moved if not tile.exchanged], []  # [(cycles, port, load)]
        for window in {tile.window for tile in coming}:
            load = joined(*(tile.passes(loop) for tile in coming if tile.window >= window))
            trip_cycles, anyway = self.trips[window]
            for tile in (tile for tile in coming if tile.window == window):
                for port in self.busy(tile.passes(loop)):
                    alone = self.busy(joined(anyway, load))[port] - trip_cycles
                    beside = alone + exchanged.get(port, 0) - exchange
                    found.append((max(alone, beside) if tile.comes_before_its_child else beside, port, window))
        cycles = max((each[0] for each in found), default=0)
        if cycles <= 0:
            return 0
        waits = [each for late, port, window in found if late == cycles
                 for each in self.wait_for_late(cycles, port, loop, coming, window)]
        self.waits.add(waits, times)
        return cycles

    def wait_for_late(self, cycles, port, loop, coming, window):
        """[{stream: cycles}]: last the way to the innermost tile, before it the next one outwards; first the port."""
        parts = [(tile, self.on_port(port, tile.passes(loop))) for tile in coming if tile.window >= window]
        on_port, choices = joined(*(part for _, part in parts)), []
        longest = max(max(part.values(), default=0) for _, part in parts)
        for tile, part in parts:
            if longest not in part.values():
                continue
            inwards = [each for each in coming if each.tensor is tile.tensor and each.place > tile.place
                       and not each.tensor.written]
            for ways in itertools.product(*(self.slowest_streams([each], loop, None) for each in reversed(inwards))):
                left, waits = cycles, {}
                for key, each in (pair for way in ways for pair in way.items()):
                    waits[key] = waits.get(key, 0) + min(left, each)
                    left -= min(left, each)
                choices.append(joined(waits, scaled(on_port, left)))
        return choices

    def on_its_ports(self, tile, loop, visit=None):
        load = tile.passes(loop, visit)
        return joined(*(self.on_port(port, load) for port in self.busy(load)))

    # All of it.

    def start_up(self):
        """First tiles, level after level, those with one place first; last results, node after node."""
        cycles = 0
        for level, double in itertools.product(self.costs.case.levels, (False, True)):
            cycles += self.slowest(joined(*(tile.enters(BEGIN) for tile in self.tiles
                                            if (tile.node.level, tile.double) == (level, double))))
        return cycles + sum(self.slowest(tile.leaves(BEGIN)) for tile in self.tiles)

    def causes(self):
        """(compute, all stalls, start-up, total), whole cycles; a transfer that ends within a cycle takes it."""
        start_up = self.start_up()
        waited = self.trip_cycles + self.rest(start_up)
        compute, waited, total = map(math.ceil, (self.compute_cycles, waited, waited + start_up))
        return compute, waited - compute, total - waited, total

    def rest(self, start_up):
        """What a port is busy for beyond all of that."""
        busy = self.busy(self.costs.bytes)
        cycles = max(busy.values(), default=0)
        rest = max(0, cycles - self.trip_cycles - start_up)
        if rest:
            self.waits.add([scaled(self.on_port(port, self.costs.bytes), rest)
                            for port in busy if busy[port] == cycles])
        return rest
