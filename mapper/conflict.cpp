#include "mapper/conflict.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/checked.hpp"
#include "base/quantity.hpp"
#include "mapper/unrolling.hpp"
#include "sim/cost/setting.hpp"

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

class Conflicts {
 public:
  explicit Conflicts(const Space& space)
      : space_(&space),
        problem_(&space.problem()),
        machine_(&space.machine()),
        setting_(*problem_, *machine_) {}

  std::optional<NoMapping> first() const {
    if (!setting_.unit) return no_unit();
    if (space_->clash()) return keep_clash();
    if (auto found = uncovered()) return found;
    if (auto found = limits_clash()) return found;
    if (auto found = too_few_lanes()) return found;
    for (TensorId tensor : problem_->tensors.ids()) {
      if (auto found = no_home(tensor)) return found;
    }
    for (LevelId level : machine_->levels.ids()) {
      if (auto found = too_small(level)) return found;
    }
    return std::nullopt;
  }

 private:
  NoMapping no_unit() const {
    NoMapping none;
    none.cause.reason = Infeasible::Reason::no_unit;
    none.sentence = fmt::format("no compute unit of '{}' does '{}' at {}", machine_->name,
                                name_of(problem_->operation), name_of(cost::compute_precision(*problem_)));
    none.help = "choose a precision that the machine computes, or add it to the unit's 'does' and 'rate'";
    return none;
  }

  NoMapping keep_clash() const {
    const auto [level, tensor] = *space_->clash();
    return illegal(level, tensor,
                   fmt::format("'{}' must keep '{}', and the constraints make it bypass", level_name(level),
                               tensor_name(tensor)),
                   "drop one of the two demands");
  }

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
    return illegal(LevelId(), TensorId(),
                   fmt::format("the constraints allow temporal loops of at most {} step{} in all, and on the "
                               "{} lanes of '{}' at least {} are needed",
                               steps, steps == 1 ? "" : "s", machine_->lanes(), machine_->name, needed),
                   "allow more temporal loops at some level");
  }

  NoMapping uncovered(DimensionId dimension, std::int64_t trips, std::int64_t lanes) const {
    const std::string& name = problem_->dimensions[dimension].name;
    NoMapping none = illegal(
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
        const TripLimits limits = space_->temporal_limits(level, dimension);
        if (limits.least <= std::min(limits.most, bound)) continue;
        return unmeetable(dimension, "below '" + level_name(level) + "'", limits.least,
                          std::min(limits.most, bound));
      }
      for (FanoutId fanout : machine_->fanouts.ids()) {
        for (Axis axis : {Axis::x, Axis::y}) {
          const TripLimits limits = space_->spatial_limits(fanout, axis, dimension);
          if (limits.least <= limits.most) continue;
          const std::string where =
              fmt::format("over '{}.{}'", machine_->fanouts[fanout].name, name_of(axis));
          return unmeetable(dimension, where, limits.least, limits.most);
        }
      }
    }
    return std::nullopt;
  }

  NoMapping unmeetable(DimensionId dimension, const std::string& where, std::int64_t least,
                       std::int64_t most) const {
    NoMapping none =
        illegal(LevelId(), TensorId(),
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
    const UsedLanesRule& rule = space_->used_lanes_rule();
    const std::int64_t lanes = machine_->lanes();
    const double possible = static_cast<double>(most->lanes) / static_cast<double>(lanes);
    NoMapping none = illegal(LevelId(), TensorId(),
                             fmt::format("at least {} of the {} lanes must have work, and at most {} can",
                                         space_->least_lanes(), lanes, most->lanes),
                             fmt::format("ask for at most {}, or let more be unrolled", possible));
    none.place = rule.place;
    return none;
  }

  /// A home of limited size must hold the whole tensor, spread over its instances at best.
  std::optional<NoMapping> no_home(TensorId tensor) const {
    std::optional<LevelId> largest;
    for (LevelId level : machine_->levels.ids()) {
      if (space_->keeping(level, tensor) == Keeping::never) continue;
      if (can_be_home(level, tensor)) return std::nullopt;
      if (!largest || capacity(level) > capacity(*largest)) largest = level;
      if (space_->keeping(level, tensor) == Keeping::always) break;  // no home further in
    }
    if (!largest) {
      return illegal(LevelId(), tensor, fmt::format("no level may keep '{}'", tensor_name(tensor)),
                     "let one level keep it");
    }
    const std::int64_t bytes = ceil_divide(word_bits(*largest, tensor) * problem_->words(tensor), 8);
    return does_not_fit(
        *largest, tensor, bytes, capacity(*largest),
        fmt::format("no level can be the home of '{}': it has {}, and '{}' holds {}", tensor_name(tensor),
                    format_bytes(bytes), level_name(*largest), format_bytes(capacity(*largest))),
        "a home must hold the whole tensor: let a larger level further out keep it");
  }

  bool can_be_home(LevelId level, TensorId tensor) const {
    if (!machine_->levels[level].size_bytes) return true;
    const double bits =
        static_cast<double>(word_bits(level, tensor)) * static_cast<double>(problem_->words(tensor));
    return bits <= 8.0 * static_cast<double>(capacity(level));
  }

  std::optional<NoMapping> too_small(LevelId level) const {
    const auto& size = machine_->levels[level].size_bytes;
    if (!size) return std::nullopt;
    std::int64_t demanded = 0;
    std::int64_t largest = -1;
    TensorId blamed;
    std::string parts;
    for (TensorId tensor : problem_->tensors.ids()) {
      if (space_->keeping(level, tensor) != Keeping::always) continue;
      const std::int64_t bytes = ceil_divide(least_words(level, tensor) * word_bits(level, tensor), 8);
      parts += fmt::format("{}{} {}", parts.empty() ? "" : ", ", tensor_name(tensor), format_bytes(bytes));
      demanded += bytes;
      if (bytes > largest) blamed = tensor;
      largest = std::max(largest, bytes);
    }
    if (demanded <= *size) return std::nullopt;
    return does_not_fit(level, blamed, demanded, *size,
                        fmt::format("the smallest tiles that '{}' must keep need {} ({}), it has {}",
                                    level_name(level), format_bytes(demanded), parts, format_bytes(*size)),
                        fmt::format("make '{}' at least {}, or let it bypass one of them", level_name(level),
                                    format_bytes(demanded)));
  }

  /// One word for every lane that must be unrolled below the level: words of the tensor that these lanes
  /// touch.
  std::int64_t least_words(LevelId level, TensorId tensor) const {
    Problem smallest = *problem_;
    for (DimensionId dimension : problem_->dimensions.ids()) {
      std::int64_t lanes = 1;
      for (FanoutId fanout : machine_->fanouts.ids()) {
        if (machine_->fanouts[fanout].position < machine_->levels[level].position) continue;
        for (Axis axis : {Axis::x, Axis::y})
          lanes *= space_->spatial_limits(fanout, axis, dimension).least;
      }
      smallest.dimensions[dimension].bound = std::min(lanes, problem_->dimensions[dimension].bound);
    }
    return smallest.words(tensor);
  }

  std::int64_t word_bits(LevelId level, TensorId tensor) const {
    const cost::Slot& slot = setting_.slots[setting_.slot(level, tensor)];
    return std::min(slot.word_bits, slot.partial_bits);
  }
  std::int64_t capacity(LevelId level) const {
    return machine_->levels[level].size_bytes.value_or(0) * machine_->instances(level);
  }
  const std::string& level_name(LevelId level) const { return machine_->levels[level].name; }
  const std::string& tensor_name(TensorId tensor) const { return problem_->tensors[tensor].name; }

  static NoMapping illegal(LevelId level, TensorId tensor, std::string sentence, std::string help) {
    NoMapping none;
    none.cause.reason = Infeasible::Reason::illegal;
    none.cause.violation = Violation{Violation::Rule::no_home, 0, 0, level, tensor, DimensionId()};
    none.cause.level = level;
    none.cause.tensor = tensor;
    none.sentence = std::move(sentence);
    none.help = std::move(help);
    return none;
  }

  static NoMapping does_not_fit(LevelId level, TensorId tensor, std::int64_t demanded, std::int64_t available,
                                std::string sentence, std::string help) {
    NoMapping none;
    none.cause.reason = Infeasible::Reason::capacity;
    none.cause.level = level;
    none.cause.tensor = tensor;
    none.cause.demanded_bytes = demanded;
    none.cause.available_bytes = available;
    none.sentence = std::move(sentence);
    none.help = std::move(help);
    return none;
  }

  const Space* space_;
  const Problem* problem_;
  const Machine* machine_;
  cost::Setting setting_;
};

}  // namespace

std::optional<NoMapping> find_conflict(const Space& space) {
  return Conflicts(space).first();
}

}  // namespace ridge::mapper
