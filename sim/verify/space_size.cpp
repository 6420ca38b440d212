// A nest is an arrangement of nodes and spatial blocks, an unrolling, and temporal loops in the gaps. How
// loops can be ordered depends on how often each dimension is looped, not on bounds; how bounds can be
// chosen, on nothing else:
//
//   nests = sum over sets of unrolled fanouts, arrangements, and numbers of loops of each dimension
//             arrangements(gaps) x orders(gaps, loops) x sum over unrollings of products of
//             ordered_products(trips left, loops)
#include "sim/verify/space_size.hpp"

#include <algorithm>
#include <bit>
#include <functional>

#include <fmt/format.h>

#include "sim/verify/arrangements.hpp"
#include "sim/verify/splits.hpp"

namespace ridge::verify {

namespace {

constexpr std::size_t most_fanouts = 6;
constexpr double most_splits = 1e6;
constexpr std::int64_t greatest_bound = std::int64_t{1} << 31;
constexpr double steps_per_divisors = 5e4;  // of a number up to that

/// The dimensions that can be looped, long ones first, so that few numbers are left soon.
std::vector<std::int64_t> bounds_in_order(const Problem& problem) {
  std::vector<std::int64_t> bounds;
  for (const Dimension& dimension : problem.dimensions)
    if (dimension.bound > 1) bounds.push_back(dimension.bound);
  std::sort(bounds.begin(), bounds.end(), std::greater<>());
  return bounds;
}

/// The most loops of bound 2 or more that a dimension can have.
std::size_t most_loops(std::int64_t bound) {
  return std::bit_width(static_cast<std::uint64_t>(bound)) - 1U;
}

std::vector<std::size_t> most_loops(const std::vector<std::int64_t>& bounds) {
  std::vector<std::size_t> most;
  for (const std::int64_t bound : bounds)
    most.push_back(most_loops(bound));
  return most;
}

/// Lanes still free on each axis of the fanouts that are unrolled: what the next dimensions can have.
using Rooms = std::vector<std::int64_t>;

/// Takes the dimensions one after another: every way to unroll it, the ways to loop what is left of it.
class Unroller {
 public:
  Unroller(std::vector<std::int64_t> bounds, Work& work) : bounds_(std::move(bounds)), work_(work) {}

  /// Sum over all unrollings of these fanouts, each on one axis at least; `amounts` are orders by numbers of
  /// loops.
  double total(Amounts amounts, const std::vector<const Fanout*>& fanouts) {
    Rooms whole;
    for (const Fanout* fanout : fanouts)
      whole.insert(whole.end(), fanout->size.begin(), fanout->size.end());
    std::map<Rooms, Amounts> states{{whole, std::move(amounts)}};
    for (const std::int64_t bound : bounds_) {
      std::map<Rooms, Amounts> next;
      to_ = &next;
      radix_ = most_loops(bound) + 1;
      for (const auto& [rooms, left] : states) {
        from_ = &left;
        contracted_.clear();
        Rooms free = rooms;
        unroll(0, bound, free);
      }
      states = std::move(next);
    }
    double sum = 0;
    for (const auto& [rooms, amount] : states) {
      if (uses_all(rooms, whole)) sum += amount.front();
    }
    return sum;
  }

 private:
  static bool uses_all(const Rooms& rooms, const Rooms& whole) {
    for (std::size_t axis = 0; axis < whole.size(); axis += 2) {
      if (rooms[axis] == whole[axis] && rooms[axis + 1] == whole[axis + 1]) return false;
    }
    return true;
  }

  /// Decides how many lanes the dimension has on each axis from `axis` on. Of lanes that leave as many trips,
  /// the fewest.
  void unroll(std::size_t axis, std::int64_t trips, Rooms& rooms) {
    if (work_.exhausted()) return;
    if (axis == rooms.size()) return add(trips, rooms);
    unroll(axis + 1, trips, rooms);
    const std::int64_t room = rooms[axis];
    work_.spend(static_cast<double>(std::min(room, trips)));
    for (std::int64_t lanes = 2; lanes <= std::min(room, trips); ++lanes) {
      if ((trips + lanes - 2) / (lanes - 1) == (trips + lanes - 1) / lanes) continue;
      rooms[axis] = room / lanes;
      unroll(axis + 1, (trips + lanes - 1) / lanes, rooms);
      rooms[axis] = room;
    }
  }

  void add(std::int64_t trips, const Rooms& rooms) {
    const Amounts& amounts = contracted(trips);
    Amounts& sum = (*to_)[rooms];
    work_.spend(static_cast<double>(amounts.size()) + 50);
    if (sum.empty() && !work_.keep(static_cast<double>(amounts.size()))) return;
    sum.resize(amounts.size(), 0);
    for (std::size_t at = 0; at < amounts.size(); ++at)
      sum[at] += amounts[at];
  }

  /// The amounts without their first dimension, whose loops make so many trips.
  const Amounts& contracted(std::int64_t trips) {
    const auto [known, is_new] = contracted_.try_emplace(trips);
    if (!is_new) return known->second;
    const std::vector<double>& products = products_of(trips);
    Amounts& amounts = known->second;
    amounts.assign(from_->size() / radix_, 0);
    for (std::size_t at = 0; at < amounts.size(); ++at) {
      for (std::size_t loops = 0; loops < radix_; ++loops)
        amounts[at] += (*from_)[at * radix_ + loops] * products[loops];
    }
    return amounts;
  }

  /// By number of loops: the ways in which they make so many trips.
  const std::vector<double>& products_of(std::int64_t trips) {
    std::vector<double>& known = by_loops_[trips];
    if (known.empty()) work_.spend(steps_per_divisors);
    while (known.size() < radix_)
      known.push_back(products_.ways(trips, known.size()));
    return known;
  }

  std::vector<std::int64_t> bounds_;
  std::size_t radix_ = 1;  // of the dimension that is taken: the numbers of loops it can have
  const Amounts* from_ = nullptr;
  std::map<Rooms, Amounts>* to_ = nullptr;
  std::map<std::int64_t, Amounts> contracted_;  // of `from_`, by trips
  OrderedProducts products_;
  std::map<std::int64_t, std::vector<double>> by_loops_;  // by trips
  Work& work_;
};

bool keeps_clash(const Machine& machine, const Problem& problem, const Constraints& constraints) {
  for (const LevelId level : machine.levels.ids()) {
    for (const TensorId tensor : problem.tensors.ids()) {
      const auto role = static_cast<std::size_t>(problem.tensors[tensor].role);
      const StorageLevel& storage = machine.levels[level];
      const std::optional<bool> rule = constraints.keep[level][tensor];
      const bool must = storage.keeps.has(role) || rule == true;
      if (must && (!storage.may_keep.has(role) || rule == false)) return true;
    }
  }
  return false;
}

/// Counts nests by the set of fanouts that have spatial loops.
class Counter {
 public:
  Counter(const Problem& problem, const Machine& machine, const Constraints& constraints,
          const std::vector<std::int64_t>& bounds)
      : problem_(problem),
        machine_(machine),
        constraints_(constraints),
        splits_(most_loops(bounds), work_),
        unroller_(bounds, work_) {}

  bool gave_up() const { return work_.exhausted(); }

  /// Bit i of `set`: the fanout of index i has spatial loops.
  double nests(std::size_t set) {
    std::vector<bool> unrolled;
    std::vector<const Fanout*> fanouts;
    for (const FanoutId fanout : machine_.fanouts.ids()) {
      unrolled.push_back((set >> fanout.index()) % 2 == 1);
      if (unrolled.back()) fanouts.push_back(&machine_.fanouts[fanout]);
    }
    Amounts orders = orders_with(unrolled);
    return orders.empty() ? 0 : unroller_.total(std::move(orders), fanouts);
  }

 private:
  /// The ways to order temporal loops, by how often each dimension is looped; empty: no node can stand.
  Amounts orders_with(const std::vector<bool>& unrolled) {
    Amounts amounts;
    for (const auto& [gaps, ways] : arrangements(problem_, machine_, constraints_, unrolled, work_)) {
      const Amounts& orders = splits_.orders(gaps);
      amounts.resize(orders.size(), 0);
      for (std::size_t at = 0; at < amounts.size(); ++at)
        amounts[at] += ways * orders[at];
    }
    return amounts;
  }

  const Problem& problem_;
  const Machine& machine_;
  const Constraints& constraints_;
  Work work_;
  Splits splits_;
  Unroller unroller_;
};

}  // namespace

std::optional<double> count_nests(const Problem& problem, const Machine& machine,
                                  const Constraints& constraints) {
  const std::vector<std::int64_t> bounds = bounds_in_order(problem);
  double splits = 1;
  for (const std::size_t loops : most_loops(bounds))
    splits *= static_cast<double>(loops + 1);
  const bool long_ones = !bounds.empty() && bounds.front() > greatest_bound;
  if (splits > most_splits || long_ones || machine.fanouts.size() > most_fanouts) return std::nullopt;
  if (keeps_clash(machine, problem, constraints)) return 0;
  Counter counter(problem, machine, constraints, bounds);
  double nests = 0;
  for (std::size_t set = 0; set < std::size_t{1} << machine.fanouts.size(); ++set)
    nests += counter.nests(set);
  if (counter.gave_up()) return std::nullopt;
  return nests;
}

std::string rounded_count(double nests) {
  if (nests < 1e7) return fmt::format("{:.0f}", nests);
  std::string text = fmt::format("{:.1e}", nests);  // "3.1e+14"
  text.erase(text.find('+'), 1);
  return text;
}

}  // namespace ridge::verify
