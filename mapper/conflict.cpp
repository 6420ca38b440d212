#include "mapper/conflict.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "base/checked.hpp"
#include "base/quantity.hpp"
#include "base/readable_bytes.hpp"
#include "mapper/least_tile.hpp"
#include "mapper/loop_conflict.hpp"
#include "sim/cost/setting.hpp"

namespace ridge::mapper {

namespace {

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
    if (auto found = find_loop_conflict(*space_)) return found;
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
    NoMapping none = no_legal_nest(level, tensor,
                                   fmt::format("'{}' must keep '{}', and the constraints make it bypass",
                                               level_name(level), tensor_name(tensor)),
                                   "drop one of the two demands");
    none.place = space_->constraints().keep_places[level][tensor];
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
      return no_legal_nest(LevelId(), tensor, fmt::format("no level may keep '{}'", tensor_name(tensor)),
                           "let one level keep it");
    }
    const std::int64_t bytes = ceil_divide(word_bits(*largest, tensor) * problem_->words(tensor), 8);
    return does_not_fit(
        *largest, tensor, bytes, capacity(*largest),
        fmt::format("no level can be the home of '{}': it has {}, and '{}' holds {}", tensor_name(tensor),
                    readable_bytes(bytes), level_name(*largest), readable_bytes(capacity(*largest))),
        "a home must hold the whole tensor: let a larger level further out keep it");
  }

  bool can_be_home(LevelId level, TensorId tensor) const {
    if (!machine_->levels[level].size_bytes) return true;
    const double bits =
        static_cast<double>(word_bits(level, tensor)) * static_cast<double>(problem_->words(tensor));
    return bits <= 8.0 * static_cast<double>(capacity(level));
  }

  /// What a level holds of one tensor at least.
  struct Demand {
    TensorId tensor;
    std::int64_t bytes = 0;
    bool partial = false;
    bool twice = false;  // one tile, and room for the next
  };

  Demand least_demand(LevelId level, TensorId tensor) const {
    const LeastTile tile = least_tile(*space_, level, tensor);
    const auto bytes = [&](std::int64_t words) { return ceil_divide(words * word_bits(level, tensor), 8); };
    Demand demand{tensor, bytes(tile.words), tile.partial};
    if (!setting_.slots[setting_.slot(level, tensor)].double_buffered) return demand;
    demand.twice = 2 * demand.bytes < bytes(tile.whole_words);
    demand.bytes = std::min(2 * demand.bytes, bytes(tile.whole_words));
    return demand;
  }

  /// The largest ones that together need more room than there is. Empty: all fit.
  static std::vector<Demand> fewest_too_many(std::vector<Demand> demands, std::int64_t room) {
    std::stable_sort(demands.begin(), demands.end(),
                     [](const Demand& a, const Demand& b) { return a.bytes > b.bytes; });
    for (std::size_t i = 0; i < demands.size(); ++i) {
      room -= demands[i].bytes;
      if (room >= 0) continue;
      demands.resize(i + 1);
      std::sort(demands.begin(), demands.end(),
                [](const Demand& a, const Demand& b) { return a.tensor < b.tensor; });
      return demands;
    }
    return {};
  }

  std::optional<NoMapping> too_small(LevelId level) const {
    const auto& size = machine_->levels[level].size_bytes;
    if (!size) return std::nullopt;
    std::vector<Demand> demands;
    std::int64_t all_bytes = 0;
    for (TensorId tensor : problem_->tensors.ids()) {
      if (space_->keeping(level, tensor) != Keeping::always) continue;
      demands.push_back(least_demand(level, tensor));
      all_bytes += demands.back().bytes;
    }
    const std::vector<Demand> too_many = fewest_too_many(demands, *size);
    if (too_many.empty()) return std::nullopt;
    std::string parts;
    std::int64_t demanded = 0;
    const Demand* largest = &too_many.front();
    bool twice = false;
    for (const Demand& demand : too_many) {
      parts += fmt::format("{}{} {}{}{}", parts.empty() ? "" : ", ", tensor_name(demand.tensor),
                           readable_bytes(demand.bytes), demand.partial ? " as partial sums" : "",
                           demand.twice ? " for this tile and the next" : "");
      demanded += demand.bytes;
      twice = twice || demand.twice;
      if (demand.bytes > largest->bytes) largest = &demand;
    }
    return does_not_fit(
        level, largest->tensor, demanded, *size,
        fmt::format("the smallest tiles that '{}' must keep need {} ({}), it has {}", level_name(level),
                    readable_bytes(demanded), parts, readable_bytes(*size)),
        fmt::format(
            "make '{}' at least {}, {}or let it bypass {}", level_name(level), format_bytes(all_bytes),
            twice ? "or hold one tile at a time in it ('buffering: single'), " : "",
            too_many.size() == 1 ? fmt::format("'{}'", tensor_name(largest->tensor)) : "one of them"));
  }

  std::int64_t word_bits(LevelId level, TensorId tensor) const {
    const cost::Slot& slot = setting_.slots[setting_.slot(level, tensor)];
    if (least_tile(*space_, level, tensor).partial) return slot.partial_bits;
    return std::min(slot.word_bits, slot.partial_bits);
  }
  std::int64_t capacity(LevelId level) const {
    return machine_->levels[level].size_bytes.value_or(0) * machine_->instances(level);
  }
  const std::string& level_name(LevelId level) const { return machine_->levels[level].name; }
  const std::string& tensor_name(TensorId tensor) const { return problem_->tensors[tensor].name; }

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
