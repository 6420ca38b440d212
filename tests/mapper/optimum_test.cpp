// Bounds and answers against the optimum of every nest there is, on 200 small random cases of each form.
#include <cmath>

#include <gtest/gtest.h>

#include "mapper/search.hpp"
#include "sim/verify/enumerate.hpp"
#include "tests/mapper/cases.hpp"
#include "tests/sanitized.hpp"

namespace ridge {
namespace {

using test::Case;
using verify::Form;
using verify::Least;

struct Reached {
  int cases = 0;
  int searches = 0;
  int reached = 0;     // the optimum
  int proven = 0;      // optimal
  int infeasible = 0;  // cases
};

/// Options that ask for nests of a form.
SearchOptions options_for(Form form) {
  SearchOptions options;
  options.effort = 8000;
  options.perfect = form == Form::perfect;
  options.even = form == Form::even;
  return options;
}

/// One case, all objectives.
void compare(const Case& small, const Constraints& constraints, Form form, const Least& optimum,
             Reached& tally) {
  for (const Objective objective : {Objective::latency, Objective::energy, Objective::edp}) {
    SearchOptions options = options_for(form);
    options.objective = objective;
    const SearchResult found = search(small.problem, small.machine, constraints, options);
    const double best = optimum.value(objective);
    if (std::isinf(best)) {
      EXPECT_FALSE(found.mapping);
      tally.infeasible += objective == Objective::latency ? 1 : 0;
      continue;
    }
    EXPECT_NE(found.status, SearchStatus::infeasible);
    EXPECT_LE(found.lower_bound, best) << name_of(objective);
    EXPECT_LE(found.least.cycles, optimum.least_cycles());
    EXPECT_LE(found.least.energy_pj, optimum.least_energy_pj());
    ASSERT_TRUE(found.mapping) << "nothing found where there is a nest";
    EXPECT_GE(found.value, best) << name_of(objective) << ": better than every nest there is\n"
                                 << print_nest(*found.mapping, small.problem, small.machine);
    EXPECT_EQ(find_violation(small.problem, small.machine, *found.mapping), std::nullopt);
    EXPECT_EQ(broken_constraint(constraints, small.problem, small.machine, *found.mapping), std::nullopt);
    if (found.status == SearchStatus::optimal) {
      EXPECT_EQ(found.value, best);
    }
    ++tally.searches;
    tally.reached += found.value == best ? 1 : 0;
    tally.proven += found.status == SearchStatus::optimal ? 1 : 0;
  }
}

/// So many cases, half of them under constraints.
void compare_cases(Form form, Case (*made)(std::uint64_t seed) = test::random_small_case,
                   int least_proven_per_cent = 60) {
  const auto wanted = static_cast<int>(test::setting("RIDGE_CASES", test::random_cases(200)));
  constexpr std::int64_t most_nests = test::few_nests(30'000);
  Reached tally;
  for (std::uint64_t seed = test::setting("RIDGE_SEED", 1); tally.cases < wanted; ++seed) {
    const Case small = made(seed);
    Constraints constraints = seed % 2 == 0 ? test::random_constraints(small, seed)
                                            : Constraints::none(small.problem, small.machine);
    // To use more lanes the heuristic tries more than have work, which the enumeration does not.
    if (form == Form::any && made == test::random_window_case) constraints.used_lanes = {};
    const auto optimum = verify::enumerate(small.problem, small.machine, constraints,
                                           {.form = form, .most_nests = most_nests});
    if (!optimum || optimum->nests == 0) continue;
    SCOPED_TRACE(testing::Message() << "case of seed " << seed);
    ++tally.cases;
    compare(small, constraints, form, *optimum, tally);
  }
  testing::Test::RecordProperty("searches", tally.searches);
  testing::Test::RecordProperty("reached", tally.reached);
  testing::Test::RecordProperty("proven", tally.proven);
  EXPECT_GE(tally.cases - tally.infeasible, wanted / 2)
      << "too few cases with a feasible nest to say anything";
  EXPECT_GE(tally.reached * 100, tally.searches * 95) << "the heuristic misses the optimum of small cases";
  EXPECT_GE(tally.proven * 100, tally.searches * least_proven_per_cent)
      << "few are walked to the end, in a larger space or in theirs";
}

TEST(Least, IsNeverBelowTheBoundAndNeverAboveTheAnswerOnTwoHundredCases) {
  compare_cases(Form::any);
}

TEST(Least, OfPerfectNestsIsNeverBelowTheBoundAndNeverAboveTheAnswer) {
  compare_cases(Form::perfect);
}

TEST(Least, OfEvenNestsIsNeverBelowTheBoundAndNeverAboveTheAnswer) {
  compare_cases(Form::even);
}

TEST(Least, OfWindowsIsNeverBelowTheBoundAndNeverAboveTheAnswer) {
  compare_cases(Form::any, test::random_window_case);
}

/// Not walked, so that only what bounds alone prove is said to be proven.
TEST(Least, OfNestsWhereTilesHaveToBeAskedForIsNeverBelowTheBoundAndNeverAboveTheAnswer) {
  compare_cases(Form::any, test::random_case_with_requests, 0);
}

TEST(Least, OfEvenNestsWithWindowsIsNeverBelowTheBoundAndNeverAboveTheAnswer) {
  compare_cases(Form::even, test::random_window_case);
}

}  // namespace
}  // namespace ridge
