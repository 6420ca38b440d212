#include "mapper/even_exact/tiles.hpp"

#include <algorithm>
#include <bit>

#include "mapper/factors.hpp"

namespace ridge::mapper::even {

PrimeFields::PrimeFields(const Shape& shape) {
  for (std::size_t d = 0; d < shape.size(); ++d) {
    for (const std::int64_t prime : primes_of(shape.bound(d))) {
      unsigned power = 0;
      for (std::int64_t rest = shape.bound(d); rest % prime == 0; rest /= prime)
        ++power;
      fields_[d].push_back({prime, used_});
      used_ += static_cast<unsigned>(std::bit_width(power)) + 1;
      if (used_ <= 128) guards_ |= Bits{1} << (used_ - 1);
    }
  }
}

PrimeFields::Bits PrimeFields::bits(std::size_t active, std::int64_t factor) const {
  Bits bits = 0;
  for (const Field& field : fields_[active]) {
    for (; factor % field.prime == 0; factor /= field.prime)
      bits += Bits{1} << field.shift;
  }
  return bits;
}

Kinds kinds_of(const Problem& problem, const Shape& shape, const Boxes& boxes) {
  Kinds kinds;
  std::vector<std::size_t> first;
  const auto alike = [&](std::size_t a, std::size_t b) {
    for (const TensorId tensor : problem.tensors.ids()) {
      const Boxes::Moves moves = boxes.moves(tensor, a);
      if (moves != boxes.moves(tensor, b)) return false;
      if (moves == Boxes::Moves::window && boxes.window(tensor, a) != boxes.window(tensor, b)) return false;
    }
    return true;
  };
  for (std::size_t d = 0; d < shape.size(); ++d) {
    std::size_t kind = 0;
    while (kind < first.size() && !alike(first[kind], d))
      ++kind;
    if (kind == first.size()) {
      first.push_back(d);
      kinds.push_back(0);
    }
    kinds[kind] |= ActiveMask{1} << d;
  }
  return kinds;
}

Arrivals::Arrivals(const Tower& tower, const Kinds& kinds, std::size_t storey)
    : tower_(&tower), kinds_(&kinds), storey_(storey) {
  for (const std::size_t at : tower.storeys()[storey].arriving)
    arriving_.push_back({&tower.edges()[at], 0, 1, {}});
}

void Arrivals::look(const Factors& left) {
  const Boxes& boxes = *tower_->ground().boxes;
  outside_ = tower_->outside(left);
  const Factors extents = tower_->extents(storey_, left);
  for (Arriving& one : arriving_) {
    const TensorId tensor = one.edge->tensor;
    one.words = boxes.words(tensor, extents);
    one.refills = boxes.refills(tensor, extents, outside_);
    one.others = 1;
    for (std::size_t d = 0; d < most_active; ++d)
      if (!has(boxes.relevant(tensor), d)) one.others *= static_cast<double>(outside_[d]);
  }
}

/// Words that enter each node at least when the innermost loop above is over such a dimension; a tile that it
/// does not move outlives `run` trips.
double Arrivals::words(const Arriving& one, std::size_t innermost, double run) const {
  const Boxes& boxes = *tower_->ground().boxes;
  switch (boxes.moves(one.edge->tensor, innermost)) {
    case Boxes::Moves::not_at_all:
      return one.words * one.refills.stays * (one.others / run);
    case Boxes::Moves::window:
      return one.words * one.refills.along[boxes.window(one.edge->tensor, innermost)] * one.others;
    case Boxes::Moves::plainly:
      break;
  }
  return one.words * one.refills.plain * one.others;
}

Cost Arrivals::least(const Factors& left) {
  look(left);
  Cost least = Cost::infinite();
  bool looped = false;
  for (const ActiveMask kind : *kinds_) {
    std::size_t innermost = most_active;
    for (std::size_t d = 0; d < most_active; ++d)
      if (has(kind, d) && outside_[d] > 1) innermost = d;
    if (innermost == most_active) continue;
    looped = true;
    Cost cost;
    for (const Arriving& one : arriving_)
      one.edge->charge(words(one, innermost, one.others), cost);
    least.lower_to(cost);
  }
  if (looped) return least;
  Cost once;
  for (const Arriving& one : arriving_)
    one.edge->charge(one.words, once);
  return once;
}

double Arrivals::least_energy_pj(const Factors& left, const Factors& before) {
  look(left);
  const Boxes& boxes = *tower_->ground().boxes;
  ActiveMask looped = 0;
  for (std::size_t d = 0; d < most_active; ++d)
    if (before[d] != left[d]) looped |= ActiveMask{1} << d;
  if (looped == 0) return least(left).energy_pj;
  double least_pj = Cost::infinite().energy_pj;
  for (const ActiveMask kind : *kinds_) {
    if ((kind & looped) == 0) continue;
    const auto innermost = static_cast<std::size_t>(std::countr_zero(kind & looped));
    Cost cost;
    for (const Arriving& one : arriving_) {
      const ActiveMask relevant = boxes.relevant(one.edge->tensor);
      double run = one.others;
      if ((looped & relevant) != 0) {
        run = 1;
        for (std::size_t d = 0; d < most_active; ++d)
          if (!has(relevant, d)) run *= static_cast<double>(before[d] / left[d]);
      }
      one.edge->charge(words(one, innermost, run), cost);
    }
    least_pj = std::min(least_pj, cost.energy_pj);
  }
  return least_pj;
}

namespace {

/// The trips of one dimension that can be left at each storey.
class Chain {
 public:
  Chain(const Tower& tower, std::size_t active)
      : tower_(tower), active_(active), divisors_(divisors_of(tower.trips()[active])) {}

  std::vector<std::vector<std::int64_t>> run() const {
    const std::size_t storeys = tower_.storeys().size();
    std::vector<std::vector<bool>> ends(storeys + 1, std::vector<bool>(divisors_.size(), false));
    std::vector<std::vector<bool>> starts = ends;
    ends[storeys].front() = true;
    starts[0].back() = true;
    for (std::size_t storey = storeys; storey-- > 0;)
      for_each_step(storey, [&](std::size_t outer, std::size_t inner) {
        if (ends[storey + 1][inner]) ends[storey][outer] = true;
      });
    for (std::size_t storey = 0; storey < storeys; ++storey)
      for_each_step(storey, [&](std::size_t outer, std::size_t inner) {
        if (starts[storey][outer]) starts[storey + 1][inner] = true;
      });
    std::vector<std::vector<std::int64_t>> left(storeys);
    for (std::size_t storey = 0; storey < storeys; ++storey) {
      for (std::size_t i = 0; i < divisors_.size(); ++i)
        if (ends[storey][i] && starts[storey][i]) left[storey].push_back(divisors_[i]);
    }
    return left;
  }

 private:
  template <class Visit>
  void for_each_step(std::size_t storey, Visit visit) const {
    const std::int64_t least = tower_.storeys()[storey].least[active_];
    const std::int64_t most = tower_.storeys()[storey].most[active_];
    for (std::size_t outer = 0; outer < divisors_.size(); ++outer) {
      for (std::size_t inner = 0; inner <= outer; ++inner) {
        const std::int64_t trips = divisors_[outer] / divisors_[inner];
        if (divisors_[outer] % divisors_[inner] == 0 && trips >= least && trips <= most) visit(outer, inner);
      }
    }
  }

  const Tower& tower_;
  std::size_t active_;
  std::vector<std::int64_t> divisors_;
};

}  // namespace

Choices choices_of(const Tower& tower) {
  Choices choices(tower.storeys().size());
  for (std::size_t d = 0; d < most_active; ++d) {
    if (tower.trips()[d] == 1 && d >= tower.ground().shape->size()) {
      for (auto& storey : choices)
        storey[d] = {1};
      continue;
    }
    auto left = Chain(tower, d).run();
    for (std::size_t storey = 0; storey < choices.size(); ++storey)
      choices[storey][d] = std::move(left[storey]);
  }
  return choices;
}

}  // namespace ridge::mapper::even
