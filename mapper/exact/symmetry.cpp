#include "mapper/exact/symmetry.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <set>

namespace ridge::mapper {

namespace {

constexpr std::size_t most_exchanges = 24;  // further ones are left out: equal roots are walked twice then

}  // namespace

Symmetry::Symmetry(const Space& space, const Shape& shape) : space_(&space), shape_(&shape) {
  std::vector<std::size_t> same(shape.size());
  std::iota(same.begin(), same.end(), std::size_t{0});
  exchanges_.push_back(same);
  std::vector<std::size_t> exchange;
  find_exchanges(exchange);
  for (const FanoutId fanout : space.machine().fanouts.ids()) {
    ActiveMask alike = 0;
    for (std::size_t d = 0; d < shape.size(); ++d)
      alike |= are_alike(fanout, d) ? ActiveMask{1} << d : 0U;
    alike_.push_back(alike);
  }
}

/// All that begin with these.
void Symmetry::find_exchanges(std::vector<std::size_t>& exchange) {
  if (exchanges_.size() == most_exchanges) return;
  if (exchange.size() == shape_->size()) {
    if (exchange != exchanges_.front() && keeps_tensors(exchange)) exchanges_.push_back(exchange);
    return;
  }
  for (std::size_t d = 0; d < shape_->size(); ++d) {
    const bool taken = std::find(exchange.begin(), exchange.end(), d) != exchange.end();
    if (taken || !may_stand_for(exchange.size(), d)) continue;
    exchange.push_back(d);
    find_exchanges(exchange);
    exchange.pop_back();
  }
}

/// Of the same bound, in the same tensors, under the same rules.
bool Symmetry::may_stand_for(std::size_t a, std::size_t b) const {
  if (a == b) return true;
  if (shape_->bound(a) != shape_->bound(b)) return false;
  for (const TensorId tensor : space_->problem().tensors.ids()) {
    if (has(shape_->relevant(tensor), a) != has(shape_->relevant(tensor), b)) return false;
    if (has(shape_->sliding(tensor), a) != has(shape_->sliding(tensor), b)) return false;
  }
  for (const FanoutId fanout : space_->machine().fanouts.ids()) {
    for (const Axis axis : {Axis::x, Axis::y}) {
      const TripLimits first = space_->spatial_limits(fanout, axis, shape_->dimension(a));
      const TripLimits second = space_->spatial_limits(fanout, axis, shape_->dimension(b));
      if (first.least != second.least || first.most != second.most) return false;
    }
  }
  return true;
}

/// Whether every tensor has the same ranks afterwards.
bool Symmetry::keeps_tensors(const std::vector<std::size_t>& exchange) const {
  using Ranks = std::multiset<std::multiset<std::pair<std::int64_t, std::size_t>>>;
  for (const Tensor& tensor : space_->problem().tensors) {
    Ranks before;
    Ranks after;
    for (const Rank& rank : tensor.ranks) {
      std::multiset<std::pair<std::int64_t, std::size_t>> as_it_is;
      std::multiset<std::pair<std::int64_t, std::size_t>> exchanged;
      for (const Term& term : rank.terms) {
        const std::size_t d = shape_->active(term.dimension);
        if (d == shape_->size()) continue;
        as_it_is.emplace(term.coefficient, d);
        exchanged.emplace(term.coefficient, exchange[d]);
      }
      before.insert(std::move(as_it_is));
      after.insert(std::move(exchanged));
    }
    if (before != after) return false;
  }
  return true;
}

/// Whether both axes of a fanout do the same with the words that lanes of a dimension share, at no hops' cost
/// and delay.
bool Symmetry::are_alike(FanoutId fanout, std::size_t active) const {
  const Fanout& at = space_->machine().fanouts[fanout];
  if (at.hop_energy_pj_per_byte.value_or(0) != 0 || at.delay_cycles != std::array{0.0, 0.0}) return false;
  const Problem& problem = space_->problem();
  for (const TensorId tensor : problem.tensors.ids()) {
    if (has(shape_->relevant(tensor), active) && !has(shape_->sliding(tensor), active)) continue;
    const auto role = static_cast<std::size_t>(problem.tensors[tensor].role);
    const CountingRules rules = space_->options().conventions.counting;
    const bool alike = tensor == problem.written ? joins_results(at, 0, rules) == joins_results(at, 1, rules)
                                                 : at.multicast[0].has(role) == at.multicast[1].has(role);
    if (!alike) return false;
  }
  return true;
}

std::vector<std::int64_t> Symmetry::key(const Unrolling& unrolling) const {
  const std::size_t width = shape_->size() * 2;
  std::vector<std::int64_t> lanes(alike_.size() * width, 1);  // by fanout, dimension and axis
  Factors in_all = all_ones;
  for (const SpatialLoop& loop : unrolling) {
    const std::size_t d = shape_->active(loop.dimension);
    lanes[loop.fanout.index() * width + d * 2 + static_cast<std::size_t>(loop.axis)] *= loop.bound;
    in_all[d] *= loop.bound;
  }
  for (std::size_t fanout = 0; fanout < alike_.size(); ++fanout) {
    for (std::size_t d = 0; d < shape_->size(); ++d) {
      std::int64_t* const at = &lanes[fanout * width + d * 2];
      const bool on_both = at[0] > 1 && at[1] > 1;
      if (!has(alike_[fanout], d) || (on_both && shape_->bound(d) % in_all[d] != 0)) continue;
      at[0] *= at[1];
      at[1] = 0;
    }
  }
  std::vector<std::int64_t> least = lanes;
  std::vector<std::int64_t> exchanged(lanes.size());
  for (const std::vector<std::size_t>& exchange : exchanges_) {
    for (std::size_t fanout = 0; fanout < alike_.size(); ++fanout) {
      for (std::size_t d = 0; d < shape_->size(); ++d)
        std::copy_n(&lanes[fanout * width + d * 2], 2, &exchanged[fanout * width + exchange[d] * 2]);
    }
    least = std::min(least, exchanged);
  }
  return least;
}

}  // namespace ridge::mapper
