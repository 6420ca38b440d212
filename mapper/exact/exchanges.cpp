#include "mapper/exact/exchanges.hpp"

#include <algorithm>

namespace ridge::mapper {

void Exchanges::add(const Exchange& exchange) {
  if (count_ < most_standing_nodes) exchanges_[count_++] = exchange;
}

/// What the lanes wait for between exchanges of nodes that come anew no more than `beyond_times` times: those
/// of the others. From moments that few nodes take part in to those of many.
double Exchanges::waited_cycles(double beyond_times) const {
  struct Change {
    double times;
    double sign;  // takes part in moments up to so many, or no longer
    const Exchange* exchange;
  };
  std::array<Change, 2 * most_standing_nodes> changes;
  std::size_t count = 0;
  for (std::size_t i = 0; i < count_; ++i) {
    if (!exchanges_[i].waited_for) continue;
    changes[count++] = {exchanges_[i].times, 1, &exchanges_[i]};
    changes[count++] = {exchanges_[i].other_times, -1, &exchanges_[i]};
  }
  std::sort(changes.begin(), changes.begin() + static_cast<std::ptrdiff_t>(count),
            [](const Change& a, const Change& b) { return a.times > b.times; });
  std::array<double, most_ports> at_port{};
  std::array<double, max_tensors> of_tensor{};
  double all_cycles = 0;
  for (std::size_t i = 0; i < count && changes[i].times > beyond_times; ++i) {
    const auto& [times, sign, exchange] = changes[i];
    double way_cycles = exchange->depth_cycles;
    double slowest_cycles = 0;
    for (std::size_t port = 0; port < ports_; ++port) {
      at_port[port] += sign * exchange->each_cycles[port];
      way_cycles = std::max(way_cycles, exchange->each_cycles[port]);
      slowest_cycles = std::max(slowest_cycles, at_port[port]);
    }
    of_tensor[exchange->tensor] += sign * way_cycles;
    for (const double cycles : of_tensor)
      slowest_cycles = std::max(slowest_cycles, cycles);
    const double next_times = i + 1 < count ? changes[i + 1].times : 0;
    all_cycles += (times - std::max(next_times, beyond_times)) * slowest_cycles;
  }
  return all_cycles;
}

/// A tile with a window is in use for a tick or more after it has come: the last one, too. Before that the
/// port has passed all that comes with the tiles so far.
double Exchanges::cycles_around(const Exchange& window, double tick_cycles,
                                std::span<const double> operand_cycles) const {
  const double times = window.times;
  const double last_trip_cycles = (tick_cycles + waited_cycles(times)) / times;
  double slowest_cycles = 0;
  for (std::size_t port = 0; port < operand_cycles.size(); ++port) {
    if (window.cycles[port] == 0) continue;
    double port_cycles = operand_cycles[port] * (1 - 1 / times);
    for (std::size_t i = 0; i < count_; ++i) {
      const Exchange& other = exchanges_[i];
      const bool inside = other.times > times;
      if (!inside)
        port_cycles += other.cycles[port] * other.after_first;
      else
        port_cycles += other.cycles[port] * (1 - 1 / times) * (other.is_even ? 1 : other.after_first);
    }
    slowest_cycles = std::max(slowest_cycles, port_cycles);
  }
  return last_trip_cycles + slowest_cycles;
}

double Exchanges::cycles(double tick_cycles, std::span<const double> operand_cycles,
                         double start_up_cycles) const {
  double most_cycles = tick_cycles + waited_cycles(1);
  for (std::size_t i = 0; i < count_; ++i) {
    if (exchanges_[i].has_window)
      most_cycles = std::max(most_cycles, cycles_around(exchanges_[i], tick_cycles, operand_cycles));
  }
  return most_cycles + start_up_cycles;
}

}  // namespace ridge::mapper
