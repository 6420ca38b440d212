// The space of mappings of one problem on one machine under constraints: which tensor may be kept where, what
// may be unrolled over which axis, what may be looped below which level.
//
// Between two nodes, or a node and spatial loops, a dimension has one temporal loop (homes, which no loop
// changes, do not count), and the spatial loops of a fanout stand together, as in the levels of Timeloop. Of
// a dimension on both axes of a fanout x is the outer one.
//
// A nest has places: the temporal loops below a level (behind its first node, until another level's first
// node), and the spatial loops of one axis of a fanout. Limits bound the product of a dimension's loops at a
// place. A rule `all`
// ("nothing of it further out") is turned into "at most 1" at every place further out.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "sim/cost/conventions.hpp"
#include "sim/mapping/constraints.hpp"

namespace ridge::mapper {

struct SpaceOptions {
  /// Temporal loops whose bounds do not divide what they split: the outermost loop of a dimension then has a
  /// short last trip. Spatial bounds may be imperfect unless all bounds must divide.
  bool imperfect_temporal = false;
  /// Only nests in Timeloop's form, with perfect bounds (mapper/even.hpp).
  bool even = false;
  /// By which mappings are counted, timed and charged.
  Conventions conventions;
  /// The bounds of a dimension multiply to exactly its size, spatial ones included. Excludes imperfect ones.
  bool perfect = false;
  /// Mappings that take more cycles are none of the space's.
  double most_cycles = std::numeric_limits<double>::infinity();
  /// So are those whose tiles demand more together (`capacity_bytes`, sim/cost/evaluation.hpp).
  double most_bytes = std::numeric_limits<double>::infinity();

  bool bounds_divide() const { return perfect || even; }
};

/// A spatial loop.
struct SpatialLoop {
  FanoutId fanout;
  Axis axis = Axis::x;
  DimensionId dimension;
  std::int64_t bound = 1;
  bool operator==(const SpatialLoop&) const = default;
};

/// Spatial loops, outer fanouts first; a dimension at most once per axis.
using Unrolling = std::vector<SpatialLoop>;

/// Which level keeps which tensor (1) or not (0).
using Placement = IdVector<LevelId, IdVector<TensorId, std::uint8_t>>;

/// What a level may do with a tensor.
enum class Keeping : std::uint8_t { never, free, always };

/// The fewest and most trips that a dimension's loops may make at one place.
struct TripLimits {
  std::int64_t least = 1;
  std::int64_t most = std::numeric_limits<std::int64_t>::max();
};

class Space {
 public:
  Space(const Problem& problem, const Machine& machine, const Constraints& constraints,
        SpaceOptions options = {});

  const Problem& problem() const { return *problem_; }
  const Machine& machine() const { return *machine_; }
  const SpaceOptions& options() const { return options_; }
  /// As given: they know where each rule was read.
  const Constraints& constraints() const { return constraints_; }

  /// From the machine's `keeps` and `may_keep` and the constraints' keep and bypass.
  Keeping keeping(LevelId level, TensorId tensor) const { return keeping_[level][tensor]; }
  /// A level that both must and must not keep a tensor: the space is empty.
  struct KeepClash {
    LevelId level;
    TensorId tensor;
  };
  const std::optional<KeepClash>& clash() const { return clash_; }

  TripLimits temporal_limits(LevelId level, DimensionId dimension) const {
    return temporal_[level][dimension];
  }
  /// Includes the axis's size, the dimension's bound and the rule that only reducing axes take dimensions
  /// that the written tensor does not have. Constraints that cannot be met give least > most. Where bounds
  /// divide, limits are divisors of the dimension's bound (as far as there are any), those of temporal loops
  /// that are limited at all, too.
  TripLimits spatial_limits(FanoutId fanout, Axis axis, DimensionId dimension) const {
    return spatial_[fanout][static_cast<std::size_t>(axis)][dimension];
  }
  /// Dimensions (outermost first) that the constraints order below a level, innermost of all its loops.
  const std::vector<DimensionId>& order_below(LevelId level) const { return order_[level]; }

  /// Lanes that must have work; 1: no rule.
  std::int64_t least_lanes() const { return least_lanes_; }
  const UsedLanesRule& used_lanes_rule() const { return constraints_.used_lanes; }

  /// The outermost level inside of a fanout; the innermost of all when there is none.
  LevelId level_below(FanoutId fanout) const { return level_below_[fanout]; }
  /// Number of fanouts above a level: its nodes stand behind the spatial loops of exactly these.
  std::size_t fanouts_above(LevelId level) const { return fanouts_above_[level]; }

  /// A larger one: without rules on temporal loops, and with nests of any form, not even ones alone. Bounds
  /// that divide still do, and what the rules demand of spatial loops stays.
  Space relaxed() const;

  /// True when some rule speaks of loops (beyond sizes and legality).
  bool has_loop_rules() const { return has_loop_rules_; }

 private:
  void read_keeping();
  void read_temporal();
  void read_spatial();
  void read_alls();
  void read_used_lanes();
  void limit_to_divisors();
  void forbid_outside(std::size_t position, DimensionId dimension);
  void require_coverage(DimensionId dimension);

  const Problem* problem_;
  const Machine* machine_;
  Constraints constraints_;
  SpaceOptions options_;
  IdVector<LevelId, IdVector<TensorId, Keeping>> keeping_;
  std::optional<KeepClash> clash_;
  IdVector<LevelId, IdVector<DimensionId, TripLimits>> temporal_;
  IdVector<FanoutId, std::array<IdVector<DimensionId, TripLimits>, 2>> spatial_;
  IdVector<LevelId, std::vector<DimensionId>> order_;
  IdVector<LevelId, std::size_t> fanouts_above_;
  IdVector<FanoutId, LevelId> level_below_;
  std::int64_t least_lanes_ = 1;
  bool has_loop_rules_ = false;
};

}  // namespace ridge::mapper
