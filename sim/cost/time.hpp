// Where every cycle goes: compute, stalls and start-up, from the bytes of every stream (docs/cycles.md).
#pragma once

#include <vector>

#include "sim/cost/traffic.hpp"

namespace ridge::cost {

/// The times of one mapping. Scratch space: `measure` re-uses it. All `_cycles` are whole numbers but those
/// of busy ports, which are bytes over bandwidth as they come.
class Time {
 public:
  explicit Time(const Setting& setting);

  /// Compute, exposed transfers, start-up and the busy time of every port. The setting has a unit.
  void measure(const Counts& counts, const Traffic& traffic);

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
  /// Exchanges of single-buffered tiles, which nothing overlaps, by flow and direction of what is waited for.
  const std::vector<ByDirection<double>>& exposed_cycles() const { return exposed_cycles_; }
  /// Of every limited port.
  const std::vector<double>& port_busy_cycles() const { return port_busy_cycles_; }
  double most_busy_cycles() const { return most_busy_cycles_; }

 private:
  void measure_bandwidths(const Traffic& traffic);
  double cycles_of_steps(const Counts& counts) const;
  void wait_for_ports_alone(const Traffic& traffic);
  double first_fill_chain(const Traffic& traffic);
  void pass_first(std::size_t slot, Direction direction, double bytes, bool hidden, double lead_cycles);
  double last_drain_chain(const Traffic& traffic);
  void pass_last(std::size_t slot, Direction direction, double bytes);
  void expose(const Traffic& traffic, const Flow& flow);
  void wait_for(const Flow& flow, Direction direction, double cycles);
  void load_ports(const Traffic& traffic);
  void stall_on_port(const Traffic& traffic, const LimitedPort& port, double cycles);

  struct Stage {
    double cycles = 0;         // of the port that takes longest
    double hidden_cycles = 0;  // of double-buffered tiles alone
  };

  const Setting* setting_;
  Stage stage_;                                      // of the first fill that is being worked on
  std::vector<double> port_bytes_per_cycle_;         // by port, of all used instances
  std::vector<double> port_busy_cycles_;             // by port
  std::vector<double> port_lead_cycles_;             // by port: before its first byte
  std::vector<double> port_own_drain_cycles_;        // by port: its own bytes of the last drain
  std::vector<double> stage_bytes_;                  // by port, of one stage of the first fill
  std::vector<double> stage_hidden_bytes_;           // of these, those of double-buffered tiles
  std::vector<ByDirection<double>> exposed_cycles_;  // by flow
  std::vector<ByDirection<double>> stall_cycles_;    // by flow: exposed, and waiting for the binding port
  double compute_cycles_ = 0;
  double start_up_cycles_ = 0;
  double drain_chain_cycles_ = 0;
  double all_exposed_cycles_ = 0;
  double most_busy_cycles_ = 0;
  double port_finish_cycles_ = 0;  // of the last port to finish, lead and last drain included
  std::size_t binding_port_ = 0;
};

}  // namespace ridge::cost
