#include "mapper/room_states.hpp"

namespace ridge::mapper {

namespace {

AxisRooms rooms_of(const Space& space, FanoutId fanout, Axis axis) {
  AxisRooms rooms;
  rooms.fanout = fanout;
  rooms.axis = axis;
  rooms.size = space.machine().fanouts[fanout].size[static_cast<std::size_t>(axis)];
  while ((rooms.root + 1) <= rooms.size / (rooms.root + 1))
    ++rooms.root;
  for (DimensionId dimension : space.problem().dimensions.ids()) {
    const TripLimits limits = space.spatial_limits(fanout, axis, dimension);
    rooms.least.push_back(limits.least);
    rooms.most.push_back(std::max<std::int64_t>(1, limits.most));
  }
  return rooms;
}

}  // namespace

RoomStates::RoomStates(const Space& space) {
  for (FanoutId fanout : space.machine().fanouts.ids()) {
    for (Axis axis : {Axis::x, Axis::y}) {
      AxisRooms rooms = rooms_of(space, fanout, axis);
      if (rooms.size > 1) axes_.push_back(std::move(rooms));
    }
  }
  for (const Dimension& dimension : space.problem().dimensions)
    sizes_.push_back(dimension.bound);
  for (const AxisRooms& axis : axes_)
    count_ = checked_multiply(count_, static_cast<std::int64_t>(axis.count()))
                 .value_or(std::numeric_limits<std::int64_t>::max());
  rooms_.resize(axes_.size());
  bounds_.resize(axes_.size());
}

}  // namespace ridge::mapper
