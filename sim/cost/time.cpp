#include "sim/cost/time.hpp"

#include <algorithm>
#include <utility>

namespace ridge::cost {

Time::Time(const Setting& setting)
    : setting_(&setting),
      rhythm_(setting),
      port_bytes_per_cycle_(setting.ports.size()),
      port_busy_cycles_(setting.ports.size()) {
  waited_cycles_.reserve(setting.slots.size());
}

void Time::measure_bandwidths(const Traffic& traffic) {
  for (std::size_t port = 0; port < setting_->ports.size(); ++port) {
    const LimitedPort& limited = setting_->ports[port];
    port_bytes_per_cycle_[port] = limited.bytes_per_cycle * traffic.instances(limited.level);
  }
}

double Time::cycles_of_steps(const Counts& counts) const {
  return real(counts.compute_steps) / setting_->unit->iterations_per_cycle;
}

void Time::wait_for_nobody(const Traffic& traffic) {
  array_cycles_ = 0;
  start_up_cycles_ = 0;
  waited_cycles_.assign(traffic.flows().size(), {});
  all_waited_cycles_ = 0;
  load_ports(traffic);
  least_cycles_ = most_busy_cycles_;
}

void Time::measure_ports(const Counts& counts, const Traffic& traffic) {
  measure_bandwidths(traffic);
  exact_compute_cycles_ = cycles_of_steps(counts);
  compute_cycles_ = whole(exact_compute_cycles_);
  wait_for_nobody(traffic);
}

void Time::measure_slowest(const Traffic& traffic, double compute_cycles, double slowest_cycles,
                           double latency_cycles) {
  measure_bandwidths(traffic);
  exact_compute_cycles_ = compute_cycles_ = compute_cycles;
  wait_for_nobody(traffic);
  start_up_cycles_ = latency_cycles;
  least_cycles_ = slowest_cycles + latency_cycles;
}

void Time::measure_given(const Traffic& traffic, const Causes& causes) {
  measure_bandwidths(traffic);
  exact_compute_cycles_ = compute_cycles_ = causes.compute;
  wait_for_nobody(traffic);
  start_up_cycles_ = causes.start_up;
  array_cycles_ = causes.array_fill_drain;
  for (const Stall& stall : causes.stalls) {
    waited_cycles_[traffic.at(setting_->slot(stall.level, stall.tensor))->index][side(stall.direction)] +=
        stall.cycles;
    all_waited_cycles_ += stall.cycles;
  }
  for (const Flow& flow : traffic.flows())
    if (loads_weights(*setting_, flow, Direction::write))
      waited_cycles_[flow.index][side(Direction::write)] = causes.weight_load;
  all_waited_cycles_ += causes.weight_load;
  least_cycles_ = 0;  // whoever waited for a port is among them
}

void Time::measure(const Counts& counts, const Traffic& traffic, const Steps& steps, double depth_cycles) {
  measure_bandwidths(traffic);
  exact_compute_cycles_ = cycles_of_steps(counts);
  compute_cycles_ = whole(exact_compute_cycles_);
  rhythm_.measure(traffic, steps, exact_compute_cycles_, depth_cycles);
  array_cycles_ = rhythm_.array_cycles();
  load_ports(traffic);
  least_cycles_ = most_busy_cycles_;
  start_up_cycles_ = rhythm_.first_cycles() + rhythm_.last_cycles();
  waited_cycles_.assign(rhythm_.waited_cycles().begin(), rhythm_.waited_cycles().end());
  all_waited_cycles_ = 0;
  for (const ByDirection<double>& waited : waited_cycles_)
    all_waited_cycles_ += waited[0] + waited[1];
}

/// A port passes all its bytes, one after another.
void Time::load_ports(const Traffic& traffic) {
  most_busy_cycles_ = 0;
  for (std::size_t port = 0; port < setting_->ports.size(); ++port) {
    double bytes = 0;
    for (const PortUse& use : setting_->ports[port].streams) {
      const Flow* flow = traffic.at(use.slot);
      if (flow != nullptr) bytes += flow->bytes[side(use.direction)] * use.share;
    }
    port_busy_cycles_[port] = bytes / port_bytes_per_cycle_[port];
    if (port_busy_cycles_[port] <= most_busy_cycles_) continue;
    most_busy_cycles_ = port_busy_cycles_[port];
    binding_port_ = port;
  }
}

/// Rounding the running sum keeps every part whole and the sum of the parts exact.
void Time::write_causes(const Traffic& traffic, Causes& causes) {
  causes.stalls.clear();
  causes.weight_load = 0;
  causes.compute = compute_cycles_;
  const double unhindered_cycles =
      exact_compute_cycles_ + all_waited_cycles_ + array_cycles_ + start_up_cycles_;
  if (takes_longer(least_cycles_, unhindered_cycles))
    stall_on_port(traffic, setting_->ports[binding_port_], least_cycles_ - unhindered_cycles);
  double running_cycles = exact_compute_cycles_;
  double given_cycles = compute_cycles_;
  const auto part = [&](double cycles) {
    running_cycles += cycles;
    const double up_to_here_cycles = std::max(given_cycles, whole(running_cycles));
    return up_to_here_cycles - std::exchange(given_cycles, up_to_here_cycles);
  };
  for (const Flow& flow : traffic.flows()) {
    for (const Direction direction : {Direction::read, Direction::write}) {
      const double cycles = part(waited_cycles_[flow.index][side(direction)]);
      if (loads_weights(*setting_, flow, direction))
        causes.weight_load += cycles;
      else if (cycles > 0)
        causes.stalls.push_back({flow.counts->level, flow.counts->tensor, direction, cycles});
    }
  }
  causes.array_fill_drain = part(array_cycles_);
  causes.start_up = part(start_up_cycles_);
}

/// Splits `cycles` among the streams of a port by their bytes.
void Time::stall_on_port(const Traffic& traffic, const LimitedPort& port, double cycles) {
  double all_bytes = 0;
  for (const PortUse& use : port.streams)
    if (const Flow* flow = traffic.at(use.slot)) all_bytes += flow->bytes[side(use.direction)] * use.share;
  for (const PortUse& use : port.streams)
    if (const Flow* flow = traffic.at(use.slot))
      waited_cycles_[flow->index][side(use.direction)] +=
          cycles * (flow->bytes[side(use.direction)] * use.share / all_bytes);
}

}  // namespace ridge::cost
