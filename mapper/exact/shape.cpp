#include "mapper/exact/shape.hpp"

#include <algorithm>

#include "base/progressions.hpp"
#include "mapper/factors.hpp"

namespace ridge::mapper {

Shape::Shape(const Problem& problem) {
  for (const DimensionId dimension : problem.dimensions.ids()) {
    const std::int64_t bound = problem.dimensions[dimension].bound;
    active_.push_back(dimensions_.size());
    if (bound == 1) continue;
    dimensions_.push_back(dimension);
    bounds_.push_back(bound);
  }
  fits_ = dimensions_.size() <= most_active;
  if (!fits_) return;
  for (const DimensionId dimension : problem.dimensions.ids()) {
    if (problem.dimensions[dimension].bound == 1) active_[dimension] = dimensions_.size();
  }
  for (const TensorId tensor : problem.tensors.ids()) {
    TensorShape shape;
    shape.words = static_cast<double>(problem.words(tensor));
    for (const Rank& rank : problem.tensors[tensor].ranks) {
      std::vector<Term> terms;
      for (const ridge::Term& term : rank.terms) {
        if (active_[term.dimension] == size()) continue;
        terms.push_back({active_[term.dimension], term.coefficient});
        shape.relevant |= ActiveMask{1} << terms.back().active;
      }
      if (terms.size() == 1) shape.plain.push_back(terms.front().active);
      if (terms.size() < 2) continue;
      for (const Term& term : terms)
        shape.sliding |= ActiveMask{1} << term.active;
      shape.windows.push_back(std::move(terms));
    }
    fits_ = fits_ && shape.windows.size() <= most_windows;
    sliding_ |= shape.sliding;
    tensors_.push_back(std::move(shape));
  }
}

std::int64_t Shape::window_words(const std::vector<Term>& window, const Factors& extents) {
  Progressions progressions;
  std::int64_t most = 1;
  for (const Term& term : window) {
    progressions.add(term.coefficient, extents[term.active]);
    most = std::max(most, extents[term.active]);
  }
  return progressions.size().value_or(most);
}

std::int64_t Shape::tile_words(TensorId tensor, const Factors& extents) const {
  const TensorShape& shape = tensors_[tensor];
  std::int64_t words = 1;
  for (const std::size_t active : shape.plain)
    words *= extents[active];
  for (const auto& window : shape.windows)
    words *= window_words(window, extents);
  return words;
}

namespace {

double lanes_along(const std::vector<Shape::Term>& window, const Factors& lanes) {
  double all = 1;
  for (const Shape::Term& term : window)
    all *= static_cast<double>(lanes[term.active]);
  return all;
}

/// Of several sets of numbers, there are at least as many sums as all together have elements, less one for
/// each further set.
double fewest_sums(const std::vector<Shape::Term>& window, const Factors& lanes) {
  double least = 1;
  for (const Shape::Term& term : window)
    least += static_cast<double>(lanes[term.active] - 1);
  return least;
}

}  // namespace

double Shape::overlap(TensorId tensor, const Factors& lanes) const {
  double ratio = 1;
  for (const auto& window : tensors_[tensor].windows)
    ratio *= fewest_sums(window, lanes) / lanes_along(window, lanes);
  return ratio;
}

double Shape::overlap(TensorId tensor, const Factors& lanes, const Factors& inside,
                      const Factors& trips) const {
  double ratio = 1;
  for (const auto& window : tensors_[tensor].windows) {
    const double all = lanes_along(window, lanes);
    double least = fewest_sums(window, lanes);
    if (window.size() == 2) {
      const Term& a = window[0];
      const Term& b = window[1];
      double fewest = all;
      for (const std::int64_t apart_a : divisors_of(trips[a.active])) {
        for (const std::int64_t apart_b : divisors_of(trips[b.active])) {
          const Progression first{a.coefficient * inside[a.active] * apart_a, lanes[a.active]};
          const Progression second{b.coefficient * inside[b.active] * apart_b, lanes[b.active]};
          fewest = std::min(fewest, static_cast<double>(distinct_sums(first, second)));
        }
      }
      least = std::max(least, fewest);
    }
    ratio *= least / all;
  }
  return ratio;
}

}  // namespace ridge::mapper
