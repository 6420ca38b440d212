// How the nodes that stand are exchanged.
#include <algorithm>

#include "mapper/exact/walk_state.hpp"

namespace ridge::mapper {

/// Takes in the node that was charged last: `busy_cycles_before` were those of the ports before. With short
/// last trips no two exchanges need be alike, and nothing is known.
void Walk::add_exchange(State& state, const NestEntry& node, const Edge& edge, double tile_words,
                        const Passing& words,
                        const std::array<double, most_ports>& busy_cycles_before) const {
  if (root_->is_ragged() || space_->options().conventions.waiting == Waiting::slowest) return;
  const TensorId tensor = node.tensor;
  const bool is_written = tensor == space_->problem().written;
  const double passes = state.passes[tensor.index()];
  double tiles = 1;
  for (std::size_t d = 0; d < shape_->size(); ++d) {
    if (has(shape_->relevant(tensor), d)) tiles *= cost::real(root_->trips()[d] / state.left[d]);
  }
  Exchange exchange;
  exchange.tensor = tensor.index();
  exchange.times = passes * tiles;
  exchange.waited_for = root_->lanes_wait(tensor, edge);
  exchange.has_window = setting_->slots[setting_->slot(node.level, tensor)].double_buffered;
  exchange.is_even = shape_->sliding(tensor) == 0;
  for (std::size_t port = 0; port < most_ports; ++port)
    exchange.cycles[port] = state.cost.busy_cycles[port] - busy_cycles_before[port];
  if (exchange.is_even) {
    exchange.after_first = is_written && root_->narrow_sums(edge) ? 0 : 1 - 1 / exchange.times;
  } else if (!is_written) {
    const double filled = words.child_first + words.child_again * (passes - 1);
    exchange.after_first = filled > 0 ? std::max(0.0, 1 - tile_words * edge.lanes / filled) : 0;
  }
  if (exchange.waited_for && node.level == root_->chain(tensor).back())
    exchange.depth_cycles = root_->depth_cycles();
  if (exchange.waited_for) find_each(state, node, edge, tiles, exchange);
  state.exchanges.add(exchange);
}

/// What passes every time. Where windows slide: when the innermost loop that moves the tile goes on.
void Walk::find_each(const State& state, const NestEntry& node, const Edge& edge, double tiles,
                     Exchange& exchange) const {
  Cost each;
  if (node.tensor == space_->problem().written) {
    if (!exchange.is_even) return;
    root_->charge_one_drain(edge, state.passes[node.tensor.index()], tiles, each);
  } else if (exchange.is_even) {
    for (std::size_t port = 0; port < most_ports; ++port)
      exchange.each_cycles[port] = exchange.cycles[port] / exchange.times;
    return;
  } else {
    const std::size_t innermost = state.changing.innermost;
    if (innermost >= shape_->size() || !has(shape_->relevant(node.tensor), innermost)) return;
    exchange.other_times = exchange.times / cost::real(state.changing.loops[innermost]);
    root_->charge_one_step(node.tensor, edge, state.left, innermost, each);
  }
  exchange.each_cycles = each.busy_cycles;
}

/// By the rhythm of the nodes that stand; nothing where other nests that are not walked have another one.
double Walk::least_cycles(const State& state, const Cost& cost) const {
  if (!freely_) return 0;
  std::array<double, most_ports> operand_cycles;
  for (std::size_t port = 0; port < setting_->ports.size(); ++port)
    operand_cycles[port] = root_->operand_cycles(cost, port);
  return state.exchanges.cycles(root_->tick_cycles(cost), {operand_cycles.data(), setting_->ports.size()},
                                state.first_tiles.all_cycles);
}

}  // namespace ridge::mapper
