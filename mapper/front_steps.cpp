#include "mapper/front_steps.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace ridge::mapper {

FrontSteps::FrontSteps(const Problem& problem, const Machine& machine, const Constraints& constraints,
                       const SearchOptions& options)
    : problem_(problem), machine_(machine), constraints_(constraints), options_(options) {
  fastest_ = search_within(Objective::latency, {}, nullptr);
  if (fastest_.mapping) keep(fastest_);
}

const KnownMapping* FrontSteps::least(const FrontLimits& limits) {
  const KnownMapping* const known = best_known(limits);
  if (is_answered(limits) || (ended() && made_ > 0)) return known;
  const SearchResult found =
      search_within(Objective::energy, limits, known == nullptr ? nullptr : &known->mapping);
  ++made_;
  const bool impossible = found.status == SearchStatus::infeasible;
  answers_.push_back({limits, impossible ? std::numeric_limits<double>::infinity() : found.lower_bound,
                      found.mapping ? keep(found) : nullptr});
  return answers_.back().found;
}

double FrontSteps::least_energy_pj(const FrontLimits& limits) const {
  if (limits.cycles < fastest_.lower_bound || limits.bytes < 0)
    return std::numeric_limits<double>::infinity();
  double least_pj = 0;
  for (const Answer& answer : answers_)
    if (answer.limits.enclose(limits)) least_pj = std::max(least_pj, answer.least_energy_pj);
  return least_pj;
}

bool FrontSteps::is_proven(const FrontLimits& limits) const {
  const double least_pj = least_energy_pj(limits);
  const KnownMapping* const known = best_known(limits);
  return known == nullptr ? std::isinf(least_pj) : meets_bound(known->energy_pj, least_pj);
}

bool FrontSteps::is_answered(const FrontLimits& limits) const {
  return is_proven(limits) || std::any_of(answers_.begin(), answers_.end(), [&](const Answer& answer) {
           return answer.limits.enclose(limits) &&
                  (answer.found == nullptr || limits.enclose(answer.found->takes));
         });
}

/// Of those of least energy the fastest.
const KnownMapping* FrontSteps::best_known(const FrontLimits& limits) const {
  const auto rank = [](const KnownMapping& known) {
    return std::tuple(known.energy_pj, known.takes.cycles, known.takes.bytes);
  };
  const KnownMapping* best = nullptr;
  for (const KnownMapping& known : known_)
    if (limits.enclose(known.takes) && (best == nullptr || rank(known) < rank(*best))) best = &known;
  return best;
}

SearchResult FrontSteps::search_within(Objective objective, const FrontLimits& limits, const Mapping* start) {
  SearchOptions task = options_;
  task.objective = objective;
  task.most_cycles = limits.cycles;
  task.most_bytes = limits.bytes;
  task.start = start;
  if (objective != Objective::energy) task.progress = nullptr;
  if (task.time_limit) task.time_limit->value = std::max(0.0, task.time_limit->value - seconds());
  SearchResult found = search(problem_, machine_, constraints_, task);
  stats_.evaluated += found.stats.evaluated;
  stats_.feasible += found.stats.feasible;
  if (found.cut_short()) cut_short_ = found.end;
  return found;
}

const KnownMapping* FrontSteps::keep(const SearchResult& found) {
  const Evaluation& evaluation = *found.evaluation;
  const FrontLimits takes{evaluation.cycles, static_cast<double>(capacity_bytes(evaluation, machine_))};
  const double unknown = std::numeric_limits<double>::infinity();
  known_.push_back(
      {known_.size(), *found.mapping, evaluation, takes, evaluation.energy_pj.value_or(unknown)});
  return &known_.back();
}

void FrontSteps::tell(Front& front) const {
  front.least_cycles = fastest_.lower_bound;
  front.steps = made_;
  front.stats = stats_;
  front.stats.seconds = seconds();
  if (cut_short_) front.end = *cut_short_;
}

double FrontSteps::seconds() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun_).count();
}

}  // namespace ridge::mapper
