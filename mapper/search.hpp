// Finding the best mapping of one layer on one machine, and saying what was proven about it.
//
//   SearchResult r = search(problem, machine, Constraints::none(problem, machine), {.objective =
//   Objective::edp}); r.status == SearchStatus::limit_reached, r.value = 3.1e-6 J s, r.lower_bound = 2.2e-6,
//   r.gap = 0.41
//
// The result depends on the problem, the machine, the constraints and the options alone: never on the number
// of threads or on the time it took, unless a time limit or a cancellation cut it short (then it says so).
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostics.hpp"
#include "base/quantity.hpp"
#include "sim/cost/evaluator.hpp"
#include "sim/cost/objective.hpp"
#include "sim/mapping/constraints.hpp"

namespace ridge {

class AnswerCache;  // mapper/cache/answer_cache.hpp

/// Why the search ended.
enum class SearchEnd : std::uint8_t {
  proven,      // nothing was left to do: the bound was met, or there is no mapping
  effort,      // the work asked for was done
  time_limit,  // cut short: another run may give another answer; never cache it
  cancelled,   // cut short by the caller
};
std::string_view name_of(SearchEnd end);

/// How far a search has come, for a progress line.
struct SearchProgress {
  std::int64_t evaluated = 0;  // mappings so far, all islands
  std::int64_t effort = 0;     // mappings to be evaluated in all
  double value = 0;            // best so far, in the unit of the objective; infinity when none yet
  double lower_bound = 0;      // no mapping has a smaller value; 0 when nothing is known yet
};

/// Evaluates a mapping: why it cannot run, or nothing and the result.
using MappingEvaluator = std::function<std::optional<Infeasible>(const Mapping&, Evaluation&)>;

struct SearchOptions {
  Objective objective = Objective::edp;
  std::uint64_t seed = 1;
  /// Work, in mappings evaluated by all islands together. A search may end earlier only because the bound is
  /// met. >= 1.
  std::int64_t effort = 2'000'000;
  /// Wall-clock limit; the result says when it was cut short by it.
  std::optional<Seconds> time_limit;
  /// Also split temporal loops into bounds that do not divide (last trips are short then). Larger space,
  /// slower evaluations.
  bool imperfect_temporal = false;
  /// Only bounds that divide, spatial ones included. Not together with `imperfect_temporal`.
  bool perfect = false;
  /// Only nests that Timeloop can express: the nodes of a level stand together, bounds are perfect.
  bool even = false;
  /// Only mappings of at most so many cycles.
  double most_cycles = std::numeric_limits<double>::infinity();
  /// Only mappings of which all tiles together demand at most so many bytes (`capacity_bytes`,
  /// sim/cost/evaluation.hpp).
  double most_bytes = std::numeric_limits<double>::infinity();
  /// A mapping to begin with; one that is not of the space is left alone. Not owned, may be null.
  const Mapping* start = nullptr;
  /// How mappings are counted and charged: ours, Timeloop's (with `even`), AccelForge's (with `perfect`).
  Conventions conventions;
  /// Another model than sim/cost's: makes an evaluator, called from any thread, each used by one at a time.
  /// No bound is known of it, and a tile that does not fit by our count may do so by its: nothing is proven
  /// then.
  std::function<MappingEvaluator()> evaluator;
  /// Set to true from elsewhere (a signal handler, another thread) to end the search; it answers with the
  /// best so far. Not owned, may be null.
  const std::atomic<bool>* cancel = nullptr;
  /// Called now and then, from one thread at a time, from any thread. It must not throw.
  std::function<void(const SearchProgress&)> progress;
  /// Where the answer is looked up first and kept afterwards, unless it was cut short or `evaluator` is set.
  /// One that comes from there equals one that is found in all but `stats`. Not owned, may be null.
  AnswerCache* cache = nullptr;
};

struct SearchStats {
  std::int64_t evaluated = 0;  // mappings given to the evaluator
  std::int64_t feasible = 0;   // of these, those that can run
  std::int64_t cached = 0;     // answers that came from a cache; what took to find them is in the above
  double seconds = 0;          // wall clock: this and `cached` may differ between equal runs
};

/// One of the facts that exclude each other.
struct ConflictingFact {
  std::string sentence;  // "'RF' holds 6 B"
  Place place;           // where it was read
};

/// Why no mapping exists: proven, with the smallest conflict that was found.
struct NoMapping {
  Infeasible cause;      // capacity: level, tensor, bytes demanded and there; no_unit; illegal: no legal nest
  std::string sentence;  // "the smallest tile of 'Weights' in 'RF' needs 18 B, 'RF' has 16 B"
  std::string help;      // a way out
  Place place = {};      // of the rule that cannot be met, where one rule is to blame
  std::vector<ConflictingFact> conflict = {};  // where several are: without any one no conflict is known
};

struct SearchResult {
  SearchStatus status = SearchStatus::limit_reached;
  SearchEnd end = SearchEnd::effort;
  Objective objective = Objective::edp;
  double value = std::numeric_limits<double>::quiet_NaN();  // of `mapping`; NaN without one
  double lower_bound = 0;  // no mapping that obeys the constraints has a smaller value; 0 when infeasible, or
                           // when nothing is known
  Score least;             // bounds on cycles and energy, whatever the objective; NaN: energy unknown
  double gap = std::numeric_limits<double>::quiet_NaN();  // value / lower_bound - 1; NaN without both
  std::optional<Mapping> mapping;                         // legal, obeys the constraints, fits
  std::optional<Evaluation> evaluation;                   // of `mapping`, by sim/cost
  std::optional<NoMapping> infeasible;                    // set exactly when status is infeasible
  SearchStats stats;

  /// True when time or the caller ended the search: the same call may answer otherwise next time.
  bool cut_short() const { return end == SearchEnd::time_limit || end == SearchEnd::cancelled; }
};

/// The best mapping that can be found. Infeasible is an answer, not an error. Throws InputError when the
/// objective needs an energy or an area that the machine does not state (naming the level or unit, and its
/// place).
/// Callers need not know by which strategy the answer was found (docs/search.md).
SearchResult search(const Problem& problem, const Machine& machine, const Constraints& constraints,
                    const SearchOptions& options = {});

/// True when a value meets a lower bound: what is left between them is the rounding of sums of doubles (1
/// part in 1e11; bounds are rounded down by 1 in 1e12).
bool meets_bound(double value, double lower_bound);

/// True when a compute unit of the array of `machine` does the problem's
/// operation at its precision. Without one a layer is counted as memory traffic (system/network_map.hpp).
bool has_unit_for(const Problem& problem, const Machine& machine);

}  // namespace ridge
