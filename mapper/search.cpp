#include "mapper/search.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "mapper/bound.hpp"
#include "mapper/cache/answer_cache.hpp"
#include "mapper/cache/question.hpp"
#include "mapper/cache/recall.hpp"
#include "mapper/conflict.hpp"
#include "mapper/edit.hpp"
#include "mapper/exact/exact.hpp"
#include "mapper/heuristic.hpp"
#include "mapper/obedience.hpp"
#include "sim/cost/setting.hpp"

namespace ridge {

namespace {

constexpr double rounding = 1e-11;
// Of the effort, at most: mappings the heuristic looks at before the walk begins.
constexpr std::int64_t first_look = 10'000;

bool keeps_anything(const mapper::Space& space, LevelId level) {
  for (TensorId tensor : space.problem().tensors.ids()) {
    if (space.keeping(level, tensor) != mapper::Keeping::never) return true;
  }
  return false;
}

/// An energy that the objective needs and the machine does not state is the user's to add.
void require_energies(const mapper::Space& space, Objective objective) {
  if (objective == Objective::latency) return;
  const Machine& machine = space.machine();
  Diagnostics diagnostics;
  const auto missing = [&](const Place& place, const std::string& what) {
    diagnostics
        .error(place, fmt::format("the energy of {} is not stated, and the objective '{}' needs it", what,
                                  name_of(objective)))
        .help = "state it, or ask for the objective 'latency'";
  };
  for (const LevelId level : machine.levels.ids()) {
    const StorageLevel& storage = machine.levels[level];
    if (storage.read_energy && storage.write_energy) continue;
    if (keeps_anything(space, level)) missing(storage.place, fmt::format("level '{}'", storage.name));
  }
  const cost::Setting setting(space.problem(), machine);
  if (setting.unit && !setting.unit->pj_per_iteration) {
    const Place place = machine.compute.empty() ? Place{} : machine.compute[ComputeId(0)].place;
    missing(place, fmt::format("the compute units at {}", name_of(cost::compute_precision(space.problem()))));
  }
  diagnostics.throw_if_errors();
}

/// The same nest as a person would write it. Rules that say below which level a loop must stand may forbid
/// it.
Mapping with_homes_first(const mapper::Space& space, Mapping mapping) {
  Mapping moved = mapping;
  mapper::put_homes_first(space, moved.nest);
  return mapper::Obedience(space).obeys(moved) ? moved : mapping;
}

/// The best of a quick heuristic look, the walk of the whole space and, when that stops at its limit, of the
/// heuristic again. `lower_bound` rises to what the walk proved.
struct Found {
  mapper::Candidate best;
  std::int64_t evaluated = 0;
  std::int64_t feasible = 0;
  bool cached = false;
};

Found look(const mapper::Space& space, const SearchOptions& options, mapper::Watch& watch,
           double& lower_bound) {
  Found found;
  const auto add = [&](auto&& answer) {
    found.evaluated += answer.evaluated;
    found.feasible += answer.feasible;
    if (mapper::is_better_by_text(space, answer.best, found.best)) found.best = std::move(answer.best);
  };
  const bool walkable = !options.evaluator && mapper::is_walkable(space);
  SearchOptions quick = options;
  if (walkable) quick.effort = std::clamp<std::int64_t>(options.effort / 4, 1, first_look);
  add(mapper::heuristic_search(space, quick, lower_bound * (1 + rounding), watch));
  if (!walkable || meets_bound(found.best.value, lower_bound) || watch.cut_short()) return found;
  // What is left is shared between the walk and, where that comes to no end, the heuristic.
  const std::int64_t share = (options.effort - quick.effort) / 2;
  if (share == 0) return found;
  mapper::ExactAnswer exact = mapper::exact_search(space, options, found.best.mapping, share, watch);
  lower_bound = std::max(lower_bound, exact.lower_bound);
  watch.raise_bound(lower_bound);
  add(std::move(exact));
  if (meets_bound(found.best.value, lower_bound) || watch.cut_short()) return found;
  SearchOptions rest = options;
  rest.effort = options.effort - quick.effort - share;
  add(mapper::heuristic_search(space, rest, lower_bound * (1 + rounding), watch));
  return found;
}

/// What the cache has of a question, if it can be right.
std::optional<Found> recall(const mapper::Space& space, const SearchOptions& options,
                            const std::string& question, double& lower_bound) {
  const auto kept = options.cache->find(question);
  if (!kept) return std::nullopt;
  auto best = mapper::recall(space, options.objective, *kept);
  if (!best) {
    options.cache->reject(question, "its mapping is not worth here what it says");
    return std::nullopt;
  }
  lower_bound = std::max(lower_bound, kept->lower_bound);
  return Found{std::move(*best), kept->evaluated, kept->feasible, true};
}

/// Looks where nobody has looked before.
Found find(const mapper::Space& space, const SearchOptions& options, mapper::Watch& watch,
           double& lower_bound) {
  if (options.cache == nullptr || options.evaluator) return look(space, options, watch, lower_bound);
  const std::string question =
      mapper::question_text(space.problem(), space.machine(), space.constraints(), options);
  if (auto found = recall(space, options, question, lower_bound)) return *std::move(found);
  Found found = look(space, options, watch, lower_bound);
  if (!watch.cut_short()) {
    options.cache->keep(
        question, {found.evaluated, found.feasible, found.best.value, lower_bound, found.best.mapping.nest});
  }
  return found;
}

/// The walk went through the whole space and no mapping ran.
SearchResult nothing_fits(SearchResult result) {
  result.status = SearchStatus::infeasible;
  result.end = SearchEnd::proven;
  result.lower_bound = 0;
  result.infeasible.emplace();
  result.infeasible->cause.reason = Infeasible::Reason::illegal;
  result.infeasible->sentence =
      "no mapping can run: of all ways to keep, unroll and loop, each needs more room than there is or "
      "breaks a "
      "rule";
  result.infeasible->help =
      "enlarge the innermost levels, let them keep fewer tensors, or lift constraints, one by one";
  return result;
}

/// Evaluates the answer once more, and says what was proven about it.
void conclude(const mapper::Space& space, const SearchOptions& options, Mapping mapping,
              SearchResult& result) {
  if (!space.options().even) mapping = with_homes_first(space, std::move(mapping));
  Evaluator evaluator(space.problem(), space.machine(), space.options().conventions);
  Evaluation evaluation;
  const auto obstacle =
      options.evaluator ? options.evaluator()(mapping, evaluation) : evaluator.evaluate(mapping, evaluation);
  check(!obstacle, "an answer of the search can run");
  result.value = objective_value(result.objective, evaluation);
  if (result.lower_bound > 0) result.gap = result.value / result.lower_bound - 1;
  result.mapping = std::move(mapping);
  result.evaluation = std::move(evaluation);
  if (!meets_bound(result.value, result.lower_bound)) return;
  result.status = SearchStatus::optimal;
  result.end = SearchEnd::proven;
}

}  // namespace

std::string_view name_of(Objective objective) {
  switch (objective) {
    case Objective::latency:
      return "latency";
    case Objective::energy:
      return "energy";
    case Objective::edp:
      return "edp";
  }
  return "";
}

std::optional<Objective> objective_named(std::string_view name) {
  for (const Objective objective : {Objective::latency, Objective::energy, Objective::edp}) {
    if (name == name_of(objective)) return objective;
  }
  return std::nullopt;
}

std::string_view name_of(SearchStatus status) {
  switch (status) {
    case SearchStatus::optimal:
      return "optimal";
    case SearchStatus::limit_reached:
      return "limit_reached";
    case SearchStatus::infeasible:
      return "infeasible";
  }
  return "";
}

std::string_view name_of(SearchEnd end) {
  switch (end) {
    case SearchEnd::proven:
      return "proven";
    case SearchEnd::effort:
      return "effort";
    case SearchEnd::time_limit:
      return "time_limit";
    case SearchEnd::cancelled:
      return "cancelled";
  }
  return "";
}

double objective_value(Objective objective, const Evaluation& evaluation) {
  const double unknown = std::numeric_limits<double>::quiet_NaN();
  switch (objective) {
    case Objective::latency:
      return evaluation.cycles;
    case Objective::energy:
      return evaluation.energy_pj.value_or(unknown);
    case Objective::edp:
      return evaluation.edp_js.value_or(unknown);
  }
  return unknown;
}

bool meets_bound(double value, double lower_bound) {
  return value <= lower_bound * (1 + rounding);
}

bool has_unit_for(const Problem& problem, const Machine& machine) {
  return cost::Setting(problem, machine).unit.has_value();
}

SearchResult search(const Problem& problem, const Machine& machine, const Constraints& constraints,
                    const SearchOptions& options) {
  check(options.effort >= 1, "a search has at least one mapping to look at");
  mapper::Watch watch(options);
  const mapper::Space space(problem, machine, constraints,
                            {options.imperfect_temporal, options.even, options.conventions});
  SearchResult result;
  result.objective = options.objective;
  if (!options.evaluator) {
    result.infeasible = mapper::find_conflict(space);
    if (result.infeasible) {
      result.status = SearchStatus::infeasible;
      result.end = SearchEnd::proven;
      return result;
    }
  }
  require_energies(space, options.objective);
  if (!options.evaluator) {
    const auto bound = mapper::lower_bound(space);
    check(bound.has_value(), "a space without a conflict has a lower bound");
    result.lower_bound = bound->value(options.objective, machine.clock);
    result.least = {bound->cycles, bound->energy_pj};
  }

  watch.raise_bound(result.lower_bound);
  Found found = find(space, options, watch, result.lower_bound);
  result.stats = {found.evaluated, found.feasible, found.cached ? 1 : 0, watch.seconds()};
  if (!found.best.exists() && std::isinf(result.lower_bound)) return nothing_fits(result);
  if (options.objective == Objective::latency) result.least.cycles = result.lower_bound;
  if (options.objective == Objective::energy) result.least.energy_pj = result.lower_bound;
  result.end = watch.end();
  if (found.best.exists()) conclude(space, options, std::move(found.best.mapping), result);
  return result;
}

}  // namespace ridge
