#include "mapper/loop_conflict.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/checked.hpp"
#include "mapper/factors.hpp"
#include "mapper/unrolling.hpp"

namespace ridge::mapper {

namespace {

/// The most that all temporal loops of a dimension can multiply to.
std::int64_t most_trips(const Space& space, DimensionId dimension) {
  std::int64_t trips = 1;
  for (LevelId level : space.machine().levels.ids())
    trips =
        saturating_multiply(trips, std::max<std::int64_t>(1, space.temporal_limits(level, dimension).most));
  return trips;
}

/// The same of its spatial loops.
std::int64_t most_lanes(const Space& space, DimensionId dimension) {
  std::int64_t lanes = 1;
  for (FanoutId fanout : space.machine().fanouts.ids()) {
    for (Axis axis : {Axis::x, Axis::y})
      lanes = saturating_multiply(
          lanes, std::max<std::int64_t>(1, space.spatial_limits(fanout, axis, dimension).most));
  }
  return lanes;
}

constexpr std::size_t axis_index(Axis axis) {
  return static_cast<std::size_t>(axis);
}

/// part / whole, rounded down to four digits: "0.2916" of 140 of 480.
std::string text_rounded_down(std::int64_t part, std::int64_t whole) {
  std::int64_t scale = 1;
  while (part * scale < 1000 * whole && scale < std::numeric_limits<std::int64_t>::max() / 10 / part)
    scale *= 10;
  return fmt::format("{}", static_cast<double>(part * scale / whole) / static_cast<double>(scale));
}

class LoopConflicts {
 public:
  explicit LoopConflicts(const Space& space)
      : space_(&space), problem_(&space.problem()), machine_(&space.machine()) {}

  std::optional<NoMapping> first() const {
    if (auto found = uncovered()) return found;
    if (auto found = limits_clash()) return found;
    return too_few_lanes();
  }

 private:
  /// The bounds of a dimension multiply to at least its size, and lanes are shared by all dimensions.
  std::optional<NoMapping> uncovered() const {
    std::int64_t steps = 1;
    for (DimensionId dimension : problem_->dimensions.ids()) {
      const std::int64_t bound = problem_->dimensions[dimension].bound;
      const std::int64_t trips = std::min(most_trips(*space_, dimension), bound);
      const std::int64_t lanes = most_lanes(*space_, dimension);
      if (saturating_multiply(trips, lanes) < bound) return uncovered(dimension, trips, lanes);
      steps *= trips;
    }
    if (steps == problem_->iterations()) return std::nullopt;
    const std::int64_t needed = fewest_steps(*space_);
    if (needed <= steps) return std::nullopt;
    return no_legal_nest(
        LevelId(), TensorId(),
        fmt::format("the constraints allow temporal loops of at most {} step{} in all, and on the "
                    "{} lanes of '{}' at least {} are needed",
                    steps, steps == 1 ? "" : "s", machine_->lanes(), machine_->name, needed),
        "allow more temporal loops at some level");
  }

  NoMapping uncovered(DimensionId dimension, std::int64_t trips, std::int64_t lanes) const {
    const std::string& name = problem_->dimensions[dimension].name;
    NoMapping none = no_legal_nest(
        LevelId(), TensorId(),
        fmt::format("the loops that machine and constraints allow do not cover '{}': its {} iterations can "
                    "be looped {} time{} and unrolled over {} lane{}",
                    name, problem_->dimensions[dimension].bound, trips, trips == 1 ? "" : "s", lanes,
                    lanes == 1 ? "" : "s"),
        fmt::format("allow temporal loops over '{}' at some level, or more lanes", name));
    none.cause.violation->dimension = dimension;
    return none;
  }

  std::optional<NoMapping> limits_clash() const {
    for (DimensionId dimension : problem_->dimensions.ids()) {
      const std::int64_t bound = problem_->dimensions[dimension].bound;
      for (LevelId level : machine_->levels.ids()) {
        const BoundRule& rule = space_->constraints().temporal[level].bounds[dimension];
        if (auto found = undivided(dimension, rule, "below '" + level_name(level) + "'", bound)) return found;
        const TripLimits limits = space_->temporal_limits(level, dimension);
        if (limits.least <= std::min(limits.most, bound)) continue;
        NoMapping none = unmeetable(dimension, "below '" + level_name(level) + "'", limits.least,
                                    std::min(limits.most, bound));
        none.place = rule.place;
        return none;
      }
      for (FanoutId fanout : machine_->fanouts.ids()) {
        for (Axis axis : {Axis::x, Axis::y})
          if (auto found = too_many_lanes(fanout, axis, dimension)) return found;
      }
    }
    return std::nullopt;
  }

  std::optional<NoMapping> too_many_lanes(FanoutId fanout, Axis axis, DimensionId dimension) const {
    const TripLimits limits = space_->spatial_limits(fanout, axis, dimension);
    if (limits.least <= limits.most) return std::nullopt;
    const std::string where = axis_name(fanout, axis);
    const BoundRule& rule = space_->constraints().spatial[fanout][axis_index(axis)].bounds[dimension];
    const std::int64_t size = machine_->fanouts[fanout].size[axis_index(axis)];
    const bool summable = problem_->relevant(problem_->written, dimension) ||
                          machine_->fanouts[fanout].reduce[axis_index(axis)];
    if (summable) {
      if (auto found = undivided(dimension, rule, fmt::format("over '{}'", where), size)) return found;
    }
    NoMapping none = unmeetable(dimension, fmt::format("over '{}'", where), limits.least, limits.most);
    none.place = rule.place;
    if (summable) return none;
    none.sentence += fmt::format(": '{}' is summed into '{}', and '{}' does not add up partial results",
                                 problem_->dimensions[dimension].name, tensor_name(problem_->written), where);
    none.help = reducing_axes(fanout);
    return none;
  }

  /// A rule that could be met, but not by a bound that divides: `room` is the largest bound there.
  std::optional<NoMapping> undivided(DimensionId dimension, const BoundRule& rule, const std::string& where,
                                     std::int64_t room) const {
    const std::int64_t size = problem_->dimensions[dimension].bound;
    const std::int64_t most = std::min({rule.most, room, size});
    if (!space_->options().bounds_divide() || rule.least > most) return std::nullopt;
    if (smallest_divisor(size, rule.least) <= most) return std::nullopt;
    NoMapping none = no_legal_nest(
        LevelId(), TensorId(),
        fmt::format(
            "the constraints want '{}' {} times {}, bounds must divide, and its size of {} has no such "
            "divisor",
            problem_->dimensions[dimension].name,
            rule.least == most ? fmt::format("{}", most) : fmt::format("{} to {}", rule.least, most), where,
            size),
        "relax the bound, or let bounds be such that do not divide");
    none.cause.violation->dimension = dimension;
    none.place = rule.place;
    return none;
  }

  /// Where partial results can be added up instead.
  std::string reducing_axes(FanoutId wanted) const {
    std::vector<std::string> reducing;
    for (FanoutId fanout : machine_->fanouts.ids()) {
      for (Axis axis : {Axis::x, Axis::y})
        if (machine_->fanouts[fanout].reduce[axis_index(axis)]) reducing.push_back(axis_name(fanout, axis));
    }
    if (!reducing.empty())
      return fmt::format("relax the bound, or move it to {}, where partial results are added up",
                         list_of(reducing));
    return fmt::format("relax the bound, or give '{}' the key 'reduce' if it has adders",
                       machine_->fanouts[wanted].name);
  }

  NoMapping unmeetable(DimensionId dimension, const std::string& where, std::int64_t least,
                       std::int64_t most) const {
    NoMapping none = no_legal_nest(
        LevelId(), TensorId(),
        fmt::format("the constraints want '{}' at least {} times {}, where at most {} is possible",
                    problem_->dimensions[dimension].name, least, where, most),
        "relax the bound");
    none.cause.violation->dimension = dimension;
    return none;
  }

  std::optional<NoMapping> too_few_lanes() const {
    if (space_->least_lanes() == 1) return std::nullopt;
    const auto most = most_lanes(*space_);
    if (!most || most->lanes == 0 || most->lanes >= space_->least_lanes()) return std::nullopt;
    const std::int64_t lanes = machine_->lanes();
    NoMapping none = no_legal_nest(
        LevelId(), TensorId(),
        fmt::format("at least {} of the {} lanes must have work, and at most {} can", space_->least_lanes(),
                    lanes, most->lanes),
        fmt::format("ask for at most {}, or let more be unrolled", text_rounded_down(most->lanes, lanes)));
    none.place = space_->used_lanes_rule().place;
    return none;
  }

  const std::string& level_name(LevelId level) const { return machine_->levels[level].name; }
  const std::string& tensor_name(TensorId tensor) const { return problem_->tensors[tensor].name; }
  std::string axis_name(FanoutId fanout, Axis axis) const {
    return fmt::format("{}.{}", machine_->fanouts[fanout].name, name_of(axis));
  }

  const Space* space_;
  const Problem* problem_;
  const Machine* machine_;
};

}  // namespace

NoMapping no_legal_nest(LevelId level, TensorId tensor, std::string sentence, std::string help) {
  NoMapping none;
  none.cause.reason = Infeasible::Reason::illegal;
  none.cause.violation = Violation{Violation::Rule::no_home, 0, 0, level, tensor, DimensionId()};
  none.cause.level = level;
  none.cause.tensor = tensor;
  none.sentence = std::move(sentence);
  none.help = std::move(help);
  return none;
}

std::optional<NoMapping> find_loop_conflict(const Space& space) {
  return LoopConflicts(space).first();
}

}  // namespace ridge::mapper
