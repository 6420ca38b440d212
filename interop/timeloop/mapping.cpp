#include "interop/timeloop/mapping.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "interop/timeloop/level_directives.hpp"

namespace ridge::timeloop {
namespace {

using Levels = std::vector<LevelDirectives>;  // outermost first

/// A tensor has to be somewhere; and what no outer level holds comes from nowhere, for nothing.
void check_homes(const yaml::Node& list, const Levels& levels, const Architecture& architecture,
                 const Problem& problem, Diagnostics& diagnostics) {
  const std::string& outermost = architecture.levels.front().name;
  for (const TensorId tensor : problem.tensors.ids()) {
    const std::string& name = problem.tensors[tensor].name;
    const auto home = std::find_if(levels.begin(), levels.end(),
                                   [&](const LevelDirectives& level) { return level.keeps[tensor] != 0; });
    const Place& place = levels.front().said[tensor].value_or(list.place());
    if (home == levels.end()) {
      diagnostics.error(place, fmt::format("all levels bypass '{}'", name)).help =
          fmt::format("keep it at '{}' at least", outermost);
    } else if (home != levels.begin()) {
      const auto keeper = static_cast<std::size_t>(home - levels.begin());
      diagnostics
          .warning(place, fmt::format("'{0}' bypasses '{1}', and '{2}' is the outermost level to keep it: "
                                      "bringing it there costs nothing here, as in Timeloop",
                                      outermost, name, architecture.levels[keeper].name))
          .help = fmt::format("let '{}' keep it, if it comes from there", outermost);
    }
  }
}

/// The factors of one dimension over all levels.
struct Product {
  std::int64_t value = 1;
  std::string factors;  // "4 at 'DRAM' x 2 at 'Buffer'"
  Place last;

  void take(const LoopDirective& loops, DimensionId dimension, const std::string& level) {
    for (const Factor& factor : loops.factors) {
      if (factor.dimension != dimension || factor.value == 1) continue;
      if (__builtin_mul_overflow(value, factor.value, &value)) value = 0;
      factors += fmt::format("{}{} at '{}'", factors.empty() ? "" : " x ", factor.value, level);
      last = factor.place;
    }
  }
};

void check_products(const yaml::Node& list, const Levels& levels, const Architecture& architecture,
                    const Problem& problem, Diagnostics& diagnostics) {
  for (const DimensionId dimension : problem.dimensions.ids()) {
    Product product;
    product.last = list.place();
    for (std::size_t level = 0; level < levels.size(); ++level) {
      product.take(levels[level].temporal, dimension, architecture.levels[level].name);
      product.take(levels[level].spatial, dimension, architecture.levels[level].name);
    }
    const Dimension& of = problem.dimensions[dimension];
    if (product.value == of.bound) continue;
    diagnostics
        .error(product.last, fmt::format("the factors of '{}' multiply to {}, but its size is {}", of.name,
                                         product.value, of.bound))
        .help = product.factors.empty() ? fmt::format("give '{}={}' at some level", of.name, of.bound)
                                        : "they are " + product.factors;
  }
}

/// Loops of more than one trip, outermost first, with their place in the order.
template <class Visit>
void for_each_loop(const LoopDirective& loops, Visit visit) {
  for (std::size_t at = loops.order.size(); at-- > 0;) {
    for (const Factor& factor : loops.factors)
      if (factor.dimension == loops.order[at] && factor.value > 1) visit(factor, at);
  }
}

Mapping nest_of(const Levels& levels, const Architecture& architecture, const Problem& problem,
                const Machine& machine) {
  Mapping mapping;
  const auto add = [&](const NestEntry& entry, const Place& place) {
    mapping.nest.push_back(entry);
    mapping.places.push_back(place);
  };
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const LevelDirectives& level = levels[i];
    for (const TensorId tensor : problem.tensors.ids())
      if (level.keeps[tensor] != 0) add(NestEntry::keep(LevelId(i), tensor), architecture.levels[i].place);
    for_each_loop(level.temporal, [&](const Factor& factor, std::size_t) {
      add(NestEntry::temporal(factor.dimension, factor.value), factor.place);
    });
    const auto fanout = fanout_below(machine, LevelId(i));
    if (!fanout) continue;
    for_each_loop(level.spatial, [&](const Factor& factor, std::size_t at) {
      add(NestEntry::spatial(factor.dimension, factor.value, *fanout, level.spatial.axis_of(at)),
          factor.place);
    });
  }
  return mapping;
}

LevelLoops all_loops(const Levels& levels, const Machine& machine) {
  LevelLoops all(levels.size());
  const auto add = [](const LoopDirective& directive, bool spatial, std::vector<LevelLoop>& loops) {
    for (std::size_t at = 0; at < directive.order.size(); ++at) {
      LevelLoop loop{directive.order[at], 1, spatial, directive.axis_of(at)};
      for (const Factor& factor : directive.factors)
        if (factor.dimension == loop.dimension) loop.trips = factor.value;
      loops.push_back(loop);
    }
  };
  for (const LevelId level : all.ids()) {
    if (fanout_below(machine, level)) add(levels[level.index()].spatial, true, all[level]);
    add(levels[level.index()].temporal, false, all[level]);
  }
  return all;
}

}  // namespace

std::optional<FanoutId> fanout_below(const Machine& machine, LevelId level) {
  const std::size_t next = machine.levels[level].position + 1;
  if (next >= machine.order.size() || machine.order[next].kind != MachineElement::Kind::fanout)
    return std::nullopt;
  return machine.order[next].fanout;
}

Mapping read_mapping(const yaml::Node& list, const Architecture& architecture, const Problem& problem,
                     const Machine& machine, Diagnostics& diagnostics, LevelLoops* loops) {
  const Levels levels = read_directives(list, architecture, problem, machine, diagnostics);
  diagnostics.throw_if_errors();
  check_products(list, levels, architecture, problem, diagnostics);
  check_homes(list, levels, architecture, problem, diagnostics);
  diagnostics.throw_if_errors();
  if (loops != nullptr) *loops = all_loops(levels, machine);
  return nest_of(levels, architecture, problem, machine);
}

}  // namespace ridge::timeloop
