#include "sim/nest/window.hpp"

#include <algorithm>

namespace ridge::nest {
namespace {

constexpr std::size_t no_step = static_cast<std::size_t>(-1);

/// How far the tile of whole children moves in this dimension.
std::int64_t displacement(const WindowTerm& term, std::size_t step) {
  std::int64_t moved = 0;
  for (const Digit& digit : term.view.digits) {
    if (wraps(digit, step)) moved -= (digit.bound - 1) * digit.weight;
    if (!digit.spatial && digit.entry == step) moved += digit.weight;
  }
  return moved;
}

/// Sets the wrapping digits, outermost first, as high as the cut allows, starting from `index` (where they
/// are zero).
std::int64_t after_last_wrap(const DigitView& view, std::size_t step, std::int64_t index) {
  for (const Digit& digit : view.digits) {
    if (wraps(digit, step))
      index += digit.weight * std::min(digit.bound - 1, (view.last() - index) / digit.weight);
  }
  return index;
}

/// Moves an odometer to its next position; false when it has been through all.
template <class Limit>
bool advance(std::vector<std::size_t>& odometer, Limit&& limit) {
  for (std::size_t i = 0; i < odometer.size(); ++i) {
    if (++odometer[i] < limit(i)) return true;
    odometer[i] = 0;
  }
  return false;
}

}  // namespace

std::int64_t WindowCounter::words(std::span<const WindowTerm> terms, const Joining& joining) {
  return sum_over_cases({terms, joining, no_step, false, false});
}

std::int64_t WindowCounter::kept(std::span<const WindowTerm> terms, const Joining& joining, std::size_t step,
                                 bool written) {
  return sum_over_cases({terms, joining, step, written, true});
}

std::int64_t WindowCounter::sum_over_cases(const Request& request) {
  const auto answer = [&](const Sizes& sizes) { return request.moving ? sizes.kept : sizes.together; };
  const bool perfect = std::all_of(request.terms.begin(), request.terms.end(),
                                   [](const WindowTerm& term) { return term.perfect; });
  Sizes whole;
  const bool closed = sizes_of_whole(request, whole);
  if (perfect && closed) return answer(whole);

  const std::size_t count = request.terms.size();
  if (cases_.size() < count) {
    cases_.resize(count);
    children_.resize(count);
  }
  for (std::size_t t = 0; t < count; ++t) {
    list_cases(request, t);
    if (cases_[t].empty()) return 0;
  }
  std::int64_t sum = 0;
  case_at_.assign(count, 0);
  do {
    std::int64_t multiplicity = 1;
    bool all_whole = true;
    for (std::size_t t = 0; t < count; ++t) {
      multiplicity *= cases_[t][case_at_[t]].multiplicity;
      all_whole = all_whole && cases_[t][case_at_[t]].whole;
    }
    if (all_whole && closed) {
      sum += multiplicity * answer(whole);
      continue;
    }
    bool any = true;
    for (std::size_t t = 0; t < count && any; ++t) {
      list_children(request, t, cases_[t][case_at_[t]]);
      any = !children_[t].empty();
    }
    if (any) sum += multiplicity * answer(sizes_laid_out(request));
  } while (advance(case_at_, [&](std::size_t t) { return cases_[t].size(); }));
  return sum;
}

// Whole children: tiles S' = S + displacement, offsets O of the joined children. Together |S + O| words, of
// which
// |((S + displacement) \ S) + O| enter. Closed when S is an interval of a common step: what enters is one at
// its end.
bool WindowCounter::sizes_of_whole(const Request& request, Sizes& sizes) const {
  Progressions tile, together, entering;
  std::int64_t moved = 0;
  for (const WindowTerm& term : request.terms) {
    const std::int64_t block = std::min(term.view.block, term.view.size);
    tile.add(term.coefficient, block);
    together.add(term.coefficient, block);
    if (request.moving) moved += term.coefficient * displacement(term, request.step);
    for (const Digit& digit : term.view.digits) {
      if (!request.joining.joined(digit)) continue;
      together.add(term.coefficient * digit.weight, digit.bound);
      entering.add(term.coefficient * digit.weight, digit.bound);
    }
  }
  const std::optional<std::int64_t> all = together.size();
  if (!all) return false;
  sizes.together = *all;
  if (!request.moving) return true;

  const std::optional<Interval> interval = tile.as_interval();
  if (!interval) return false;
  const std::int64_t distance = moved < 0 ? -moved : moved;
  if (distance % interval->step != 0 || distance / interval->step >= interval->length) {
    sizes.kept = 0;
    return true;
  }
  const std::int64_t fresh = distance / interval->step;
  if (entering.empty()) {
    sizes.kept = interval->length - fresh;
    return true;
  }
  if (fresh == 0) {
    sizes.kept = *all;
    return true;
  }
  entering.add(interval->step, fresh);
  const std::optional<std::int64_t> entered = entering.size();
  if (!entered) return false;
  sizes.kept = *all - *entered;
  return true;
}

// Free digits above the cut, below it or at it decide which children exist and how far their digits can go;
// what follows after both the child and the first child are decided no longer matters. Sides: -1 below, 0 at,
// 1 beyond.
void WindowCounter::list_cases(const Request& request, std::size_t term) {
  cases_[term].clear();
  const WindowTerm& at = request.terms[term];
  if (at.perfect) {
    Case only;
    for (const Digit& digit : at.view.digits) {
      if (!digit.spatial && digit.entry == request.step) only.base += digit.weight;
    }
    only.temporal_base = only.base;
    cases_[term].push_back(only);
    return;
  }
  extend_cases(request, term, 0, 0, request.written ? 0 : -1, true, Case{});
}

void WindowCounter::extend_cases(const Request& request, std::size_t term, std::size_t digit_index,
                                 int child_side, int first_side, bool uncut, Case found) {
  const DigitView& view = request.terms[term].view;
  if (digit_index == view.digits.size()) {
    found.whole = uncut && (child_side < 0 || (child_side == 0 && view.last_block() == view.block));
    cases_[term].push_back(found);
    return;
  }
  const Digit& digit = view.digits[digit_index];
  const bool joined = request.joining.joined(digit);
  const bool wrapping = wraps(digit, request.step);
  const int first_at_zero = first_side == 0 && digit.cut > 0 ? -1 : first_side;
  if (joined || wrapping) {
    // Not free: each child has its own value here. A cut below the full digit means that some may not exist
    // or be short, unless they are decided already.
    const bool still_uncut = uncut && (child_side < 0 || digit.cut == digit.bound - 1);
    extend_cases(request, term, digit_index + 1, child_side, joined ? first_at_zero : first_side, still_uncut,
                 found);
    return;
  }
  const std::int64_t least = (!digit.spatial && digit.entry == request.step) ? 1 : 0;
  const auto go = [&](std::int64_t ways, std::int64_t value, int child, int first, bool still_uncut) {
    if (ways <= 0) return;
    Case next = found;
    next.multiplicity *= ways;
    next.base += value * digit.weight;
    if (!digit.spatial) next.temporal_base += value * digit.weight;
    extend_cases(request, term, digit_index + 1, child, first, still_uncut, next);
  };
  const bool child_matters = child_side == 0;
  const bool first_matters = first_side == 0 && !digit.spatial;
  if (!child_matters && !first_matters) {
    go(digit.bound - least, least, child_side, digit.spatial ? first_at_zero : first_side, uncut);
    return;
  }
  const auto first_after = [&](int side) {
    return digit.spatial ? first_at_zero : (first_side == 0 ? side : first_side);
  };
  const auto child_after = [&](int side) { return child_matters ? side : child_side; };
  go(digit.cut - least, digit.cut - 1, child_after(-1), first_after(-1), uncut);
  if (digit.cut >= least) go(1, digit.cut, child_after(0), first_after(0), uncut);
  go(digit.bound - 1 - std::max(digit.cut, least - 1), digit.bound - 1, child_after(1), first_after(1),
     uncut && !child_matters);
}

void WindowCounter::list_children(const Request& request, std::size_t term, const Case& found) {
  const WindowTerm& at = request.terms[term];
  const DigitView& view = at.view;
  std::vector<Child>& children = children_[term];
  children.clear();
  const std::int64_t reach_of_first =
      request.written ? after_last_wrap(view, request.step, found.temporal_base) - found.temporal_base : 0;

  child_at_.clear();
  std::int64_t joined_digits = 0;
  for (const Digit& digit : view.digits)
    joined_digits += request.joining.joined(digit) ? 1 : 0;
  child_at_.assign(static_cast<std::size_t>(joined_digits), 0);
  const auto nth_joined = [&](std::size_t n) -> const Digit& {
    for (const Digit& digit : view.digits) {
      if (request.joining.joined(digit) && n-- == 0) return digit;
    }
    return view.digits.front();
  };
  do {
    std::int64_t index = found.base;
    for (std::size_t i = 0; i < child_at_.size(); ++i) {
      index += static_cast<std::int64_t>(child_at_[i]) * nth_joined(i).weight;
    }
    if (index > view.last()) continue;
    Child child;
    child.first = index;
    child.count = std::min(view.block, view.size - index);
    if (at.advances) {
      child.old_first = index - [&] { return displacement(at, request.step); }();
      child.old_count = std::min(view.block, view.size);
    } else if (request.moving) {
      child.old_first = after_last_wrap(view, request.step, index);
      child.old_count = std::min(view.block, view.size - child.old_first);
      const bool ran_out = request.written && child.old_first - index != reach_of_first;
      if (ran_out) child.old_count = 0;
    }
    children.push_back(child);
  } while (advance(child_at_, [&](std::size_t i) { return static_cast<std::size_t>(nth_joined(i).bound); }));
}

// The product of one child per term, laid out along the term with the largest block.
WindowCounter::Sizes WindowCounter::sizes_laid_out(const Request& request) {
  std::size_t along = 0;
  for (std::size_t t = 1; t < request.terms.size(); ++t) {
    if (request.terms[t].view.block > request.terms[along].view.block) along = t;
  }
  all_new_.clear();
  all_entering_.clear();
  child_at_.assign(request.terms.size(), 0);
  do {
    add_runs(request, along, false, new_runs_);
    all_new_.insert(all_new_.end(), new_runs_.begin(), new_runs_.end());
    if (!request.moving) continue;
    add_runs(request, along, true, old_runs_);
    subtract(new_runs_, old_runs_, entering_);
    all_entering_.insert(all_entering_.end(), entering_.begin(), entering_.end());
  } while (advance(child_at_, [&](std::size_t t) { return children_[t].size(); }));
  normalise(all_new_);
  normalise(all_entering_);
  const std::int64_t together = size_of(all_new_);
  return {together, together - size_of(all_entering_)};
}

void WindowCounter::add_runs(const Request& request, std::size_t along, bool old, Runs& runs) {
  runs.clear();
  const auto first = [&](std::size_t t) {
    const Child& child = children_[t][child_at_[t]];
    return old ? child.old_first : child.first;
  };
  const auto count = [&](std::size_t t) {
    const Child& child = children_[t][child_at_[t]];
    return old ? child.old_count : child.count;
  };
  const std::size_t terms = request.terms.size();
  for (std::size_t t = 0; t < terms; ++t) {
    if (count(t) <= 0) return;
  }
  const std::int64_t stride = request.terms[along].coefficient;
  value_at_.assign(terms, 0);
  for (;;) {
    std::int64_t word = 0;
    for (std::size_t t = 0; t < terms; ++t)
      word += request.terms[t].coefficient * (first(t) + value_at_[t]);
    runs.push_back({word % stride, word / stride, word / stride + count(along)});
    std::size_t t = 0;
    for (; t < terms; ++t) {
      if (t == along) continue;
      if (++value_at_[t] < count(t)) break;
      value_at_[t] = 0;
    }
    if (t == terms) break;
  }
  normalise(runs);
}

}  // namespace ridge::nest
