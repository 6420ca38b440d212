"""Executes a nest with real sets of words and counts what moves (docs/counting.md).

Tells the words that enter a tile apart by the moment: the loop that advances (docs/cycles.md). Knows no formula. Shares
nothing with sim/nest, nor with the walker in tests/nest: a third reading of both pages.
"""
import collections
import dataclasses
import itertools


@dataclasses.dataclass
class Node:
    """What one storage node moves, in words over all instances; fields as in the page."""
    level: str
    home: bool
    instances: int = 0
    tile_words: int = 0
    changes: bool = False
    reads: int = 0
    fills: int = 0
    updates: int = 0
    drains: int = 0
    complete_updates: int = 0
    complete_drains: int = 0
    entering: collections.Counter = dataclasses.field(default_factory=collections.Counter)  # words by moment


def weights_of(loops):
    """By loop: the product of the bounds of that dimension's later loops."""
    weights, spans = [], collections.Counter()
    for loop in reversed(loops):
        weights.insert(0, spans[loop.dimension] or 1)
        spans[loop.dimension] = weights[0] * loop.bound
    return weights


def steps_of(case):
    """Every temporal step that exists: (coordinates, [(lane, index of each dimension)]), in order."""
    loops = case.loops()
    weights = weights_of(loops)
    places = [i for i, loop in enumerate(loops) if not loop.fanout]
    spatial = [i for i, loop in enumerate(loops) if loop.fanout]
    lanes = list(itertools.product(*(range(loops[i].bound) for i in spatial)))
    for step in itertools.product(*(range(loops[i].bound) for i in places)):
        work = []
        for lane in lanes:
            index = dict.fromkeys(case.dimensions, 0)
            for i, digit in zip(places + spatial, step + lane):
                index[loops[i].dimension] += digit * weights[i]
            if all(index[name] < size for name, size in case.dimensions.items()):
                work.append((lane, index))
        if work:
            yield step, work


def moment_of(before, step):
    """The outermost temporal loop that has moved since the step before; -1: there is none."""
    return -1 if before is None else next(i for i, digit in enumerate(step) if digit != before[i])


class TensorWalk:
    """One tensor's way through the nest. `nodes` are its storage nodes, outermost first."""

    def __init__(self, case, tensor, steps):
        self.case, self.tensor = case, tensor
        self.steps = [(step, [(lane, tensor.word(index)) for lane, index in work]) for step, work in steps]
        self.spatial = [loop for loop in case.loops() if loop.fanout]
        places = [i for i, entry in enumerate(case.nest) if entry.is_node and entry.tensor == tensor.name]
        self.above = [case.loops(place) for place in places]
        self.lanes_above = [sum(bool(loop.fanout) for loop in loops) for loops in self.above]
        self.steps_above = [len(loops) - lanes for loops, lanes in zip(self.above, self.lanes_above)]
        self.nodes = [Node(case.nest[place].level, place == places[0]) for place in places]
        self.tiles = [self.tiles_of(n) for n in range(len(places))]
        for n, node in enumerate(self.nodes):
            self.describe_tiles(n, node)
        (self.walk_written if tensor.written else self.walk_read)()

    def tiles_of(self, n):
        """{step of node n: {instance: words}}, steps in order."""
        tiles = {}
        for step, work in self.steps:
            here = tiles.setdefault(step[:self.steps_above[n]], {})
            for lane, word in work:
                here.setdefault(lane[:self.lanes_above[n]], set()).add(word)
        return tiles

    def describe_tiles(self, n, node):
        of_instance = collections.defaultdict(list)
        for tiles in self.tiles[n].values():
            for instance, words in tiles.items():
                of_instance[instance].append(words)
        node.instances = len(of_instance)
        if node.home:
            node.tile_words = max(len(set().union(*tiles)) for tiles in of_instance.values())
        else:
            node.tile_words = max(len(words) for tiles in of_instance.values() for words in tiles)
            node.changes = any(words != tiles[0] for tiles in of_instance.values() for words in tiles)

    def group(self, coordinates, parent):
        """Children of `parent` in one group share words: axes that multicast (or reduce) do not tell them apart."""
        known = self.lanes_above[parent]
        between = zip(self.spatial[known:], coordinates[known:])
        return coordinates[:known], tuple(None if self.case.merges(loop, self.tensor) else digit
                                          for loop, digit in between)

    def walk_read(self):
        for n in range(1, len(self.nodes)):
            held, before = collections.defaultdict(set), None
            for step, tiles in self.tiles[n].items():
                moment, before = moment_of(before, step), step
                sent = set()
                for instance, words in tiles.items():
                    missing = words - held[instance]
                    self.nodes[n].fills += len(missing)
                    self.nodes[n].entering[moment] += len(missing)
                    sent |= {(self.group(instance, n - 1), word) for word in missing}
                    held[instance] = words
                self.nodes[n - 1].reads += len(sent)
        last = len(self.nodes) - 1
        for _, work in self.steps:
            self.nodes[last].reads += len({(self.group(lane, last), word) for lane, word in work})

    def walk_written(self):
        """Contents are [holds something, iterations inside], by node, instance and word."""
        self.all_of = collections.Counter(word for _, work in self.steps for _, word in work)
        self.held = [collections.defaultdict(dict) for _ in self.nodes]
        self.holders = [collections.defaultdict(set) for _ in self.nodes]
        for n, node_tiles in enumerate(self.tiles):
            for tiles in node_tiles.values():
                for instance, words in tiles.items():
                    for word in words:
                        self.holders[n][word].add(instance)
        before = None
        for step, work in self.steps:
            begun = [n for n in range(1, len(self.nodes))
                     if before is None or before[:self.steps_above[n]] != step[:self.steps_above[n]]]
            for n in reversed(begun):
                self.give_up(n, step)
            for n in begun:
                self.take_in(n, step, moment_of(before, step))
            self.compute(work)
            before = step
        for n in reversed(range(1, len(self.nodes))):
            self.leave(n, [(instance, word) for instance, words in self.held[n].items() for word in words])
        at_home = collections.Counter()
        for words in self.held[0].values():
            at_home.update({word: iterations for word, (_, iterations) in words.items()})
        assert at_home == self.all_of and self.nodes[0].complete_updates == len(self.all_of), "words were lost"

    def give_up(self, n, step):
        """Words that are no longer in the tile; all of them where a dimension of the tensor has run out."""
        tiles = self.tiles[n][step[:self.steps_above[n]]]
        gone = []
        for instance, words in self.held[n].items():
            if instance in tiles:
                gone += [(instance, word) for word in words if word not in tiles[instance]]
            elif self.runs_out(n, step, instance):
                gone += [(instance, word) for word in words]
        self.leave(n, gone)

    def runs_out(self, n, step, instance):
        """A dimension of the tensor has no index left below these coordinates."""
        index, weights = collections.Counter(), weights_of(self.case.loops())
        steps, lanes = iter(step), iter(instance)
        for loop, weight in zip(self.above[n], weights):
            index[loop.dimension] += next(lanes if loop.fanout else steps) * weight
        return any(index[name] >= self.case.dimensions[name] for name in self.tensor.dimensions())

    def leave(self, n, gone):
        sums = collections.Counter()
        for instance, word in gone:
            _, iterations = self.held[n][instance].pop(word)
            self.nodes[n].drains += 1
            self.nodes[n].complete_drains += self.complete(n, word, iterations)
            sums[self.group(instance, n - 1), word] += iterations
        for ((parent, _), word), iterations in sums.items():
            self.update(n - 1, parent, word, iterations)

    def update(self, n, instance, word, iterations):
        content = self.held[n][instance].setdefault(word, [False, 0])
        content[0] = True
        content[1] += iterations
        self.nodes[n].updates += 1
        self.nodes[n].complete_updates += self.complete(n, word, content[1])

    def complete(self, n, word, iterations):
        return iterations == self.all_of[word] and len(self.holders[n][word]) == 1

    def take_in(self, n, step, moment):
        wanted = collections.defaultdict(list)
        for instance, words in self.tiles[n][step[:self.steps_above[n]]].items():
            for word in words - self.held[n][instance].keys():
                wanted[self.group(instance, n - 1), word].append(instance)
                self.nodes[n].entering[moment] += 1
        for ((parent, _), word), instances in wanted.items():
            for instance in instances:
                self.held[n][instance][word] = [False, 0]
            content = self.held[n - 1][parent].setdefault(word, [False, 0])
            if content[0]:  # one takes the sum, the others start empty
                self.nodes[n - 1].reads += 1
                self.nodes[n].fills += 1
                self.held[n][instances[0]][word] = [True, content[1]]
                content[1] = 0

    def compute(self, work):
        last = len(self.nodes) - 1
        sums = collections.Counter((self.group(lane, last), word) for lane, word in work)
        for ((instance, _), word), iterations in sums.items():
            content = self.held[last][instance].get(word)
            self.nodes[last].reads += bool(content and content[0])
            self.update(last, instance, word, iterations)


class Walk:
    """All counts of a case."""

    def __init__(self, case):
        steps = list(steps_of(case))
        self.compute_steps = len(steps)
        self.operations = sum(len(work) for _, work in steps)
        self.chains = {tensor.name: TensorWalk(case, tensor, steps).nodes for tensor in case.tensors}
        self.words = {tensor.name: len({tensor.word(index) for _, work in steps for _, index in work})
                      for tensor in case.tensors}

    def at(self, level):
        """{tensor: node} of one level."""
        return {name: node for name, nodes in self.chains.items() for node in nodes if node.level == level}


def outputs_overlap(case):
    """True when two lanes with other coordinates along the written tensor's dimensions ever write one word."""
    written = case.written()
    spatial = [loop for loop in case.loops() if loop.fanout]
    own = [i for i, loop in enumerate(spatial) if loop.dimension in written.dimensions()]
    writer = {}
    return any(writer.setdefault(written.word(index), [lane[i] for i in own]) != [lane[i] for i in own]
               for _, work in steps_of(case) for lane, index in work)
