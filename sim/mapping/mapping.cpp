#include "sim/mapping/mapping.hpp"

namespace ridge {

NestEntry NestEntry::keep(LevelId level, TensorId tensor) {
  NestEntry entry;
  entry.kind = Kind::keep;
  entry.level = level;
  entry.tensor = tensor;
  return entry;
}

NestEntry NestEntry::temporal(DimensionId dimension, std::int64_t bound) {
  NestEntry entry;
  entry.kind = Kind::temporal;
  entry.dimension = dimension;
  entry.bound = bound;
  return entry;
}

NestEntry NestEntry::spatial(DimensionId dimension, std::int64_t bound, FanoutId fanout, Axis axis) {
  NestEntry entry;
  entry.kind = Kind::spatial;
  entry.dimension = dimension;
  entry.bound = bound;
  entry.fanout = fanout;
  entry.axis = axis;
  return entry;
}

}  // namespace ridge
