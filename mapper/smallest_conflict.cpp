#include "mapper/smallest_conflict.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/quantity.hpp"
#include "mapper/emptiness.hpp"

namespace ridge::mapper {

namespace {

constexpr std::int64_t most_bytes = std::int64_t{1} << 50;

using Chosen = std::vector<std::size_t>;  // facts, by index

class Explainer {
 public:
  Explainer(const Space& space, std::int64_t most_work, Watch& watch)
      : problem_(&space.problem()),
        machine_(&space.machine()),
        constraints_(&space.constraints()),
        options_(space.options()),
        work_left_(most_work),
        watch_(&watch),
        facts_(facts_of(*problem_, *machine_, *constraints_)) {}

  Conflict run() {
    Chosen all;
    for (std::size_t i = 0; i < facts_.size(); ++i)
      all.push_back(i);
    Chosen conflict = needed({}, false, all);
    std::sort(conflict.begin(), conflict.end());
    Conflict result;
    result.smallest = smallest_;
    for (const std::size_t i : conflict) {
      if (auto way = way_out(i)) result.ways_out.push_back(std::move(*way));
      result.facts.push_back(facts_[i]);
    }
    return result;
  }

 private:
  /// Of `open` those that conflict together with `held`. `grown`: `held` has grown since it was known not to
  /// conflict alone.
  Chosen needed(const Chosen& held, bool grown, const Chosen& open) {
    if (grown && empty_under(held)) return {};
    if (open.size() <= 1) return open;
    const auto middle = open.begin() + static_cast<std::ptrdiff_t>(open.size() / 2);
    const Chosen first(open.begin(), middle);
    const Chosen second(middle, open.end());
    const Chosen of_second = needed(joined(held, first), true, second);
    const Chosen of_first = needed(joined(held, of_second), !of_second.empty(), first);
    return joined(of_first, of_second);
  }

  static Chosen joined(Chosen a, const Chosen& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
  }

  bool empty_under(const Chosen& held) {
    Machine machine = *machine_;
    Constraints constraints = *constraints_;
    for (std::size_t i = 0; i < facts_.size(); ++i) {
      if (std::find(held.begin(), held.end(), i) == held.end()) facts_[i].lift(machine, constraints);
    }
    const Emptiness answer = ask(machine, constraints);
    smallest_ = smallest_ && answer != Emptiness::unknown;
    return answer == Emptiness::empty;
  }

  /// What lifts one fact, when that is enough.
  std::optional<std::string> way_out(std::size_t at) {
    const Fact& fact = facts_[at];
    Machine machine = *machine_;
    Constraints constraints = *constraints_;
    fact.lift(machine, constraints);
    if (ask(machine, constraints) != Emptiness::inhabited) return std::nullopt;
    return fact.size_of ? larger(*fact.size_of) : fact.way_out;
  }

  /// A size that is enough: the least one, where all smaller ones are known not to be.
  std::optional<std::string> larger(LevelId level) {
    Machine machine = *machine_;
    bool known = true;
    const auto is_enough = [&](std::int64_t bytes) {
      machine.levels[level].size_bytes = bytes;
      const Emptiness answer = ask(machine, *constraints_);
      known = known && answer != Emptiness::unknown;
      return answer == Emptiness::inhabited;
    };
    std::int64_t too_small = *machine_->levels[level].size_bytes;
    std::int64_t enough = too_small * 2;
    while (!is_enough(enough)) {
      if (enough > most_bytes / 2) return std::nullopt;
      too_small = enough;
      enough *= 2;
    }
    while (enough - too_small > 1) {
      const std::int64_t middle = too_small + (enough - too_small) / 2;
      (is_enough(middle) ? enough : too_small) = middle;
    }
    return fmt::format("make '{}' {}{}", machine_->levels[level].name, known ? "at least " : "",
                       format_bytes(enough));
  }

  Emptiness ask(const Machine& machine, const Constraints& constraints) {
    return emptiness_of(Space(*problem_, machine, constraints, options_), work_left_, *watch_);
  }

  const Problem* problem_;
  const Machine* machine_;
  const Constraints* constraints_;
  SpaceOptions options_;
  std::int64_t work_left_;
  Watch* watch_;
  std::vector<Fact> facts_;
  bool smallest_ = true;
};

}  // namespace

Conflict smallest_conflict(const Space& space, std::int64_t most_work, Watch& watch) {
  return Explainer(space, most_work, watch).run();
}

}  // namespace ridge::mapper
