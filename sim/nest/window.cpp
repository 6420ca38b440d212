#include "sim/nest/window.hpp"

namespace ridge::nest {

Window::Window(const std::vector<Term>& rank) {
  for (const Term& term : rank)
    terms.push_back({term.coefficient, term.dimension, true, false, {}});
}

void Window::measure() {
  perfect_ = true;
  spanning_ = 0;
  Progressions tile;
  for (const WindowTerm& term : terms) {
    perfect_ = perfect_ && term.perfect;
    tile.add(term.coefficient, term.extent());
    spanning_ += term.extent() > 1 ? 1 : 0;
  }
  interval_ = tile.as_interval();
  tile_words_ = interval_ ? std::optional(interval_->length) : tile.size();
}

void Window::join(const Joining& joining) {
  moved_ = 0;
  still_ = true;
  any_offsets_ = false;
  together_ = tile_words_;
  if (joining.axes == nullptr && !joining.all) return;
  offsets_.clear();
  for (const WindowTerm& term : terms) {
    for (const Digit& digit : term.view.digits) {
      if (joining.joined(digit)) offsets_.add(term.coefficient * digit.weight, digit.bound);
    }
  }
  any_offsets_ = !offsets_.empty();
  if (!any_offsets_) return;
  Progressions all = offsets_;
  for (const WindowTerm& term : terms)
    all.add(term.coefficient, term.extent());
  together_ = all.size();
}

void Window::advance(DimensionId dimension, std::int64_t weight) {
  for (WindowTerm& term : terms) {
    if (term.dimension != dimension) continue;
    term.advances = true;
    still_ = false;
    moved_ += term.coefficient * weight;
  }
}

void Window::wrap(DimensionId dimension, std::int64_t weight_times_bound) {
  for (WindowTerm& term : terms) {
    if (term.dimension != dimension) continue;
    term.advances = false;
    moved_ -= term.coefficient * weight_times_bound;
  }
}

// Tiles S' = S + moved, offsets O of the joined children: |S + O| words together, of which |((S + moved) \ S)
// + O| enter. Closed when S is an interval: what enters is an interval at its end.
std::optional<std::int64_t> Window::words_kept() const {
  if (moved_ == 0) return together_;
  if (!interval_ || !together_) return std::nullopt;
  const std::int64_t distance = moved_ < 0 ? -moved_ : moved_;
  if (distance >= interval_->step * interval_->length || distance % interval_->step != 0) return 0;
  const std::int64_t fresh = interval_->step == 1 ? distance : distance / interval_->step;
  if (!any_offsets_) return interval_->length - fresh;
  Progressions entering = offsets_;
  entering.add(interval_->step, fresh);
  const std::optional<std::int64_t> entered = entering.size();
  if (!entered) return std::nullopt;
  return *together_ - *entered;
}

}  // namespace ridge::nest
