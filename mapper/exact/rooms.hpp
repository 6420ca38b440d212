// What the room of the levels forces on a root: tensors whose tiles cannot all hold what the others need pass
// more than once, whatever the loops.
//
// Take two nodes, of tensors Y and X, the one of Y standing further out. All loops over dimensions that X
// does not have and that stand below Y's node are in Y's tile as far as Y has them, and the tile must fit.
// The other trips stand above both nodes, and X passes that often:
//
//   passes(X)  >=  the fewest trips, of dimensions that Y has and X has not, with which a tile of Y fits
//
// Two tensors X and X' that lack different dimensions share Y's room: then their passes multiply to at least
// the fewest trips of both. Every nest stands its nodes in some order, so the least over all orders is a
// bound. A node below spatial loops whose tile outlives loops above them counts as standing above these:
// what its tensor has is looped above them. There is one such tensor for each set of spatial loops.
//
// A node of the written tensor holds partial results, and often wider ones, once the next node further in
// passes more than once. So the nodes that pass just once, the outermost ones, are told apart from those
// that pass at least twice, in every way.
#pragma once

#include <algorithm>
#include <limits>
#include <span>

#include "mapper/exact/fewest_trips.hpp"

namespace ridge::mapper {

class Rooms {
 public:
  Rooms(const Root& root, const Shape& shape, const Problem& problem, std::size_t ports, FewestTrips& fewest);

  /// The least of value(cost) over all orders of the nodes that do not stand yet, or `most` when that is
  /// less. `placed`: edges of each tensor whose child stands; `passes(tensor, edge)`: how often the others
  /// pass at least; `cost`: when they pass just so often.
  template <class Passes, class Value>
  double least(std::span<const std::uint8_t> placed, Passes passes, const Cost& cost, Value value,
               double most = std::numeric_limits<double>::infinity()) const {
    std::array<double, most_nodes> start{};
    const std::size_t standing = placed[written_.index()];
    std::size_t last = written_edges_;  // edges of the written tensor that may pass just once
    for (std::size_t x = 0; x < nodes_.size(); ++x) {
      const Node& node = nodes_[x];
      if (node.edge < placed[node.tensor.index()]) continue;
      start[x] = passes(node.tensor, node.edge);
      if (node.tensor == written_ && start[x] > 1) last = std::min(last, node.edge);
    }
    double least = most;
    for (std::size_t once = width_matters_ ? standing : last; once <= last; ++once) {
      Order<Value> order{*this, placed, start, value, width_matters_ ? once : any_passes, least};
      order.append(cost, 0);
      least = order.least;
      seen_ += order.seen;
    }
    return least;
  }

  /// How many values were worked out so far: of orders, parts of orders, and shared rooms.
  std::int64_t seen() const { return seen_; }

 private:
  static constexpr std::size_t most_nodes = 6;
  static constexpr std::size_t any_passes = static_cast<std::size_t>(-1);
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
    const std::array<double, most_nodes>& start;  // passes that are known, by node
    Value value;
    std::size_t once;  // outermost edges of the written tensor that pass just once; the others at least twice
    double least;
    std::int64_t seen = 0;
    std::array<std::size_t, most_nodes> sequence{};
    std::array<double, most_nodes> forced{};  // passes, by node

    void append(const Cost& cost, std::size_t size) {
      ++seen;
      if (value(cost) >= least) return;
      bool complete = true;
      for (std::size_t x = 0; x < rooms.nodes_.size(); ++x) {
        if (stands(x, size)) continue;
        complete = false;
        if (!may_stand(x, size)) continue;
        const double now = std::max(start[x], forced_passes(x, size));
        if (now > 1 && passes_once(x)) continue;
        Cost next = cost;
        if (now > start[x]) rooms.add(rooms.nodes_[x].per_pass, now - start[x], next);
        sequence[size] = x;
        forced[x] = now;
        append(next, size + 1);
      }
      if (complete) least = std::min(least, with_shared_rooms(cost, size));
    }

    bool is_written(std::size_t x) const { return rooms.nodes_[x].tensor == rooms.written_; }
    bool passes_once(std::size_t x) const {
      return once != any_passes && is_written(x) && rooms.nodes_[x].edge < once;
    }
    bool passes_twice(std::size_t x) const {
      return once != any_passes && is_written(x) && rooms.nodes_[x].edge >= once;
    }
    /// Which of a node's rooms: 1 when what it holds is known to be partial.
    std::size_t width(std::size_t y) const {
      const std::size_t next = rooms.nodes_[y].edge + 1;
      const bool partial = once != any_passes && is_written(y) && next >= once && next < rooms.written_edges_;
      return partial ? 1 : 0;
    }

    double forced_passes(std::size_t x, std::size_t size) const {
      double least_passes = passes_twice(x) ? 2 : 1;
      for (std::size_t i = 0; i < size; ++i) {
        const std::size_t y = sequence[i];
        if (rooms.nodes_[y].tensor == rooms.nodes_[x].tensor)
          least_passes = std::max(least_passes, forced[y]);
        least_passes = std::max(least_passes, rooms.forced(width(y), y, x));
        for (std::size_t j = i + 1; j < size; ++j) {
          if (passes_once(sequence[j]))
            least_passes = std::max(least_passes, rooms.together(width(y), y, sequence[j], x));
        }
      }
      return least_passes;
    }

    /// The largest of the values with one room shared by two tensors.
    double with_shared_rooms(const Cost& cost, std::size_t size) {
      double result = value(cost);
      for (std::size_t y = 0; y + 2 < size; ++y) {
        for (std::size_t x = y + 1; x < size; ++x) {
          for (std::size_t z = x + 1; z < size; ++z) {
            const Sharing sharing{sequence[x], sequence[z],
                                  rooms.together(width(sequence[y]), sequence[y], sequence[x], sequence[z]),
                                  passes_once(sequence[z])};
            if (forced[sharing.x] * forced[sharing.z] >= sharing.product) continue;
            ++seen;
            result = std::max(result, value(rooms.shared(sharing, forced, cost)));
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

  /// Two nodes that pass so often together, one of them perhaps just once.
  struct Sharing {
    std::size_t x;
    std::size_t z;
    double product;
    bool z_once;
  };

  double forced(std::size_t width, std::size_t y, std::size_t x) const {
    return forces_[width][y * nodes_.size() + x];
  }
  double together(std::size_t width, std::size_t y, std::size_t x, std::size_t z) const {
    return together_[width][(y * nodes_.size() + x) * nodes_.size() + z];
  }
  bool differ(std::size_t y) const;
  void add(const Cost& per_pass, double further, Cost& cost) const;
  Cost shared(const Sharing& sharing, const std::array<double, most_nodes>& forced, const Cost& cost) const;

  std::vector<Node> nodes_;
  std::array<std::vector<double>, 2> forces_;    // by width; outer * nodes + inner
  std::array<std::vector<double>, 2> together_;  // (outer * nodes + inner) * nodes + inner
  std::size_t ports_;
  TensorId written_;
  std::size_t written_edges_;
  bool width_matters_ = false;  // of partial results
  bool runs_exclude_ = true;
  mutable std::int64_t seen_ = 0;
};

}  // namespace ridge::mapper
