// The exact search against the optimum of every nest there is, on small random cases.
// RIDGE_CASES=10000 RIDGE_SEED=7000 test_mapper --gtest_filter='Exact.*'     searches more, or other, cases
#include "mapper/exact/exact.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "mapper/exact/roots.hpp"
#include "mapper/exact/walk.hpp"
#include "tests/mapper/cases.hpp"
#include "tests/mapper/enumerate.hpp"
#include "tests/sanitized.hpp"

namespace ridge {
namespace {

using test::Case;
using test::Form;
using test::Optimum;

/// Energy counts twice.
constexpr Objective weighted{1, 2, 0};
constexpr Objective objectives[]{Objective::latency, Objective::energy, Objective::edp, weighted};

/// One case and objective: nothing is better than what the walk found, and it found nothing that is not
/// there.
void compare(const Case& small, const mapper::Space& space, const Optimum& optimum, Objective objective) {
  SearchOptions options;
  options.objective = objective;
  mapper::Watch watch(options);
  const mapper::ExactAnswer answer = mapper::exact_search(space, options, {}, 100'000'000, watch);
  ASSERT_TRUE(answer.proven);
  const double best = optimum.value(objective);
  if (std::isinf(best)) {
    EXPECT_FALSE(answer.best.exists());
    return;
  }
  ASSERT_TRUE(answer.best.exists()) << "nothing found where there is a nest";
  EXPECT_NEAR(answer.best.value, best, 1e-11 * best)
      << name_of(objective) << " on\n"
      << print_machine(small.machine) << "the best of all nests is\n"
      << print_nest(optimum.best(objective).mapping, small.problem, small.machine) << "and found was\n"
      << print_nest(answer.best.mapping, small.problem, small.machine);
  EXPECT_EQ(answer.lower_bound, answer.best.value);
}

/// So many cases with few enough nests to enumerate, each for all objectives.
void compare_cases(Case (*made)(std::uint64_t seed), std::uint64_t first, std::uint64_t wanted,
                   std::int64_t most_nests, Form form = Form::any) {
  std::uint64_t cases = 0;
  for (std::uint64_t seed = first; cases < wanted; ++seed) {
    const Case small = made(seed);
    const Constraints constraints = seed % 2 == 0 ? test::random_constraints(small, seed)
                                                  : Constraints::none(small.problem, small.machine);
    mapper::SpaceOptions options;
    options.perfect = form == Form::perfect;
    const mapper::Space space(small.problem, small.machine, constraints, options);
    if (!mapper::is_walkable(space) || space.clash()) continue;
    const auto optimum = test::enumerate(small.problem, small.machine, constraints, most_nests, form);
    if (!optimum || optimum->nests == 0) continue;
    SCOPED_TRACE(testing::Message() << "case of seed " << seed);
    ++cases;
    for (const Objective objective : objectives)
      compare(small, space, *optimum, objective);
  }
}

TEST(Exact, EqualsTheBestOfAllNestsOnAThousandCases) {
  compare_cases(test::random_small_case, test::setting("RIDGE_SEED", 1),
                test::setting("RIDGE_CASES", test::random_cases(1000)), 30'000);
}

TEST(Exact, EqualsTheBestOfAllNestsWithWindows) {
  compare_cases(test::random_window_case, test::setting("RIDGE_SEED", 1),
                test::setting("RIDGE_CASES", test::random_cases(400)), 60'000);
}

TEST(Exact, EqualsTheBestOfAllPerfectNests) {
  compare_cases(test::random_small_case, test::setting("RIDGE_SEED", 1),
                test::setting("RIDGE_CASES", test::random_cases(400)), 30'000, Form::perfect);
}

TEST(Exact, EqualsTheBestOfAllPerfectNestsWithWindows) {
  compare_cases(test::random_window_case, test::setting("RIDGE_SEED", 1),
                test::setting("RIDGE_CASES", test::random_cases(200)), 60'000, Form::perfect);
}

TEST(Exact, EqualsTheBestOfAllNestsWhereItOnceDidNot) {
  for (const std::uint64_t seed : {22377U, 25189U, 42179U, 150859U, 151793U})
    compare_cases(test::random_small_case, seed, 1, 30'000);
  for (const std::uint64_t seed : {561U, 20763U, 22887U, 23615U, 40203U, 42907U, 44957U, 46164U, 64157U})
    compare_cases(test::random_window_case, seed, 1, 60'000);
}

/// Nine nodes behind the spatial loops are more than completions take on.
TEST(Exact, WalksManyNodesBehindTheSpatialLoops) {
  const Problem problem = test::matrix_product(2, 4, 1);
  Machine machine = test::empty_machine();
  test::add_level(machine, {"DRAM", 0, 50, 2, false, RoleSet::all()});
  test::add_fanout(machine, 2, 1, true, false);
  for (const char* name : {"L1", "L2", "L3"})
    test::add_level(machine, {name, 40, 1, 4, false, RoleSet::all()});
  const Constraints none = Constraints::none(problem, machine);
  const mapper::Space space(problem, machine, none, {});
  const auto optimum = test::enumerate(problem, machine, none, 2'000'000);
  ASSERT_TRUE(optimum.has_value());
  ASSERT_TRUE(optimum->exists());
  for (const Objective objective : objectives)
    compare({problem, machine}, space, *optimum, objective);
}

/// What completions keep from one root is right for the next.
TEST(Exact, CompletionsServeEveryRootOfAPlacement) {
  const std::uint64_t cases = test::setting("RIDGE_CASES", test::random_cases(400));
  const std::uint64_t first = test::setting("RIDGE_SEED", 1);
  for (std::uint64_t seed = first; seed < first + cases; ++seed) {
    SCOPED_TRACE(testing::Message() << "case of seed " << seed);
    const Case small = test::random_window_case(seed);
    const Constraints none = Constraints::none(small.problem, small.machine);
    const mapper::Space space(small.problem, small.machine, none, {});
    const mapper::Shape shape(small.problem);
    const cost::Setting setting(small.problem, small.machine);
    SearchOptions options;
    options.objective = Objective::energy;
    mapper::Watch watch(options);
    mapper::Incumbent incumbent(space, options.objective, 1'000'000, watch);
    const auto unrollings = mapper::all_unrollings(space, 1e9, 10'000);
    ASSERT_TRUE(unrollings.has_value());
    for (const mapper::Placement& placement : mapper::all_placements(space)) {
      std::optional<mapper::Completions> shared;  // these machines have one fanout
      for (const mapper::Unrolling& unrolling : *unrollings) {
        const mapper::Root root(space, shape, setting, placement, unrolling);
        if (!root.possible() || !mapper::Completions::cover(root, small.problem)) continue;
        mapper::Completions own(space, shape, setting, root);
        if (!shared) shared.emplace(space, shape, setting, root);
        EXPECT_EQ(mapper::Walk(space, shape, setting, root, &own, incumbent).least_completion(),
                  mapper::Walk(space, shape, setting, root, &*shared, incumbent).least_completion());
      }
    }
  }
}

}  // namespace
}  // namespace ridge
