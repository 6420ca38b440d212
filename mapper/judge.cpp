#include "mapper/judge.hpp"

#include <cmath>
#include <tuple>

#include "base/checked.hpp"

namespace ridge::mapper {

bool is_better(const Candidate& a, const Candidate& b) {
  return std::tuple(a.value, a.cycles, a.energy_pj, a.mapping.nest.size()) <
         std::tuple(b.value, b.cycles, b.energy_pj, b.mapping.nest.size());
}

bool is_better_by_text(const Space& space, const Candidate& a, const Candidate& b) {
  if (is_better(a, b)) return true;
  if (is_better(b, a) || !a.exists() || !b.exists()) return false;
  return print_nest(a.mapping, space.problem(), space.machine()) <
         print_nest(b.mapping, space.problem(), space.machine());
}

Judge::Judge(const Space& space, Objective objective, Watch* watch, MappingEvaluator own)
    : objective_(objective),
      machine_(&space.machine()),
      most_cycles_(space.options().most_cycles),
      most_bytes_(space.options().most_bytes),
      watch_(watch),
      obedience_(space),
      evaluator_(space.problem(), space.machine(), space.options().conventions),
      own_(std::move(own)) {
  if (space.options().even) evener_.emplace(space);
}

const Candidate& Judge::judge(const Mapping& mapping) {
  verdict_ = Candidate{};
  obstacle_.reset();
  ++seen_;
  judged_ = evener_ ? &even_ : &mapping;
  if (evener_ && !evener_->even(mapping.nest, even_.nest)) return verdict_;
  if (!obedience_.obeys(*judged_)) return verdict_;
  ++evaluated_;
  obstacle_ = own_ ? own_(*judged_, evaluation_) : evaluator_.evaluate(*judged_, evaluation_);
  if (obstacle_) return verdict_;
  ++feasible_;
  const double value = objective_value(objective_, evaluation_);
  if (std::isnan(value)) return verdict_;
  if (std::isfinite(most_bytes_)) look_at_capacity();
  if (obstacle_) return verdict_;
  verdict_.cycles = evaluation_.cycles;
  if (evaluation_.cycles > most_cycles_) return verdict_;
  verdict_.value = value;
  verdict_.energy_pj = evaluation_.energy_pj.value_or(std::numeric_limits<double>::infinity());
  const auto rank = [](const Candidate& candidate, std::size_t length) {
    return std::tuple(candidate.value, candidate.cycles, candidate.energy_pj, length);
  };
  if (rank(verdict_, judged_->nest.size()) < rank(best_, best_.mapping.nest.size())) {
    if (watch_ != nullptr) watch_->found(verdict_.value);
    best_.value = verdict_.value;
    best_.cycles = verdict_.cycles;
    best_.energy_pj = verdict_.energy_pj;
    best_.mapping.nest = judged_->nest;
  }
  return verdict_;
}

/// Blames the tile that demands most in all instances together; homes cannot become smaller.
void Judge::look_at_capacity() {
  const std::int64_t demanded_bytes = capacity_bytes(evaluation_, *machine_);
  if (static_cast<double>(demanded_bytes) <= most_bytes_) return;
  obstacle_.emplace();
  obstacle_->demanded_bytes = demanded_bytes;
  obstacle_->available_bytes = static_cast<std::int64_t>(most_bytes_);
  std::int64_t largest_bytes = -1;
  for (const LevelId level : evaluation_.levels.ids()) {
    const LevelCost& cost = evaluation_.levels[level];
    if (!machine_->levels[level].size_bytes) continue;
    for (const TensorId tensor : cost.tensors.ids()) {
      const TensorCost& tile = cost.tensors[tensor];
      const std::int64_t bytes = saturating_multiply(tile.tile_bytes, cost.used_instances);
      if (!tile.kept || tile.counts.home || bytes <= largest_bytes) continue;
      largest_bytes = bytes;
      obstacle_->level = level;
      obstacle_->tensor = tensor;
      obstacle_->entry = tile.counts.entry;
    }
  }
  if (largest_bytes < 0) obstacle_->reason = Infeasible::Reason::illegal;
}

}  // namespace ridge::mapper
