// How the nodes of the innermost section can stand, whatever stands above them: for the trips that are left
// when the section begins, the ways in which its tensors' tiles pass, without those that are nowhere better
// than another one. What lies above changes what a pass costs, not how often a tile passes for each that
// comes in from above: so the answer serves all roots of a placement, and the least cost over its ways is a
// lower bound of everything that can follow.
//
// Loops are pushed down as far as the room allows: a loop over a dimension that a node's tensor has may stand
// below the node once the tile fits, and then nothing passes more often. So of all loops before a node only
// the fewest matter that let its tile fit.
#pragma once

#include <span>
#include <unordered_map>

#include "mapper/exact/key.hpp"
#include "mapper/exact/root.hpp"

namespace ridge::mapper {

/// One node of a way.
struct Arrival {
  double passes = 1;      // for each that comes in from above
  bool outlives = false;  // no loop of the section changes the tile: it outlives those above, too
  bool slides = false;    // the tensor has windows that are followed
  Sweep sweep;            // of these: words of one lane and group for each of its tiles above
};

/// Roots with more nodes in the innermost section are left to the weaker bounds.
inline constexpr std::size_t most_completed = 6;

/// One way, its nodes in the order of Completions::nodes.
using Way = std::array<Arrival, most_completed>;

class Completions {
 public:
  /// A node of the innermost section.
  struct Node {
    TensorId tensor;
    std::size_t edge = 0;  // of Root::edges
  };

  /// Of all roots that have this one's placement and the same last fanout. `cover(root)` must hold.
  Completions(const Space& space, const Shape& shape, const cost::Setting& setting, const Root& root);

  /// Whether a root has a section of its own below its last spatial loops, with few enough nodes.
  static bool cover(const Root& root, const Problem& problem);

  const std::vector<Node>& nodes() const { return nodes_; }
  /// How many part ways were looked at so far.
  std::int64_t labels() const { return seen_; }

  /// All ways, when `left` trips are to be made from a section on and the nodes of a mask stand already.
  /// Empty: nothing fits. Of those nodes a way says nothing. Valid until the next call.
  const std::vector<Way>& ways(const Root& root, const Factors& left, std::uint32_t standing,
                               std::size_t section);

 private:
  /// Some nodes stand.
  struct Label {
    std::uint32_t standing = 0;  // nodes
    Factors left = all_ones;
    std::array<double, max_tensors> passes{};
    std::array<double, max_tensors> idle_trips{};
    std::array<bool, max_tensors> changed{};
    Way way;
  };
  using LoopsKey = std::array<std::int64_t, most_active + 1>;

  Key key_of(const Root& root, const Factors& left) const;
  std::vector<Way> find(const Root& root, const Factors& left, std::uint32_t standing);
  bool fits(const Root& root, std::size_t node, const Factors& left) const;
  std::int64_t beside(const Root& root, std::size_t node) const;
  const std::vector<Factors>& fewest_loops(const Root& root, const Factors& left, std::size_t node);
  std::vector<std::size_t> innermost_choices(const Label& label, const Factors& loops) const;
  void take_loops(Label& label, const Factors& loops, std::size_t innermost) const;
  Sweep sweep(const Root& root, const Label& label, std::size_t node, const Factors& entering) const;
  bool is_next(const Label& label, std::size_t node) const;
  bool is_no_worse(const Label& a, const Label& b) const;
  void keep_best(std::vector<Label>& labels) const;

  static constexpr std::size_t most_kept = 100'000;  // answers

  const Space* space_;
  const Shape* shape_;
  const cost::Setting* setting_;
  std::vector<Node> nodes_;
  std::vector<LevelId> levels_;  // of nodes_
  ActiveMask watched_ = 0;       // dimensions whose loops above matter
  ActiveMask windowed_ = 0;      // dimensions of read tensors with windows
  std::optional<TensorId> slides_;
  std::unordered_map<Key, std::vector<Way>, KeyHash> kept_;
  std::unordered_map<LoopsKey, std::vector<Factors>, KeyHash> fewest_;
  std::int64_t seen_ = 0;
  std::vector<std::vector<Label>> labels_;  // by the nodes that stand, while ways are found
  ActiveMask torn_ = 0;  // of windows, with spatial loops that temporal ones may stand above or below
};

}  // namespace ridge::mapper
