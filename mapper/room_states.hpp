// The states of dynamic programmes over unrollings: dimension by dimension, what is left of every axis.
#pragma once

#include <algorithm>
#include <span>

#include "base/checked.hpp"
#include "mapper/factors.hpp"
#include "mapper/space.hpp"

namespace ridge::mapper {

/// One axis of more than one lane. What is left of it after unrolling by k is floor(size / k): at most
/// 2 sqrt(size) different rooms.
struct AxisRooms {
  FanoutId fanout;
  Axis axis = Axis::x;
  std::int64_t size = 1;
  std::int64_t root = 1;                      // floor(sqrt(size))
  IdVector<DimensionId, std::int64_t> least;  // bounds of one dimension
  IdVector<DimensionId, std::int64_t> most;

  std::size_t count() const { return static_cast<std::size_t>(2 * root - (size / root == root ? 1 : 0)); }
  /// Rooms numbered from the smallest: 1, 2, ..., root, then the large ones, size / root, ..., size / 1.
  std::size_t number(std::int64_t room) const {
    return static_cast<std::size_t>(room <= root ? room - 1
                                                 : static_cast<std::int64_t>(count()) - size / room);
  }
  /// The next larger room; 0 behind the last.
  std::int64_t next(std::int64_t room) const {
    if (room == size) return 0;
    return room < root ? room + 1 : size / (size / (room + 1));
  }
};

/// Which bounds are tried.
struct UnrollingRules {
  bool perfect = false;   // bounds divide
  bool one_axis = false;  // a dimension lies on one axis of a fanout
  bool at_least = false;  // limits of `least` hold, too

  static UnrollingRules of(const Space& space, bool at_least) {
    return {space.options().bounds_divide(), space.options().even, at_least};
  }
};

/// One dimension unrolled.
struct UnrollingStep {
  std::size_t from = 0;  // states
  std::size_t to = 0;
  std::int64_t trips = 1;                // left for temporal loops
  std::span<const std::int64_t> bounds;  // by axis; valid during the call
};

class RoomStates {
 public:
  explicit RoomStates(const Space& space);

  /// Whether there are few enough for a programme over them.
  bool are_few() const { return count_ <= most_states; }
  std::size_t count() const { return static_cast<std::size_t>(count_); }
  /// The state in which every axis is whole.
  std::size_t whole() const { return count() - 1; }
  const std::vector<AxisRooms>& axes() const { return axes_; }

  /// Visits every way to unroll a dimension from every state that `reached` accepts. Of bounds that leave the
  /// same room only the largest is tried, unless they must divide.
  template <class Reached, class Visit>
  void each_step(DimensionId dimension, UnrollingRules rules, Reached reached, Visit visit) {
    dimension_ = dimension;
    rules_ = rules;
    each_state(0, 0, reached, visit);
  }

 private:
  static constexpr std::int64_t most_states = 1 << 16;

  template <class Reached, class Visit>
  void each_state(std::size_t at, std::size_t state, Reached& reached, Visit& visit) {
    if (at == axes_.size()) {
      if (reached(state)) unroll(0, {state, 0, bound_of_dimension(), bounds_}, visit);
      return;
    }
    const AxisRooms& axis = axes_[at];
    for (std::int64_t room = 1; room >= 1; room = axis.next(room)) {
      rooms_[at] = room;
      each_state(at + 1, state * axis.count() + axis.number(room), reached, visit);
    }
  }

  /// All bounds on the axes from `at` on.
  template <class Visit>
  void unroll(std::size_t at, const UnrollingStep& step, Visit& visit) {
    if (at == axes_.size()) return visit(step);
    const AxisRooms& axis = axes_[at];
    const std::int64_t least = rules_.at_least ? axis.least[dimension_] : 1;
    for (std::int64_t bound = largest_bound(at, step.trips); bound >= least;
         bound = smaller_bound(at, step.trips, bound)) {
      bounds_[at] = bound;
      unroll(at + 1,
             {step.from, step.to * axis.count() + axis.number(rooms_[at] / bound),
              ceil_divide(step.trips, bound), bounds_},
             visit);
    }
  }

  std::int64_t largest_bound(std::size_t at, std::int64_t trips) const {
    const bool on_the_other = at > 0 && axes_[at - 1].fanout == axes_[at].fanout && bounds_[at - 1] > 1;
    if (rules_.one_axis && on_the_other) return 1;
    const std::int64_t most = std::min({rooms_[at], axes_[at].most[dimension_], trips});
    return rules_.perfect ? largest_divisor(trips, most) : most;
  }

  /// 0: there is none.
  std::int64_t smaller_bound(std::size_t at, std::int64_t trips, std::int64_t bound) const {
    if (!rules_.perfect) return rooms_[at] / (rooms_[at] / bound + 1);
    return bound == 1 ? 0 : largest_divisor(trips, bound - 1);
  }

  std::int64_t bound_of_dimension() const { return sizes_[dimension_]; }

  std::vector<AxisRooms> axes_;
  IdVector<DimensionId, std::int64_t> sizes_;
  std::int64_t count_ = 1;
  DimensionId dimension_;
  UnrollingRules rules_;
  std::vector<std::int64_t> rooms_;   // of the state that is visited
  std::vector<std::int64_t> bounds_;  // of the step that is made
};

}  // namespace ridge::mapper
