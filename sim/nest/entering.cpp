#include "sim/nest/entering.hpp"

#include <algorithm>

namespace ridge::nest {
namespace {

Joining joined_below(const TensorShape& shape, std::size_t parent) {
  return Joining{.parent = parent, .axes = &shape.joining_axes};
}

}  // namespace

Entering EnteringCounter::count(const TensorShape& shape, const NestView& view, std::size_t parent,
                                std::size_t child) {
  look_at(shape, view, child);
  Entering words;
  words.each = all_steps(shape, view, child, {}) - all_kept(shape, view, child, {});
  if (!anything_joined(shape, view, parent, child)) {
    words.once = words.each;
  } else {
    const Joining joining = joined_below(shape, parent);
    words.once = all_steps(shape, view, child, joining) - all_kept(shape, view, child, joining);
  }
  return words;
}

Entering EnteringCounter::count_operands(const TensorShape& shape, const NestView& view, std::size_t parent) {
  look_at(shape, view, view.entries());
  Entering words;
  words.each = all_steps(shape, view, view.entries(), {});
  words.once = all_steps(shape, view, view.entries(), joined_below(shape, parent));
  return words;
}

void EnteringCounter::look_at(const TensorShape& shape, const NestView& view, std::size_t child) {
  plain_tile_ = 1;
  imperfect_plain_.clear();
  imperfect_none_.clear();
  for (DimensionId dimension : shape.plain) {
    if (view.perfect(dimension)) plain_tile_ *= view.above(dimension, child).block;
  }
  for (DimensionId dimension : view.imperfect()) {
    const Relevance relevance = shape.relevance[dimension.index()];
    if (relevance == Relevance::none) imperfect_none_.push_back(view.above(dimension, child));
    if (relevance == Relevance::plain) imperfect_plain_.push_back(view.above(dimension, child));
  }
  windows_.resize(shape.windows.size());
  for (std::size_t w = 0; w < windows_.size(); ++w) {
    windows_[w].clear();
    for (const Term& term : shape.windows[w]) {
      windows_[w].push_back(
          {term.coefficient, view.perfect(term.dimension), false, view.above(term.dimension, child)});
    }
  }
}

bool EnteringCounter::anything_joined(const TensorShape& shape, const NestView& view, std::size_t parent,
                                      std::size_t child) const {
  const Joining joining = joined_below(shape, parent);
  return std::any_of(view.loops().begin(), view.loops().end(), [&](const Loop& loop) {
    return loop.entry < child && joining.joins(loop.entry, loop.spatial, loop.axis);
  });
}

/// Children of perfect dimensions' spatial loops that count on their own. Of joined ones only plain
/// dimensions tell words apart; windows handle theirs themselves.
std::int64_t EnteringCounter::spatial_factor(const TensorShape& shape, const NestView& view,
                                             std::size_t child, const Joining& joining) const {
  std::int64_t joined = 1;
  if (joining.axes != nullptr) {
    for (const Loop& loop : view.loops()) {
      if (loop.entry >= child) break;
      if (view.perfect(loop.dimension) && shape.relevance[loop.dimension.index()] != Relevance::plain &&
          joining.joins(loop.entry, loop.spatial, loop.axis)) {
        joined *= loop.bound;
      }
    }
  }
  return view.spatial_above(child) / joined;
}

/// The tiles of all steps and children: as if every tile were fetched whole.
std::int64_t EnteringCounter::all_steps(const TensorShape& shape, const NestView& view, std::size_t child,
                                        const Joining& joining) {
  std::int64_t words = plain_tile_ * view.temporal_above(child) * spatial_factor(shape, view, child, joining);
  for (const DigitView& plain : imperfect_plain_)
    words *= plain.size;
  for (const DigitView& none : imperfect_none_) {
    words *=
        tally(none, [&](const Digit& d) { return joining.joined(d) ? Held::zero : Held::free; }).states();
  }
  for (std::vector<WindowTerm>& terms : windows_)
    words *= window_.words(terms, joining);
  return words;
}

/// What stays in place, loop by loop, from the innermost above the child outwards. Once a whole perfect plain
/// dimension has moved, nothing stays.
std::int64_t EnteringCounter::all_kept(const TensorShape& shape, const NestView& view, std::size_t child,
                                       const Joining& joining) {
  std::int64_t kept = 0;
  std::int64_t spatial = 0;
  for (std::size_t l = view.loops().size(); l-- > 0;) {
    const Loop& loop = view.loops()[l];
    if (loop.spatial || loop.entry >= child) continue;
    const Relevance relevance = shape.relevance[loop.dimension.index()];
    const bool perfect = view.perfect(loop.dimension);
    if (relevance == Relevance::plain && perfect) break;
    if (relevance == Relevance::plain) continue;
    if (spatial == 0) spatial = spatial_factor(shape, view, child, joining);
    const std::int64_t steps = view.temporal_above(loop.entry) * (perfect ? loop.bound - 1 : 1);
    kept += plain_tile_ * steps * spatial * kept_by(shape, loop.entry, loop.dimension, joining);
  }
  return kept;
}

std::int64_t EnteringCounter::kept_by(const TensorShape& shape, std::size_t step, DimensionId advancing,
                                      const Joining& joining) {
  std::int64_t words = 1;
  for (const DigitView& plain : imperfect_plain_) {
    words *= shape.written ? kept_indices_written(plain, step) : kept_indices(plain, step);
    if (words == 0) return 0;
  }
  for (std::size_t w = 0; w < windows_.size(); ++w) {
    for (std::size_t t = 0; t < windows_[w].size(); ++t) {
      windows_[w][t].advances = shape.windows[w][t].dimension == advancing;
    }
    words *= window_.kept(windows_[w], joining, step, shape.written);
    if (words == 0) return 0;
  }
  for (const DigitView& none : imperfect_none_) {
    words *= tally(none, [&](const Digit& d) {
               if (joining.joined(d) || wraps(d, step)) return Held::zero;
               return !d.spatial && d.entry == step ? Held::positive : Held::free;
             }).states();
  }
  return words;
}

std::int64_t EnteringCounter::tile(const TensorShape& shape, const NestView& view, std::size_t entry) {
  std::int64_t words = 1;
  for (DimensionId dimension : shape.plain)
    words *= view.extent(dimension, entry);
  for (const std::vector<Term>& terms : shape.windows) {
    scratch_.clear();
    for (const Term& term : terms) {
      DigitView whole = view.above(term.dimension, entry);
      whole.digits = {};
      scratch_.push_back({term.coefficient, true, false, whole});
    }
    words *= window_.words(scratch_, {});
  }
  return words;
}

std::int64_t EnteringCounter::held_by_first(const TensorShape& shape, const NestView& view,
                                            std::size_t entry) {
  std::int64_t words = 1;
  for (DimensionId dimension : shape.plain) {
    const DigitView at = view.above(dimension, entry);
    words *= at.indices(tally(at, [](const Digit& d) { return d.spatial ? Held::zero : Held::free; }));
  }
  // Temporal digits take the place of joined children: their tiles are taken together.
  for (const std::vector<Term>& terms : shape.windows) {
    scratch_.clear();
    temporal_digits_.clear();
    for (const Term& term : terms) {
      for (const Digit& digit : view.above(term.dimension, entry).digits) {
        if (!digit.spatial) temporal_digits_.push_back(digit);
      }
    }
    std::size_t begin = 0;
    for (const Term& term : terms) {
      DigitView at = view.above(term.dimension, entry);
      const auto temporal = static_cast<std::size_t>(
          std::count_if(at.digits.begin(), at.digits.end(), [](const Digit& d) { return !d.spatial; }));
      at.digits = {temporal_digits_.data() + begin, temporal};
      begin += temporal;
      scratch_.push_back({term.coefficient, view.perfect(term.dimension), false, at});
    }
    words *= window_.words(scratch_, Joining{.all = true});
  }
  return words;
}

}  // namespace ridge::nest
