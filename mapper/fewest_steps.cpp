#include <algorithm>

#include "base/checked.hpp"
#include "mapper/unrolling.hpp"

namespace ridge::mapper {

namespace {

constexpr std::size_t most_states = 1U << 16U;

/// One axis. What is left of it after unrolling by k is floor(size / k): at most 2 sqrt(size) different
/// rooms.
struct AxisRooms {
  std::int64_t size = 1;
  IdVector<DimensionId, std::int64_t> most;  // bound of one dimension
  std::int64_t root = 1;                     // floor(sqrt(size))

  std::size_t count() const { return static_cast<std::size_t>(2 * root - (size / root == root ? 1 : 0)); }
  /// Rooms numbered from the smallest: 1, 2, ..., root, then the large ones, size / root, ..., size / 1.
  std::size_t number(std::int64_t room) const {
    return static_cast<std::size_t>(room <= root ? room - 1
                                                 : static_cast<std::int64_t>(count()) - size / room);
  }
};

std::vector<AxisRooms> axes_of(const Space& space) {
  std::vector<AxisRooms> axes;
  for (FanoutId fanout : space.machine().fanouts.ids()) {
    for (Axis axis : {Axis::x, Axis::y}) {
      AxisRooms rooms;
      rooms.size = space.machine().fanouts[fanout].size[static_cast<std::size_t>(axis)];
      if (rooms.size == 1) continue;
      while ((rooms.root + 1) <= rooms.size / (rooms.root + 1))
        ++rooms.root;
      for (DimensionId dimension : space.problem().dimensions.ids())
        rooms.most.push_back(std::max<std::int64_t>(1, space.spatial_limits(fanout, axis, dimension).most));
      axes.push_back(std::move(rooms));
    }
  }
  return axes;
}

/// The dynamic programme. A state is what is left of every axis; its value the fewest steps of the dimensions
/// so far.
class Programme {
 public:
  explicit Programme(const std::vector<AxisRooms>& axes) : axes_(&axes) {
    for (const AxisRooms& axis : axes)
      states_ = checked_multiply(static_cast<std::int64_t>(states_), static_cast<std::int64_t>(axis.count()))
                    .value_or(std::numeric_limits<std::int64_t>::max());
  }

  bool is_small() const { return states_ <= static_cast<std::int64_t>(most_states); }

  std::int64_t fewest(const Problem& problem) {
    steps_.assign(static_cast<std::size_t>(states_), unreached);
    steps_.back() = 1;  // every axis whole
    rooms_.resize(axes_->size());
    for (DimensionId dimension : problem.dimensions.ids()) {
      next_.assign(steps_.size(), unreached);
      visit(0, 0, dimension, problem.dimensions[dimension].bound);
      steps_.swap(next_);
    }
    return *std::min_element(steps_.begin(), steps_.end());
  }

 private:
  static constexpr std::int64_t unreached = std::numeric_limits<std::int64_t>::max();

  /// Every state, axis by axis.
  void visit(std::size_t at, std::size_t state, DimensionId dimension, std::int64_t bound) {
    if (at == axes_->size()) {
      if (steps_[state] != unreached) unroll(0, 0, dimension, bound, steps_[state]);
      return;
    }
    const AxisRooms& axis = (*axes_)[at];
    for (std::int64_t room = 1; room >= 1; room = next_room(axis, room)) {
      rooms_[at] = room;
      visit(at + 1, state * axis.count() + axis.number(room), dimension, bound);
    }
  }

  static std::int64_t next_room(const AxisRooms& axis, std::int64_t room) {
    if (room == axis.size) return 0;
    return room < axis.root ? room + 1 : axis.size / (axis.size / (room + 1));
  }

  /// All ways to unroll a dimension of which `trips` are left after the axes before `at`. Of all bounds that
  /// leave the same room, the largest serves.
  void unroll(std::size_t at, std::size_t state, DimensionId dimension, std::int64_t trips,
              std::int64_t steps) {
    if (at == axes_->size()) {
      next_[state] = std::min(next_[state], steps * trips);
      return;
    }
    const AxisRooms& axis = (*axes_)[at];
    const std::int64_t room = rooms_[at];
    for (std::int64_t bound = std::min({room, axis.most[dimension], trips}); bound >= 1;
         bound = room / (room / bound + 1)) {
      unroll(at + 1, state * axis.count() + axis.number(room / bound), dimension, ceil_divide(trips, bound),
             steps);
    }
  }

  const std::vector<AxisRooms>* axes_;
  std::int64_t states_ = 1;
  std::vector<std::int64_t> steps_;
  std::vector<std::int64_t> next_;
  std::vector<std::int64_t> rooms_;  // of the state that is visited
};

}  // namespace

std::int64_t fewest_steps(const Space& space) {
  const std::vector<AxisRooms> axes = axes_of(space);
  Programme programme(axes);
  if (programme.is_small()) return programme.fewest(space.problem());
  std::int64_t lanes = 1;
  for (const AxisRooms& axis : axes)
    lanes = checked_multiply(lanes, axis.size).value_or(std::numeric_limits<std::int64_t>::max());
  return ceil_divide(space.problem().iterations(), lanes);
}

}  // namespace ridge::mapper
