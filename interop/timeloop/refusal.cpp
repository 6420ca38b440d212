#include "interop/timeloop/refusal.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "interop/timeloop/mapping.hpp"

namespace ridge::timeloop {
namespace {

struct NamedTile {
  std::string tensor;
  std::int64_t words = 0;
};

/// What a level holds, the largest tile first.
std::vector<NamedTile> tiles_of(const Spec& spec, const Mapping& mapping, LevelId level) {
  Counter counter(spec.problem, spec.machine, CountingRules::timeloop);
  Counts counts;
  counter.count(mapping, counts);
  std::vector<NamedTile> tiles;
  for (const NodeCounts& node : counts.nodes)
    if (node.level == level) tiles.push_back({spec.problem.tensors[node.tensor].name, node.tile_words});
  std::stable_sort(tiles.begin(), tiles.end(),
                   [](const NamedTile& a, const NamedTile& b) { return a.words > b.words; });
  return tiles;
}

Diagnostic describe_room(const Spec& spec, const Mapping& mapping, const Infeasible& infeasible) {
  const Level& level = spec.architecture.levels[infeasible.level.index()];
  std::int64_t words = 0;
  std::string tiles;
  for (const NamedTile& tile : tiles_of(spec, mapping, infeasible.level)) {
    words += tile.words;
    tiles += fmt::format("{}'{}' {}", tiles.empty() ? "" : ", ", tile.tensor, tile.words);
  }
  const std::int64_t usable = level.usable_words().value_or(0);
  const bool too_many = words > usable;
  Diagnostic error;
  error.place = level.place;
  error.message = too_many
                      ? fmt::format("tiles do not fit in '{}': {} words, and it has room for {}", level.name,
                                    words, usable)
                      : fmt::format("tiles fill {} of {} words of '{}', less than its min-utilization {}",
                                    words, usable, level.name, level.min_utilization);
  error.label = tiles;
  if (too_many) {
    error.help =
        fmt::format("move factors of its loops to levels outside, bypass a tensor, or make it {} words",
                    static_cast<double>(words) * level.multiple_buffering);
    if (level.multiple_buffering != 1)
      error.help += fmt::format(" ('multiple-buffering: {}' divides what it has)", level.multiple_buffering);
  } else {
    error.help = "move factors inside, or lower 'min-utilization'";
  }
  return error;
}

/// Spatial factors beyond the mesh: `described` has their place.
Diagnostic describe_mesh(const Spec& spec, const Mapping& mapping, const Violation& violation,
                         Diagnostic described) {
  const NestEntry& loop = mapping.nest[violation.entry];
  std::size_t level = 0;
  while (fanout_below(spec.machine, LevelId(level)) != loop.fanout)
    ++level;
  std::int64_t product = 1;
  for (const NestEntry& other : mapping.nest) {
    const bool beside =
        other.kind == NestEntry::Kind::spatial && other.fanout == loop.fanout && other.axis == loop.axis;
    if (beside) product *= other.bound;
  }
  const Architecture& machine = spec.architecture;
  const bool last = level + 1 == machine.levels.size();
  const char* axis = loop.axis == Axis::x ? "X" : "Y";
  described.message =
      fmt::format("spatial factors of '{}' along {} multiply to {}, but it has {} of '{}' there",
                  machine.levels[level].name, axis, product,
                  spec.machine.fanouts[loop.fanout].size[static_cast<std::size_t>(loop.axis)],
                  last ? machine.compute.name : machine.levels[level + 1].name);
  described.help =
      "'split: k' lays the first k dimensions of the permutation along X and the others along Y; "
      "without it all lie along X";
  return described;
}

}  // namespace

Diagnostic describe_refusal(const Spec& spec, const Mapping& mapping, const Infeasible& infeasible) {
  if (infeasible.reason == Infeasible::Reason::capacity) return describe_room(spec, mapping, infeasible);
  Diagnostic described = describe(infeasible, spec.problem, spec.machine, mapping);
  const bool beyond_mesh =
      infeasible.violation && infeasible.violation->rule == Violation::Rule::axis_overfull;
  return beyond_mesh ? describe_mesh(spec, mapping, *infeasible.violation, std::move(described)) : described;
}

}  // namespace ridge::timeloop
