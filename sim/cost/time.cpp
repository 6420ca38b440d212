#include "sim/cost/time.hpp"

#include <algorithm>

namespace ridge::cost {

Time::Time(const Setting& setting)
    : setting_(&setting),
      port_bytes_per_cycle_(setting.ports.size()),
      port_busy_cycles_(setting.ports.size()),
      stage_bytes_(setting.ports.size()),
      exposed_cycles_(setting.uses.size()),
      stall_cycles_(setting.uses.size()) {}

void Time::measure(const Counts& counts, const Traffic& traffic) {
  for (std::size_t port = 0; port < setting_->ports.size(); ++port) {
    const LimitedPort& limited = setting_->ports[port];
    port_bytes_per_cycle_[port] = limited.bytes_per_cycle * traffic.instances(limited.level);
  }
  compute_cycles_ = whole_cycles(real(counts.compute_steps) / setting_->unit->iterations_per_cycle);
  start_up_cycles_ = first_fill_chain(traffic) + last_drain_chain(traffic);
  std::fill(exposed_cycles_.begin(), exposed_cycles_.end(), 0.0);
  all_exposed_cycles_ = 0;
  for (std::size_t slot = 0; slot < setting_->slots.size(); ++slot)
    expose(traffic, slot);
  load_ports(traffic);
}

/// Level after level, outermost first: the first tiles of a level have arrived when the last port that takes
/// part, at the level itself or at a parent, has passed its bytes; then the next level's can start.
double Time::first_fill_chain(const Traffic& traffic) {
  double chain_cycles = 0;
  for (std::size_t level = 1; level < setting_->level_count; ++level) {
    std::fill(stage_bytes_.begin(), stage_bytes_.end(), 0.0);
    double stage_cycles = 0;
    const auto pass = [&](std::size_t stream, double bytes) {
      for (const PortUse& use : setting_->uses[stream]) {
        stage_bytes_[use.port] += bytes * use.share;
        stage_cycles = std::max(stage_cycles, stage_bytes_[use.port] / port_bytes_per_cycle_[use.port]);
      }
    };
    for (std::size_t tensor = 0; tensor < setting_->tensor_count; ++tensor) {
      const std::size_t slot = level * setting_->tensor_count + tensor;
      const Flow& flow = traffic.flow(slot);
      if (flow.first_fill_bytes == 0) continue;
      pass(Setting::stream(slot, Direction::write), flow.first_fill_bytes);
      pass(Setting::stream(static_cast<std::size_t>(flow.parent), Direction::read), flow.first_send_bytes);
    }
    chain_cycles += whole_cycles(stage_cycles);
  }
  return chain_cycles;
}

/// The written tensor's last tiles go up from node to node.
double Time::last_drain_chain(const Traffic& traffic) const {
  double chain_cycles = 0;
  for (std::size_t level = setting_->level_count; level-- > 1;) {
    const std::size_t slot = level * setting_->tensor_count + setting_->problem.written.index();
    const Flow& flow = traffic.flow(slot);
    if (flow.last_drain_bytes == 0) continue;
    chain_cycles += whole_cycles(std::max(
        traffic.cycles_alone(slot, Direction::read, flow.last_drain_bytes),
        traffic.cycles_alone(static_cast<std::size_t>(flow.parent), Direction::write, flow.last_take_bytes)));
  }
  return chain_cycles;
}

/// A single-buffered tile has no second place: while it is exchanged, the work below it waits. Its first fill
/// and last drain are start-up.
void Time::expose(const Traffic& traffic, std::size_t slot) {
  const Flow& flow = traffic.flow(slot);
  if (flow.counts == nullptr || flow.parent < 0 || setting_->slots[slot].double_buffered) return;
  const auto parent = static_cast<std::size_t>(flow.parent);
  const Flow& above = traffic.flow(parent);
  const auto cycles = [&traffic](std::size_t where, Direction direction, double bytes) {
    return traffic.cycles_alone(where, direction, std::max(0.0, bytes));
  };
  wait_for(Setting::stream(slot, Direction::write),
           cycles(slot, Direction::write, flow.fill_bytes - flow.first_fill_bytes),
           Setting::stream(parent, Direction::read),
           cycles(parent, Direction::read, above.read_bytes - flow.first_send_bytes));
  wait_for(Setting::stream(slot, Direction::read),
           cycles(slot, Direction::read, flow.drain_bytes - flow.last_drain_bytes),
           Setting::stream(parent, Direction::write),
           cycles(parent, Direction::write, above.update_bytes - flow.last_take_bytes));
}

/// The slower end of a transfer is what is waited for; the inner one when they are alike.
void Time::wait_for(std::size_t inner_stream, double inner_cycles, std::size_t outer_stream,
                    double outer_cycles) {
  const double cycles = whole_cycles(std::max(inner_cycles, outer_cycles));
  exposed_cycles_[outer_cycles > inner_cycles ? outer_stream : inner_stream] += cycles;
  all_exposed_cycles_ += cycles;
}

/// What is not start-up must pass every port while compute runs; and no port passes its bytes in fewer cycles
/// than it is busy.
void Time::load_ports(const Traffic& traffic) {
  most_busy_cycles_ = 0;
  port_finish_cycles_ = 0;
  for (std::size_t port = 0; port < setting_->ports.size(); ++port) {
    double bytes = 0;
    double steady_bytes = 0;
    for (const PortUse& use : setting_->ports[port].streams) {
      const double stream_bytes = traffic.bytes()[use.stream];
      bytes += stream_bytes * use.share;
      steady_bytes += std::max(0.0, stream_bytes - traffic.start_up_bytes()[use.stream]) * use.share;
    }
    const double busy_cycles = bytes / port_bytes_per_cycle_[port];
    const double steady_cycles = steady_bytes / port_bytes_per_cycle_[port];
    port_busy_cycles_[port] = busy_cycles;
    most_busy_cycles_ = std::max(most_busy_cycles_, busy_cycles);
    const double finish_cycles =
        std::max(start_up_cycles_ + whole_cycles(steady_cycles), whole_cycles(busy_cycles));
    if (finish_cycles <= port_finish_cycles_) continue;
    port_finish_cycles_ = finish_cycles;
    binding_port_ = port;
  }
}

void Time::write_causes(const Traffic& traffic, Causes& causes) {
  std::copy(exposed_cycles_.begin(), exposed_cycles_.end(), stall_cycles_.begin());
  const double unhindered_cycles = compute_cycles_ + all_exposed_cycles_ + start_up_cycles_;
  if (port_finish_cycles_ > unhindered_cycles)
    stall_on_port(traffic, binding_port_, port_finish_cycles_ - unhindered_cycles);
  causes.compute = compute_cycles_;
  causes.start_up = start_up_cycles_;
  causes.stalls.clear();
  for (std::size_t stream = 0; stream < stall_cycles_.size(); ++stream) {
    if (stall_cycles_[stream] == 0) continue;
    causes.stalls.push_back({setting_->level_of(stream / 2), setting_->tensor_of(stream / 2),
                             static_cast<Direction>(stream % 2), stall_cycles_[stream]});
  }
}

/// Splits `cycles` among the streams of a port by their bytes. Rounding the running sum keeps every part
/// whole and the sum of the parts exact.
void Time::stall_on_port(const Traffic& traffic, std::size_t port, double cycles) {
  const std::vector<PortUse>& streams = setting_->ports[port].streams;
  double all_bytes = 0;
  for (const PortUse& use : streams)
    all_bytes += traffic.bytes()[use.stream];
  double running_bytes = 0;
  double given_cycles = 0;
  for (const PortUse& use : streams) {
    running_bytes += traffic.bytes()[use.stream];
    const double up_to_here_cycles = std::round(cycles * (running_bytes / all_bytes));
    stall_cycles_[use.stream] += up_to_here_cycles - given_cycles;
    given_cycles = up_to_here_cycles;
  }
}

}  // namespace ridge::cost
