#include "sim/cost/rhythm.hpp"

#include <algorithm>
#include <span>
#include <tuple>
#include <utility>

namespace ridge::cost {
namespace {

constexpr std::size_t lanes_wait = 0;  // no window: nothing hides an exchange

double trips_of(const std::vector<double>& bodies, std::size_t loop) {
  return bodies[loop + 1] / bodies[loop];
}

/// What a port passes for the lanes themselves.
double operand_bytes(const Flow* flow, const PortUse& use) {
  if (flow == nullptr || flow->child != nullptr) return 0;
  return use.share * (use.direction == Direction::read ? flow->read_bytes : flow->update_bytes);
}

bool waits_as_results(const Slot& slot) {
  return slot.written && !slot.double_buffered;
}

bool reduces(const Setting& setting, const StepLoop& loop) {
  return !setting.problem.relevant(setting.problem.written, loop.dimension);
}

}  // namespace

Rhythm::Rhythm(const Setting& setting)
    : setting_(&setting),
      exchange_(setting.ports.size()),
      visit_(setting.ports.size()),
      window_(setting.ports.size()),
      all_(setting.ports.size()),
      chain_(setting.tensor_count),
      deep_chain_(setting.tensor_count) {
  nodes_.reserve(setting.slots.size());
  waiting_.reserve(setting.slots.size());
  windowed_.reserve(setting.slots.size());
  waited_cycles_.reserve(setting.slots.size());
  std::size_t streams = 0;
  for (const LimitedPort& port : setting.ports)
    streams += 2 * port.streams.size();  // of its tile and of its children's
  streams_.reserve(streams);
}

void Rhythm::measure(const Traffic& traffic, const Steps& steps, double compute_cycles, double depth_cycles) {
  depth_cycles_ = depth_cycles;
  reserve(traffic.flows().size(), steps.loops.size());
  loops_ = 0;
  for (const NodeSteps& node : steps.nodes)
    loops_ = std::max(loops_, node.loops);
  bodies_.assign(1, 1.0);
  part_of_advance_.clear();
  for (std::size_t l = 0; l < loops_; ++l) {
    const double advances = real(steps.loops[l].steps);
    bodies_.push_back(bodies_.back() + advances);
    part_of_advance_.push_back(advances > 0 ? 1 / advances : 0);
  }
  waited_cycles_.assign(traffic.flows().size(), {});
  port_cycles_.assign((loops_ + 1) * setting_->ports.size(), 0.0);
  trip_cycles_.assign(loops_ + 1, 0.0);
  list_nodes(traffic, steps);
  start_and_end();
  add_operands(traffic, compute_cycles);
  for (std::size_t l = loops_; l-- > 0;)
    advance(l);
}

/// So that other nests of as many nodes and loops allocate nothing.
void Rhythm::reserve(std::size_t flows, std::size_t loops) {
  bodies_.reserve(loops + 1);
  part_of_advance_.reserve(loops);
  trip_cycles_.reserve(loops + 1);
  port_cycles_.reserve((loops + 1) * setting_->ports.size());
  shares_.reserve(flows * (loops + 2));
  visited_.reserve(flows * (loops + 2));
}

void Rhythm::list_nodes(const Traffic& traffic, const Steps& steps) {
  nodes_.clear();
  streams_.clear();
  shares_.assign(traffic.flows().size() * (loops_ + 2), Share());
  visited_.clear();
  for (const Flow& flow : traffic.flows()) {
    if (flow.parent == nullptr) continue;
    const Slot& slot = setting_->slots[flow.slot];
    Node node;
    node.loops = steps.nodes[flow.index].loops;
    node.tensor = slot.tensor.index();
    node.level = slot.level.index();
    node.written = slot.written;
    node.double_buffered = slot.double_buffered;
    node.shares = nodes_.size() * (loops_ + 2);
    if (flow.child == nullptr && !slot.double_buffered) node.depth_cycles = depth_cycles_;
    list_streams(traffic, flow, node);
    // A tile of results that changes at once still makes its child's leave before others enter.
    const bool takes_time = node.first_stream < node.end_stream || node.depth_cycles > 0;
    if (!takes_time && !waits_as_results(slot)) continue;
    if (slot.double_buffered) {
      node.window = node.loops;
    } else if (!slot.written && flow.child != nullptr) {
      // The lanes work on what its child holds while the node itself takes the next tile in.
      node.window = steps.nodes[flow.child->index].loops;
      node.child_waits = node.window != lanes_wait && !setting_->slots[flow.child->slot].double_buffered;
    }
    share_out(flow, steps, shares_.data() + node.shares);
    nodes_.push_back(node);
  }
  waiting_.clear();
  windowed_.clear();
  for (const Node& node : nodes_)
    (node.window == lanes_wait ? waiting_ : windowed_).push_back(&node);
  for (std::size_t n = 1; n < windowed_.size(); ++n)  // few, and std::stable_sort allocates
    for (std::size_t at = n; at > 0 && windowed_[at - 1]->window < windowed_[at]->window; --at)
      std::swap(windowed_[at - 1], windowed_[at]);
}

void Rhythm::share_out(const Flow& flow, const Steps& steps, Share* shares) {
  const NodeSteps& moved = steps.nodes[flow.index];
  const Slot& slot = setting_->slots[flow.slot];
  if (slot.written) {
    visited_.resize(shares_.size());
    return share_out_results(flow, moved, steps, visited_.data() + (shares - shares_.data()), shares);
  }
  const std::span<const double> words_by_loop = steps.words_of(moved);
  double words = moved.first_words;
  for (const double by_loop : words_by_loop)
    words += by_loop;
  if (words == 0) return;
  const double part_of_word = 1 / words;
  shares[first].fill = moved.first_words * part_of_word;
  for (std::size_t l = 0; l < moved.loops; ++l)
    shares[l + 1].fill = words_by_loop[l] * part_of_word * part_of_advance_[l];
}

/// Where a loop advances that adds to the same results, what comes in has been here before; where none does,
/// it has if one further out is in a later trip. What goes out is complete in the last trips of all that are
/// further out.
void Rhythm::share_out_results(const Flow& flow, const NodeSteps& moved, const Steps& steps, Visited* visited,
                               Share* shares) {
  const Slot& slot = setting_->slots[flow.slot];
  const std::span<const double> words_by_loop = steps.words_of(moved);
  const bool some_complete = flow.counts->complete_drains > 0;
  double fills = 0;
  double drains = 0;
  const double last_bytes = some_complete ? slot.word_bytes : slot.partial_bytes;
  const auto change = [&](std::size_t moment, double words, double part, double back, double one_visit) {
    const double mean_bytes = one_visit * last_bytes + (1 - one_visit) * slot.partial_bytes;
    fills += words * back;
    drains += words * mean_bytes;
    shares[moment] = {words * back * part, words * mean_bytes * part, back};
    if (one_visit > 0 && one_visit < 1)
      visited[moment] = {one_visit, last_bytes / mean_bytes, slot.partial_bytes / mean_bytes};
  };
  double one_outer_trip = 1;  // of all trips of the adding loops further out, the part that one is
  for (std::size_t l = 0; l < moved.loops; ++l) {
    if (part_of_advance_[l] == 0) continue;
    const bool adds = reduces(*setting_, steps.loops[l]);
    change(l + 1, words_by_loop[l], part_of_advance_[l], adds ? 1 : 1 - one_outer_trip,
           adds ? 0 : one_outer_trip);
    if (adds) one_outer_trip /= trips_of(bodies_, l);
  }
  change(last(), moved.first_words, 1, 0, 1);
  for (std::size_t moment = first; moment <= last(); ++moment) {
    shares[moment].fill = fills > 0 ? shares[moment].fill / fills : 0;
    shares[moment].drain /= drains;
  }
}

void Rhythm::list_streams(const Traffic& traffic, const Flow& flow, Node& node) {
  const LevelConstants& above = setting_->levels[setting_->slots[flow.parent->slot].level.index()];
  const auto list = [&](const Flow& of, Direction direction, double fill_bytes, double drain_bytes) {
    if (fill_bytes + drain_bytes <= 0) return;
    if (fill_bytes > 0 && !setting_->uses(of.slot, direction).empty())
      node.latency_cycles = above.latency_cycles;
    for (const PortUse& use : setting_->uses(of.slot, direction)) {
      const LimitedPort& port = setting_->ports[use.port];
      const double cycles_per_byte = use.share / (port.bytes_per_cycle * traffic.instances(port.level));
      streams_.push_back({of.index, direction, use.port, fill_bytes * cycles_per_byte,
                          drain_bytes * cycles_per_byte, &of == flow.parent ? above.issue_cycles : 0});
    }
  };
  node.first_stream = streams_.size();
  list(flow, Direction::write, flow.fill_bytes, 0);
  list(flow, Direction::read, 0, flow.drain_bytes);
  list(*flow.parent, Direction::read, flow.fill_bytes > 0 ? flow.parent->read_bytes : 0, 0);
  list(*flow.parent, Direction::write, 0, flow.drain_bytes > 0 ? flow.parent->update_bytes : 0);
  node.end_stream = streams_.size();
}

/// First tiles go in level after level, outermost first, those that have one place before those that have
/// two, each as long as their slowest port; last results go up from node to node.
void Rhythm::start_and_end() {
  const std::size_t ports = setting_->ports.size();
  stages_.assign(2 * setting_->level_count * (ports + 1), 0.0);
  last_cycles_ = 0;
  array_cycles_ = depth_cycles_;  // until the last results are out
  for (const Node& node : nodes_) {
    double* const stage = stages_.data() + (2 * node.level + (node.double_buffered ? 1 : 0)) * (ports + 1);
    stage[ports] = std::max(stage[ports], request_cycles(node, share(node, first)));
    double slowest_cycles = 0;
    for (std::size_t s = node.first_stream; s < node.end_stream; ++s) {
      const Stream& stream = streams_[s];
      stage[stream.port] += cycles_of(stream, share(node, first));
      if (!node.written) continue;
      if (s == node.first_stream) std::fill(all_.begin(), all_.end(), 0.0);
      all_[stream.port] += cycles_of(stream, share(node, last()));
      slowest_cycles = std::max(slowest_cycles, all_[stream.port]);
    }
    last_cycles_ += slowest_cycles;
    array_cycles_ -= std::min(slowest_cycles, node.depth_cycles);
  }
  first_cycles_ = 0;
  const auto width = static_cast<std::ptrdiff_t>(ports + 1);
  for (auto stage = stages_.begin(); stage != stages_.end(); stage += width)
    first_cycles_ += *std::max_element(stage, stage + width);
}

/// A tick is as long as the lanes need, or as the slowest port for their operands and results.
void Rhythm::add_operands(const Traffic& traffic, double compute_cycles) {
  const double ticks = bodies_[loops_];
  double longest_cycles = compute_cycles;
  std::size_t slowest = setting_->ports.size();
  for (std::size_t port = 0; port < setting_->ports.size(); ++port) {
    const LimitedPort& limited = setting_->ports[port];
    double bytes = 0;
    for (const PortUse& use : limited.streams)
      bytes += operand_bytes(traffic.at(use.slot), use);
    const double cycles = bytes / (limited.bytes_per_cycle * traffic.instances(limited.level));
    passed(loops_)[port] = cycles / ticks;
    if (cycles <= longest_cycles) continue;
    longest_cycles = cycles;
    slowest = port;
  }
  trip_cycles_[loops_] = longest_cycles / ticks;
  if (slowest < setting_->ports.size()) wait_for_operands(traffic, slowest, longest_cycles - compute_cycles);
}

/// The streams of a port are waited for by their parts of what it passes.
void Rhythm::wait_for_operands(const Traffic& traffic, std::size_t port, double cycles) {
  double all_bytes = 0;
  for (const PortUse& use : setting_->ports[port].streams)
    all_bytes += operand_bytes(traffic.at(use.slot), use);
  for (const PortUse& use : setting_->ports[port].streams) {
    const Flow* const flow = traffic.at(use.slot);
    const double bytes = operand_bytes(flow, use);
    if (bytes > 0) waited_cycles_[flow->index][side(use.direction)] += cycles * (bytes / all_bytes);
  }
}

double Rhythm::part_in(const Loss& loss, const Node& node, const Stream& stream, const Share& share) const {
  const double cycles = cycles_of(stream, share);
  if (loss.chain == nullptr) return stream.port == loss.port && node.window >= loss.window ? cycles : 0;
  return node.tensor == loss.chain->tensor && &slowest_of(node, share) == &stream ? cycles : 0;
}

/// The streams that hold the lanes up are waited for by their parts of what passes.
void Rhythm::wait(const std::vector<const Node*>& nodes, const Loss& loss, std::size_t moment,
                  const Visit& visit, double cycles) {
  if (cycles <= 0) return;
  const auto each = [&](auto&& take) {
    for (const Node* node : nodes) {
      if (node->loops < moment) continue;
      const Share share = share_in(visit, *node, moment);
      for (std::size_t s = node->first_stream; s < node->end_stream; ++s)
        take(streams_[s], part_in(loss, *node, streams_[s], share));
    }
  };
  double all = 0;
  each([&all](const Stream&, double part) { all += part; });
  each([&](const Stream& stream, double part) {
    waited_cycles_[stream.flow][side(stream.direction)] += cycles * (part / all);
  });
}

/// What is late has still to go on from node to node before the lanes have it. So what they wait for last is
/// the way to the innermost node, then the one before, and in front of them what the port is late with.
void Rhythm::wait_for_late(const Loss& loss, std::size_t moment, double advances) {
  if (loss.cycles <= 0) return;
  const Node* latest = nullptr;
  double most_cycles = 0;
  for (const Node* node : windowed_) {
    if (node->loops < moment) continue;
    for (std::size_t s = node->first_stream; s < node->end_stream; ++s) {
      const double cycles = part_in(loss, *node, streams_[s], share(*node, moment));
      if (cycles > most_cycles) std::tie(latest, most_cycles) = std::pair(node, cycles);
    }
  }
  double left_cycles = loss.cycles;
  for (std::size_t n = nodes_.size(); n-- > 0 && &nodes_[n] != latest;) {
    const Node& node = nodes_[n];
    if (node.tensor != latest->tensor || node.written || node.loops < moment || node.window == lanes_wait ||
        node.first_stream == node.end_stream)
      continue;
    const Stream& slowest = slowest_of(node, share(node, moment));
    const double cycles = std::min(left_cycles, cycles_of(slowest, share(node, moment)));
    waited_cycles_[slowest.flow][side(slowest.direction)] += advances * cycles;
    left_cycles -= cycles;
  }
  wait(windowed_, loss, moment, mean_visit(), advances * left_cycles);
}

const Rhythm::Stream& Rhythm::slowest_of(const Node& node, const Share& share) const {
  return *std::max_element(
      streams_.begin() + static_cast<std::ptrdiff_t>(node.first_stream),
      streams_.begin() + static_cast<std::ptrdiff_t>(node.end_stream),
      [&](const Stream& a, const Stream& b) { return cycles_of(a, share) < cycles_of(b, share); });
}

/// How long one node's exchange takes when its ports are free. Where the parent's tile changes as well, what
/// goes out has to have gone before the parent's can, and what comes in comes after it.
double Rhythm::way_of(const Node& node, const Share& share, bool parent_changes) const {
  double in_cycles = 0;
  double out_cycles = 0;
  double slowest_cycles = 0;
  for (std::size_t s = node.first_stream; s < node.end_stream; ++s) {
    in_cycles = std::max(in_cycles, cycles_of(streams_[s], {share.fill, 0, share.asks}));
    out_cycles = std::max(out_cycles, cycles_of(streams_[s], {0, share.drain}));
    double port_cycles = 0;
    for (std::size_t other = node.first_stream; other < node.end_stream; ++other)
      if (streams_[other].port == streams_[s].port) port_cycles += cycles_of(streams_[other], share);
    slowest_cycles = std::max(slowest_cycles, port_cycles);
  }
  const double asked_cycles = request_cycles(node, share);
  return parent_changes ? std::max(in_cycles, asked_cycles) + out_cycles
                        : std::max(slowest_cycles, asked_cycles);
}

/// From the request for a tile to its last word, when its ports are free: the first word comes after the
/// latency, the others as fast as the slowest port passes them.
double Rhythm::request_cycles(const Node& node, const Share& share) const {
  if (node.latency_cycles == 0 || share.fill <= 0) return 0;
  double issue_cycles = 0;
  double words_cycles = 0;
  for (std::size_t s = node.first_stream; s < node.end_stream; ++s) {
    if (streams_[s].fill_cycles > 0) issue_cycles = std::max(issue_cycles, streams_[s].issue_cycles);
    words_cycles = std::max(words_cycles, streams_[s].fill_cycles * share.fill);
  }
  return issue_cycles + node.latency_cycles + words_cycles / share.asks;
}

/// The share of a visit. Of tensors that are read, and of results that are visited once, all are alike.
Rhythm::Share Rhythm::share_in(const Visit& visit, const Node& node, std::size_t moment) const {
  Share own = share(node, moment);
  if (!node.written || visit.which == Which::mean) return own;
  const Visited& visited = visited_[node.shares + moment];
  own.fill *= visit.fill;
  own.asks *= visit.fill;
  own.drain *= visit.which == Which::last ? visited.last_to_mean : visited.other_to_mean;
  return own;
}

/// The lanes wait for tiles that have one place: until every port has passed what it has of them, and the
/// tiles of every tensor have come one after another.
Rhythm::Loss Rhythm::exchange_in(const Visit& visit, std::size_t moment) {
  std::fill(chain_.begin(), chain_.end(), 0.0);
  std::fill(deep_chain_.begin(), deep_chain_.end(), 0.0);
  std::fill(visit_.begin(), visit_.end(), 0.0);
  Loss loss;
  double deepest_cycles = 0;
  bool results_change = false;  // of a node further out
  for (const Node* node : waiting_) {
    if (node->loops < moment) continue;
    const Share own = share_in(visit, *node, moment);
    double& chain_cycles = chain_[node->tensor];
    const double way_cycles = way_of(*node, own, node->written && results_change);
    results_change |= node->written && own.drain > 0;
    chain_cycles += way_cycles;
    deep_chain_[node->tensor] += std::max(way_cycles, node->depth_cycles);
    deepest_cycles = std::max(deepest_cycles, deep_chain_[node->tensor]);
    for (std::size_t s = node->first_stream; s < node->end_stream; ++s) {
      const Stream& stream = streams_[s];
      visit_[stream.port] += cycles_of(stream, own);
      if (visit_[stream.port] > loss.cycles) loss = {visit_[stream.port], stream.port, 0, nullptr};
    }
    if (takes_longer(chain_cycles, loss.cycles)) loss = {chain_cycles, 0, 0, node};
  }
  loss.array_cycles = std::max(0.0, deepest_cycles - loss.cycles);
  return loss;
}

/// Where results are visited several times, first visits read nothing back and last ones drain what is
/// complete: the ports share the work differently.
std::array<Rhythm::Visit, 3> Rhythm::visits_at(std::size_t moment) const {
  for (const Node* node : waiting_) {
    if (!node->written || node->loops < moment || share(*node, moment).drain <= 0) continue;
    const double one = visited_[node->shares + moment].one_visit;
    if (one >= 1) break;
    const double back = 1 / (1 - one);
    return {Visit{one, 0, Which::other}, Visit{1 - 2 * one, back, Which::other},
            Visit{one, back, Which::last}};
  }
  return {mean_visit(), Visit{0}, Visit{0}};
}

Rhythm::Loss Rhythm::exchange(std::size_t moment, double advances) {
  std::fill(exchange_.begin(), exchange_.end(), 0.0);
  Loss mean;
  if (waiting_.empty()) {
    std::fill(chain_.begin(), chain_.end(), 0.0);
    return mean;
  }
  for (const Visit& visit : visits_at(moment)) {
    if (visit.part <= 0) continue;
    const Loss loss = exchange_in(visit, moment);
    mean.cycles += visit.part * loss.cycles;
    mean.array_cycles += visit.part * loss.array_cycles;
    wait(waiting_, loss, moment, visit, advances * visit.part * loss.cycles);
    for (std::size_t port = 0; port < exchange_.size(); ++port)
      exchange_[port] += visit.part * visit_[port];
  }
  return mean;
}

/// What the port that is latest still has to pass when the lanes could go on. `all_`: what passes in all.
Rhythm::Loss Rhythm::late(std::size_t loop, double exchange_cycles) {
  std::copy(exchange_.begin(), exchange_.end(), all_.begin());
  std::fill(window_.begin(), window_.end(), 0.0);
  Loss loss;
  for (std::size_t begin = 0, end = 0; begin < windowed_.size(); begin = end) {
    const std::size_t window = windowed_[begin]->window;
    if (window <= loop) break;
    for (; end < windowed_.size() && windowed_[end]->window == window; ++end) {
      const Node& node = *windowed_[end];
      if (node.loops <= loop) continue;
      for (std::size_t s = node.first_stream; s < node.end_stream; ++s) {
        const double cycles = cycles_of(streams_[s], share(node, loop + 1));
        window_[streams_[s].port] += cycles;
        all_[streams_[s].port] += cycles;
      }
    }
    for (std::size_t n = begin; n < end; ++n) {
      const Node& node = *windowed_[n];
      if (node.loops <= loop) continue;
      // What its children exchange comes after it; what others do goes on meanwhile.
      const Share& asked = share(node, loop + 1);
      const double asked_cycles = asked.asks * (request_cycles(node, asked) + chain_[node.tensor] -
                                                trip_cycles_[window] - exchange_cycles);
      if (node.latency_cycles > 0 && asked_cycles > loss.cycles) loss = {asked_cycles, 0, window, &node};
      for (std::size_t s = node.first_stream; s < node.end_stream; ++s) {
        const std::size_t port = streams_[s].port;
        if (cycles_of(streams_[s], share(node, loop + 1)) <= 0) continue;
        const double before_cycles = passed(window)[port] + window_[port] - trip_cycles_[window];
        const double beside_cycles = before_cycles + exchange_[port] - exchange_cycles;
        const double cycles = node.child_waits ? std::max(before_cycles, beside_cycles) : beside_cycles;
        if (cycles > loss.cycles) loss = {cycles, port, window, nullptr};
      }
    }
  }
  return loss;
}

/// What is lost when a loop advances, and a trip of the loops from it on.
void Rhythm::advance(std::size_t loop) {
  const double advances = bodies_[loop + 1] - bodies_[loop];
  const Loss exchanged = exchange(loop + 1, advances);
  const Loss waited = late(loop, exchanged.cycles + exchanged.array_cycles);
  const double lost_cycles = exchanged.cycles + exchanged.array_cycles + waited.cycles;
  const double trips = trips_of(bodies_, loop);
  trip_cycles_[loop] = trips * trip_cycles_[loop + 1] + (trips - 1) * lost_cycles;
  for (std::size_t port = 0; port < setting_->ports.size(); ++port)
    passed(loop)[port] = trips * passed(loop + 1)[port] + (trips - 1) * all_[port];
  array_cycles_ += advances * exchanged.array_cycles;
  wait_for_late(waited, loop + 1, advances);
}

}  // namespace ridge::cost
