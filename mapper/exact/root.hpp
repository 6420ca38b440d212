// A root of the exact search: which levels keep which tensor, and the spatial loops. What is left open are
// the temporal loops. With both fixed, the words that pass between two nodes of a tensor are linear in one
// number: how often the tensor passes, the trips of the loops over dimensions it does not have that its tile
// does not outlive (its *passes*).
//
// Everything charged here is a lower bound on what sim/cost charges, and equal to it where no window slides
// and every lane has work in every step (docs/exact-search.md derives each term).
#pragma once

#include <algorithm>
#include <optional>
#include <vector>

#include "mapper/exact/roots.hpp"
#include "mapper/exact/sweeps.hpp"
#include "sim/cost/setting.hpp"

namespace ridge::mapper {

/// Machines with more of either are left to the heuristic search.
inline constexpr std::size_t most_ports = 16;  // with a bandwidth
inline constexpr std::size_t most_levels = 24;

/// Rounding of a few hundred sums and products of doubles is far below this.
inline constexpr double rounded_down = 1 - 1e-12;

/// What a part of a mapping costs, at least.
struct Cost {
  double energy_pj = 0;
  double sums_read_words = 0;                       // partial results that the lanes take back
  double start_up_cycles = 0;                       // first tiles and last results
  std::array<double, most_ports> busy_cycles{};     // by limited port, from the begin of the run
  std::array<double, most_ports> exposed_cycles{};  // of these, those that the lanes wait for
  double exposed_drain_cycles = 0;                  // of results that the lanes wait for, from node to node
  std::array<double, max_tensors> way_cycles{};     // of a read tensor on its last way, if others wait for it
};

/// How long the first tiles of each level are on their way in, at least.
struct FirstTiles {
  std::array<double, most_levels> waited_cycles{};  // of those that have one place
  std::array<double, most_levels> hidden_cycles{};  // of those that have two, which come after them
  double all_cycles = 0;                            // of all levels, and of the last results
};

/// Words that pass over an edge, at least: read by all parents (written tensor: taken in) and filled by all
/// children (drained).
struct Passing {
  double parent_first = 0;  // in the first pass
  double child_first = 0;
  double parent_again = 0;  // in every further one
  double child_again = 0;
};

/// Energy of the wires between two nodes.
struct Wires {
  double parent_word = 0;  // pJ for each word that the parent sends or takes
  double child_word = 0;   // for each that a child receives or gives up
  double alone() const { return parent_word + child_word; }  // of a word for one child
};

/// Two neighbouring nodes of one tensor.
struct Edge {
  LevelId parent;
  LevelId child;
  std::size_t section = 0;  // of the child
  double parent_words = 0;  // of Passing::parent_first, without windows
  double child_words = 0;
  Passing least;                 // whatever the child's tile
  double room_words = 0;         // of the child, beside the smallest tiles of the others
  ActiveMask short_of_work = 0;  // dimensions of which some children have fewer trips
  Factors beside = all_ones;     // lanes between parent and child that one read serves
  double lanes = 1;              // children with work
  double groups = 1;             // of these, such that one read serves a group
  double served = 1;             // children that one read serves, or whose results one update joins, at most
  double parent_copies = 1;      // places above the parent that hold one word, by spatial loops
  double child_copies = 1;
  Wires wires;             // written tensor: of the results on their way up
  double back_pj = 0;      // for each word of a partial result that is read back
  double empty_words = 0;  // of the children that start without content in every pass, beside their parents'
  bool reads_back = true;  // of the written tensor: in every further pass, as often as it passes
  /// A pass may cost less than what its empty words save further in: how much is read back there is unknown
  /// until the node stands.
  bool pass_may_pay = false;
};

class Root {
 public:
  /// How much is worked out.
  enum class Detail : std::uint8_t {
    rough,
    full
  };  // rough: what windows move is left out, and it takes less time

  Root(const Space& space, const Shape& shape, const cost::Setting& setting, const Placement& keep,
       const Unrolling& unrolling, Detail detail = Detail::full);
  /// All roots that an unrolling can grow to: only `possible`, `least` and `cycles` may be asked, and hold
  /// for every one of them.
  Root(const Space& space, const Shape& shape, const cost::Setting& setting, const Placement& keep,
       const PartUnrolling& unrolling);

  /// False when a home cannot hold its tensor, or no lane may add up what the spatial loops spread.
  bool possible() const { return possible_; }

  const Unrolling& unrolling() const { return *unrolling_; }
  /// Nodes of a tensor, outermost (its home) first.
  const std::vector<LevelId>& chain(TensorId tensor) const { return chains_[tensor]; }
  const std::vector<Edge>& edges(TensorId tensor) const { return edges_[tensor]; }

  /// Parts of the nest between spatial loops of different fanouts: sections() of them, numbered from outside.
  std::size_t sections() const { return fanouts_.size() + 1; }
  std::size_t section(LevelId level) const { return section_[level]; }
  /// The fanout whose spatial loops end a section.
  FanoutId fanout_after(std::size_t section) const { return fanouts_[section]; }

  /// What every further pass of a tensor costs at one of its edges, at least.
  Cost per_pass(TensorId tensor, std::size_t edge) const;

  /// Trips that the temporal loops of each dimension must make.
  const Factors& trips() const { return trips_; }
  double compute_cycles() const { return compute_cycles_; }
  /// That words take through the array.
  double depth_cycles() const { return depth_cycles_; }
  /// Of all ticks together: compute, or what the slowest port needs for operands and partial results.
  double tick_cycles(const Cost& cost) const;
  /// What a port passes of them.
  double operand_cycles(const Cost& cost, std::size_t port) const {
    return base_.busy_cycles[port] + std::max(0.0, cost.sums_read_words) * sum_cycles_[port];
  }

  /// Whether the lanes wait while tiles of an edge's child are exchanged: they have one place, and are what
  /// the lanes work from, or results.
  bool lanes_wait(TensorId tensor, const Edge& edge) const;

  /// Compute, its operands, and everything else that no temporal loop changes.
  const Cost& base() const { return base_; }
  /// With every tensor passing once. `time_weighs`: a part of the time saved is worth as large a part of the
  /// energy.
  Cost least(bool time_weighs) const;
  /// Adds what an edge costs when the tensor passes `passes` times. `first_touches`: words of the written
  /// tensor that its parents start without content; on return that of its children.
  void charge(TensorId tensor, const Edge& edge, double passes, const Passing& words_moved,
              double& first_touches, Cost& cost) const;
  /// The same where the tensor passes at least so often: what all edges cost is no less with more passes.
  void charge_at_least(TensorId tensor, const Edge& edge, double passes, const Passing& words_moved,
                       double& first_touches, Cost& cost) const;
  /// Adds what one exchange of results takes that are drained, at least.
  void charge_one_drain(const Edge& edge, double passes, double tiles, Cost& cost) const;
  /// Adds what passes to the children of an edge at least when the innermost loop that moves their tiles,
  /// over dimension `along`, goes on. `left`: trips below the child.
  void charge_one_step(TensorId tensor, const Edge& edge, const Factors& left, std::size_t along,
                       Cost& cost) const;
  /// Whether partial results may be narrower than complete ones at an edge.
  bool narrow_sums(const Edge& edge) const;
  /// Adds the time in which the first tiles of an edge's children come in, or the last ones go out, when they
  /// have so many words each, and so many pass at least.
  void charge_start_up(TensorId tensor, const Edge& edge, double tile_words, double child_words,
                       FirstTiles& first, Cost& cost) const;
  /// Bytes that a node of a tensor demands whatever the loops, at least.
  std::int64_t least_bytes(TensorId tensor, LevelId level) const;
  /// Bytes that the nodes of a level demand whatever the loops, at least, but for those of one tensor.
  std::int64_t least_demand(LevelId level, std::optional<TensorId> without) const;
  /// Bytes that a tensor demands at its home, at least; -1: more than 63 bits.
  std::int64_t home_bytes(TensorId tensor, bool partial = false) const;
  /// Bytes that one instance of a level can hold, at most: its size, or what the smallest tiles of all other
  /// levels leave of those that the space allows. Nothing: unlimited.
  std::optional<std::int64_t> room_bytes(LevelId level) const { return rooms_[level]; }
  /// Instances in use, at least, of a level whose bytes count for that limit; else 0.
  double counted_instances(LevelId level) const { return counted_[level]; }
  /// Bytes that count when all tiles are as small as can be.
  double least_counted_bytes() const { return least_counted_bytes_; }
  double first_touches_at_home() const { return first_touches_at_home_; }
  /// Adds what the innermost node of the written tensor reads to add to, when it has so many first touches.
  void charge_sums(double first_touches, Cost& cost) const;
  /// What passes over an edge when `left` trips stand below the child. `gap`: the last loops of which one
  /// changes the child's tile; all ones when there is none.
  Passing passing(TensorId tensor, const Edge& edge, const Factors& left, const Gap& gap) const;
  /// The same in all passes together, under these loops.
  Passing passing_in_order(TensorId tensor, const Edge& edge, const Factors& left,
                           std::span<const Turn> turns) const;
  /// What passes over an edge when at most `left` trips stand below the child, or just these (`stands`).
  Passing passing_within(TensorId tensor, const Edge& edge, const Factors& left, bool stands = false) const;

  /// How far each dimension moves below a node of `level` when `left` trips stand below it.
  Factors extents(LevelId level, const Factors& left) const;
  /// Bytes that the tile demands; `partial`: its words are not complete. -1: more than 63 bits.
  std::int64_t demanded_bytes(TensorId tensor, LevelId level, const Factors& extents, bool partial,
                              bool changes) const;
  /// Whether a node holds partial results whatever the loops: the child of an edge of the written tensor.
  bool holds_partial(TensorId tensor, std::size_t edge) const;
  /// Reductions that stand above the parent and beside it: partial results leave a node.
  bool sums_remain(LevelId level, double passes) const;
  /// Indices that the loops of a dimension make: its bound, or more when last trips are short.
  std::int64_t padded(std::size_t active) const { return trips_[active] * lanes_in_all_[active]; }
  /// The tiles of an edge's children.
  Tiles tiles(const Edge& edge, const Factors& extents, const Factors& steps) const;
  /// Adds what windows move, in the first sweep and every further one, when all lanes move as much.
  void add_sweep(TensorId tensor, const Edge& edge, const Sweep& first, const Sweep& again,
                 Passing& words) const;
  /// Lanes of every dimension that stand inside of a level.
  Factors lanes_inside(LevelId level) const;
  /// Lanes of every dimension that stand between two sections.
  Factors lanes_between(std::size_t first_section, std::size_t last_section) const;
  /// Some last trips are short.
  bool is_ragged() const { return ragged_; }
  /// Dimensions whose last trips are short.
  ActiveMask short_dimensions() const { return short_; }
  /// Whether words of the written tensor are updated more than once at its innermost node.
  bool accumulates() const { return accumulates_; }

  /// The fewest cycles with this cost.
  double cycles(const Cost& cost) const;

 private:
  Root(const Space& space, const Shape& shape, const cost::Setting& setting, const Placement& keep,
       const Unrolling& unrolling, Detail detail, const PartUnrolling* part);
  void find_sections();
  void unroll();
  bool hold_homes();
  bool have_room() const;
  void share_room();
  double fewest_instances(LevelId level) const;
  /// How many times a tensor's largest tile the instances of a level hold in the first step, at least, as
  /// sim/nest/steps.hpp counts.
  double full_tiles(TensorId tensor, LevelId level) const;
  void make_edges(TensorId tensor);
  void find_accumulation();
  void add_base();
  double room_words(TensorId tensor, LevelId level) const;
  double shared_lanes(TensorId tensor, std::size_t first_fanout, std::size_t end_fanout) const;
  double spread(TensorId tensor, std::size_t first_fanout, std::size_t end_fanout) const;
  bool slides(TensorId tensor) const {  // and is read
    return shape_->sliding(tensor) != 0 && tensor != space_->problem().written;
  }
  double repeated(TensorId tensor, const Edge& edge, const Factors& left, bool stands) const;
  bool brings_back(TensorId tensor, const Gap& gap) const;
  double overlap(TensorId tensor, LevelId level) const;
  double raggedness(ActiveMask dimensions, LevelId level) const;
  std::size_t open_above(LevelId level) const { return std::min(open_, space_->fanouts_above(level)); }
  std::array<std::int64_t, 2> open_room(std::size_t fanout) const;
  std::int64_t most_open_lanes(std::size_t fanout, Axis axis, std::size_t active) const;
  double open_lanes(std::size_t fanouts) const;
  double open_shared(TensorId tensor, LevelId level) const;
  bool may_open_spread(std::size_t active) const;
  bool may_open_spread(std::size_t fanout, std::size_t active) const;
  ActiveMask sharing_dimensions(TensorId tensor, std::size_t fanout) const;
  bool may_spread_sums() const;
  bool narrow_sums_may_spread() const;
  bool every_lane_copies() const;
  bool may_be_copied(TensorId tensor) const;
  double copied_pj(TensorId tensor) const;
  void charge_streams(Cost& cost) const;
  double least_copies_pj(const Cost& cost) const;
  Factors steps_above(const Factors& left) const;
  void find_lanes(TensorId tensor, Edge& edge) const;
  void find_least(TensorId tensor, Edge& edge) const;
  void find_empty_words();
  Cost further_pass(TensorId tensor, const Edge& edge) const;
  Cost drained_word(const Edge& edge) const;
  Cost word_read_back(std::size_t first_edge) const;
  bool covers(const Cost& cost, const Cost& saved) const;
  Wires wires(TensorId tensor, std::size_t first_fanout, std::size_t end_fanout, std::size_t fanouts_above,
              double receivers, double bytes_per_word) const;
  void charge_port(std::size_t slot, Direction direction, double bytes, bool waited_for, Cost& cost) const;
  double slowest_cycles(std::size_t slot, Direction direction, double bytes) const;
  bool is_on_last_way(TensorId tensor, const Edge& edge) const;
  double cycles_alone(std::size_t slot, Direction direction, double bytes) const;

  /// Operands of a read tensor that pass through open fanouts.
  struct Stream {
    TensorId tensor;
    std::size_t slot = 0;
    double reads = 0;       // when all lanes share them that may
    double most_reads = 0;  // when none do
  };

  const Space* space_;
  const Shape* shape_;
  const cost::Setting* setting_;
  const Unrolling* unrolling_;
  Detail detail_;
  const PartUnrolling* part_;                           // null: nothing is open
  std::size_t open_;                                    // fanouts, the outermost ones, still to be unrolled
  std::vector<std::array<std::int64_t, 2>> open_room_;  // of these
  bool possible_ = true;
  std::vector<FanoutId> fanouts_;  // with spatial loops
  IdVector<LevelId, std::size_t> section_;
  std::vector<Factors> lanes_;               // by fanout in use
  std::vector<std::array<double, 2>> used_;  // by fanout in use and axis
  IdVector<LevelId, double> instances_;
  IdVector<LevelId, std::optional<std::int64_t>> rooms_;
  IdVector<LevelId, double> counted_;
  double least_counted_bytes_ = 0;
  Factors trips_ = all_ones;
  Factors lanes_in_all_ = all_ones;
  std::array<double, most_active> filled_{};  // bound over padded bound: 1 unless the last trips are short
  IdVector<TensorId, std::vector<LevelId>> chains_;
  IdVector<TensorId, std::vector<Edge>> edges_;
  double compute_cycles_ = 0;
  double depth_cycles_ = 0;                      // of the array
  std::array<double, most_ports> sum_cycles_{};  // for each partial result that the lanes take back
  double first_touches_at_home_ = 0;
  bool accumulates_ = true;
  bool ragged_ = false;
  ActiveMask short_ = 0;
  bool all_take_back_;     // every lane that adds into a word takes it back
  double updates_ = 0;     // of the innermost node of the written tensor
  double sums_apart_ = 1;  // of lanes that add into one word there, those that each find nothing once
  double base_back_pj_ = 0;
  std::vector<Stream> streams_;
  Cost base_;
};

}  // namespace ridge::mapper
