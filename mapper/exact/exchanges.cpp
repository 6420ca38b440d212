#include "mapper/exact/exchanges.hpp"

#include <algorithm>
#include <functional>

namespace ridge::mapper {

double Exchange::at_least(std::size_t port, double beyond_times, double to_times) const {
  if (is_even) return each_cycles[port];
  const double passed = shrinks ? to_times / times : 1 - (times - to_times) * most_part;
  const double split = split_cycles[port] * std::max(0.0, passed - beyond_times * most_part);
  const double known = each_cycles[port] * std::max(0.0, to_times - std::max(beyond_times, other_times));
  return std::max(split, known) / (to_times - beyond_times);
}

void Exchanges::add(const Exchange& exchange) {
  if (count_ == most_standing_nodes) return;
  // The window of a tile that comes while the next one further in is in use.
  for (std::size_t i = count_; i-- > 0;) {
    if (exchanges_[i].tensor != exchange.tensor) continue;
    if (exchanges_[i].child_waits) exchanges_[i].window_times = exchange.times;
    break;
  }
  exchanges_[count_++] = exchange;
}

const Exchange* Exchanges::last_of(std::size_t tensor) const {
  for (std::size_t i = count_; i-- > 0;)
    if (exchanges_[i].tensor == tensor) return &exchanges_[i];
  return nullptr;
}

double Exchanges::most_waited_times() const {
  double most = 1;
  for (std::size_t i = 0; i < count_; ++i)
    if (exchanges_[i].waited_for) most = std::max(most, exchanges_[i].times);
  return most;
}

/// The recursion, from the exchanges that are made most often outwards.
class Exchanges::Rhythm {
 public:
  Rhythm(const Exchanges& of, double tick_cycles, std::span<const double> operand_cycles)
      : nodes_(of.exchanges_.data(), of.count_), ports_(of.ports_) {
    list_times();
    trip_cycles_[0] = tick_cycles / times_[0];
    for (std::size_t port = 0; port < ports_; ++port)
      passed_[0][port] = operand_cycles[port] / times_[0];
    for (std::size_t i = 0; times_[i] > 1; ++i)
      advance(i);
  }

  double cycles() const { return trip_cycles_[outermost_]; }
  /// While one tile of a node that comes anew so often is in use.
  double trip_cycles(double times) const { return trip_cycles_[index(times)]; }

 private:
  /// How often some node comes anew, each number once, the largest first and 1 last.
  void list_times() {
    std::size_t count = 0;
    for (std::size_t n = 0; n < nodes_.size(); ++n) {
      times_[count++] = nodes_[n].times;
      by_window_[n] = &nodes_[n];
    }
    times_[count++] = 1;
    std::sort(times_.begin(), times_.begin() + static_cast<std::ptrdiff_t>(count), std::greater<>());
    const auto end = std::unique(times_.begin(), times_.begin() + static_cast<std::ptrdiff_t>(count));
    outermost_ = static_cast<std::size_t>(end - times_.begin()) - 1;
    std::stable_sort(by_window_.begin(), by_window_.begin() + static_cast<std::ptrdiff_t>(nodes_.size()),
                     [](const Exchange* a, const Exchange* b) { return a->window_times > b->window_times; });
  }

  std::size_t index(double times) const {
    return static_cast<std::size_t>(std::find(times_.begin(), times_.end(), times) - times_.begin());
  }

  /// The loops between two such numbers.
  void advance(std::size_t i) {
    const double beyond_times = times_[i + 1];
    AtPorts waited{};
    const double exchange_cycles = exchange(beyond_times, times_[i], waited);
    AtPorts all = waited;
    const double late_cycles = late(beyond_times, times_[i], waited, exchange_cycles, all);
    const double trips = times_[i] / beyond_times;
    trip_cycles_[i + 1] = trips * trip_cycles_[i] + (trips - 1) * (exchange_cycles + late_cycles);
    for (std::size_t port = 0; port < ports_; ++port)
      passed_[i + 1][port] = trips * passed_[i][port] + (trips - 1) * all[port];
  }

  double exchange(double beyond_times, double times, AtPorts& waited) const {
    std::array<double, max_tensors> of_tensor{};
    double slowest_cycles = 0;
    for (const Exchange& node : nodes_) {
      if (!node.waited_for || node.times < times) continue;
      double way_cycles = node.depth_cycles;
      for (std::size_t port = 0; port < ports_; ++port) {
        const double cycles = node.at_least(port, beyond_times, times);
        waited[port] += cycles;
        way_cycles = std::max(way_cycles, cycles);
        slowest_cycles = std::max(slowest_cycles, waited[port]);
      }
      of_tensor[node.tensor] += way_cycles;
      slowest_cycles = std::max(slowest_cycles, of_tensor[node.tensor]);
    }
    return slowest_cycles;
  }

  /// What has to come in a window, or in shorter ones, beyond what it is long. `all`: what passes in all.
  double late(double beyond_times, double times, const AtPorts& waited, double exchange_cycles,
              AtPorts& all) const {
    AtPorts to_come{};
    double latest_cycles = 0;
    for (std::size_t n = 0; n < nodes_.size(); ++n) {
      const Exchange& node = *by_window_[n];
      if ((!node.has_window && !node.child_waits) || node.times < times) continue;
      const std::size_t window = index(node.window_times);
      for (std::size_t port = 0; port < ports_; ++port) {
        const double cycles = node.at_least(port, beyond_times, times);
        if (cycles <= 0) continue;
        to_come[port] += cycles;
        all[port] += cycles;
        const double before_cycles = passed_[window][port] + to_come[port] - trip_cycles_[window];
        const double beside_cycles = before_cycles + waited[port] - exchange_cycles;
        latest_cycles = std::max({latest_cycles, beside_cycles, node.child_waits ? before_cycles : 0});
      }
    }
    return latest_cycles;
  }

  std::span<const Exchange> nodes_;
  std::size_t ports_;
  static constexpr std::size_t most_times = most_standing_nodes + 1;
  std::array<double, most_times> times_;
  std::size_t outermost_ = 0;
  std::array<const Exchange*, most_standing_nodes> by_window_{};  // the shortest first
  std::array<double, most_times> trip_cycles_{};                  // of the loops outside of each
  std::array<AtPorts, most_times> passed_{};                      // in such a trip
};

/// A tile with a window is in use for a tick or more after it has come: the last one, too. Before that the
/// port has passed all that comes with the tiles so far.
double Exchanges::cycles_around(const Exchange& window, double last_trip_cycles,
                                std::span<const double> operand_cycles) const {
  const double times = window.times;
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
  const Rhythm rhythm(*this, tick_cycles, operand_cycles);
  double most_cycles = rhythm.cycles();
  for (std::size_t i = 0; i < count_; ++i) {
    const Exchange& node = exchanges_[i];
    if (node.has_window && node.after_first > 0)
      most_cycles =
          std::max(most_cycles, cycles_around(node, rhythm.trip_cycles(node.times), operand_cycles));
  }
  return most_cycles + start_up_cycles;
}

}  // namespace ridge::mapper
