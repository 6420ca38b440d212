// What the room of the levels forces on a root: tensors whose tiles cannot all hold what the others need pass
// more than once, whatever the loops.
//
// Take two nodes, of tensors Y and X, the one of Y standing further out. All loops over dimensions that X
// does not have and that stand below Y's node are in Y's tile as far as Y has them, and the tile has only so
// many words of room. The other trips stand above both nodes, and X passes that often:
//
//   passes(X)  >=  trips of dimensions that Y has and X has not / words of room of Y
//
// Two tensors X and X' that lack different dimensions share Y's room: then their passes multiply to at least
// the trips of both over that room. Every nest stands its nodes in some order, so the least over all orders
// is a bound. A node below spatial loops whose tile outlives loops above them counts as standing above these:
// what its tensor has is looped above them. There is one such tensor for each set of spatial loops.
#pragma once

#include <algorithm>
#include <limits>
#include <span>

#include "mapper/exact/root.hpp"

namespace ridge::mapper {

class Rooms {
 public:
  explicit Rooms(const Root& root, const Shape& shape, const Problem& problem, std::size_t ports);

  /// The least of value(cost) over all orders of the nodes that do not stand yet. `cost`: with every tensor
  /// passing `passes` times; `placed`: edges of each tensor whose child stands.
  template <class Value>
  double least(std::span<const std::uint8_t> placed, std::span<const double> passes, const Cost& cost,
               Value value) const {
    Order<Value> order{*this, placed, passes, value};
    order.append(cost, 0);
    return order.least;
  }

 private:
  static constexpr std::size_t most_nodes = 6;
  struct Node {
    TensorId tensor;
    std::size_t edge = 0;
    std::size_t section = 0;
    Cost per_pass;
    double weight = 0;
  };

  template <class Value>
  struct Order {
    const Rooms& rooms;
    std::span<const std::uint8_t> placed;
    std::span<const double> passes;
    Value value;
    double least = std::numeric_limits<double>::infinity();
    std::array<std::size_t, most_nodes> sequence{};
    std::array<double, most_nodes> forced{};  // passes, by node

    void append(const Cost& cost, std::size_t size) {
      if (value(cost) >= least) return;
      bool complete = true;
      for (std::size_t x = 0; x < rooms.nodes_.size(); ++x) {
        if (stands(x, size)) continue;
        complete = false;
        if (!may_stand(x, size)) continue;
        const double before = passes[rooms.nodes_[x].tensor.index()];
        const double now = std::max(before, rooms.forced_passes(x, {sequence.data(), size}, forced));
        Cost next = cost;
        if (now > before) rooms.add(rooms.nodes_[x].per_pass, now - before, next);
        sequence[size] = x;
        forced[x] = now;
        append(next, size + 1);
      }
      if (complete) least = std::min(least, with_shared_rooms(cost, size));
    }

    /// The largest of the values with one room shared by two tensors.
    double with_shared_rooms(const Cost& cost, std::size_t size) const {
      double result = value(cost);
      for (std::size_t y = 0; y + 2 < size; ++y) {
        for (std::size_t x = y + 1; x < size; ++x) {
          for (std::size_t z = x + 1; z < size; ++z) {
            const std::size_t count = rooms.nodes_.size();
            const double product = rooms.together_[(sequence[y] * count + sequence[x]) * count + sequence[z]];
            if (forced[sequence[x]] * forced[sequence[z]] >= product) continue;
            result =
                std::max(result, value(rooms.shared(sequence[y], sequence[x], sequence[z], forced, cost)));
          }
        }
      }
      return result;
    }

    bool stands(std::size_t x, std::size_t size) const {
      const Node& node = rooms.nodes_[x];
      if (node.edge < placed[node.tensor.index()]) return true;
      return std::find(sequence.begin(), sequence.begin() + static_cast<std::ptrdiff_t>(size), x) !=
             sequence.begin() + static_cast<std::ptrdiff_t>(size);
    }

    /// After the outer nodes of its tensor; before the nodes of outer sections only as the one whose tile
    /// outlives loops above its spatial loops.
    bool may_stand(std::size_t x, std::size_t size) const {
      const Node& node = rooms.nodes_[x];
      bool early = false;
      for (std::size_t y = 0; y < rooms.nodes_.size(); ++y) {
        if (y == x || stands(y, size)) continue;
        const Node& other = rooms.nodes_[y];
        if (other.tensor == node.tensor && other.edge < node.edge) return false;
        early = early || other.section < node.section;
      }
      if (!early) return true;
      if (!rooms.runs_exclude_) return true;
      for (std::size_t i = 0; i < size; ++i) {  // another one of this section stands early already
        const Node& other = rooms.nodes_[sequence[i]];
        if (other.section == node.section && other.tensor != node.tensor) return false;
      }
      return true;
    }
  };

  double forced_passes(std::size_t x, std::span<const std::size_t> outer,
                       const std::array<double, most_nodes>& forced) const;
  void add(const Cost& per_pass, double further, Cost& cost) const;
  Cost shared(std::size_t y, std::size_t x, std::size_t z, const std::array<double, most_nodes>& forced,
              const Cost& cost) const;

  std::vector<Node> nodes_;
  std::vector<double> forces_;    // outer * nodes + inner
  std::vector<double> together_;  // (outer * nodes + inner) * nodes + inner
  std::size_t ports_;
  bool runs_exclude_;
};

}  // namespace ridge::mapper
