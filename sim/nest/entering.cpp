#include "sim/nest/entering.hpp"

#include <algorithm>

namespace ridge::nest {

EnteringCounter::EnteringCounter(const TensorShape& shape, const NestView& view)
    : shape_(&shape), view_(&view), window_words_(shape.windows.size()) {
  for (const std::vector<Term>& rank : shape.windows)
    windows_.emplace_back(rank);
}

void EnteringCounter::look() {
  plain_tile_ = 1;
  for (DimensionId dimension : shape_->plain_list) {
    if (view_->perfect(dimension)) plain_tile_ *= view_->extent(dimension);
  }
  imperfect_plain_.clear();
  imperfect_none_.clear();
  for (DimensionId dimension : view_->imperfect()) {
    if ((shape_->plain & only(dimension)) != 0) imperfect_plain_.push_back(view_->above(dimension));
    if ((shape_->relevant & only(dimension)) == 0) imperfect_none_.push_back(view_->above(dimension));
  }
  for (Window& window : windows_) {
    for (WindowTerm& term : window.terms) {
      term.perfect = view_->perfect(term.dimension);
      term.view = view_->above(term.dimension);
    }
    window.measure();
  }
}

std::int64_t EnteringCounter::tile() {
  std::int64_t words = plain_tile_;
  for (const DigitView& plain : imperfect_plain_)
    words *= std::min(plain.block, plain.size);
  for (const Window& window : windows_)
    words *= window_counter_.largest_tile(window);
  return words;
}

Entering EnteringCounter::count(std::size_t parent) {
  const Joining joining{.parent = parent, .axes = &shape_->joining_axes};
  Entering words;
  const bool simple = windows_.empty() && view_->imperfect().empty();
  words.each = simple ? entering_stationary() : all_steps({}, 1) - all_kept({});
  const Joined joined = joined_by(joining);
  if (!joined.any) {
    words.once = words.each;
  } else if (joined.divides) {
    words.once = words.each / joined.states;
  } else {
    words.once = all_steps(joining, joined.states) - all_kept(joining);
  }
  return words;
}

/// All perfect, no windows: a tile is fetched whole for every step of the loops from the innermost relevant
/// one outwards, and stays for those inside.
std::int64_t EnteringCounter::entering_stationary() const {
  std::int64_t fetches = 1;
  for (std::size_t l = view_->passed(); l-- > 0;) {
    const Loop& loop = view_->loops()[l];
    if (loop.spatial || (shape_->plain & only(loop.dimension)) == 0) continue;
    fetches = loop.temporal_above * loop.bound;
    break;
  }
  return plain_tile_ * fetches * view_->spatial();
}

/// Without windows to lay out and short last trips every lane asks for one word of its own in every step.
std::int64_t EnteringCounter::count_operands(std::size_t parent) {
  const Joining joining{.parent = parent, .axes = &shape_->joining_axes};
  const Joined joined = joined_by(joining);
  if (joined.divides && view_->imperfect().empty())
    return view_->temporal() * (view_->spatial() / joined.states);
  look();
  return all_steps(joining, joined.states);
}

EnteringCounter::Joined EnteringCounter::joined_by(const Joining& joining) const {
  Joined joined;
  for (std::size_t l = view_->passed(); l-- > 0;) {
    const Loop& loop = view_->loops()[l];
    if (loop.entry < joining.parent) break;
    if (!joining.joins(loop.entry, loop.spatial, loop.axis)) continue;
    if ((shape_->plain & only(loop.dimension)) != 0) continue;
    const bool windowed = (shape_->relevant & only(loop.dimension)) != 0;
    joined.any = true;
    joined.divides = joined.divides && !windowed && loop.perfect;
    if (loop.perfect) joined.states *= loop.bound;
  }
  return joined;
}

/// The tiles of all steps and children: as if every tile were fetched whole.
std::int64_t EnteringCounter::all_steps(const Joining& joining, std::int64_t joined_states) {
  unjoined_ = view_->spatial() / joined_states;
  std::int64_t words = plain_tile_ * view_->temporal() * unjoined_;
  for (const DigitView& plain : imperfect_plain_)
    words *= plain.size;
  for (const DigitView& none : imperfect_none_) {
    words *=
        tally(none, [&](const Digit& d) { return joining.joined(d) ? Held::zero : Held::free; }).states();
  }
  for (std::size_t w = 0; w < windows_.size(); ++w) {
    windows_[w].join(joining);
    window_words_[w] = window_counter_.words(windows_[w], joining);
    words *= window_words_[w];
  }
  return words;
}

/// What stays in place, loop by loop, from the innermost above here outwards. Once a whole perfect plain
/// dimension has moved, nothing stays. Follows all_steps of the same joining, which has prepared the windows.
std::int64_t EnteringCounter::all_kept(const Joining& joining) {
  std::int64_t kept = 0;
  for (std::size_t l = view_->passed(); l-- > 0;) {
    const Loop& loop = view_->loops()[l];
    if (loop.spatial) continue;
    const bool plain = (shape_->plain & only(loop.dimension)) != 0;
    if (plain && loop.perfect) break;
    if (!plain) {
      for (Window& window : windows_)
        window.advance(loop.dimension, loop.weight);
      const std::int64_t steps = loop.temporal_above * (loop.perfect ? loop.bound - 1 : 1);
      kept += steps * kept_by(loop.entry, joining);
      for (Window& window : windows_)
        window.wrap(loop.dimension, loop.weight * loop.bound);
    }
  }
  return kept == 0 ? 0 : kept * plain_tile_ * unjoined_;
}

std::int64_t EnteringCounter::kept_by(std::size_t step, const Joining& joining) {
  std::int64_t words = 1;
  for (const DigitView& plain : imperfect_plain_) {
    words *= shape_->written ? kept_indices_written(plain, step) : kept_indices(plain, step);
    if (words == 0) return 0;
  }
  for (std::size_t w = 0; w < windows_.size(); ++w) {
    words *= windows_[w].still() ? window_words_[w]
                                 : window_counter_.kept(windows_[w], joining, step, shape_->written);
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

/// The tiles of all children in the steps whose digits obey `held`, as if every tile were fetched whole; of
/// windows under cut counters the mean tile. Follows all_steps without joining, which has prepared the
/// windows; digits of perfect dimensions are left to the caller.
template <class HeldOf>
double EnteringCounter::all_tiles(HeldOf&& held) const {
  const auto part = [&held](const DigitView& view) {
    const auto any = [](const Digit&) { return Held::free; };
    return static_cast<double>(tally(view, held).states()) / static_cast<double>(tally(view, any).states());
  };
  double words = static_cast<double>(plain_tile_) * static_cast<double>(view_->spatial());
  for (const DigitView& plain : imperfect_plain_)
    words *= static_cast<double>(plain.indices(tally(plain, held)));
  for (const DigitView& none : imperfect_none_)
    words *= static_cast<double>(tally(none, held).states());
  for (std::size_t w = 0; w < windows_.size(); ++w) {
    words *= static_cast<double>(window_words_[w]);
    for (const WindowTerm& term : windows_[w].terms)
      if (!term.perfect) words *= part(term.view);
  }
  return words;
}

/// All perfect, no windows: a whole tile enters in every step of the loops from the innermost one of its own
/// outwards.
double EnteringCounter::count_stationary_by_loop(std::vector<double>& words) const {
  const double tile = static_cast<double>(plain_tile_ * view_->spatial());
  std::size_t loops = view_->passed();
  const auto moves = [this](const Loop& loop) {
    return !loop.spatial && (shape_->plain & only(loop.dimension)) != 0;
  };
  while (loops > 0 && !moves(view_->loops()[loops - 1]))
    --loops;
  for (std::size_t l = 0; l < loops; ++l) {
    const Loop& loop = view_->loops()[l];
    if (!loop.spatial) words.push_back(tile * static_cast<double>(loop.temporal_above * (loop.bound - 1)));
  }
  return tile;
}

double EnteringCounter::count_by_loop(std::vector<double>& words) {
  if (windows_.empty() && view_->imperfect().empty()) return count_stationary_by_loop(words);
  const Joining alone;
  double each = 0;  // what all have to add up to where tiles are means
  if (!view_->imperfect().empty()) {
    each = static_cast<double>(all_steps(alone, 1));
    each -= static_cast<double>(all_kept(alone));
  }
  all_steps(alone, 1);  // the windows stand at the first step
  const auto begin = static_cast<std::ptrdiff_t>(words.size());
  const double first = all_tiles([](const Digit& d) { return d.spatial ? Held::free : Held::zero; });
  double sum = first;
  bool stays =
      true;  // what stays in place where loops inside wrap: nothing, once a plain dimension has moved
  bool moves = false;  // a loop from here inwards moves the tile
  for (std::size_t l = view_->passed(); l-- > 0;) {
    const Loop& loop = view_->loops()[l];
    if (loop.spatial) continue;
    moves = moves || (shape_->relevant & only(loop.dimension)) != 0;
    if (!moves) continue;
    const double trips = static_cast<double>(loop.temporal_above * (loop.perfect ? loop.bound - 1 : 1));
    double entering = trips * all_tiles([&loop](const Digit& d) {
                        if (d.spatial) return Held::free;
                        if (wraps(d, loop.entry)) return Held::zero;
                        return d.entry == loop.entry ? Held::positive : Held::free;
                      });
    const bool plain = (shape_->plain & only(loop.dimension)) != 0;
    stays = stays && !(plain && loop.perfect);
    if (stays && !plain) {
      for (Window& window : windows_)
        window.advance(loop.dimension, loop.weight);
      entering -= trips * static_cast<double>(plain_tile_ * view_->spatial()) *
                  static_cast<double>(kept_by(loop.entry, alone));
      for (Window& window : windows_)
        window.wrap(loop.dimension, loop.weight * loop.bound);
    }
    words.push_back(std::max(entering, 0.0));
    sum += words.back();
  }
  std::reverse(words.begin() + begin, words.end());
  if (view_->imperfect().empty()) return first;
  std::for_each(words.begin() + begin, words.end(), [&](double& entering) { entering *= each / sum; });
  return first * (each / sum);
}

std::int64_t EnteringCounter::held_by_first() {
  if (view_->passed() == 0 || (view_->imperfect().empty() && view_->with_spatial() == 0))
    return shape_->words;
  look();
  std::int64_t words = 1;
  for (DimensionId dimension : shape_->plain_list) {
    const DigitView at = view_->above(dimension);
    words *= at.indices(tally(at, [](const Digit& d) { return d.spatial ? Held::zero : Held::free; }));
  }
  // Temporal digits take the place of joined children: their tiles are taken together.
  const Joining all{.all = true};
  for (std::size_t w = 0; w < windows_.size(); ++w) {
    temporal_digits_.clear();
    for (const WindowTerm& term : windows_[w].terms) {
      for (const Digit& digit : term.view.digits) {
        if (!digit.spatial) temporal_digits_.push_back(digit);
      }
    }
    const Digit* next = temporal_digits_.data();
    for (WindowTerm& term : windows_[w].terms) {
      const auto temporal = std::count_if(term.view.digits.begin(), term.view.digits.end(),
                                          [](const Digit& d) { return !d.spatial; });
      term.view.digits = {next, static_cast<std::size_t>(temporal)};
      next += temporal;
    }
    windows_[w].join(all);
    words *= window_counter_.words(windows_[w], all);
  }
  return words;
}

}  // namespace ridge::nest
