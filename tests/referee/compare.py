"""Compares `ridge evaluate --json` on random cases with a walk that executes them. Exit code 1 on any difference.

Words, capacity, energy and roofline must be the same, and with perfect bounds cycles and their causes too: each stall
to within one cycle, since causes are rounded as they are added up. Where a dimension runs out early, docs/cycles.md
works with means that it does not spell out: causes must then add up, compute must be the same, and the cycles lie
between those of the busiest port and everything one after another.

/usr/bin/python3 tests/referee/compare.py --ridge build/ridge --first 1 --cases 1000
"""
import argparse
import json
import math
import pathlib
import subprocess
import sys
import tempfile
from fractions import Fraction

from cases import Case
from costs import Costs, amount, total
from rhythm import Rhythm, has_perfect_bounds
from walker import Walk, outputs_overlap

LEAST_COMPARED = 3  # one case in so many, or nothing was shown
COUNTS = ("tile_words", "reads", "fills", "updates", "drains")


def resize(case, walk):
    """Gives every level as many bytes as it needs, in one case of eight one less; True when all tiles fit."""
    costs, fits = Costs(case, walk), True
    for name, level in case.levels.items():
        demand = 0
        for tensor, node in walk.at(name).items():
            partial = node.updates != node.complete_updates
            twice = costs.tensors[tensor].role in level.double and node.changes
            demand += math.ceil(node.tile_words * costs.width(name, tensor, partial)) * (2 if twice else 1)
        short = fits and demand > 1 and case.chance(5)
        fits = fits and not short
        level.file["size"] = f"{max(1, demand - short)} B"
    return fits


def counts_of(case, walk, got):
    for name, level in zip(case.levels, got["levels"]):
        nodes = walk.at(name)
        yield f"{name} instances", level["instances"], case.levels[name].instances
        yield f"{name} keeps", sorted(level["tensors"]), sorted(nodes)
        for tensor, node in nodes.items():
            yield f"{name} used", level["used_instances"], node.instances
            for field in COUNTS:
                yield f"{name} {tensor} {field}", level["tensors"][tensor][field], getattr(node, field)


def energy_of(case, costs, got):
    storage = []
    for name, level in zip(case.levels, got["levels"]):
        parts = {tensor: costs.storage_energy(name, tensor) for tensor in level["tensors"]}
        for tensor, energy in parts.items():
            yield f"{name} {tensor} energy", level["tensors"][tensor]["energy_pj"], energy
        storage.append(total(parts.values()))
        yield f"{name} energy", level["energy_pj"], storage[-1]
    unit = 0.5 * costs.walk.operations if "energy" in case.unit else None
    yield "compute energy", got["compute"]["energy_pj"], unit
    wires = 0
    for network, (words, hops, pj) in zip(got["networks"], costs.networks().values()):
        yield f"{network['name']} words", network["words"], words
        yield f"{network['name']} hops", network["hops"], hops
        known = "hop_energy" in case.fanouts[network["name"]]
        yield f"{network['name']} energy", network["energy_pj"], pj if known else None
        wires += pj if known else 0
    leaks = [(part.file, part.instances) for part in case.levels.values()] + [(case.unit, case.lanes)]
    leaks = [amount(entry["static_power"]) * count for entry, count in leaks if "static_power" in entry]
    yield "static energy", got["static_energy_pj"], sum(leaks) * got["seconds"] * 1e9 if leaks else None
    yield "energy", got["energy_pj"], total([*storage, unit, wires, sum(leaks) * got["seconds"] * 1e9])
    areas = [(part.file, part.instances) for part in case.levels.values() if part.file["kind"] != "dram"]
    areas.append((case.unit, case.lanes))
    yield "area", got["area_mm2"], total(
        amount(entry["area"]) * count if "area" in entry else None for entry, count in areas)


def causes_of(costs, got):
    """What holds of every nest."""
    given, causes = stalls_in(got), got["causes"]
    listed = sum(value for key, value in causes.items() if key != "stalls") + sum(given.values())
    busy = costs.port_cycles(costs.bytes).values()
    compute = costs.walk.compute_steps / Fraction(costs.case.rate)
    yield "sum of the causes", listed, got["cycles"]
    yield "compute", causes["compute"], math.ceil(compute)
    yield at_least("cycles of the busiest port", got["cycles"], math.ceil(max(busy, default=0)))
    yield at_most("cycles one after another", got["cycles"], math.ceil(compute + sum(busy)))
    yield at_most("start-up", causes["start_up"], math.ceil(longest_start_up(costs)))
    passing = {key for name, level in costs.case.levels.items() for port in level.ports
               for key in ((name, *stream) for stream in costs.streams(port)) if costs.bytes.get(key)}
    yield "stalls of no port", [key for key in given if key not in passing], []
    yield "seconds", got["seconds"], got["cycles"] / (costs.case.clock * 1e9)


def cycles_of(costs, got):
    """All of the closed form, of nests with perfect bounds."""
    rhythm, given = Rhythm(costs), stalls_in(got)
    _, stalls, start_up, cycles = rhythm.causes()
    loads = {key for key in rhythm.waits.most if costs.loads_weights(*key)}
    for key in rhythm.waits.most.keys() - loads | given.keys():
        yield f"stall of {' '.join(key)}", *within_a_cycle(given.get(key, 0), rhythm.waits, [key])
    yield "weight load", *within_a_cycle(got["causes"]["weight_load"], rhythm.waits, loads)
    yield "cycles", got["cycles"], cycles
    yield "exact start-up", got["causes"]["start_up"], start_up
    yield "all stalls", sum(given.values()) + got["causes"]["weight_load"], stalls


def stalls_in(got):
    return {(each["level"], each["tensor"], each["direction"]): each["cycles"] for each in got["causes"]["stalls"]}


def within_a_cycle(value, waits, keys):
    """(value, the nearest that it may be): each of the streams is rounded for itself."""
    least = sum(math.floor(waits.least.get(key, 0)) for key in keys)
    most = sum(math.ceil(waits.most.get(key, 0)) for key in keys)
    return value, min(max(value, least), most)


def at_least(claim, value, bound):
    return f"{claim}, at least", value, max(value, bound)


def at_most(claim, value, bound):
    return f"{claim}, at most", value, min(value, bound)


def longest_start_up(costs):
    """Every read tensor's largest tile into every node and all results out of it, one after another."""
    cycles = 0
    for name, nodes in costs.walk.chains.items():
        for parent, node in zip(nodes, nodes[1:]):
            moved, ends = 1, ((node.level, name, "read"), (parent.level, name, "write"))
            if not costs.tensors[name].written:
                moved = Fraction(node.tile_words * node.instances, node.fills)
                ends = (node.level, name, "write"), (parent.level, name, "read")
            load = {key: min(1, moved) * costs.bytes[key] for key in ends}
            cycles += max(costs.port_cycles(load).values(), default=0)
    return cycles


def compulsory_cycles(costs):
    """Every distinct word once, complete, through the ports of all instances of its home."""
    load = {}
    for name, nodes in costs.walk.chains.items():
        way = "write" if costs.tensors[name].written else "read"
        load[nodes[0].level, name, way] = costs.walk.words[name] * costs.width(nodes[0].level, name)
    return max((cycles * costs.used[level] / costs.case.levels[level].instances
                for (level, _), cycles in costs.port_cycles(load).items()), default=0)


def roofline_of(case, costs, got):
    operations, roofline = 2 * costs.walk.operations, got["roofline"]
    busy = costs.port_cycles(costs.bytes)
    peak = 2 * case.lanes * case.rate
    cycles = compulsory_cycles(costs)
    attainable = min(peak, operations / cycles) if cycles else peak
    busiest = max(busy.values(), default=0)
    mapped = min(peak, operations / busiest) if busiest else peak
    rates = (peak, attainable, mapped, operations / got["cycles"])
    for name, rate in zip(("peak", "attainable", "attainable_mapped", "achieved"), rates):
        yield name, roofline[f"{name}_ops_per_cycle"], rate
    given = [roofline[key] for key in roofline if key.endswith("_ops_per_cycle")]
    yield "rates", given, sorted(given, reverse=True)
    yield "product of the gap", math.prod(part["factor"] for part in roofline["gap"]), peak / rates[-1]
    yield "factors below 1", [part for part in roofline["gap"] if part["factor"] < 1], []
    for boundary in roofline["boundaries"]:
        level = boundary["level"]
        moved = sum(count for key, count in costs.bytes.items() if key[0] == level)
        longest = max((cycles for port, cycles in busy.items() if port[0] == level), default=0)
        yield f"{level} ops_per_byte", boundary["ops_per_byte"], operations / moved if moved else 0
        yield f"{level} ridge", boundary["ridge_ops_per_byte"], peak * longest / moved if moved else 0


def equal(a, b):
    if isinstance(a, float) or isinstance(b, float):
        return None not in (a, b) and math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12)
    return a == b


def evaluate(ridge, documents):
    with tempfile.TemporaryDirectory() as folder:
        arguments = [ridge, "evaluate", "--json"]
        for option, document in documents.items():
            path = pathlib.Path(folder, f"{option}.json")
            path.write_text(json.dumps(document), encoding="utf-8")
            arguments += [f"--{option}", str(path)]
        return subprocess.run(arguments, capture_output=True, text=True, check=False)


def differences(ridge, case):
    """(sentences, none when both agree; whether cycles had to be the same)"""
    if outputs_overlap(case):
        code = evaluate(ridge, case.files()).returncode
        return [] if code == 3 else [f"exit code {code}, though outputs overlap"], False
    walk = Walk(case)
    fits = resize(case, walk)
    answer = evaluate(ridge, case.files())
    if answer.returncode != (0 if fits else 3):
        return [f"exit code {answer.returncode}, but it {'fits' if fits else 'does not fit'}: {answer.stderr}"], False
    if not fits:
        return [], False
    got, costs, exact = json.loads(answer.stdout), Costs(case, walk), has_perfect_bounds(case)
    claims = [("operations", got["problem"]["operations"], 2 * walk.operations), *counts_of(case, walk, got),
              *causes_of(costs, got), *(cycles_of(costs, got) if exact else ()), *energy_of(case, costs, got),
              *roofline_of(case, costs, got)]
    wrong = [f"{claim}: ridge {theirs}, referee {ours}" for claim, theirs, ours in claims if not equal(theirs, ours)]
    return wrong, exact


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ridge", default="build/ridge", help="the program to judge")
    parser.add_argument("--first", type=int, default=1, help="first seed")
    parser.add_argument("--cases", type=int, default=200, help="how many")
    options = parser.parse_args()
    wrong, compared = 0, 0
    for seed in range(options.first, options.first + options.cases):
        found, exact = differences(options.ridge, Case(seed))
        wrong, compared = wrong + bool(found), compared + exact
        for sentence in found[:8]:
            print(f"seed {seed}: {sentence}")
    print(f"{options.cases} cases, {wrong} with differences, {compared} compared cycle by cycle")
    if compared * LEAST_COMPARED < options.cases:
        print(f"too few are compared cycle by cycle: less than one in {LEAST_COMPARED}")
        return 1
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
