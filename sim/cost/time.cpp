#include "sim/cost/time.hpp"

#include <algorithm>

namespace ridge::cost {
namespace {

/// All bytes of a stream but those of first fills and last drains.
double steady_bytes(const Flow& flow, Direction direction) {
  return std::max(0.0, flow.bytes[side(direction)] - flow.start_up_bytes[side(direction)]);
}

}  // namespace

Time::Time(const Setting& setting)
    : setting_(&setting),
      port_bytes_per_cycle_(setting.ports.size()),
      port_busy_cycles_(setting.ports.size()),
      port_lead_cycles_(setting.ports.size()),
      port_own_drain_cycles_(setting.ports.size()),
      stage_bytes_(setting.ports.size()),
      stage_hidden_bytes_(setting.ports.size()) {
  exposed_cycles_.reserve(setting.slots.size());
  stall_cycles_.reserve(setting.slots.size());
}

void Time::measure_bandwidths(const Traffic& traffic) {
  for (std::size_t port = 0; port < setting_->ports.size(); ++port) {
    const LimitedPort& limited = setting_->ports[port];
    port_bytes_per_cycle_[port] = limited.bytes_per_cycle * traffic.instances(limited.level);
  }
}

double Time::cycles_of_steps(const Counts& counts) const {
  return whole(real(counts.compute_steps) / setting_->unit->iterations_per_cycle);
}

void Time::wait_for_ports_alone(const Traffic& traffic) {
  start_up_cycles_ = 0;
  exposed_cycles_.assign(traffic.flows().size(), {});
  all_exposed_cycles_ = 0;
  std::fill(port_lead_cycles_.begin(), port_lead_cycles_.end(), 0.0);
  std::fill(port_own_drain_cycles_.begin(), port_own_drain_cycles_.end(), 0.0);
  drain_chain_cycles_ = 0;
  load_ports(traffic);
}

void Time::measure_ports(const Counts& counts, const Traffic& traffic) {
  measure_bandwidths(traffic);
  compute_cycles_ = cycles_of_steps(counts);
  wait_for_ports_alone(traffic);
}

void Time::measure_slowest(const Traffic& traffic, double compute_cycles, double slowest_cycles,
                           double latency_cycles) {
  measure_bandwidths(traffic);
  compute_cycles_ = compute_cycles;
  wait_for_ports_alone(traffic);
  start_up_cycles_ = latency_cycles;
  port_finish_cycles_ = slowest_cycles + latency_cycles;
}

void Time::measure_given(const Traffic& traffic, const Causes& causes) {
  measure_bandwidths(traffic);
  compute_cycles_ = causes.compute;
  wait_for_ports_alone(traffic);
  start_up_cycles_ = causes.start_up;
  for (const Stall& stall : causes.stalls)
    wait_for(*traffic.at(setting_->slot(stall.level, stall.tensor)), stall.direction, stall.cycles);
  port_finish_cycles_ = 0;  // whoever waited for a port is among the stalls
}

void Time::measure(const Counts& counts, const Traffic& traffic) {
  measure_bandwidths(traffic);
  compute_cycles_ = cycles_of_steps(counts);
  start_up_cycles_ = whole(first_fill_chain(traffic) + last_drain_chain(traffic));
  exposed_cycles_.assign(traffic.flows().size(), {});
  all_exposed_cycles_ = 0;
  for (const Flow& flow : traffic.flows())
    expose(traffic, flow);
  load_ports(traffic);
}

/// Level after level, outermost first: the first tiles of a level have arrived when the last port that takes
/// part, at the level itself or at a parent, has passed its bytes; then the next level's can start. A port
/// begins with the first stage it takes part in, or when all have arrived. Returns the stages of tiles that
/// have a second place: the others are exchanges that the work waits for, the first like any.
double Time::first_fill_chain(const Traffic& traffic) {
  constexpr double unset = -1;
  std::fill(port_lead_cycles_.begin(), port_lead_cycles_.end(), unset);
  double chain_cycles = 0;
  double hidden_chain_cycles = 0;
  for (std::size_t level = 1; level < setting_->level_count; ++level) {
    stage_ = {};
    bool begun = false;
    for (std::size_t tensor = 0; tensor < setting_->tensor_count; ++tensor) {
      const Flow* flow = traffic.at(level * setting_->tensor_count + tensor);
      if (flow == nullptr || flow->first_fill_bytes == 0) continue;
      if (!begun) {
        std::fill(stage_bytes_.begin(), stage_bytes_.end(), 0.0);
        std::fill(stage_hidden_bytes_.begin(), stage_hidden_bytes_.end(), 0.0);
        begun = true;
      }
      const bool hidden = setting_->slots[flow->slot].double_buffered;
      pass_first(flow->slot, Direction::write, flow->first_fill_bytes, hidden, chain_cycles);
      pass_first(flow->parent->slot, Direction::read, flow->first_send_bytes, hidden, chain_cycles);
    }
    chain_cycles += stage_.cycles;
    hidden_chain_cycles += stage_.hidden_cycles;
  }
  for (double& lead_cycles : port_lead_cycles_) {
    if (lead_cycles == unset) lead_cycles = chain_cycles;
  }
  return hidden_chain_cycles;
}

/// Bytes of the running stage, which begins after `lead_cycles`, pass the ports of one stream.
void Time::pass_first(std::size_t slot, Direction direction, double bytes, bool hidden, double lead_cycles) {
  for (const PortUse& use : setting_->uses(slot, direction)) {
    if (port_lead_cycles_[use.port] < 0) port_lead_cycles_[use.port] = lead_cycles;
    stage_bytes_[use.port] += bytes * use.share;
    stage_.cycles = std::max(stage_.cycles, stage_bytes_[use.port] / port_bytes_per_cycle_[use.port]);
    if (!hidden) continue;
    stage_hidden_bytes_[use.port] += bytes * use.share;
    stage_.hidden_cycles =
        std::max(stage_.hidden_cycles, stage_hidden_bytes_[use.port] / port_bytes_per_cycle_[use.port]);
  }
}

/// The written tensor's last tiles go up from node to node, while a port that takes part has only its own
/// bytes to pass. Returns the stages of tiles that have a second place: the others are exchanges.
double Time::last_drain_chain(const Traffic& traffic) {
  std::fill(port_own_drain_cycles_.begin(), port_own_drain_cycles_.end(), 0.0);
  drain_chain_cycles_ = 0;
  double hidden_chain_cycles = 0;
  for (const Flow& flow : traffic.flows()) {
    if (flow.last_drain_bytes == 0) continue;
    const double stage_cycles =
        std::max(traffic.cycles_alone(flow.slot, Direction::read, flow.last_drain_bytes),
                 traffic.cycles_alone(flow.parent->slot, Direction::write, flow.last_take_bytes));
    drain_chain_cycles_ += stage_cycles;
    if (setting_->slots[flow.slot].double_buffered) hidden_chain_cycles += stage_cycles;
    pass_last(flow.slot, Direction::read, flow.last_drain_bytes);
    pass_last(flow.parent->slot, Direction::write, flow.last_take_bytes);
  }
  return hidden_chain_cycles;
}

void Time::pass_last(std::size_t slot, Direction direction, double bytes) {
  for (const PortUse& use : setting_->uses(slot, direction))
    port_own_drain_cycles_[use.port] += bytes * use.share / port_bytes_per_cycle_[use.port];
}

/// A single-buffered tile has no second place: while it is exchanged, the work below it waits. The slower end
/// of a transfer is what is waited for; the inner one when they are alike.
void Time::expose(const Traffic& traffic, const Flow& flow) {
  if (flow.parent == nullptr || setting_->slots[flow.slot].double_buffered) return;
  const Flow& parent = *flow.parent;
  const auto exchange = [&](Direction here, double here_bytes, Direction there, double there_bytes) {
    if (here_bytes <= 0 && there_bytes <= 0) return;
    const double here_cycles = traffic.cycles_alone(flow.slot, here, here_bytes);
    const double there_cycles = traffic.cycles_alone(parent.slot, there, there_bytes);
    if (takes_longer(there_cycles, here_cycles))
      wait_for(parent, there, there_cycles);
    else
      wait_for(flow, here, here_cycles);
  };
  exchange(Direction::write, flow.fill_bytes, Direction::read, parent.read_bytes);
  exchange(Direction::read, flow.drain_bytes, Direction::write, parent.update_bytes);
}

void Time::wait_for(const Flow& flow, Direction direction, double cycles) {
  const double waited_cycles = whole(cycles);
  exposed_cycles_[flow.index][side(direction)] += waited_cycles;
  all_exposed_cycles_ += waited_cycles;
}

/// A port passes all its bytes, one after another, from its lead on; then what is left of the last drain
/// follows.
void Time::load_ports(const Traffic& traffic) {
  most_busy_cycles_ = 0;
  port_finish_cycles_ = 0;
  for (std::size_t port = 0; port < setting_->ports.size(); ++port) {
    double bytes = 0;
    for (const PortUse& use : setting_->ports[port].streams) {
      const Flow* flow = traffic.at(use.slot);
      if (flow != nullptr) bytes += flow->bytes[side(use.direction)] * use.share;
    }
    if (bytes == 0) {
      port_busy_cycles_[port] = 0;
      continue;
    }
    const double busy_cycles = bytes / port_bytes_per_cycle_[port];
    port_busy_cycles_[port] = busy_cycles;
    most_busy_cycles_ = std::max(most_busy_cycles_, busy_cycles);
    const double lag_cycles = std::max(0.0, drain_chain_cycles_ - port_own_drain_cycles_[port]);
    const double finish_cycles = whole(port_lead_cycles_[port] + busy_cycles + lag_cycles);
    if (finish_cycles <= port_finish_cycles_) continue;
    port_finish_cycles_ = finish_cycles;
    binding_port_ = port;
  }
}

void Time::write_causes(const Traffic& traffic, Causes& causes) {
  causes.compute = compute_cycles_;
  causes.start_up = start_up_cycles_;
  causes.stalls.clear();
  const double unhindered_cycles = compute_cycles_ + all_exposed_cycles_ + start_up_cycles_;
  const double waiting_cycles = std::max(0.0, port_finish_cycles_ - unhindered_cycles);
  if (all_exposed_cycles_ + waiting_cycles == 0) return;
  stall_cycles_.assign(exposed_cycles_.begin(), exposed_cycles_.end());
  if (waiting_cycles > 0) stall_on_port(traffic, setting_->ports[binding_port_], waiting_cycles);
  for (const Flow& flow : traffic.flows()) {
    for (const Direction direction : {Direction::read, Direction::write}) {
      const double cycles = stall_cycles_[flow.index][side(direction)];
      if (cycles > 0) causes.stalls.push_back({flow.counts->level, flow.counts->tensor, direction, cycles});
    }
  }
}

/// Splits `cycles` among the streams of a port by the bytes that pass it while compute runs; by all their
/// bytes where none do. Rounding the running sum keeps every part whole and the sum of the parts exact.
void Time::stall_on_port(const Traffic& traffic, const LimitedPort& port, double cycles) {
  double all_bytes = 0;
  double late_bytes = 0;
  for (const PortUse& use : port.streams) {
    const Flow* flow = traffic.at(use.slot);
    if (flow == nullptr) continue;
    all_bytes += flow->bytes[side(use.direction)] * use.share;
    late_bytes += steady_bytes(*flow, use.direction) * use.share;
  }
  const bool late = late_bytes > 0;
  double running_bytes = 0;
  double given_cycles = 0;
  for (const PortUse& use : port.streams) {
    const Flow* flow = traffic.at(use.slot);
    if (flow == nullptr) continue;
    const double bytes = late ? steady_bytes(*flow, use.direction) : flow->bytes[side(use.direction)];
    running_bytes += bytes * use.share;
    const double up_to_here_cycles = share_rounded_up(cycles, running_bytes, late ? late_bytes : all_bytes);
    stall_cycles_[flow->index][side(use.direction)] += up_to_here_cycles - given_cycles;
    given_cycles = up_to_here_cycles;
  }
}

}  // namespace ridge::cost
