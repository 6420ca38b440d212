#include "sim/verify/unrollings.hpp"

#include <algorithm>
#include <bit>

namespace ridge::verify {

namespace {

constexpr double steps_per_divisors = 5e4;  // of a number up to 2^31

bool uses_all(const Rooms& rooms, const Rooms& whole) {
  for (std::size_t axis = 0; axis < whole.size(); axis += 2) {
    if (rooms[axis] == whole[axis] && rooms[axis + 1] == whole[axis + 1]) return false;
  }
  return true;
}

}  // namespace

std::size_t most_loops(std::int64_t bound) {
  return std::bit_width(static_cast<std::uint64_t>(bound)) - 1U;
}

Unroller::Unroller(std::vector<std::int64_t> bounds, Work& work) : bounds_(std::move(bounds)), work_(work) {}

double Unroller::total(Amounts orders, const std::vector<const Fanout*>& fanouts) {
  Rooms whole;
  for (const Fanout* fanout : fanouts)
    whole.insert(whole.end(), fanout->size.begin(), fanout->size.end());
  std::map<Rooms, Amounts> states{{whole, std::move(orders)}};
  for (const std::int64_t bound : bounds_) {
    std::map<Rooms, Amounts> next;
    to_ = &next;
    radix_ = most_loops(bound) + 1;
    for (const auto& [rooms, left] : states) {
      from_ = &left;
      contracted_.clear();
      Rooms free = rooms;
      unroll(0, bound, free);
    }
    states = std::move(next);
  }
  if (work_.exhausted()) return 0;  // some state may lack its numbers
  double sum = 0;
  for (const auto& [rooms, amount] : states) {
    if (uses_all(rooms, whole)) sum += amount.front();
  }
  return sum;
}

/// Decides how many lanes the dimension has on each axis from `axis` on. Of lanes that leave as many trips,
/// the fewest.
void Unroller::unroll(std::size_t axis, std::int64_t trips, Rooms& rooms) {
  if (work_.exhausted()) return;
  if (axis == rooms.size()) return add(trips, rooms);
  unroll(axis + 1, trips, rooms);
  const std::int64_t room = rooms[axis];
  work_.spend(static_cast<double>(std::min(room, trips)));
  for (std::int64_t lanes = 2; lanes <= std::min(room, trips); ++lanes) {
    if ((trips + lanes - 2) / (lanes - 1) == (trips + lanes - 1) / lanes) continue;
    rooms[axis] = room / lanes;
    unroll(axis + 1, (trips + lanes - 1) / lanes, rooms);
    rooms[axis] = room;
  }
}

void Unroller::add(std::int64_t trips, const Rooms& rooms) {
  const Amounts& amounts = contracted(trips);
  Amounts& sum = (*to_)[rooms];
  work_.spend(static_cast<double>(amounts.size()) + 50);
  if (sum.empty() && !work_.keep(static_cast<double>(amounts.size()))) return;
  sum.resize(amounts.size(), 0);
  for (std::size_t at = 0; at < amounts.size(); ++at)
    sum[at] += amounts[at];
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
  if (known.empty()) work_.spend(steps_per_divisors);
  while (known.size() < radix_)
    known.push_back(products_.ways(trips, known.size()));
  return known;
}

}  // namespace ridge::verify
