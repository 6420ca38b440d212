#include "sim/verify/unrollings.hpp"

#include <algorithm>
#include <bit>

namespace ridge::verify {

namespace {

constexpr double steps_per_divisors = 5e4;  // of a number up to 2^31
constexpr double steps_per_state = 50;

}  // namespace

std::size_t most_loops(std::int64_t bound) {
  return std::bit_width(static_cast<std::uint64_t>(bound)) - 1U;
}

Unroller::Unroller(std::vector<std::int64_t> bounds, Form form, Work& work)
    : bounds_(std::move(bounds)), form_(form), work_(work) {}

void Unroller::lay_lines(const std::vector<const Fanout*>& fanouts) {
  lines_.clear();
  lanes_.clear();
  std::size_t stride = 1;
  for (const Fanout* fanout : fanouts) {
    for (const std::int64_t size : fanout->size) {
      Line& line = lines_.emplace_back();
      line.stride = stride;
      work_.spend(static_cast<double>(size));
      if (!work_.keep(static_cast<double>(size))) return;
      line.number_of.resize(static_cast<std::size_t>(size) + 1);
      for (std::int64_t lanes = 1; lanes <= size; lanes = size / (size / lanes) + 1) {
        line.number_of[static_cast<std::size_t>(size / lanes)] = line.rooms.size();
        line.rooms.push_back(size / lanes);
      }
      stride *= line.rooms.size();
    }
  }
}

double Unroller::total(Amounts orders, const std::vector<const Fanout*>& fanouts) {
  lay_lines(fanouts);
  sum_ = 0;
  if (bounds_.empty()) return fanouts.empty() ? orders.front() : 0;
  States states{{{0, 0}}, {0}, {std::move(orders)}};
  for (std::size_t at = 0; at < bounds_.size(); ++at) {
    States next;
    to_ = at + 1 < bounds_.size() ? &next : nullptr;
    radix_ = most_loops(bounds_[at]) + 1;
    for (std::size_t place = 0; place < states.numbers.size(); ++place) {
      from_ = &states.amounts[place];
      contracted_.clear();
      unroll(0, bounds_[at], states.numbers[place], 0);
    }
    states = std::move(next);
  }
  return work_.exhausted() ? 0 : sum_;  // some state may lack its numbers
}

/// Decides how many lanes the dimension has on each axis from `line` on. `left`: the number of the state, as
/// far as it speaks of these; `reached`: of the others.
void Unroller::unroll(std::size_t line, std::int64_t trips, std::size_t left, std::size_t reached) {
  if (work_.exhausted()) return;
  if (line == lines_.size()) return add(trips, reached);
  const Line& axis = lines_[line];
  const std::size_t number = left % axis.rooms.size();
  const std::size_t others = left / axis.rooms.size();
  const std::int64_t room = axis.rooms[number];
  if (room == 1 || trips == 1) return unroll(line + 1, trips, others, reached + number * axis.stride);
  for (const Lanes& part : lanes_of(trips)) {
    if (part.lanes > room) break;
    const std::size_t next = axis.number_of[static_cast<std::size_t>(room / part.lanes)];
    unroll(line + 1, part.trips, others, reached + next * axis.stride);
  }
}

/// Fewest lanes first; of lanes that leave as many trips, the fewest.
const std::vector<Unroller::Lanes>& Unroller::lanes_of(std::int64_t trips) {
  const auto [known, is_new] = lanes_.try_emplace(trips);
  if (!is_new) return known->second;
  std::int64_t most = 1;
  for (const Line& line : lines_)
    most = std::max(most, line.rooms.front());
  work_.spend(static_cast<double>(std::min(most, trips)));
  for (std::int64_t lanes = 1; lanes <= std::min(most, trips); ++lanes) {
    const std::int64_t left = (trips + lanes - 1) / lanes;
    const bool fewest = lanes == 1 || left != known->second.back().trips;
    if (form_ == Form::perfect ? trips % lanes == 0 : fewest) known->second.push_back({lanes, left});
  }
  return known->second;
}

void Unroller::add(std::int64_t trips, std::size_t state) {
  const Amounts& amounts = contracted(trips);
  work_.spend(static_cast<double>(amounts.size()) + steps_per_state);
  if (to_ == nullptr) {
    if (uses_all(state)) sum_ += amounts.front();
    return;
  }
  const auto [place, is_new] = to_->place_of.try_emplace(state, to_->numbers.size());
  if (is_new) {
    if (!work_.keep(static_cast<double>(amounts.size()))) return;
    to_->numbers.push_back(state);
    to_->amounts.emplace_back(amounts.size(), 0);
  }
  Amounts& sum = to_->amounts[place->second];
  for (std::size_t at = 0; at < amounts.size(); ++at)
    sum[at] += amounts[at];
}

/// Whether each fanout has lanes taken on one axis at least.
bool Unroller::uses_all(std::size_t state) const {
  for (std::size_t line = 0; line < lines_.size(); line += 2) {
    const auto number = [&](const Line& axis) { return state / axis.stride % axis.rooms.size(); };
    if (number(lines_[line]) == 0 && number(lines_[line + 1]) == 0) return false;
  }
  return true;
}

/// The amounts without their first dimension, whose loops make so many trips.
const Amounts& Unroller::contracted(std::int64_t trips) {
  const auto [known, is_new] = contracted_.try_emplace(trips);
  if (!is_new) return known->second;
  const std::vector<double>& products = products_of(trips);
  Amounts& amounts = known->second;
  amounts.assign(from_->size() / radix_, 0);
  for (std::size_t at = 0; at < amounts.size(); ++at) {
    for (std::size_t loops = 0; loops < radix_; ++loops)
      amounts[at] += (*from_)[at * radix_ + loops] * products[loops];
  }
  return amounts;
}

/// By number of loops: the ways in which they make so many trips.
const std::vector<double>& Unroller::products_of(std::int64_t trips) {
  std::vector<double>& known = by_loops_[trips];
  if (known.empty())
    work_.spend(steps_per_divisors + (form_ == Form::imperfect ? static_cast<double>(trips) : 0));
  while (known.size() < radix_) {
    const std::size_t loops = known.size();
    if (form_ == Form::imperfect && loops > 0 &&
        trips > 1) {  // the inner ones anyhow, the outermost the rest
      known.push_back(products_.ways_up_to(trips - 1, loops - 1));
    } else {
      known.push_back(products_.ways(trips, loops));
    }
  }
  return known;
}

}  // namespace ridge::verify
