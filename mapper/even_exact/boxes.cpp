#include "mapper/even_exact/boxes.hpp"

#include <algorithm>
#include <cmath>

#include "mapper/factors.hpp"

namespace ridge::mapper::even {

namespace {

double real(std::int64_t number) {
  return static_cast<double>(number);
}

/// Indices that all loops over a dimension of so many pass together, when each makes one step: at most.
std::int64_t most_steps(std::int64_t bound) {
  std::int64_t most = 0;
  for (const std::int64_t prime : primes_of(bound))
    most = std::max(most, bound / prime + most_steps(bound / prime));
  return most;
}

}  // namespace

Boxes::Boxes(const Problem& problem, const Shape& shape) {
  for (std::size_t d = 0; d < shape.size(); ++d) {
    const double prime = real(primes_of(shape.bound(d)).front());
    first_part_[d] = (prime - 1) / prime;
    steps_[d] = most_steps(shape.bound(d));
  }
  for (const TensorId tensor : problem.tensors.ids()) {
    Box box;
    box.written = problem.is_written(tensor);
    std::vector<Side> plain;
    for (const Rank& rank : problem.tensors[tensor].ranks) {
      Side side;
      for (const Term& term : rank.terms) {
        countable_ = countable_ && term.coefficient >= 1;
        if (problem.dimensions[term.dimension].bound == 1) continue;
        side.terms.push_back({shape.active(term.dimension), term.coefficient});
        box.relevant |= ActiveMask{1} << side.terms.back().active;
      }
      if (side.terms.empty()) continue;
      const bool window = side.terms.size() > 1;
      if (box.written && (window || side.terms.front().coefficient != 1)) countable_ = false;
      (window ? box.ranks : plain).push_back(std::move(side));
    }
    box.windows = box.ranks.size();
    box.ranks.insert(box.ranks.end(), plain.begin(), plain.end());
    for (std::size_t rank = 0; rank < box.ranks.size(); ++rank) {
      for (const Shape::Term& term : box.ranks[rank].terms)
        box.window[term.active] = static_cast<std::uint8_t>(rank);
    }
    tensors_.push_back(std::move(box));
  }
}

Boxes::Moves Boxes::moves(TensorId tensor, std::size_t active) const {
  const Box& box = tensors_[tensor];
  if (!has(box.relevant, active)) return Moves::not_at_all;
  return box.window[active] < box.windows ? Moves::window : Moves::plainly;
}

double Boxes::side(const Side& rank, const Factors& extents) {
  std::int64_t indices = 1;
  for (const Shape::Term& term : rank.terms)
    indices += term.coefficient * (extents[term.active] - 1);
  return real(indices);
}

double Boxes::words(TensorId tensor, const Factors& extents) const {
  double words = 1;
  for (const Side& rank : tensors_[tensor].ranks)
    words *= side(rank, extents);
  return words;
}

/// Of two sets of integers there are at least as many sums as both have elements, less one.
double Boxes::groups(TensorId tensor, const Factors& lanes) const {
  double groups = 1;
  for (const Side& rank : tensors_[tensor].ranks) {
    std::int64_t different = 1;
    for (const Shape::Term& term : rank.terms)
      different += lanes[term.active] - 1;
    groups *= real(different);
  }
  return groups;
}

double Boxes::compulsory(TensorId tensor, const Factors& indices) const {
  double words = 1;
  for (const Side& rank : tensors_[tensor].ranks) {
    if (rank.terms.size() == 1) words *= real(indices[rank.terms.front().active]);
  }
  return words;
}

double Boxes::entering(TensorId tensor, const Factors& extents, std::span<const LoopAbove> loops) const {
  const Box& box = tensors_[tensor];
  if (box.windows > 0) return entering_windows(box, extents, loops);
  double refills = 1;
  bool moved = false;
  for (std::size_t at = loops.size(); at-- > 0;) {
    moved = moved || has(box.relevant, loops[at].active);
    if (moved) refills *= loops[at].trips;
  }
  return refills * words(tensor, extents);
}

double Boxes::entering_windows(const Box& box, const Factors& extents,
                               std::span<const LoopAbove> loops) const {
  std::array<double, most_active> sides{};
  std::array<double, most_active> inner{};
  std::array<double, most_active> direction{};
  double tile = 1;
  double above = 1;
  for (std::size_t rank = 0; rank < box.ranks.size(); ++rank)
    tile *= sides[rank] = side(box.ranks[rank], extents);
  for (const LoopAbove& loop : loops)
    above *= loop.trips;
  double words = tile;
  bool directed = false;
  for (std::size_t at = loops.size(); at-- > 0;) {
    const LoopAbove& loop = loops[at];
    above /= loop.trips;
    const bool relevant = has(box.relevant, loop.active);
    std::array<double, most_active> move{};
    std::size_t axes = 0;
    std::size_t axis = 0;
    for (std::size_t rank = 0; rank < box.ranks.size(); ++rank) {
      double along = 0;
      if (relevant && box.window[loop.active] == rank) {
        for (const Shape::Term& term : box.ranks[rank].terms)
          if (term.active == loop.active) along = real(term.coefficient) * loop.step;
      }
      move[rank] = along - inner[rank];
      inner[rank] += along;
      if (move[rank] == 0) continue;
      ++axes;
      axis = rank;
    }
    if (axes == 0) continue;
    const bool goes_on = !directed || move == direction;
    if (!directed) direction = move;
    directed = true;
    double fresh = tile;
    if (goes_on && axes == 1) fresh = tile / sides[axis] * std::min(sides[axis], std::abs(move[axis]));
    words += above * (loop.trips - 1) * fresh;
  }
  return words;
}

/// Refills by the loops over a window's dimensions when the innermost loop that moves the box is one of them,
/// over those when it is not. Where one dimension is looped each step brings at least what the shortest one
/// does. Where several are, all but the first may leave the box where it is, but none of them undoes the
/// steps of the first: a loop outside of it repeats them.
///
/// Of two dimensions one may take steps that are long against one step of all loops of the other: loops over
/// the one then bring the whole tile when the other has moved it before, and so the other way round.
double Boxes::along_window(const Box& box, std::size_t rank, const Factors& extents,
                           const Factors& outside) const {
  const double indices = side(box.ranks[rank], extents);
  double trips = 1;
  double first = 1;
  std::array<const Shape::Term*, 2> looped{};
  std::array<double, 2> alone{};  // refills by the loops over one of them
  std::size_t count = 0;
  for (const Shape::Term& term : box.ranks[rank].terms) {
    if (outside[term.active] == 1) continue;
    const double step = std::min(1.0, real(term.coefficient * extents[term.active]) / indices);
    if (count < 2) {
      looped[count] = &term;
      alone[count] = 1 + (real(outside[term.active]) - 1) * step;
    }
    ++count;
    trips *= real(outside[term.active]);
    first = std::min(first, first_part_[term.active] * step);
  }
  if (count == 0) return 1;
  if (count == 1) return alone[0] / trips;
  const auto is_long = [&](std::size_t one, std::size_t other) {
    const Shape::Term& term = *looped[one];
    return term.coefficient * extents[term.active] >
           2 * looped[other]->coefficient * steps_[looped[other]->active];
  };
  if (count == 2 && (is_long(0, 1) || is_long(1, 0))) {
    return std::min(alone[0] / real(outside[looped[0]->active]), alone[1] / real(outside[looped[1]->active]));
  }
  return std::min(1.0, (1 + first * trips) / trips);
}

Refills Boxes::refills(TensorId tensor, const Factors& extents, const Factors& outside) const {
  const Box& box = tensors_[tensor];
  Refills refills;
  for (std::size_t d = 0; d < most_active; ++d) {
    if (has(box.relevant, d)) refills.plain *= real(outside[d]);
  }
  refills.stays = refills.plain;
  for (std::size_t rank = 0; rank < box.windows; ++rank) {
    refills.along[rank] = refills.plain * along_window(box, rank, extents, outside);
    refills.stays = std::min(refills.stays, refills.along[rank]);
  }
  return refills;
}

}  // namespace ridge::mapper::even
