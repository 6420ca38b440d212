// How the exchanges of the nodes that stand follow each other: bounds on cycles that are tighter than sums
// over ports (docs/exact-search.md, "Rhythm").
//
// A node whose tile comes anew n times is exchanged whenever a node is that comes anew fewer times, since the
// loops that change the one stand outside of, or among, those that change the other. So there are n moments,
// in which this node and all that come anew at least as often are exchanged together; and the model of
// sim/cost/rhythm.hpp takes for each of them as long as the slowest port, or the slowest tensor.
#pragma once

#include <array>
#include <span>

#include "mapper/exact/root.hpp"

namespace ridge::mapper {

inline constexpr std::size_t most_standing_nodes = 16;  // further nodes are left out, and bounds are lower

/// One node that stands: how often its tile comes anew, and what passes for it in all, by port.
struct Exchange {
  std::size_t tensor = 0;
  double times = 1;         // at least; the first tile is one of them
  double after_first = 0;   // of what passes, the part that is not of the first tile, at least
  bool waited_for = false;  // the lanes wait meanwhile
  bool has_window = false;  // the next tile comes while this one is in use
  bool is_even = false;     // every time passes as much
  double other_times = 0;   // of which no more is known than what passes in all
  double depth_cycles = 0;  // that one takes at least, of a node that the lanes work from
  std::array<double, most_ports> cycles{};       // by port, in all times
  std::array<double, most_ports> each_cycles{};  // by port, each of the rest, at least: of those waited for
};

class Exchanges {
 public:
  /// `ports`: limited ones that the machine has.
  explicit Exchanges(std::size_t ports = 0) : ports_(ports) {}

  void add(const Exchange& exchange);

  /// The fewest cycles of a run whose ticks take `tick_cycles`, of which the ports pass operands for
  /// `operand_cycles`, and whose first tiles and last results take `start_up_cycles`.
  double cycles(double tick_cycles, std::span<const double> operand_cycles, double start_up_cycles) const;

 private:
  double waited_cycles(double beyond_times) const;
  double cycles_around(const Exchange& window, double tick_cycles,
                       std::span<const double> operand_cycles) const;

  std::array<Exchange, most_standing_nodes> exchanges_;
  std::size_t count_ = 0;
  std::size_t ports_;
};

}  // namespace ridge::mapper
