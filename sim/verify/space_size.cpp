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

#include "sim/verify/arrangements.hpp"
#include "sim/verify/splits.hpp"

namespace ridge::verify {

namespace {

constexpr std::size_t most_fanouts = 6;
constexpr double most_splits = 4e6;

/// Lanes still free on each axis of every fanout: what the next dimensions can have.
using Rooms = std::vector<std::int64_t>;

/// Takes the dimensions one after another: every way to unroll it, the ways to loop what is left of it.
class Unroller {
 public:
  Unroller(const Problem& problem, const Machine& machine, const std::vector<std::size_t>& most)
      : problem_(problem), most_(most) {
    for (const Fanout& fanout : machine.fanouts) {
      whole_.push_back(fanout.size[0]);
      whole_.push_back(fanout.size[1]);
    }
  }

  /// Sum over all unrollings of exactly the fanouts `unrolled`, `amounts` being orders by numbers of loops.
  double total(Amounts amounts, const std::vector<bool>& unrolled) {
    std::map<Rooms, Amounts> states{{whole_, std::move(amounts)}};
    for (const DimensionId dimension : problem_.dimensions.ids()) {
      std::map<Rooms, Amounts> next;
      for (const auto& [rooms, amounts_left] : states) {
        from_ = &amounts_left;
        to_ = &next;
        dimension_ = dimension;
        contracted_.clear();
        Rooms left = rooms;
        unroll(0, problem_.dimensions[dimension].bound, left);
      }
      states = std::move(next);
    }
    double sum = 0;
    for (const auto& [rooms, amount] : states) {
      if (uses(rooms) == unrolled) sum += amount.front();
    }
    return sum;
  }

 private:
  std::vector<bool> uses(const Rooms& rooms) const {
    std::vector<bool> used;
    for (std::size_t axis = 0; axis < whole_.size(); axis += 2)
      used.push_back(rooms[axis] != whole_[axis] || rooms[axis + 1] != whole_[axis + 1]);
    return used;
  }

  /// Decides how many lanes the dimension has on each axis from `axis` on. Of lanes that leave as many trips,
  /// the fewest.
  void unroll(std::size_t axis, std::int64_t trips, Rooms& rooms) {
    if (axis == rooms.size()) return add(trips, rooms);
    unroll(axis + 1, trips, rooms);
    const std::int64_t room = rooms[axis];
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
    sum.resize(amounts.size(), 0);
    for (std::size_t at = 0; at < amounts.size(); ++at)
      sum[at] += amounts[at];
  }

  /// The amounts without their first dimension, whose loops make so many trips.
  const Amounts& contracted(std::int64_t trips) {
    const auto [known, is_new] = contracted_.try_emplace(trips);
    if (!is_new) return known->second;
    const std::vector<double>& products = products_of(trips);
    const std::size_t radix = most_[dimension_.index()] + 1;
    Amounts& amounts = known->second;
    amounts.assign(from_->size() / radix, 0);
    for (std::size_t at = 0; at < from_->size(); ++at)
      amounts[at / radix] += (*from_)[at] * products[at % radix];
    return amounts;
  }

  /// By number of loops: the ways in which they make so many trips.
  const std::vector<double>& products_of(std::int64_t trips) {
    const auto [known, is_new] = products_.try_emplace({dimension_.index(), trips});
    for (std::size_t loops = 0; is_new && loops <= most_[dimension_.index()]; ++loops)
      known->second.push_back(ordered_products(trips, loops));
    return known->second;
  }

  const Problem& problem_;
  const std::vector<std::size_t>& most_;
  Rooms whole_;
  DimensionId dimension_;
  const Amounts* from_ = nullptr;
  std::map<Rooms, Amounts>* to_ = nullptr;
  std::map<std::int64_t, Amounts> contracted_;  // of `from_`, by trips
  std::map<std::pair<std::size_t, std::int64_t>, std::vector<double>> products_;
};

/// The most loops of bound 2 or more that each dimension can have.
std::vector<std::size_t> most_loops(const Problem& problem) {
  std::vector<std::size_t> most;
  for (const Dimension& dimension : problem.dimensions)
    most.push_back(std::bit_width(static_cast<std::uint64_t>(dimension.bound)) - 1U);
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

/// The fanouts of a set, as flags.
std::vector<bool> flags_of(std::size_t set, std::size_t fanouts) {
  std::vector<bool> flags;
  for (std::size_t i = 0; i < fanouts; ++i)
    flags.push_back((set >> i) % 2 == 1);
  return flags;
}

}  // namespace

std::optional<double> count_nests(const Problem& problem, const Machine& machine,
                                  const Constraints& constraints) {
  const std::vector<std::size_t> most = most_loops(problem);
  double splits_size = 1;
  for (const std::size_t loops : most)
    splits_size *= static_cast<double>(loops + 1);
  if (splits_size > most_splits || machine.fanouts.size() > most_fanouts) return std::nullopt;
  if (keeps_clash(machine, problem, constraints)) return 0;
  Splits splits(most);
  Unroller unroller(problem, machine, most);
  double nests = 0;
  for (std::size_t set = 0; set < std::size_t{1} << machine.fanouts.size(); ++set) {
    const std::vector<bool> unrolled = flags_of(set, machine.fanouts.size());
    Amounts amounts(static_cast<std::size_t>(splits_size), 0);
    for (const auto& [gaps, ways] : arrangements(problem, machine, constraints, unrolled)) {
      const Amounts& orders = splits.orders(gaps);
      for (std::size_t at = 0; at < amounts.size(); ++at)
        amounts[at] += ways * orders[at];
    }
    nests += unroller.total(std::move(amounts), unrolled);
  }
  return nests;
}

}  // namespace ridge::verify
