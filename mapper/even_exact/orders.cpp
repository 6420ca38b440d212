#include "mapper/even_exact/orders.hpp"

#include <algorithm>

namespace ridge::mapper::even {

const std::vector<Order>& Orders::of(LevelId level, ActiveMask looped) {
  const auto [known, is_new] = known_.try_emplace({level, looped});
  if (!is_new) return known->second;
  std::vector<std::uint8_t> inside_out;  // those that a rule orders stand innermost
  const std::vector<DimensionId>& rule = space_->order_below(level);
  ActiveMask left = looped;
  for (auto dimension = rule.rbegin(); dimension != rule.rend(); ++dimension) {
    const std::size_t active = shape_->active(*dimension);
    if (active == shape_->size() || !has(left, active)) continue;
    inside_out.push_back(static_cast<std::uint8_t>(active));
    left &= ~(ActiveMask{1} << active);
  }
  std::set<std::vector<Seen>> seen_before;
  extend(left, inside_out, known->second, seen_before);
  return known->second;
}

/// Adds loops from inside out until no tensor cares for what follows.
void Orders::extend(ActiveMask left, std::vector<std::uint8_t>& inside_out, std::vector<Order>& found,
                    std::set<std::vector<Seen>>& known) {
  std::vector<Seen> all;
  for (const TensorId tensor : space_->problem().tensors.ids())
    all.push_back(seen(tensor, inside_out, left));
  const bool closed = std::all_of(all.begin(), all.end(), [](const Seen& one) { return one.closed; });
  if (closed || left == 0) {
    if (!known.insert(std::move(all)).second) return;
    Order order;
    for (std::size_t d = 0; d < shape_->size(); ++d)
      if (has(left, d)) order.push_back(static_cast<std::uint8_t>(d));
    order.insert(order.end(), inside_out.rbegin(), inside_out.rend());
    found.push_back(std::move(order));
    return;
  }
  for (std::size_t d = 0; d < shape_->size(); ++d) {
    if (!has(left, d)) continue;
    inside_out.push_back(static_cast<std::uint8_t>(d));
    extend(left & ~(ActiveMask{1} << d), inside_out, found, known);
    inside_out.pop_back();
  }
}

Orders::Seen Orders::seen(TensorId tensor, const std::vector<std::uint8_t>& inside_out,
                          ActiveMask left) const {
  Seen seen;
  std::size_t window = 0;  // along which the first loop moves the tile
  for (const std::uint8_t active : inside_out) {
    const Boxes::Moves moves = boxes_->moves(tensor, active);
    const bool first = seen.moving.empty();
    if (moves == Boxes::Moves::not_at_all && first) {
      seen.stays |= ActiveMask{1} << active;
      continue;
    }
    if (first && moves == Boxes::Moves::window) window = boxes_->window(tensor, active);
    seen.closed = moves == Boxes::Moves::plainly ||
                  (moves == Boxes::Moves::window && boxes_->window(tensor, active) != window);
    if (seen.closed) return seen;
    seen.moving.push_back(active);
  }
  // Loops that are left and cannot move the tile, or not along this window, may stand in any order.
  bool may_go_on = false;
  for (std::size_t d = 0; d < shape_->size(); ++d) {
    if (!has(left, d) || boxes_->moves(tensor, d) == Boxes::Moves::not_at_all) continue;
    may_go_on = may_go_on || seen.moving.empty() ||
                (boxes_->moves(tensor, d) == Boxes::Moves::window && boxes_->window(tensor, d) == window);
  }
  if (may_go_on) return seen;
  if (seen.moving.empty()) seen.stays |= left;
  seen.closed = true;
  return seen;
}

}  // namespace ridge::mapper::even
