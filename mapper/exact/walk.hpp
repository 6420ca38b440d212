// The walk of the exact search through one root: where the nodes stand among the temporal loops, outermost
// first, each step under a lower bound of everything that can follow it.
//
// Nests that cost the same or more than another one are not walked (docs/exact-search.md proves each rule):
//   - a node stands below every loop that its tensor has and that could stand above it: its tile is smaller
//     and the words moved are the same; windows excepted, which a loop between would tear apart;
//   - a node stands above every loop that its tensor does not have: its tile outlives it;
//   - behind spatial loops comes a node: temporal loops between could stand above them, windows excepted.
#pragma once

#include <limits>
#include <memory>
#include <unordered_map>
#include <unordered_set>

#include "mapper/exact/completions.hpp"
#include "mapper/exact/exchanges.hpp"
#include "mapper/exact/key.hpp"
#include "mapper/exact/rooms.hpp"
#include "mapper/judge.hpp"
#include "mapper/watch.hpp"

namespace ridge::mapper {

/// What all roots of one search share: the best mapping so far, and the work that may still be done.
class Incumbent {
 public:
  /// Work is counted in evaluations of about 2 us; of what else takes time, so many take as long.
  static constexpr std::int64_t steps_per_one = 1;
  static constexpr std::int64_t roots_per_one = 1;  // of which the bound is found
  static constexpr std::int64_t gaps_per_one = 16;  // that are bounded on the way to the children of a step
  static constexpr std::int64_t children_per_one = 4;  // that are bounded
  static constexpr std::int64_t kept_per_one = 1;      // of these, those that are followed later
  static constexpr std::int64_t labels_per_one = 4;    // of completions
  static constexpr std::int64_t ways_per_one = 4;      // of these, that have a value
  static constexpr std::int64_t rooms_per_one = 8;     // values with rooms

  Incumbent(const Space& space, Objective objective, std::int64_t most_work, Watch& watch)
      : judge_(space, objective, &watch), machine_(space.machine()), most_work_(most_work), watch_(&watch) {}

  double value() const { return judge_.best().value; }
  const Candidate& best() const { return judge_.best(); }
  /// The mapping's value; infinity when it cannot run.
  double offer(const Mapping& mapping) { return judge_.judge(mapping).value; }
  std::int64_t evaluated() const { return judge_.evaluated(); }
  std::int64_t feasible() const { return judge_.feasible(); }
  std::int64_t steps() const { return steps_; }
  /// False when the work is done or time is over.
  bool goes_on() { return work_done() < most_work_ && watch_->goes_on(); }
  std::int64_t work_done() const { return work_ + judge_.seen(); }
  /// So much more work may be done.
  void allow(std::int64_t more) { most_work_ = work_done() + more; }
  /// So many parts of an evaluation, of which `per_one` take as long as one.
  void work(std::int64_t parts, std::int64_t per_one) {
    parts_ += parts * (most_per_one / per_one);
    work_ += parts_ / most_per_one;
    parts_ %= most_per_one;
  }
  void step() {
    ++steps_;
    work(1, steps_per_one);
  }
  void labels(std::int64_t count) {
    labels_ += count;
    work(count, labels_per_one);
  }
  std::int64_t all_labels() const { return labels_; }
  Objective objective() const { return judge_.objective(); }
  const MachineConstants& machine() const { return machine_; }

 private:
  Judge judge_;
  MachineConstants machine_;
  std::int64_t most_work_;
  Watch* watch_;
  std::int64_t steps_ = 0;
  std::int64_t labels_ = 0;
  static constexpr std::int64_t most_per_one = 16;
  std::int64_t work_ = 0;  // beside evaluations
  std::int64_t parts_ = 0;
};

/// The objective of what a root costs in so many cycles or more, never above what the mappings behind it
/// have; infinity beyond the space's most cycles.
double value_at_least(const Root& root, const Cost& cost, const Space& space, const cost::Setting& setting,
                      const Incumbent& incumbent, double least_cycles = 0);

/// Walks one root.
class Walk {
 public:
  /// `completions`: of such roots; null where they do not cover this one.
  Walk(const Space& space, const Shape& shape, const cost::Setting& setting, const Root& root,
       FewestTrips& fewest, Completions* completions, Incumbent& incumbent);
  ~Walk();

  /// The least value that any mapping of this root can have.
  double bound() const;
  /// A tighter one, which takes longer.
  double least_completion() const;
  /// One that is tighter still, from the outermost section inwards.
  double least_of_sections() const;
  /// Walks all that may be better than the incumbent and than `most`. False when the limit was reached.
  bool run(double most = std::numeric_limits<double>::infinity());
  /// The same with nodes above loops that they could stand below, which the rhythm of exchanges may pay for.
  /// Then nothing is left open.
  bool run_freely(double most);
  /// Nests that were left out for one that was walked may have less than it, but no less than this.
  double least_open() const { return least_open_; }

 private:
  struct State;
  struct Child;
  struct Entry;
  struct Ending;
  struct Split;
  /// One entry of the path: loops, a node, or the spatial loops that end a section.
  struct Step {
    enum class Kind : std::uint8_t { loops, node, spatial } kind = Kind::loops;
    Factors loops = all_ones;
    std::size_t innermost = 0;  // dimension of the last loop; none when it makes no difference
    NestEntry node;
  };

  /// A node of the path, with the best order of the loops for its tensor alone.
  struct Arrived {
    TensorId tensor;
    std::size_t edge = 0;
    double passes = 1;
    Passing words;
  };

  static constexpr std::size_t most_dead = 100'000;

  /// What is followed is less.
  double ceiling() const { return std::min(most_, incumbent_->value()); }
  State start() const;
  double bound(const State& state) const;
  Cost least_cost(const State& state) const;
  double value(const Cost& cost, double least_cycles = 0) const;
  void find_each(const State& state, const NestEntry& node, const Edge& edge, double tiles,
                 Exchange& exchange) const;
  void share_out(const State& state, const NestEntry& node, const Edge& edge, double tile_words,
                 double filled, Exchange& exchange) const;
  std::optional<Exchange> last_exchange_to_come(const State& state, TensorId tensor) const;
  double least_cycles(const State& state, const Cost& cost) const;
  void add_exchange(State& state, const NestEntry& node, const Edge& edge, double tile_words,
                    const Passing& words, const std::array<double, most_ports>& busy_cycles_before) const;
  double least_completion(const State& state, std::span<const std::uint8_t> placed,
                          double most = std::numeric_limits<double>::infinity(),
                          bool any_above = false) const;
  State state_behind(const State& state, const Completions& nodes, const Completions::Label& label,
                     std::optional<TensorId> early) const;
  double least_of_sections(const State& state, std::size_t section, double most) const;
  template <class Passes>
  double least_in_rooms(const State& state, Passes passes, const Cost& cost, double most) const;
  Completions::Limits most_passes(const State& state) const;
  double most_passes(TensorId tensor) const;
  double least_of_way(const State& state, const Way& way, std::optional<TensorId> outlives,
                      double most) const;
  Passing words_of(const State& state, TensorId tensor, const Edge& edge, const Arrival& arrival) const;
  bool explore(const State& state);
  bool is_entry(const State& state) const;
  State state_behind(const std::vector<Step>& path) const;
  void expand(const State& state, std::vector<Child>& children);
  void add_splits(Split split, std::vector<Child>& children);
  void add_splits_from(Split& split, std::size_t d, std::size_t innermost, std::vector<Child>& children);
  bool may_fit(const State& state, const NestEntry& node, const Factors& left) const;
  bool may_be_better(const Split& split, std::size_t innermost) const;
  bool could_stand_below(const State& state, const NestEntry& node, std::size_t innermost) const;
  bool is_last_section(const State& state) const;
  void add_child(const State& state, const Factors& loops, std::size_t innermost, const NestEntry* node,
                 std::vector<Child>& children);
  double bound_behind(const State& state, const Factors& loops, std::size_t innermost,
                      const NestEntry* node) const;
  std::optional<State> after(const State& state, const Factors& loops, std::size_t innermost,
                             const NestEntry* node) const;
  Passing passing(const State& state, TensorId tensor, const Edge& edge) const;
  void end_run(State& state, TensorId tensor) const;
  bool has_room(const State& state, LevelId level) const;
  double counted_beyond_least(const NestEntry& node, std::int64_t bytes) const;
  bool widen(State& state) const;
  /// `all_words`: those that move to the node in all passes, where they are known.
  bool place(State& state, const NestEntry& node, const std::optional<Passing>& all_words = {}) const;
  std::vector<Turn> turns_above(const Mapping& mapping, const NestEntry& node, const Factors& left) const;
  void take_loops(State& state, const Factors& loops, std::size_t innermost) const;
  Ending ending(const State& state, std::size_t dimension) const;
  ActiveMask may_follow(TensorId tensor, const Edge& edge) const;
  ActiveMask sliding_to_come(const State& state) const;
  ActiveMask keep_their_place(const State& state, ActiveMask looped) const;
  ActiveMask left_alone_by_loops(const State& state) const;
  bool could_stand_above_lanes(const State& state, const Factors& loops) const;
  bool are_worth_their_place(const State& state, const Factors& loops, std::size_t innermost) const;
  void find_twins();
  void add_to_key(const Factors& loops, std::size_t innermost, Key& key) const;
  Key key_of_path() const;
  bool any_twin_has(const Factors& lanes, std::size_t dimension) const;
  void evaluate(double bound);
  void follow(State& state, const Step& step) const;
  void append_homes(std::size_t section, Mapping& mapping) const;
  double ordered_bound(const State& state, std::size_t arrived) const;
  std::vector<std::size_t> innermost_loops(const State& state, const Step& step) const;
  bool order(std::size_t at, const State& state, std::size_t arrived, double bound, Mapping& mapping);

  const Space* space_;
  const Shape* shape_;
  const cost::Setting* setting_;
  const Root* root_;
  Completions* completions_;
  Incumbent* incumbent_;
  Rooms rooms_;
  std::optional<TensorId> slides_;                         // a read tensor with windows
  bool runs_exclude_ = true;                               // no two tensors lack the same dimension
  mutable Completions::Limits limits_{};                   // on passes, with an incumbent
  mutable double limits_of_ = -1;                          // its value
  double most_ = std::numeric_limits<double>::infinity();  // of the values that are looked for
  bool freely_ = false;                                    // nodes stand anywhere
  double least_open_ = std::numeric_limits<double>::infinity();
  bool wholes_may_pay_ = false;  // a tile that never changes may need less than two buffers of a part
  std::array<double, max_tensors> fewest_tiles_{};  // that go through the last node of a read tensor
  bool has_twins_ = false;
  std::array<std::size_t, most_active> first_twin_{};  // by dimension
  std::unordered_set<Key, KeyHash> dead_;              // paths behind which bounds leave nothing
  std::unordered_map<Key, double, KeyHash> seen_;      // bounds of children, by what they loop, of one state
  std::int64_t ends_ = 0;                              // of paths: evaluated, or kept as entries
  std::vector<Step> path_;
  std::vector<Arrived> arrivals_;  // of the path
  std::vector<Entry> entries_;
};

}  // namespace ridge::mapper
