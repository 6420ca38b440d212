// A nest is an arrangement of nodes and spatial blocks, an unrolling, and temporal loops in the gaps. How
// loops can be ordered depends on how often each dimension is looped, not on bounds; how bounds can be
// chosen, on nothing else:
//
//   nests = sum over sets of unrolled fanouts, arrangements, and numbers of loops of each dimension
//             arrangements(gaps) x orders(gaps, loops) x sum over unrollings of products of
//             ordered_products(trips left, loops)
#include "sim/verify/space_size.hpp"

#include <algorithm>
#include <functional>

#include <fmt/format.h>

#include "base/diagnostics.hpp"
#include "sim/verify/arrangements.hpp"
#include "sim/verify/unrollings.hpp"

namespace ridge::verify {

namespace {

constexpr std::size_t most_fanouts = 6;
constexpr double most_splits = 1e6;
constexpr std::int64_t greatest_bound = std::int64_t{1} << 31;

/// The dimensions that can be looped, long ones first, so that few numbers are left soon.
std::vector<std::int64_t> bounds_in_order(const Problem& problem) {
  std::vector<std::int64_t> bounds;
  for (const Dimension& dimension : problem.dimensions)
    if (dimension.bound > 1) bounds.push_back(dimension.bound);
  std::sort(bounds.begin(), bounds.end(), std::greater<>());
  return bounds;
}

std::vector<std::size_t> most_loops(const std::vector<std::int64_t>& bounds) {
  std::vector<std::size_t> most;
  for (const std::int64_t bound : bounds)
    most.push_back(verify::most_loops(bound));
  return most;
}

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
          const std::vector<std::int64_t>& bounds, Form form, double most_steps)
      : problem_(problem),
        machine_(machine),
        constraints_(constraints),
        work_(most_steps),
        splits_(most_loops(bounds), work_),
        unroller_(bounds, form, work_) {}

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
    std::vector<double> sum(splits_.patterns(), 0);
    bool stands = false;
    for (const auto& [gaps, ways] : arrangements(problem_, machine_, constraints_, unrolled, work_)) {
      stands = true;
      const std::vector<double>& orders = splits_.orders(gaps);
      for (std::size_t at = 0; at < sum.size(); ++at)
        sum[at] += ways * orders[at];
    }
    return stands ? splits_.by_dimension(sum) : Amounts();
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
                                  const Constraints& constraints, Form form, double most_steps) {
  check(form != Form::even, "even nests are some of the perfect ones");
  const std::vector<std::int64_t> bounds = bounds_in_order(problem);
  double splits = 1;
  for (const std::size_t loops : most_loops(bounds))
    splits *= static_cast<double>(loops + 1);
  const bool long_ones = !bounds.empty() && bounds.front() > greatest_bound;
  if (splits > most_splits || long_ones || machine.fanouts.size() > most_fanouts) return std::nullopt;
  if (keeps_clash(machine, problem, constraints)) return 0;
  Counter counter(problem, machine, constraints, bounds, form, most_steps);
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
