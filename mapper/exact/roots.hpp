// All roots: every placement of the tensors and every unrolling over the fanouts that a space allows.
#pragma once

#include <array>
#include <limits>
#include <map>
#include <optional>
#include <tuple>
#include <vector>

#include "mapper/space.hpp"

namespace ridge::mapper {

/// Every choice of levels for every tensor, each tensor at one level at least.
std::vector<Placement> all_placements(const Space& space);

/// The unrolling of the inner fanouts, and of an outer one as far as its dimensions are decided.
struct PartUnrolling {
  Unrolling loops;                         // outermost first, as far as they are decided
  std::size_t open_fanouts = 0;            // the outermost ones, not yet or not wholly unrolled
  Axis axis = Axis::x;                     // of the innermost open fanout: what is decided next
  DimensionId dimension;                   // on that axis
  std::array<std::int64_t, 2> room{1, 1};  // lanes of the innermost open fanout beside those of its loops

  bool complete() const { return open_fanouts == 0; }
};

/// All unrollings as a tree: loop by loop, from the innermost fanout outwards, so that each branch can be
/// bounded before it is followed.
///
/// A dimension stands at most once per axis. Of bounds that leave as many trips only the smallest, from
/// outside in: more lanes would have no work.
class Unrollings {
 public:
  explicit Unrollings(const Space& space);

  /// From now on only those are followed of which at most `most` steps are left.
  void limit_steps(double most) { most_steps_ = most * (1 + 1e-9); }

  /// Nothing is decided.
  PartUnrolling start() const;
  /// All that follow: with one loop more on the axis, in every way, or with none. Of an incomplete one.
  std::vector<PartUnrolling> further(PartUnrolling part);
  /// All complete ones; more than `most`: nothing.
  std::optional<std::vector<Unrolling>> all(std::size_t most);

 private:
  bool has_nothing_to_decide(const PartUnrolling& part) const;
  void end_axis(PartUnrolling& part) const;
  const std::vector<std::int64_t>& lanes_worth(const PartUnrolling& part);
  bool may_be_followed(const PartUnrolling& part) const;
  bool have_work(const Unrolling& loops, DimensionId dimension) const;
  bool are_smallest(const Unrolling& loops) const;

  const Space* space_;
  double most_steps_ = std::numeric_limits<double>::infinity();
  std::vector<std::int64_t> lanes_outside_;  // of the fanouts further out, at most
  using WorthKey = std::tuple<std::size_t, Axis, DimensionId, std::int64_t>;
  std::map<WorthKey, std::vector<std::int64_t>> worth_;  // by fanout, axis, dimension and lanes along x
};

}  // namespace ridge::mapper
