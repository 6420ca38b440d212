// How the nodes that stand are exchanged.
#include <algorithm>
#include <optional>

#include "mapper/exact/walk_state.hpp"

namespace ridge::mapper {

/// Takes in the node that was charged last: `busy_cycles_before` were those of the ports before.
void Walk::add_exchange(State& state, const NestEntry& node, const Edge& edge, double tile_words,
                        const Passing& words,
                        const std::array<double, most_ports>& busy_cycles_before) const {
  if (!freely_ || space_->options().conventions.waiting == Waiting::slowest) return;
  const TensorId tensor = node.tensor;
  const bool is_written = tensor == space_->problem().written;
  const double passes = state.passes[tensor.index()];
  double tiles = 1;
  for (std::size_t d = 0; d < shape_->size(); ++d) {
    if (has(shape_->relevant(tensor), d)) tiles *= cost::real(root_->trips()[d] / state.left[d]);
  }
  const auto has_one_place = [&](LevelId level) {
    return !setting_->slots[setting_->slot(level, tensor)].double_buffered;
  };
  const std::vector<Edge>& edges = root_->edges(tensor);
  const std::size_t next = state.placed[tensor.index()];  // edge of the next node further in
  Exchange exchange;
  exchange.tensor = tensor.index();
  exchange.times = passes * tiles;
  exchange.window_times = exchange.times;
  exchange.waited_for = root_->lanes_wait(tensor, edge);
  exchange.has_window = !has_one_place(node.level);
  exchange.child_waits = !is_written && !exchange.has_window && !exchange.waited_for && next < edges.size() &&
                         has_one_place(edges[next].child);
  exchange.is_even = shape_->sliding(tensor) == 0 && !root_->is_ragged();
  for (std::size_t port = 0; port < most_ports; ++port)
    exchange.cycles[port] = state.cost.busy_cycles[port] - busy_cycles_before[port];
  const double filled = words.child_first + words.child_again * (passes - 1);
  if (exchange.is_even) {
    exchange.after_first = is_written && root_->narrow_sums(edge) ? 0 : 1 - 1 / exchange.times;
  } else if (!is_written && !root_->is_ragged()) {
    exchange.after_first = filled > 0 ? std::max(0.0, 1 - tile_words * edge.lanes / filled) : 0;
  }
  if (exchange.waited_for && node.level == root_->chain(tensor).back())
    exchange.depth_cycles = root_->depth_cycles();
  if (!exchange.is_even)
    share_out(state, node, edge, tile_words, is_written ? edge.child_words * passes : filled, exchange);
  if (!root_->is_ragged()) find_each(state, node, edge, tiles, exchange);
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

/// With windows or short last trips: no more passes at once than what all lanes together can take. Fewer
/// lanes have work in later trips than in first ones, and those moments that few other nodes share are first
/// trips of what is inside; but a lane that had no work may find its tile where it left it.
void Walk::share_out(const State& state, const NestEntry& node, const Edge& edge, double tile_words,
                     double filled, Exchange& exchange) const {
  const TensorId tensor = node.tensor;
  if ((shape_->sliding(tensor) & root_->short_dimensions()) != 0 || filled <= 0) return;
  const bool is_written = tensor == space_->problem().written;
  const double passes = state.passes[tensor.index()];
  if (is_written) {
    if (shape_->sliding(tensor) != 0) return;
    const cost::Slot& slot = setting_->slots[setting_->slot(node.level, tensor)];
    const auto [narrow, wide] = std::minmax(slot.word_bytes, slot.partial_bytes);
    const double least_bytes = passes == 1 && edge.child_copies == 1 ? 1 : narrow / wide;
    Cost each;
    root_->charge_one_drain(edge, passes, exchange.times / passes, each);
    for (std::size_t port = 0; port < most_ports; ++port)
      exchange.split_cycles[port] = each.busy_cycles[port] * exchange.times * least_bytes;
  } else {
    exchange.split_cycles = exchange.cycles;
  }
  const Factors extents = root_->extents(node.level, state.left);
  const Factors lanes = root_->lanes_between(0, edge.section);
  double most_words = tile_words * edge.lanes;
  bool some_stay = false;
  for (std::size_t d = 0; d < shape_->size(); ++d) {
    if (!has(shape_->relevant(tensor) & ~shape_->sliding(tensor), d)) continue;
    const double all = cost::real(extents[d] * lanes[d]);
    most_words *= std::min(1.0, cost::real(shape_->bound(d)) / all);
    some_stay = some_stay || (has(edge.short_of_work, d) && state.left[d] != root_->trips()[d]);
  }
  exchange.most_part = most_words / filled;
  exchange.shrinks = shape_->sliding(tensor) == 0 && (is_written || passes == 1 || !some_stay);
}

/// The last node of a read tensor, to come: its tile comes anew so often at least, and what passes is known.
/// Nothing where others that stand come anew more often: its exchanges may be spread over theirs.
std::optional<Exchange> Walk::last_exchange_to_come(const State& state, TensorId tensor) const {
  const std::vector<Edge>& edges = root_->edges(tensor);
  const std::size_t t = tensor.index();
  if (state.placed[t] == edges.size() || !root_->lanes_wait(tensor, edges.back())) return std::nullopt;
  const Exchange* outer = state.exchanges.last_of(t);
  const Edge& edge = edges.back();
  const double passes = state.passes[t];
  Exchange exchange;
  exchange.tensor = t;
  exchange.times = std::max(outer == nullptr ? 1 : outer->times, passes * fewest_tiles_[t]);
  if (state.exchanges.most_waited_times() > exchange.times) return std::nullopt;
  exchange.window_times = exchange.times;
  exchange.waited_for = true;
  exchange.depth_cycles = root_->depth_cycles();
  exchange.is_even = shape_->sliding(tensor) == 0 && !root_->is_ragged();
  const Passing words = root_->passing_within(tensor, edge, state.left);
  Cost cost;
  double first_touches = 0;
  root_->charge(tensor, edge, passes, words, first_touches, cost);
  exchange.cycles = cost.busy_cycles;
  if (exchange.is_even) {
    for (std::size_t port = 0; port < most_ports; ++port)
      exchange.each_cycles[port] = exchange.cycles[port] / exchange.times;
  } else if ((shape_->sliding(tensor) & root_->short_dimensions()) == 0) {
    const double filled = words.child_first + words.child_again * (passes - 1);
    exchange.split_cycles = exchange.cycles;
    exchange.most_part = filled > 0 ? std::min(1.0, edge.room_words * edge.lanes / filled) : 1;
    exchange.shrinks = shape_->sliding(tensor) == 0 && edge.short_of_work == 0;
  }
  return exchange;
}

/// By the rhythm of the nodes that stand; nothing where other nests that are not walked have another one.
double Walk::least_cycles(const State& state, const Cost& cost) const {
  if (!freely_) return 0;
  std::array<double, most_ports> at_ports;
  for (std::size_t port = 0; port < setting_->ports.size(); ++port)
    at_ports[port] = root_->operand_cycles(cost, port);
  const std::span<const double> operand_cycles(at_ports.data(), setting_->ports.size());
  const double tick_cycles = root_->tick_cycles(cost);
  const double start_up_cycles = state.first_tiles.all_cycles;
  double most_cycles = state.exchanges.cycles(tick_cycles, operand_cycles, start_up_cycles);
  for (const TensorId tensor : space_->problem().tensors.ids()) {
    if (tensor == space_->problem().written) continue;
    const std::optional<Exchange> to_come = last_exchange_to_come(state, tensor);
    if (!to_come) continue;
    Exchanges exchanges = state.exchanges;
    exchanges.add(*to_come);
    most_cycles = std::max(most_cycles, exchanges.cycles(tick_cycles, operand_cycles, start_up_cycles));
  }
  return most_cycles;
}

}  // namespace ridge::mapper
