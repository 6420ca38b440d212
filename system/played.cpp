#include "system/played.hpp"

#include <memory>
#include <utility>

#include "base/diagnostics.hpp"
#include "sim/cost/setting.hpp"
#include "sim/mapping/array_depth.hpp"

namespace ridge {
namespace {

/// Whole cycles that add up: running sums are rounded, not the parts.
class WholeParts {
 public:
  double next(double cycles) {
    running_cycles_ += cycles;
    const double up_to_here_cycles = cost::whole(running_cycles_);
    return up_to_here_cycles - std::exchange(given_cycles_, up_to_here_cycles);
  }

 private:
  double running_cycles_ = 0;
  double given_cycles_ = 0;
};

Direction direction_of(event::Side side) {
  return side == event::Side::read ? Direction::read : Direction::write;
}

/// The level from which the lanes take their weights, where these come from further out.
std::optional<LevelId> loaded_level(const Problem& problem, const Counts& counts) {
  std::optional<LevelId> level;
  for (const NodeCounts& node : counts.nodes)
    if (problem.tensors[node.tensor].role == Role::weights)
      level = node.home ? std::nullopt : std::optional(node.level);
  return level;
}

Causes causes_of(const Problem& problem, const Counts& counts, const event::Plan& plan,
                 const event::Tally& tally) {
  Causes causes;
  const std::optional<LevelId> loaded = loaded_level(problem, counts);
  WholeParts parts;
  causes.compute = parts.next(tally.compute_cycles);
  for (std::size_t s = 0; s < plan.streams.size(); ++s) {
    const event::Stream& stream = plan.streams[s];
    const double cycles = parts.next(tally.waited_cycles[s]);
    const bool loads = stream.level == loaded && stream.side == event::Side::write &&
                       problem.tensors[stream.tensor].role == Role::weights;
    if (stream.is_array)
      causes.array_fill_drain += cycles;
    else if (loads)
      causes.weight_load += cycles;
    else if (cycles > 0)
      causes.stalls.push_back({stream.level, stream.tensor, direction_of(stream.side), cycles});
  }
  causes.start_up = parts.next(tally.before_cycles);
  return causes;
}

}  // namespace

std::optional<Infeasible> evaluate_played(const Mapping& mapping, Evaluator& evaluator, std::size_t spans,
                                          Played& played) {
  if (auto infeasible = evaluator.evaluate(mapping, played.evaluation)) return infeasible;
  const Problem& problem = evaluator.problem();
  const Machine& machine = evaluator.machine();
  Counts counts;
  Steps steps;
  Counter(problem, machine).count(mapping, counts);
  StepCounter(problem, machine).count(mapping, steps);
  auto plan = event::make_plan(problem, machine, counts, steps, array_depth_cycles(machine, mapping));
  check(plan.has_value(), "a mapping that can be evaluated has a unit that does it");
  played.plan = std::move(*plan);
  played.outcome = event::play(played.plan, {.spans = spans});
  auto infeasible = evaluator.evaluate(mapping, causes_of(problem, counts, played.plan, played.outcome.tally),
                                       played.evaluation);
  Remarks remarks = *played.evaluation.remarks;
  remarks.notes.push_back("cycles as the event engine plays the mapping, tile by tile");
  played.evaluation.remarks = std::make_shared<const Remarks>(std::move(remarks));
  return infeasible;
}

}  // namespace ridge
