"""Random problems, machines and mappings: small enough to be walked, odd enough to find a mistake.

A case is legal but for outputs that may overlap. `files` gives what `ridge` reads, as JSON.
"""
import dataclasses
import itertools
import math
import random

ROLES = ("weights", "inputs", "outputs")
STREAMS = tuple(itertools.product(ROLES, ("read", "write")))
BITS = {"int4": 4, "int8": 8, "int16": 16, "int32": 32, "fp16": 16, "bf16": 16, "fp32": 32}
PARTIAL = {"int8": "int32", "fp16": "fp32", "bf16": "fp32"}
MOST_ITERATIONS = 1500


@dataclasses.dataclass
class Tensor:
    name: str
    role: str
    ranks: list  # [[(coefficient, dimension), ...] per rank]
    precision: str = "int8"
    partial: str = "int32"

    def dimensions(self):
        return {name for rank in self.ranks for _, name in rank}

    def word(self, index):
        return tuple(sum(coefficient * index[name] for coefficient, name in rank) for rank in self.ranks)

    @property
    def written(self):
        return self.role == "outputs"

    def as_file(self):
        text = [" + ".join(f"{c}*{d}" if c > 1 else d for c, d in rank) for rank in self.ranks]
        entry = {"index": text, "role": self.role, "precision": self.precision}
        return entry | ({"output": True, "partial": self.partial} if self.written else {})


@dataclasses.dataclass
class Node:
    level: str
    tensor: str
    is_node = True


@dataclasses.dataclass
class Loop:
    dimension: str
    bound: int
    fanout: str = ""  # spatial, over this axis of it
    axis: str = ""
    is_node = False


@dataclasses.dataclass
class Level:
    name: str
    instances: int
    file: dict             # its entry in the machine file
    ports: list            # [(bytes per cycle, {(role, direction), ...})]
    energy: dict           # {direction: (pJ, bytes of an access; 0: per byte)}; absent: not stated
    double: tuple          # roles


class Case:
    def __init__(self, seed):
        self.dice = random.Random(seed)
        while True:
            self.problem()
            self.machine()
            self.mapping()
            if math.prod(loop.bound for loop in self.loops()) <= MOST_ITERATIONS:
                return

    def loops(self, before=None):
        """All loops of the nest, or those before an entry."""
        return [entry for entry in self.nest[:before] if not entry.is_node]

    def written(self):
        return next(tensor for tensor in self.tensors if tensor.written)

    def merges(self, loop, tensor):
        """True when the loop's axis multicasts (the written tensor: reduces)."""
        allowed = self.fanouts[loop.fanout]["reduce" if tensor.written else "multicast"][loop.axis]
        return allowed if tensor.written else tensor.role in allowed

    def chance(self, percent):
        return self.dice.random() < percent / 100

    # The problem.

    def problem(self):
        self.layer = None
        self.dice.choice((self.general, self.general, self.convolution))()

    def general(self):
        names = self.dice.sample(("M", "N", "K", "P", "Q", "X1"), self.dice.randint(2, 5))
        self.dimensions = {name: self.dice.choice((1, 2, 2, 3, 3, 4, 5, 6)) for name in names}
        own = self.dice.sample(names, self.dice.randint(1, max(1, len(names) - 1)))
        sliding = self.chance(30)
        self.tensors = [Tensor("Z", "outputs", self.ranks(own) if sliding else [[(1, name)] for name in own])]
        for name in ("A", "B", "D")[:self.dice.choice((1, 2, 2, 2, 3))]:
            some = self.dice.sample(names, self.dice.randint(1, len(names)))
            self.tensors.append(Tensor(name, self.dice.choice(("weights", "inputs")), self.ranks(some)))
        used = set().union(*(tensor.dimensions() for tensor in self.tensors))
        self.tensors[-1].ranks += [[(1, name)] for name in names if name not in used]
        self.dice.shuffle(self.tensors)
        for tensor in self.tensors:
            tensor.precision = self.dice.choice(("int8", "int8", "int4", "int16", "fp16"))
            tensor.partial = self.dice.choice(("int16", "int32", "fp32"))

    def ranks(self, names):
        names, ranks = self.dice.sample(names, len(names)), []
        while names:
            size = self.dice.choice((1, 1, 1, 2, 2, 3))
            ranks.append([(self.dice.choice((1, 1, 1, 2, 3)), name) for name in names[:size]])
            names = names[size:]
        return ranks

    def convolution(self):
        sizes = {name: self.dice.choice((1, 2, 3)) for name in ("K", "C", "R", "S")}
        sizes |= {name: self.dice.choice((1, 2, 3, 4)) for name in ("P", "Q")} | {"N": self.dice.choice((1, 1, 2))}
        (a, b), (c, d) = [[self.dice.choice((1, 1, 2, 3)) for _ in range(2)] for _ in range(2)]
        groups, precision = self.dice.choice((1, 1, 2, 3)), self.dice.choice(tuple(PARTIAL))
        self.layer = {"type": "conv2d", **sizes, "stride": [a, b], "dilation": [c, d], "groups": groups,
                      "precision": precision}
        self.dimensions = sizes | ({"G": groups} if groups > 1 else {})
        group = ["G"] if groups > 1 else []
        plain = lambda *names: [[(1, name)] for name in names]
        rows, columns = [(a, "P"), (c, "R")], [(b, "Q"), (d, "S")]
        self.tensors = [
            Tensor("Weights", "weights", plain(*group, "K", "C", "R", "S"), precision),
            Tensor("Inputs", "inputs", plain("N", *group, "C") + [rows, columns], precision),
            Tensor("Outputs", "outputs", plain("N", *group, "K", "P", "Q"), precision, PARTIAL[precision])]

    # The machine.

    def machine(self):
        parts = ["level"] * self.dice.choice((1, 2, 2, 3, 3, 4))
        for _ in range(self.dice.choice((0, 1, 1, 1, 2))):
            parts.insert(self.dice.randint(1, len(parts)), "fanout")
        self.levels, self.fanouts, self.order = {}, {}, []
        self.lanes = 1
        for i, part in enumerate(parts):
            name = f"{'L' if part == 'level' else 'F'}{i}"
            self.order.append(name)
            if part == "level":
                self.levels[name] = self.level(name)
            else:
                fanout = self.fanouts[name] = self.fanout(name)
                self.lanes *= fanout["x"] * fanout["y"]
        self.clock = self.dice.choice((0.5, 1, 2))
        self.rate = self.dice.choice((0.5, 1, 1, 2, 3))
        self.unit = {"name": "MAC", "rate": self.rate}
        self.sometimes(self.unit, energy="0.5 pJ", area="0.125 mm2", static_power="2 mW")

    def sometimes(self, entry, **values):
        entry.update({key: value for key, value in values.items() if self.chance(70)})

    def level(self, name):
        kind = "dram" if not self.levels else self.dice.choice(("scratchpad", "register", "cache"))
        file = {"name": name, "kind": kind, "size": "1 MiB"}
        self.sometimes(file, static_power=f"{self.dice.choice((1, 0.5))} mW", area="0.25 mm2")
        if self.chance(15):
            file["word"] = self.dice.choice(("16 b", "8 b", "32 b", "12 b"))
        double = [role for role in ROLES if self.chance(40)]
        file["buffering"] = {role: "double" if role in double else "single" for role in ROLES}
        ports = self.ports()
        file["ports"] = [{"name": f"p{i}", "bandwidth": f"{bandwidth} B/cycle"} |
                         {f"{way}s": [role for role, d in streams if d == way] for way in ("read", "write")
                          if any(d == way for _, d in streams)} for i, (bandwidth, streams) in enumerate(ports)]
        if not ports:
            del file["ports"]
        energy = {}
        for direction in ("read", "write"):
            pj, access = self.dice.choice((0.125, 1, 64)), self.dice.choice((0, 0, 3))
            if self.chance(90):
                energy[direction] = (pj, access)
                file[f"{direction}_energy"] = f"{pj} pJ/{'access' if access else 'B'}"
        if any(access for _, access in energy.values()):
            file["access"] = "3 B"
        return Level(name, self.lanes, file, ports, energy, tuple(double))

    def ports(self):
        parts = [[] for _ in range(self.dice.choice((0, 1, 1, 2, 2, 3)))]
        by_direction = self.chance(50)
        for role, direction in STREAMS if parts else ():
            to = parts[(direction == "write") % len(parts)] if by_direction else self.dice.choice(parts)
            to.append((role, direction))
        return [(self.dice.choice((0.5, 1, 2, 3, 8, 100)), part) for part in parts if part]

    def fanout(self, name):
        fanout = {"name": name, "x": self.dice.choice((1, 2, 2, 3, 4)), "y": self.dice.choice((1, 1, 2, 3)),
                  "multicast": {axis: [role for role in ROLES if self.chance(60)] for axis in "xy"},
                  "reduce": {axis: self.chance(60) for axis in "xy"}}
        self.sometimes(fanout, hop_energy="0.5 pJ/B")
        return fanout

    # The mapping.

    def mapping(self):
        nodes = []
        for tensor in self.tensors:
            kept = [name for name in self.levels if self.chance(65)] or [self.dice.choice(list(self.levels))]
            nodes += [Node(name, tensor.name) for name in kept]
        self.nest = self.in_some_order(nodes + self.random_loops(nodes))

    def random_loops(self, nodes):
        """For every dimension a few loops whose bounds multiply to at least its size."""
        room = {(name, axis): fanout[axis] for name, fanout in self.fanouts.items() for axis in "xy"}
        written, loops, perfect = self.written(), [], self.chance(60)
        first = min(self.order.index(node.level) for node in nodes if node.tensor == written.name)
        for name, left in self.dice.sample(list(self.dimensions.items()), len(self.dimensions)):
            while left > 1 or self.chance(4):
                bounds = (left, self.dice.randint(1, left + 1), max(2, math.isqrt(left)))
                bound = self.dice.choice(bounds) if not perfect else self.divisor(left, left)
                axes = [key for key, free in room.items() if free > 1 and (
                    name in written.dimensions() or
                    self.fanouts[key[0]]["reduce"][key[1]] and self.order.index(key[0]) > first)]
                loop = Loop(name, bound)
                if axes and self.chance(50):
                    axis = self.dice.choice(axes)
                    most = min(bound, room[axis])
                    loop = Loop(name, self.divisor(left, most) if perfect else most, *axis)
                    room[axis] //= loop.bound
                loops.append(loop)
                left = -(-left // loop.bound)
        return loops

    def divisor(self, size, most):
        return self.dice.choice([each for each in range(1, most + 1) if size % each == 0])

    def in_some_order(self, entries):
        """Any order in which a nest may stand; each time, of all entries that may come next, one."""
        nest = []
        while entries:
            ready = [entry for entry in entries if not any(self.must_precede(other, entry) for other in entries)]
            nest.append(self.dice.choice(ready))
            entries = [entry for entry in entries if entry is not nest[-1]]
        return nest

    def must_precede(self, a, b):
        place = lambda entry: self.order.index(entry.level if entry.is_node else entry.fanout)
        if a.is_node and b.is_node and a.tensor != b.tensor:
            return False
        if any(not entry.is_node and not entry.fanout for entry in (a, b)):
            return False
        return place(a) < place(b)

    # The files.

    def files(self):
        """{option: document}"""
        tensors = {tensor.name: tensor.as_file() for tensor in self.tensors}
        work = {"layer": self.layer} if self.layer else {
            "problem": {"dimensions": self.dimensions, "tensors": tensors}}
        parts = [self.levels[name].file if name in self.levels else {"fanout": self.fanouts[name]}
                 for name in self.order]
        nest = [{"keep": {entry.level: [entry.tensor]}} if entry.is_node else
                {"spatial": {entry.dimension: entry.bound, "over": f"{entry.fanout}.{entry.axis}"}}
                if entry.fanout else {"for": {entry.dimension: entry.bound}} for entry in self.nest]
        return {"arch": {"ridge": "architecture/1", "name": "random", "clock": f"{self.clock} GHz",
                         "source": "random", "levels": parts, "compute": self.unit},
                "workload": {"ridge": "workload/1", "name": "random"} | work,
                "mapping": {"ridge": "mapping/1", "nest": nest}}
