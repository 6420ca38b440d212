// Does a nest obey constraints?
#include <algorithm>

#include <fmt/format.h>

#include "sim/mapping/even_constraints.hpp"
#include "sim/mapping/names.hpp"
#include "sim/mapping/used_lanes.hpp"

namespace ridge {

namespace {

using Kind = NestEntry::Kind;

/// Loops of one place, outermost first, with its rules and its position in the machine.
struct LoopPlace {
  const LoopRules* rules = nullptr;
  std::string name;       // "below 'GLB'", "on PE.x"
  std::size_t depth = 0;  // greater: further in
  std::vector<NestEntry> loops;

  std::int64_t bound(DimensionId dimension) const {
    std::int64_t product = 1;
    for (const NestEntry& loop : loops) {
      if (loop.dimension == dimension) product *= loop.bound;
    }
    return product;
  }
};

class Obedience {
 public:
  Obedience(const Constraints& constraints, const Problem& problem, const Machine& machine,
            const Mapping& mapping, bool even)
      : constraints_(constraints), problem_(problem), machine_(machine), mapping_(mapping), even_(even) {
    for (LevelId level : machine.levels.ids()) {
      places_.push_back({&constraints.temporal[level],
                         fmt::format("below '{}'", machine.levels[level].name),
                         3 * machine.levels[level].position,
                         {}});
    }
    for (FanoutId fanout : machine.fanouts.ids()) {
      for (Axis axis : {Axis::x, Axis::y}) {
        const auto index = static_cast<std::size_t>(axis);
        places_.push_back({&constraints.spatial[fanout][index],
                           fmt::format("on {}", axis_name(machine, fanout, axis)),
                           3 * machine.fanouts[fanout].position + index,
                           {}});
      }
    }
    sort_loops();
  }

  std::optional<std::string> first_broken() const {
    if (auto sentence = broken_keep()) return sentence;
    for (const LoopPlace& place : places_) {
      if (auto sentence = broken_bound(place)) return sentence;
      if (auto sentence = broken_all(place)) return sentence;
      if (auto sentence = broken_order(place)) return sentence;
    }
    return broken_used_lanes();
  }

 private:
  void sort_loops() {
    std::vector<bool> begun(machine_.levels.size(), false);
    std::size_t level = 0;  // of the temporal loops that come next
    for (const NestEntry& entry : mapping_.nest) {
      if (entry.kind == Kind::keep) {
        if (!begun[entry.level.index()]) level = entry.level.index();
        begun[entry.level.index()] = true;
      } else if (entry.bound > 1) {
        const std::size_t axis =
            machine_.levels.size() + 2 * entry.fanout.index() + static_cast<std::size_t>(entry.axis);
        places_[entry.kind == Kind::temporal ? level : axis].loops.push_back(entry);
        if (even_ && entry.kind == Kind::spatial) level = std::max(level, level_below(entry.fanout));
      }
    }
  }

  std::size_t level_below(FanoutId fanout) const {
    std::size_t level = machine_.levels.size();
    while (level > 0 && machine_.levels[LevelId(level - 1)].position > machine_.fanouts[fanout].position)
      --level;
    return std::min(level, machine_.levels.size() - 1);
  }

  std::string read_at(const Place& place) const {
    return place.source ? fmt::format(" ({})", place.text()) : std::string();
  }

  std::optional<std::string> broken_keep() const {
    for (LevelId level : machine_.levels.ids()) {
      for (TensorId tensor : problem_.tensors.ids()) {
        const std::optional<bool> rule = constraints_.keep[level][tensor];
        if (!rule) continue;
        const bool kept = std::find(mapping_.nest.begin(), mapping_.nest.end(),
                                    NestEntry::keep(level, tensor)) != mapping_.nest.end();
        if (kept == *rule) continue;
        return fmt::format("'{}' must {} '{}'{}", machine_.levels[level].name, *rule ? "keep" : "not keep",
                           problem_.tensors[tensor].name, read_at(constraints_.keep_places[level][tensor]));
      }
    }
    return std::nullopt;
  }

  std::optional<std::string> broken_bound(const LoopPlace& place) const {
    for (DimensionId dimension : problem_.dimensions.ids()) {
      const BoundRule& rule = place.rules->bounds[dimension];
      const std::int64_t bound = place.bound(dimension);
      if (rule.allows(bound)) continue;
      const bool few = bound < rule.least;
      return fmt::format("loops over '{}' {} multiply to {}, must be at {} {}{}",
                         problem_.dimensions[dimension].name, place.name, bound, few ? "least" : "most",
                         few ? rule.least : rule.most, read_at(rule.place));
    }
    return std::nullopt;
  }

  std::optional<std::string> broken_all(const LoopPlace& place) const {
    for (DimensionId dimension : problem_.dimensions.ids()) {
      const BoundRule& rule = place.rules->bounds[dimension];
      if (!rule.all) continue;
      for (const LoopPlace& outer : places_) {
        if (outer.depth >= place.depth || outer.bound(dimension) == 1) continue;
        return fmt::format("a loop over '{}' stands {}, but all of them must be {}{}",
                           problem_.dimensions[dimension].name, outer.name, place.name, read_at(rule.place));
      }
    }
    return std::nullopt;
  }

  std::optional<std::string> broken_order(const LoopPlace& place) const {
    const std::vector<DimensionId>& order = place.rules->order;
    std::size_t reached = 0;  // rank in `order`, from 1, of the loops so far; 0 for those that are not in it
    for (const NestEntry& loop : place.loops) {
      const auto found = std::find(order.begin(), order.end(), loop.dimension);
      const std::size_t rank = found == order.end() ? 0 : static_cast<std::size_t>(found - order.begin()) + 1;
      if (rank < reached) {
        return fmt::format("'{}' must stand outside '{}' {}{}", problem_.dimensions[loop.dimension].name,
                           problem_.dimensions[order[reached - 1]].name, place.name,
                           read_at(place.rules->order_place));
      }
      reached = rank;
    }
    return std::nullopt;
  }

  std::optional<std::string> broken_used_lanes() const {
    const UsedLanesRule& rule = constraints_.used_lanes;
    const std::int64_t lanes = machine_.lanes();
    if (rule.least == 0) return std::nullopt;
    const std::int64_t used = used_lanes(problem_, mapping_.nest);
    if (rule.allows(used, lanes)) return std::nullopt;
    return fmt::format("{} of {} lanes have work, must be at least {} of them{}", used, lanes, rule.least,
                       read_at(rule.place));
  }

  const Constraints& constraints_;
  const Problem& problem_;
  const Machine& machine_;
  const Mapping& mapping_;
  bool even_;
  std::vector<LoopPlace> places_;
};

}  // namespace

std::optional<std::string> broken_constraint(const Constraints& constraints, const Problem& problem,
                                             const Machine& machine, const Mapping& mapping) {
  return Obedience(constraints, problem, machine, mapping, false).first_broken();
}

std::optional<std::string> broken_constraint_of_even(const Constraints& constraints, const Problem& problem,
                                                     const Machine& machine, const Mapping& mapping) {
  return Obedience(constraints, problem, machine, mapping, true).first_broken();
}

}  // namespace ridge
