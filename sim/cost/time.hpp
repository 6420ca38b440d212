// Where every cycle goes: compute, stalls and start-up, from the bytes of every stream (docs/cycles.md).
#pragma once

#include <vector>

#include "sim/cost/rhythm.hpp"
#include "sim/cost/traffic.hpp"

namespace ridge::cost {

/// The times of one mapping. Scratch space: `measure` re-uses it. All `_cycles` are whole numbers but those
/// of busy ports, which are bytes over bandwidth as they come.
class Time {
 public:
  explicit Time(const Setting& setting);

  /// Compute, what the lanes wait for, start-up and the busy time of every port. The setting has a unit.
  /// `depth_cycles`: of the array (array_depth_cycles).
  void measure(const Counts& counts, const Traffic& traffic, const Steps& steps, double depth_cycles);

  /// Nothing but compute and the slowest port: no start-up, no exchange is waited for.
  void measure_ports(const Counts& counts, const Traffic& traffic);

  /// Another tool's time: nothing but compute and the slowest level, `slowest_cycles` in all, which the
  /// streams of the busiest port are waited for; and a latency that is start-up.
  void measure_slowest(const Traffic& traffic, double compute_cycles, double slowest_cycles,
                       double latency_cycles);

  /// The cycles that another model has found: each stall is of a stream that has a flow.
  void measure_given(const Traffic& traffic, const Causes& causes);

  /// Writes the causes; their sum is the total.
  void write_causes(const Traffic& traffic, Causes& causes);

  double compute_cycles() const { return compute_cycles_; }
  /// That the lanes wait, by flow and direction of what is waited for.
  const std::vector<ByDirection<double>>& waited_cycles() const { return waited_cycles_; }
  /// Of every limited port.
  const std::vector<double>& port_busy_cycles() const { return port_busy_cycles_; }
  double array_cycles() const { return array_cycles_; }
  double most_busy_cycles() const { return most_busy_cycles_; }

 private:
  void measure_bandwidths(const Traffic& traffic);
  double cycles_of_steps(const Counts& counts) const;
  void wait_for_nobody(const Traffic& traffic);
  void load_ports(const Traffic& traffic);
  void stall_on_port(const Traffic& traffic, const LimitedPort& port, double cycles);

  const Setting* setting_;
  Rhythm rhythm_;
  std::vector<double> port_bytes_per_cycle_;        // by port, of all used instances
  std::vector<double> port_busy_cycles_;            // by port
  std::vector<ByDirection<double>> waited_cycles_;  // by flow
  double compute_cycles_ = 0;                       // whole
  double exact_compute_cycles_ = 0;                 // as they come
  double start_up_cycles_ = 0;
  double array_cycles_ = 0;  // filling and draining the array
  double all_waited_cycles_ = 0;
  double most_busy_cycles_ = 0;
  double least_cycles_ = 0;  // the total is no less, whatever adds up to it
  std::size_t binding_port_ = 0;
};

}  // namespace ridge::cost
