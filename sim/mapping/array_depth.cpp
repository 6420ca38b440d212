#include "sim/mapping/array_depth.hpp"

namespace ridge {

double array_depth_cycles(const Machine& machine, const Mapping& mapping) {
  double cycles = 0;
  for (const FanoutId fanout : machine.fanouts.ids()) {
    for (const Axis axis : {Axis::x, Axis::y}) {
      if (machine.fanouts[fanout].delay_cycles[static_cast<std::size_t>(axis)] == 0) continue;
      std::int64_t used = 1;
      for (const NestEntry& entry : mapping.nest)
        if (entry.kind == NestEntry::Kind::spatial && entry.fanout == fanout && entry.axis == axis)
          used *= entry.bound;
      cycles += machine.fanouts[fanout].depth_cycles(axis, used);
    }
  }
  return cycles;
}

}  // namespace ridge
