// An even nest as the directives of a Timeloop mapping.
#include <algorithm>

#include <fmt/format.h>

#include "interop/timeloop/mapping.hpp"

namespace ridge::timeloop {
namespace {

/// One level of an even nest.
struct Section {
  std::vector<std::string> kept;
  std::vector<NestEntry> temporal, spatial;
};

std::string factors_text(const std::vector<NestEntry>& loops, const Problem& problem) {
  std::string text;
  for (const DimensionId dimension : problem.dimensions.ids()) {
    std::int64_t bound = 1;
    for (const NestEntry& loop : loops)
      if (loop.dimension == dimension) bound = loop.bound;
    text += fmt::format("{}{}={}", text.empty() ? "" : " ", problem.dimensions[dimension].name, bound);
  }
  return text;
}

/// Innermost first, dimensions without a loop last.
std::string order_text(const std::vector<NestEntry>& loops, const Problem& problem) {
  std::vector<DimensionId> order;
  for (auto loop = loops.rbegin(); loop != loops.rend(); ++loop)
    order.push_back(loop->dimension);
  for (const DimensionId dimension : problem.dimensions.ids())
    if (std::find(order.begin(), order.end(), dimension) == order.end()) order.push_back(dimension);
  std::string text;
  for (const DimensionId dimension : order)
    text += fmt::format("{}{}", text.empty() ? "" : ", ", problem.dimensions[dimension].name);
  return "[" + text + "]";
}

std::string list_text(const std::vector<std::string>& names) {
  return fmt::format("[{}]", fmt::join(names, ", "));
}

}  // namespace

std::string print_timeloop_mapping(const Mapping& mapping, const Problem& problem, const Machine& machine) {
  IdVector<LevelId, Section> sections;
  sections.assign(machine.levels.size(), {});
  LevelId at(0);
  for (const NestEntry& entry : mapping.nest) {
    if (entry.kind == NestEntry::Kind::keep) {
      at = entry.level;
      sections[at].kept.push_back(problem.tensors[entry.tensor].name);
    } else if (entry.kind == NestEntry::Kind::temporal) {
      sections[at].temporal.push_back(entry);
    } else {
      for (const LevelId level : machine.levels.ids()) {
        if (fanout_below(machine, level) != entry.fanout) continue;
        sections[level].spatial.push_back(entry);
        if (level.index() + 1 < machine.levels.size()) at = LevelId(level.index() + 1);
      }
    }
  }
  std::string text = "mapping:\n";
  for (const LevelId level : machine.levels.ids()) {
    const Section& section = sections[level];
    std::vector<std::string> bypassed;
    for (const Tensor& tensor : problem.tensors)
      if (std::find(section.kept.begin(), section.kept.end(), tensor.name) == section.kept.end())
        bypassed.push_back(tensor.name);
    const std::string& name = machine.levels[level].name;
    text += fmt::format("  - {{target: {}, type: bypass, keep: {}, bypass: {}}}\n", name,
                        list_text(section.kept), list_text(bypassed));
    text += fmt::format("  - {{target: {}, type: temporal, factors: '{}', permutation: {}}}\n", name,
                        factors_text(section.temporal, problem), order_text(section.temporal, problem));
    if (!fanout_below(machine, level)) continue;
    std::vector<NestEntry> along_y, along_x;  // X lies inside: the first so many of the permutation
    for (const NestEntry& loop : section.spatial)
      (loop.axis == Axis::y ? along_y : along_x).push_back(loop);
    along_y.insert(along_y.end(), along_x.begin(), along_x.end());
    text += fmt::format("  - {{target: {}, type: spatial, factors: '{}', permutation: {}, split: {}}}\n",
                        name, factors_text(along_y, problem), order_text(along_y, problem), along_x.size());
  }
  return text;
}

}  // namespace ridge::timeloop
