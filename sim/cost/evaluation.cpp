#include "sim/cost/evaluation.hpp"

#include "arch/machine.hpp"
#include "base/checked.hpp"

namespace ridge {

std::string_view name_of(Direction direction) {
  return direction == Direction::read ? "read" : "write";
}

std::string_view name_of(GapCause cause) {
  switch (cause) {
    case GapCause::memory_roof:
      return "memory roof";
    case GapCause::traffic_beyond_compulsory:
      return "traffic beyond compulsory";
    case GapCause::idle_lanes:
      return "idle lanes";
    case GapCause::weight_load:
      return "weight_load";
    case GapCause::array_fill_drain:
      return "array_fill_drain";
    case GapCause::stall:
      return "stall";
    case GapCause::start_up:
      return "start-up";
  }
  return "";
}

double Causes::total() const {
  double cycles = compute + array_fill_drain + weight_load;
  for (const Stall& stall : stalls)
    cycles += stall.cycles;
  return cycles + network_stall + dram_overhead + other_work + start_up;
}

std::int64_t capacity_bytes(const Evaluation& evaluation, const Machine& machine) {
  std::int64_t bytes = 0;
  for (const LevelId level : evaluation.levels.ids()) {
    const LevelCost& cost = evaluation.levels[level];
    if (!machine.levels[level].size_bytes) continue;
    bytes = saturating_add(bytes, saturating_multiply(cost.demanded_bytes, cost.used_instances));
  }
  return bytes;
}

}  // namespace ridge
