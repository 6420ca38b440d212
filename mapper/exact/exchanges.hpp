// How the exchanges of the nodes that stand follow each other: bounds on cycles that are tighter than sums
// over ports (docs/exact-search.md, "Free walks").
//
// A node whose tile comes anew n times is exchanged whenever a node is that comes anew fewer times, since the
// loops that change the one stand outside of, or among, those that change the other. So there are n moments,
// in which this node and all that come anew at least as often are exchanged together. From the nodes that
// come anew most often outwards, this is the recursion of sim/cost/rhythm.hpp with the loops between two such
// numbers as one: what is lost at its moments is at least an exchange, as long as the slowest port or the
// slowest tensor takes, and what is late.
#pragma once

#include <algorithm>
#include <array>
#include <span>

#include "mapper/exact/root.hpp"

namespace ridge::mapper {

inline constexpr std::size_t most_standing_nodes = 16;  // further nodes are left out, and bounds are lower

/// One node that stands: how often its tile comes anew, and what passes for it, by port.
struct Exchange {
  std::size_t tensor = 0;
  double times = 1;         // at least; the first tile is one of them
  double after_first = 0;   // of what passes, the part that is not of the first tile, at least
  bool waited_for = false;  // the lanes wait meanwhile
  bool has_window = false;  // the next tile comes while this one is in use
  bool child_waits =
      false;             // it comes while the tile of the tensor's next node is in use, and before its next
  bool is_even = false;  // every time passes as much
  double window_times = 1;  // of the node whose tile is in use
  double other_times = 0;   // where each_cycles is not known, but that no more passes than most_part
  double most_part = 1;     // of what passes in all times, what one passes at most
  bool shrinks = false;     // times that few others share pass no more than the rest does
  double depth_cycles = 0;  // that one takes at least, of a node that the lanes work from
  std::array<double, most_ports> cycles{};  // by port, in all times
  std::array<double, most_ports>
      split_cycles{};                            // of these, what the rules of most_part and shrinks hold for
  std::array<double, most_ports> each_cycles{};  // by port, each of the rest, at least

  /// Cycles at a port at least, in the mean over the times from one to another.
  double at_least(std::size_t port, double beyond_times, double to_times) const;
};

class Exchanges {
 public:
  /// `ports`: limited ones that the machine has.
  explicit Exchanges(std::size_t ports = 0) : ports_(ports) {}
  Exchanges(const Exchanges& other) : count_(other.count_), ports_(other.ports_) { copy(other); }
  Exchanges& operator=(const Exchanges& other) {
    count_ = other.count_;
    ports_ = other.ports_;
    copy(other);
    return *this;
  }

  void add(const Exchange& exchange);
  /// The node of a tensor that was added last, if any.
  const Exchange* last_of(std::size_t tensor) const;
  /// How often the tile of a node that is waited for comes anew, at most.
  double most_waited_times() const;

  /// The fewest cycles of a run whose ticks take `tick_cycles`, of which the ports pass operands for
  /// `operand_cycles`, and whose first tiles and last results take `start_up_cycles`.
  double cycles(double tick_cycles, std::span<const double> operand_cycles, double start_up_cycles) const;

 private:
  using AtPorts = std::array<double, most_ports>;
  class Rhythm;

  /// States are copied often, and few nodes stand.
  void copy(const Exchanges& other) {
    std::copy_n(other.exchanges_.begin(), other.count_, exchanges_.begin());
  }

  double cycles_around(const Exchange& window, double last_trip_cycles,
                       std::span<const double> operand_cycles) const;

  std::array<Exchange, most_standing_nodes> exchanges_;
  std::size_t count_ = 0;
  std::size_t ports_;
};

}  // namespace ridge::mapper
