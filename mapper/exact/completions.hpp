// How the nodes of the innermost section can stand, whatever stands above them: for the trips that are left
// when the section begins, the ways in which its tensors' tiles pass, without those that are nowhere better
// than another one. What lies above changes what a pass costs, not how often a tile passes for each that
// comes in from above: so the answer serves all roots of a placement, and the least cost over its ways is a
// lower bound of everything that can follow.
//
// Loops are pushed down as far as the room allows: a loop over a dimension that a node's tensor has may stand
// below the node once the tile fits, and then nothing passes more often. So of all loops before a node only
// the fewest matter that let its tile fit. Where nodes share the room of a level it is the fewest before all
// of them together: any loops before the outer ones, and the fewest before the last that leave none which an
// outer one could do without.
//
// The ways of an outer section are those of one root alone. One tensor's tile may outlive the last loops of
// the section: its node further in then stands early, as one of this section. The last loop changes the tiles
// of all others, and every loop that they do not have counts.
//
// While a tile of one tensor stays in place a lane goes through all that the operations on it need of the
// tensor with windows (mapper/exact/visits.hpp): the more often that tile passes, the less is found.
#pragma once

#include <functional>
#include <span>
#include <unordered_map>

#include "mapper/exact/key.hpp"
#include "mapper/exact/root.hpp"
#include "mapper/exact/visits.hpp"

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

  /// How often the tensors pass at most.
  using Limits = std::array<double, max_tensors>;
  static constexpr double no_limit = 0x1p60;

  /// Of the innermost section: for all roots that have this one's placement and the same last fanout. Of
  /// another one: for this root alone. `cover(root)` must hold.
  Completions(const Space& space, const Shape& shape, const cost::Setting& setting, const Root& root,
              std::size_t section);
  /// Of the nodes of a section but those that are placed, with the next one of a tensor whose node further in
  /// stands early: its tile outlives the last loops of the section.
  Completions(const Space& space, const Shape& shape, const cost::Setting& setting, const Root& root,
              std::size_t section, std::span<const std::uint8_t> placed, std::optional<TensorId> early);

  /// Whether a root has a section of its own below its last spatial loops, and no section has too many nodes.
  static bool cover(const Root& root, const Problem& problem);

  /// A node that stands, and the trips below it.
  struct Tile {
    std::size_t node = 0;
    Factors trips = all_ones;
    bool operator==(const Tile&) const = default;
  };
  /// All nodes of the section stand, or some.
  struct Label {
    std::uint32_t standing = 0;  // nodes
    Factors left = all_ones;     // trips still to be made
    std::array<double, max_tensors> passes{};
    std::array<double, max_tensors> idle_trips{};
    std::array<bool, max_tensors> changed{};
    std::size_t cut = most_completed;  // the last node whose tile cuts the run into stretches
    Way way;
    std::vector<Tile> tiles;  // of an outer section, in the order in which they stand
  };
  /// All ways in which the nodes of a section can stand, with what is left to those further in, when `left`
  /// trips are to be made from section `from` on and none of them stands. `any_above`: loops that are to come
  /// may stand outside of those that have been made. `worth(label)`: whether one of which all or some nodes
  /// stand is still of interest.
  std::vector<Label> labels(const Root& root, const Factors& left, std::size_t from, bool any_above,
                            const std::function<bool(const Label&)>& worth);

  const std::vector<Node>& nodes() const { return nodes_; }
  /// How many part ways were looked at so far.
  std::int64_t labels() const { return seen_; }

  /// All ways, when `left` trips are to be made from a section on and the nodes of a mask stand already.
  /// Empty: nothing fits. Of those nodes a way says nothing. Valid until the next call. `most_passes`: by
  /// tensor, whole numbers; ways of more are not of interest. `any_above`: as of `labels`.
  const std::vector<Way>& ways(const Root& root, const Factors& left, std::uint32_t standing,
                               std::size_t section, const Limits& most_passes, bool any_above = false);

 private:
  /// Loops and a node behind them.
  struct Step {
    std::size_t node = 0;
    Factors loops = all_ones;
    std::size_t innermost = 0;  // dimension of the last loop
  };
  /// What windows find in stretches of so many trips, for each trip.
  struct Found {
    Factors trips = all_ones;
    Sweep words;
  };
  /// A node with windows, and another one (none: all that comes in from above) whose tile cuts the run: trips
  /// of the first one's tile, at most, and those below the other one.
  struct Cut {
    std::size_t windows = 0;
    std::optional<std::size_t> other;
    Factors tile = all_ones;
    Factors below = all_ones;
  };
  /// How often a tensor passes and what another one's windows find then.
  struct Passed {
    double passes = 1;
    Sweep words;
  };
  using TilesKey = std::array<std::int64_t, 2 * most_active + 1>;
  using LoopsKey = std::array<std::int64_t, most_active + 3>;

  Key key_of(const Root& root, const Factors& left) const;
  void add_windows(const Root& root, Key& key) const;
  void find_torn(const Root& root, std::size_t from);
  std::vector<Way> find(const Root& root, const Factors& left, std::uint32_t standing);
  std::vector<Label>& find_labels(const Root& root, const Factors& left, std::uint32_t standing,
                                  const std::function<bool(const Label&)>& worth);
  std::int64_t bytes_of(const Root& root, std::size_t node, const Factors& left) const;
  std::int64_t room(const Root& root, const Label& label, std::size_t node) const;
  bool awaits_others(const Label& label, std::size_t node) const;
  bool is_reducible(const Root& root, const Label& label, std::size_t node, const Factors& entering) const;
  const std::vector<Factors>& loops_before(const Root& root, const Label& label, std::size_t node);
  std::vector<std::size_t> innermost_choices(const Label& label, const Factors& loops) const;
  void take_loops(Label& label, const Factors& loops, std::size_t innermost) const;
  const Sweep& sweep(const Root& root, const Label& label, std::size_t node, const Factors& entering);
  Sweep find_sweep(const Root& root, std::size_t node, const Factors& left, const Factors& entering) const;
  Stretch stretch_of(const Root& root, const Edge& edge, const Factors& trips, ActiveMask or_fewer) const;
  const std::vector<Found>& stretches(const Root& root, const Cut& cut);
  void add_in_stretches(const Root& root, const Label& label, const Cut& cut, const Factors& entering,
                        std::vector<Label>& into);
  bool cuts(const Label& label, std::size_t node, std::uint32_t standing) const;
  std::optional<Cut> cut_behind(const Root& root, const Label& label, std::size_t node, const Factors& before,
                                std::uint32_t standing) const;
  bool stood_early(std::size_t node, std::uint32_t standing) const;
  void forget_stretches(const Root& root);
  void add_next(const Root& root, const Label& label, const Step& step, const Factors& entering,
                std::uint32_t standing, std::vector<Label>& into);
  bool is_next(const Label& label, std::size_t node) const;
  bool is_no_worse(const Label& a, const Label& b) const;
  void keep_best(std::vector<Label>& labels) const;

  static constexpr std::size_t most_kept = 100'000;  // answers

  const Space* space_;
  const Shape* shape_;
  const cost::Setting* setting_;
  std::vector<Node> nodes_;
  std::vector<LevelId> levels_;  // of nodes_
  std::size_t last_section_;     // of nodes_: of the early one; of the root they were made for
  bool inner_;                   // the innermost section, of every root that shares them
  ActiveMask watched_ = 0;       // dimensions whose loops above matter
  ActiveMask windowed_ = 0;      // dimensions of read tensors with windows
  std::optional<TensorId> slides_;
  std::unordered_map<Key, std::vector<Way>, KeyHash> kept_;
  std::unordered_map<LoopsKey, std::vector<Factors>, KeyHash> fewest_;
  std::unordered_map<TilesKey, std::vector<Found>, KeyHash> stretches_;
  std::unordered_map<TilesKey, Sweep, KeyHash> sweeps_;
  Key stretches_of_;           // roots
  std::vector<Passed> worth_;  // while labels are added
  bool any_above_ = false;
  Limits most_passes_{};
  std::int64_t seen_ = 0;
  std::vector<std::vector<Label>> labels_;  // by the nodes that stand, while ways are found
  ActiveMask torn_ = 0;  // of windows, with spatial loops that temporal ones may stand above or below
};

}  // namespace ridge::mapper
