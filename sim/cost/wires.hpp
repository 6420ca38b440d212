// Words and hops on the wires of every fanout (docs/energy.md).
//
// A fanout is a grid fed at one corner, one hop from neighbour to neighbour. A word for a block of bx x by
// neighbours in a used grid of ux x uy passes, in the mean over the blocks, (ux - bx) / 2 + (uy - by) / 2
// hops to its block and one more for every further receiver. Partial results that are added on their way take
// the same path the other way.
#pragma once

#include <array>
#include <vector>

#include "sim/cost/traffic.hpp"

namespace ridge::cost {

class Wires {
 public:
  explicit Wires(const Setting& setting);

  /// Fills `networks`, one entry per fanout of the machine, in place.
  void measure(const Mapping& mapping, const Traffic& traffic, std::vector<NetworkCost>& networks);

 private:
  using Extent = std::array<double, 2>;  // by Axis

  /// Words on their way through the fanouts that lie between two nodes of a tensor.
  struct Bundle {
    double words = 0;      // that enter the next fanout (or, upwards, leave it)
    double receivers = 1;  // mean copies of each that are still to be made (upwards: summands)
    double bytes_per_word = 0;
  };

  void spread(const Mapping& mapping);
  Bundle sent_down(const Flow& flow) const;
  Bundle taken_up(const Flow& flow) const;
  void cross(const Flow& flow, std::vector<NetworkCost>& networks);
  void pass(std::size_t fanout, TensorId tensor, bool last, Bundle& bundle, NetworkCost& network) const;

  const Setting* setting_;
  std::vector<std::size_t> fanouts_above_;  // by level
  std::vector<char> relevant_;              // by dimension x tensor
  std::vector<Extent> used_;                // by fanout
  std::vector<Extent> block_;               // by fanout x tensor: neighbours that share a word
  std::vector<double> sent_words_;          // by fanout, of read tensors
  std::vector<double> received_words_;
};

}  // namespace ridge::cost
