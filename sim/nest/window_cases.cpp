#include "sim/nest/window_cases.hpp"

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

std::int64_t WindowCounter::largest_tile(const Window& window) {
  if (window.tile_words()) return *window.tile_words();
  const std::size_t count = window.terms.size();
  if (children_.size() < count) children_.resize(count);
  for (std::size_t t = 0; t < count; ++t) {
    children_[t].assign(1, Child{.first = 0, .count = window.terms[t].extent()});
  }
  const Joining none;
  return lay_out({window, none, no_step, false, false}).together;
}

std::int64_t WindowCounter::words(const Window& window, const Joining& joining) {
  if (window.perfect() && window.words_together()) return *window.words_together();
  if (!joining.all && window.slides_alone()) return words_of_one_term(window);
  return sum_over_cases({window, joining, no_step, false, false}, window.words_together());
}

/// At most one dimension spans more than one index, and no children are taken together: tiles do not overlap
/// in words, and those of a cut counter add up to the dimension's size.
std::int64_t WindowCounter::words_of_one_term(const Window& window) {
  std::int64_t words = 1;
  for (const WindowTerm& term : window.terms)
    words *= term.perfect ? term.view.block : term.view.size;
  return words;
}

std::int64_t WindowCounter::kept(const Window& window, const Joining& joining, std::size_t step,
                                 bool written) {
  const std::optional<std::int64_t> whole = window.words_kept();
  if (window.perfect() && whole) return *whole;
  return sum_over_cases({window, joining, step, written, true}, whole);
}

std::int64_t WindowCounter::sum_over_cases(const Request& request, std::optional<std::int64_t> whole) {
  const std::size_t count = request.window.terms.size();
  if (cases_.size() < count) cases_.resize(count);
  if (children_.size() < count) children_.resize(count);
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
    if (all_whole && whole) {
      sum += multiplicity * *whole;
      continue;
    }
    bool any = true;
    for (std::size_t t = 0; t < count && any; ++t) {
      list_children(request, t, cases_[t][case_at_[t]]);
      any = !children_[t].empty();
    }
    if (!any) continue;
    const Sizes sizes = lay_out(request);
    sum += multiplicity * (request.moving ? sizes.kept : sizes.together);
  } while (advance(case_at_, [&](std::size_t t) { return cases_[t].size(); }));
  return sum;
}

void WindowCounter::list_cases(const Request& request, std::size_t term) {
  cases_[term].clear();
  const WindowTerm& at = request.window.terms[term];
  if (!at.perfect) {
    extend_cases(request, term, 0, Trace{.first = request.written ? Side::at : Side::below}, Case{});
    return;
  }
  Case only;
  for (const Digit& digit : at.view.digits) {
    if (!digit.spatial && digit.entry == request.step && !request.joining.joined(digit))
      only.base += digit.weight;
  }
  only.temporal_base = only.base;
  cases_[term].push_back(only);
}

/// Whole cases are all alike: one stands for all.
void WindowCounter::add_case(std::size_t term, const Case& found) {
  for (Case& known : cases_[term]) {
    if (!known.whole || !found.whole) continue;
    known.multiplicity += found.multiplicity;
    return;
  }
  cases_[term].push_back(found);
}

// Free digits below, at or beyond the cut decide which children exist and how far their wrapping digits go.
// What follows once the child's and the first child's traces have left the cut no longer matters: it only
// multiplies.
void WindowCounter::extend_cases(const Request& request, std::size_t term, std::size_t digit_index,
                                 Trace trace, Case found) {
  const DigitView& view = request.window.terms[term].view;
  if (digit_index == view.digits.size()) {
    const bool child_whole =
        trace.child == Side::below || (trace.child == Side::at && view.last_block() == view.block);
    found.whole = trace.uncut && child_whole;
    add_case(term, found);
    return;
  }
  const Digit& digit = view.digits[digit_index];
  const bool joined = request.joining.joined(digit);
  if (!joined && !wraps(digit, request.step)) {
    extend_free(request, term, digit_index, trace, found);
    return;
  }
  // Not free: each child has its own value here. A cut short of the full digit means that some may not exist
  // or be short, unless that is decided already.
  trace.uncut = trace.uncut && (trace.child == Side::below || digit.cut == digit.bound - 1);
  if (joined && trace.first == Side::at && digit.cut > 0) trace.first = Side::below;
  extend_cases(request, term, digit_index + 1, trace, found);
}

void WindowCounter::extend_free(const Request& request, std::size_t term, std::size_t digit_index,
                                Trace trace, Case found) {
  const Digit& digit = request.window.terms[term].view.digits[digit_index];
  const std::int64_t least = (!digit.spatial && digit.entry == request.step) ? 1 : 0;
  const bool child_open = trace.child == Side::at;
  const bool first_open = trace.first == Side::at && !digit.spatial;
  const auto go = [&](std::int64_t ways, std::int64_t value, Side side) {
    if (ways <= 0) return;
    Case next = found;
    next.multiplicity *= ways;
    next.base += value * digit.weight;
    if (!digit.spatial) next.temporal_base += value * digit.weight;
    Trace after = trace;
    if (child_open) after.child = side;
    if (child_open && side == Side::beyond) after.uncut = false;
    if (first_open) after.first = side;
    if (digit.spatial && trace.first == Side::at && digit.cut > 0) after.first = Side::below;
    extend_cases(request, term, digit_index + 1, after, next);
  };
  if (!child_open && !first_open) {
    go(digit.bound - least, least, trace.child);
    return;
  }
  go(digit.cut - least, digit.cut - 1, Side::below);
  if (digit.cut >= least) go(1, digit.cut, Side::at);
  go(digit.bound - 1 - std::max(digit.cut, least - 1), digit.bound - 1, Side::beyond);
}

void WindowCounter::list_children(const Request& request, std::size_t term, const Case& found) {
  const WindowTerm& at = request.window.terms[term];
  children_[term].clear();
  joined_.clear();
  for (const Digit& digit : at.view.digits) {
    if (request.joining.joined(digit)) joined_.push_back(&digit);
  }
  const std::int64_t reach_of_first =
      request.written ? after_last_wrap(at.view, request.step, found.temporal_base) - found.temporal_base : 0;
  digit_at_.assign(joined_.size(), 0);
  do {
    std::int64_t index = found.base;
    for (std::size_t i = 0; i < joined_.size(); ++i) {
      index += static_cast<std::int64_t>(digit_at_[i]) * joined_[i]->weight;
    }
    if (index <= at.view.last()) children_[term].push_back(child_at(request, at, index, reach_of_first));
  } while (advance(digit_at_, [&](std::size_t i) { return static_cast<std::size_t>(joined_[i]->bound); }));
}

WindowCounter::Child WindowCounter::child_at(const Request& request, const WindowTerm& term,
                                             std::int64_t index, std::int64_t reach_of_first) const {
  const DigitView& view = term.view;
  Child child{.first = index, .count = std::min(view.block, view.size - index)};
  if (!request.moving) return child;
  if (term.advances) {  // before it advanced, everything inside was full
    child.old_first = index - displacement(term, request.step);
    child.old_count = term.extent();
    return child;
  }
  child.old_first = after_last_wrap(view, request.step, index);
  child.old_count = std::min(view.block, view.size - child.old_first);
  const bool ran_out = request.written && child.old_first - index != reach_of_first;
  if (ran_out) child.old_count = 0;
  return child;
}

WindowCounter::Sizes WindowCounter::lay_out(const Request& request) {
  if (!lay_out_intervals(request)) lay_out_runs(request);
  normalise(all_new_);
  normalise(all_entering_);
  const std::int64_t together = size_of(all_new_);
  return {together, together - size_of(all_entering_)};
}

/// The tile of the children that the odometer shows, when it is one run of stride 1.
std::optional<Run> WindowCounter::as_run(const Request& request, bool old) const {
  Progressions tile;
  std::int64_t first = 0;
  for (std::size_t t = 0; t < request.window.terms.size(); ++t) {
    const Child& child = children_[t][child_at_[t]];
    const std::int64_t coefficient = request.window.terms[t].coefficient;
    const std::int64_t count = old ? child.old_count : child.count;
    if (count == 0) return Run{0, 0, 0};
    tile.add(coefficient, count);
    first += coefficient * (old ? child.old_first : child.first);
  }
  const std::optional<Interval> interval = tile.as_interval();
  if (!interval || (interval->step != 1 && interval->length > 1)) return std::nullopt;
  return Run{0, first, first + interval->length};
}

bool WindowCounter::lay_out_intervals(const Request& request) {
  all_new_.clear();
  all_entering_.clear();
  child_at_.assign(request.window.terms.size(), 0);
  do {
    const std::optional<Run> after = as_run(request, false);
    if (!after) return false;
    all_new_.push_back(*after);
    if (!request.moving) continue;
    const std::optional<Run> before = as_run(request, true);
    if (!before) return false;
    if (before->first >= after->last || before->last <= after->first) {
      all_entering_.push_back(*after);
      continue;
    }
    if (after->first < before->first) all_entering_.push_back({0, after->first, before->first});
    if (before->last < after->last) all_entering_.push_back({0, before->last, after->last});
  } while (advance(child_at_, [&](std::size_t t) { return children_[t].size(); }));
  return true;
}

// The product of one child per term, laid out along the term with the largest block.
void WindowCounter::lay_out_runs(const Request& request) {
  const std::vector<WindowTerm>& terms = request.window.terms;
  std::size_t along = 0;
  for (std::size_t t = 1; t < terms.size(); ++t) {
    if (terms[t].view.block > terms[along].view.block) along = t;
  }
  all_new_.clear();
  all_entering_.clear();
  child_at_.assign(terms.size(), 0);
  do {
    add_runs(request, along, false, new_runs_);
    all_new_.insert(all_new_.end(), new_runs_.begin(), new_runs_.end());
    if (!request.moving) continue;
    add_runs(request, along, true, old_runs_);
    subtract(new_runs_, old_runs_, entering_);
    all_entering_.insert(all_entering_.end(), entering_.begin(), entering_.end());
  } while (advance(child_at_, [&](std::size_t t) { return children_[t].size(); }));
}

void WindowCounter::add_runs(const Request& request, std::size_t along, bool old, Runs& runs) {
  runs.clear();
  const std::vector<WindowTerm>& terms = request.window.terms;
  const auto child = [&](std::size_t t) -> const Child& { return children_[t][child_at_[t]]; };
  const auto first = [&](std::size_t t) { return old ? child(t).old_first : child(t).first; };
  const auto count = [&](std::size_t t) { return old ? child(t).old_count : child(t).count; };
  for (std::size_t t = 0; t < terms.size(); ++t) {
    if (count(t) <= 0) return;
  }
  const std::int64_t stride = terms[along].coefficient;
  value_at_.assign(terms.size(), 0);
  for (;;) {
    std::int64_t word = 0;
    for (std::size_t t = 0; t < terms.size(); ++t)
      word += terms[t].coefficient * (first(t) + value_at_[t]);
    runs.push_back({word % stride, word / stride, word / stride + count(along)});
    std::size_t t = 0;
    for (; t < terms.size(); ++t) {
      if (t == along) continue;
      if (++value_at_[t] < count(t)) break;
      value_at_[t] = 0;
    }
    if (t == terms.size()) break;
  }
  normalise(runs);
}

}  // namespace ridge::nest
