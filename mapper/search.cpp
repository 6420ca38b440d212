#include "mapper/search.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "mapper/bound.hpp"
#include "mapper/cache/answer_cache.hpp"
#include "mapper/cache/question.hpp"
#include "mapper/cache/recall.hpp"
#include "mapper/conflict.hpp"
#include "mapper/edit.hpp"
#include "mapper/heuristic.hpp"
#include "mapper/obedience.hpp"
#include "mapper/smallest_conflict.hpp"
#include "mapper/space_walk.hpp"
#include "sim/cost/setting.hpp"

namespace ridge {

namespace {

constexpr double rounding = 1e-11;

/// A look of the heuristic and a walk after it.
struct Turn {
  std::int64_t look = 0;        // mappings
  std::int64_t round = 20'000;  // of these
  std::int64_t walk = 0;        // work
};

/// How looks and walks share the effort. Most spaces are walked to their end sooner than a long look takes;
/// where a walk comes to no end, the best so far may be too poor to leave much out.
std::vector<Turn> turns_of(std::int64_t effort, mapper::Walked walked) {
  using mapper::Walked;
  // One part in so many of what is left.
  const auto share = [&](std::int64_t part, std::int64_t most, std::int64_t least = 0) {
    const std::int64_t taken = std::clamp(effort / part, least, most);
    effort -= taken;
    return taken;
  };
  std::vector<Turn> turns(1);
  switch (walked) {
    case Walked::no:
      turns[0].look = effort;
      break;
    case Walked::relaxed:  // for the bound; nearly all mappings are the heuristic's to find
      turns[0] = {share(4, 10'000, 1), 10'000, share(4, 500'000)};
      turns.push_back({effort});
      break;
    case Walked::even:  // a first look is nearly always good enough
      turns[0] = {share(4, 10'000, 1), 10'000};
      turns.push_back({share(2, 100'000)});
      turns[0].walk = effort;
      break;
    case Walked::whole:
      turns[0] = {share(4, 2'000, 1), 2'000, share(2, 5'000)};
      turns.push_back({share(2, 10'000), 10'000, share(4, 100'000)});
      turns.push_back({share(2, 100'000), 20'000});
      turns[2].walk = effort;
      break;
  }
  return turns;
}

bool keeps_anything(const mapper::Space& space, LevelId level) {
  for (TensorId tensor : space.problem().tensors.ids()) {
    if (space.keeping(level, tensor) != mapper::Keeping::never) return true;
  }
  return false;
}

/// What the objective needs and the machine does not state is the user's to add.
class Needs {
 public:
  Needs(const mapper::Space& space, Objective objective)
      : space_(space), machine_(space.machine()), objective_(objective) {}

  void require() {
    if (objective_.energy_weight() > 0) require_energies();
    if (objective_.area_weight() > 0 && !machine_.area_mm2()) require_areas();
    diagnostics_.throw_if_errors();
  }

 private:
  void require_energies() {
    const char* const help = "state it, or ask for the objective 'latency'";
    for (const LevelId id : machine_.levels.ids()) {
      const StorageLevel& level = machine_.levels[id];
      if (level.read_energy && level.write_energy) continue;
      if (keeps_anything(space_, id)) missing(level.place, "energy", in_level(level), help);
    }
    const cost::Setting setting(space_.problem(), machine_);
    if (!setting.unit || setting.unit->pj_per_iteration) return;
    const Place place = machine_.compute.empty() ? Place{} : machine_.compute[ComputeId(0)].place;
    const auto precision = name_of(cost::compute_precision(space_.problem()));
    missing(place, "energy", fmt::format("the compute units at {}", precision), help);
  }

  /// The parts that the sum of areas lacks (Machine::area_mm2).
  void require_areas() {
    const char* const help =
        "state it, or the published 'area' of the machine, or ask for an objective without area";
    for (const StorageLevel& level : machine_.levels) {
      if (level.kind != MemoryKind::dram && !level.area_mm2)
        missing(level.place, "area", in_level(level), help);
    }
    for (const ComputeUnit& unit : machine_.compute) {
      if (!unit.area_mm2) missing(unit.place, "area", fmt::format("compute unit '{}'", unit.name), help);
    }
  }

  static std::string in_level(const StorageLevel& level) { return fmt::format("level '{}'", level.name); }

  void missing(const Place& place, const char* amount, const std::string& what, const char* help) {
    diagnostics_
        .error(place, fmt::format("the {} of {} is not stated, and the objective '{}' needs it", amount, what,
                                  name_of(objective_)))
        .help = help;
  }

  const mapper::Space& space_;
  const Machine& machine_;
  Objective objective_;
  Diagnostics diagnostics_;
};

/// The same nest as a person would write it. Rules that say below which level a loop must stand may forbid
/// it.
Mapping with_homes_first(const mapper::Space& space, Mapping mapping) {
  Mapping moved = mapping;
  mapper::put_homes_first(space, moved.nest);
  return mapper::Obedience(space).obeys(moved) ? moved : mapping;
}

/// The best of all looks and walks. `lower_bound` rises to what the walks proved.
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
  mapper::SpaceWalk space_walk(space, options, watch);
  const mapper::Walked walked = options.evaluator ? mapper::Walked::no : space_walk.walked();
  const auto nothing_more_to_do = [&] {
    return meets_bound(found.best.value, lower_bound) || watch.cut_short();
  };
  mapper::ExactAnswer so_far;
  const auto walk = [&](std::int64_t work) {
    mapper::ExactAnswer exact = space_walk.run(found.best.mapping, work);
    lower_bound = std::max(lower_bound, exact.lower_bound);
    watch.raise_bound(lower_bound);
    const mapper::ExactAnswer before = std::exchange(so_far, exact);
    exact.evaluated -= before.evaluated;  // of both runs together
    exact.feasible -= before.feasible;
    add(std::move(exact));
  };
  for (const Turn& turn : turns_of(options.effort, walked)) {
    SearchOptions here = options;
    here.effort = turn.look;
    if (turn.look > 0)
      add(mapper::heuristic_search(space, here, turn.round, lower_bound * (1 + rounding), watch));
    if (nothing_more_to_do()) break;
    if (turn.walk > 0) walk(turn.walk);
    if (nothing_more_to_do()) break;
  }
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

/// An answer that no mapping exists, for a reason that is no single rule's.
SearchResult infeasible(SearchResult result, std::string sentence, std::string help) {
  result.status = SearchStatus::infeasible;
  result.end = SearchEnd::proven;
  result.lower_bound = 0;
  result.infeasible.emplace();
  result.infeasible->cause.reason = Infeasible::Reason::illegal;
  result.infeasible->sentence = std::move(sentence);
  result.infeasible->help = std::move(help);
  return result;
}

bool has_limits(const SearchOptions& options) {
  return std::isfinite(options.most_cycles) || std::isfinite(options.most_bytes);
}

SearchResult beyond_limits(SearchResult result, const SearchOptions& options) {
  std::vector<std::string> limits;
  std::vector<std::string> ways_out;
  if (std::isfinite(options.most_cycles)) {
    limits.push_back(fmt::format("takes at most {} cycles", options.most_cycles));
    ways_out.emplace_back("allow more cycles");
  }
  if (std::isfinite(options.most_bytes)) {
    limits.push_back(fmt::format("demands at most {} B in all levels together", options.most_bytes));
    ways_out.emplace_back("allow more bytes");
  }
  return infeasible(std::move(result), fmt::format("no mapping {}", fmt::join(limits, " and ")),
                    fmt::format("{}", fmt::join(ways_out, ", or ")));
}

/// No level of a mapping within the limit on bytes holds more than that. Averages have sizes of their own.
Machine narrowed(Machine machine, const SearchOptions& options) {
  if (options.conventions.averages) return machine;
  for (StorageLevel& level : machine.levels) {
    if (level.size_bytes && static_cast<double>(*level.size_bytes) > options.most_bytes)
      level.size_bytes = static_cast<std::int64_t>(options.most_bytes);
  }
  return machine;
}

/// Which facts exclude each other, in place of a sentence about all of them.
void explain(const mapper::Space& space, std::int64_t effort, mapper::Watch& watch, NoMapping& none) {
  const mapper::Conflict conflict = mapper::smallest_conflict(space, effort, watch);
  if (conflict.facts.empty()) return;
  std::vector<std::string> sentences;
  for (const mapper::Fact& fact : conflict.facts) {
    none.conflict.push_back({fact.sentence, fact.place});
    sentences.push_back(fact.sentence);
  }
  none.sentence = fmt::format("none can run where {}", fmt::join(sentences, ", and "));
  if (!conflict.smallest) none.sentence += "; some of this may not matter";
  none.help = conflict.ways_out.empty() ? "this is not the only conflict: lift one of these, and ask again"
                                        : fmt::format("{}", fmt::join(conflict.ways_out, ", or "));
}

/// The walk went through the whole space and no mapping ran.
SearchResult nothing_fits(const mapper::Space& space, SearchResult result, const SearchOptions& options,
                          mapper::Watch& watch) {
  if (has_limits(options)) return beyond_limits(std::move(result), options);
  result = infeasible(
      std::move(result),
      "none can run: of all ways to keep, unroll and loop, each needs more room than there is or "
      "breaks a rule",
      "enlarge the innermost levels, let them keep fewer tensors, or lift constraints, one by one");
  explain(space, options.effort, watch, *result.infeasible);
  return result;
}

/// Evaluates the answer once more, and says what was proven about it.
void conclude(const mapper::Space& space, const Machine& machine, const SearchOptions& options,
              Mapping mapping, SearchResult& result) {
  if (!space.options().even) mapping = with_homes_first(space, std::move(mapping));
  Evaluator evaluator(space.problem(), machine, space.options().conventions);
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

bool meets_bound(double value, double lower_bound) {
  return value <= lower_bound * (1 + rounding);
}

bool has_unit_for(const Problem& problem, const Machine& machine) {
  return cost::Setting(problem, machine).unit.has_value();
}

SearchResult search(const Problem& problem, const Machine& machine, const Constraints& constraints,
                    const SearchOptions& options) {
  check(options.effort >= 1, "a search has at least one mapping to look at");
  check(!options.imperfect_temporal || !(options.perfect || options.even), "bounds divide, or they need not");
  check(options.conventions.counting != CountingRules::accelforge || options.perfect || options.even,
        "AccelForge counts perfect nests alone");
  mapper::Watch watch(options);
  const mapper::SpaceOptions space_options{
      options.imperfect_temporal, options.even,       options.conventions, options.perfect,
      options.most_cycles,        options.most_bytes,
  };
  const Machine narrow = narrowed(machine, options);
  const mapper::Space space(problem, narrow, constraints, space_options);
  SearchResult result;
  result.objective = options.objective;
  if (!options.evaluator) {
    if (mapper::find_conflict(space)) {
      // Told of the levels as large as they are.
      result.infeasible = mapper::find_conflict({problem, machine, constraints, space_options});
      if (!result.infeasible) return beyond_limits(std::move(result), options);
      result.status = SearchStatus::infeasible;
      result.end = SearchEnd::proven;
      return result;
    }
  }
  Needs(space, options.objective).require();
  if (!options.evaluator) {
    const auto bound = mapper::lower_bound(space);
    check(bound.has_value(), "a space without a conflict has a lower bound");
    result.lower_bound = bound->value(options.objective, MachineConstants(machine));
    result.least = {bound->cycles, bound->energy_pj};
    if (bound->cycles > options.most_cycles) return beyond_limits(std::move(result), options);
  }

  watch.raise_bound(result.lower_bound);
  Found found = find(space, options, watch, result.lower_bound);
  result.stats = {found.evaluated, found.feasible, found.cached ? 1 : 0, watch.seconds()};
  if (!found.best.exists() && std::isinf(result.lower_bound))
    return nothing_fits(space, std::move(result), options, watch);
  if (options.objective == Objective::latency) result.least.cycles = result.lower_bound;
  if (options.objective == Objective::energy) result.least.energy_pj = result.lower_bound;
  result.end = watch.end();
  if (found.best.exists()) conclude(space, machine, options, std::move(found.best.mapping), result);
  return result;
}

}  // namespace ridge
