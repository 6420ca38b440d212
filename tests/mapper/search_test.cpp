// What a search promises its callers.
#include "mapper/search.hpp"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/parallel.hpp"
#include "tests/mapper/cases.hpp"

namespace ridge {
namespace {

using testing::HasSubstr;

struct GivenLayer {
  Problem problem = test::convolution_2d({1, 32, 16, 14, 14, 3, 3}, 1);
  Machine machine = test::three_levels(16 * 1024, 8, 8, 128);
  Constraints constraints = Constraints::none(problem, machine);

  SearchResult search(Objective objective, std::int64_t effort, std::uint64_t seed = 1) const {
    SearchOptions options;
    options.objective = objective;
    options.effort = effort;
    options.seed = seed;
    return ridge::search(problem, machine, constraints, options);
  }
  std::string text(const SearchResult& result) const { return print_nest(*result.mapping, problem, machine); }
};

TEST(Search, AnswersTheSameForOneThreadTwoThreadsAndAgain) {
  const GivenLayer given;
  for (const Objective objective : {Objective::latency, Objective::energy, Objective::edp}) {
    std::vector<SearchResult> results;
    for (const std::size_t threads : {1U, 2U, 2U, 1U}) {
      set_thread_count(threads);
      results.push_back(given.search(objective, 6000));
    }
    set_thread_count(0);
    for (const SearchResult& result : results) {
      EXPECT_EQ(given.text(result), given.text(results[0]));
      EXPECT_EQ(result.value, results[0].value);
      EXPECT_EQ(result.lower_bound, results[0].lower_bound);
      EXPECT_EQ(result.stats.evaluated, results[0].stats.evaluated);
      EXPECT_EQ(result.stats.feasible, results[0].stats.feasible);
    }
  }
}

TEST(Search, FollowsItsSeed) {
  const GivenLayer given;
  std::set<std::string> answers;
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    SearchOptions options;
    options.effort = 6000;
    options.seed = seed;
    options.imperfect_temporal = true;  // where the space is walked all seeds may find the same
    answers.insert(given.text(search(given.problem, given.machine, given.constraints, options)));
  }
  EXPECT_GE(answers.size(), 2U);
}

TEST(Search, MoreEffortNeverGivesAWorseAnswer) {
  const GivenLayer given;
  for (const Objective objective : {Objective::latency, Objective::energy, Objective::edp}) {
    double before = std::numeric_limits<double>::infinity();
    for (const std::int64_t effort : {500, 3000, 12'000, 25'001, 60'000}) {
      const SearchResult result = given.search(objective, effort);
      if (!result.mapping) continue;
      EXPECT_LE(result.value, before) << "effort " << effort;
      before = result.value;
    }
    EXPECT_LT(before, std::numeric_limits<double>::infinity());
  }
}

TEST(Search, StaysWithinItsEffort) {
  const GivenLayer given;
  for (const std::int64_t effort : {1, 100, 5000}) {
    const SearchResult result = given.search(Objective::edp, effort);
    EXPECT_LE(result.stats.evaluated, effort + 8 * 32) << "a step that was begun is ended on each island";
    EXPECT_LE(result.stats.feasible, result.stats.evaluated);
    EXPECT_EQ(result.end, SearchEnd::effort);
  }
}

TEST(Search, MarksAnAnswerThatTheTimeLimitCutShort) {
  const GivenLayer given;
  SearchOptions options;
  options.effort = 1'000'000'000'000;
  options.time_limit = Seconds{0.2};
  options.imperfect_temporal = true;  // where the space is walked it is proven before
  const SearchResult result = search(given.problem, given.machine, given.constraints, options);
  EXPECT_EQ(result.end, SearchEnd::time_limit);
  EXPECT_TRUE(result.cut_short());
  EXPECT_EQ(result.status, SearchStatus::limit_reached);
  EXPECT_TRUE(result.mapping);
}

TEST(Search, EndsWhenItIsCancelled) {
  const GivenLayer given;
  const std::atomic<bool> cancel = true;
  SearchOptions options;
  options.effort = 1'000'000'000'000;
  options.cancel = &cancel;
  const SearchResult result = search(given.problem, given.machine, given.constraints, options);
  EXPECT_EQ(result.end, SearchEnd::cancelled);
  EXPECT_TRUE(result.cut_short());
}

TEST(Search, AnswersForTheLargestBounds) {
  for (const std::int64_t bound : {(std::int64_t{1} << 61U) - 1, std::int64_t{1} << 61U}) {  // prime, smooth
    GivenLayer given;
    given.problem = test::matrix_product(bound, 1, 1);
    given.constraints = Constraints::none(given.problem, given.machine);
    const SearchResult result = given.search(Objective::latency, 400);
    ASSERT_TRUE(result.mapping) << bound;
    EXPECT_GE(result.value, static_cast<double>(bound) / 64);  // 8 x 8 lanes
  }
}

/// At the edge: the fewest cycles there are, and one less.
TEST(Search, KeepsToTheMostCycles) {
  const Problem problem = test::matrix_product(8, 6, 4);
  const Machine machine = test::three_levels(256, 4, 4, 16);
  const Constraints none = Constraints::none(problem, machine);
  SearchOptions options;
  options.objective = Objective::latency;
  const SearchResult fastest = search(problem, machine, none, options);
  ASSERT_EQ(fastest.status, SearchStatus::optimal);
  options.objective = Objective::energy;
  const SearchResult thriftiest = search(problem, machine, none, options);
  ASSERT_EQ(thriftiest.status, SearchStatus::optimal);
  ASSERT_GT(thriftiest.evaluation->cycles, fastest.value) << "or the limit says nothing";
  options.most_cycles = fastest.value;
  const SearchResult within = search(problem, machine, none, options);
  EXPECT_EQ(within.status, SearchStatus::optimal);
  EXPECT_EQ(within.evaluation->cycles, fastest.value);
  EXPECT_GT(within.value, thriftiest.value);
  options.most_cycles = fastest.value - 1;
  const SearchResult faster = search(problem, machine, none, options);
  EXPECT_EQ(faster.status, SearchStatus::infeasible);
  ASSERT_TRUE(faster.infeasible);
  EXPECT_THAT(faster.infeasible->sentence, HasSubstr("no mapping takes at most"));
}

TEST(Search, KeepsToTheMostBytes) {
  const Problem problem = test::matrix_product(8, 6, 4);
  const Machine machine = test::three_levels(256, 4, 4, 16);
  const Constraints none = Constraints::none(problem, machine);
  SearchOptions options;
  options.objective = Objective::energy;
  const SearchResult free = search(problem, machine, none, options);
  ASSERT_EQ(free.status, SearchStatus::optimal);
  const std::int64_t bytes = capacity_bytes(*free.evaluation, machine);
  options.most_bytes = static_cast<double>(bytes);
  EXPECT_EQ(search(problem, machine, none, options).value, free.value);
  options.most_bytes = static_cast<double>(bytes / 2);
  const SearchResult within = search(problem, machine, none, options);
  EXPECT_EQ(within.status, SearchStatus::optimal);
  EXPECT_LE(capacity_bytes(*within.evaluation, machine), bytes / 2);
  EXPECT_GE(within.value, free.value);
  options.most_bytes = 1;  // registers keep a word of each tensor
  const SearchResult none_fits = search(problem, machine, none, options);
  EXPECT_EQ(none_fits.status, SearchStatus::infeasible);
  ASSERT_TRUE(none_fits.infeasible);
  EXPECT_THAT(none_fits.infeasible->sentence, HasSubstr("demands at most 1 B in all levels together"));
  EXPECT_EQ(none_fits.infeasible->help, "allow more bytes");
}

TEST(Search, BeginsWithTheMappingItIsGiven) {
  const GivenLayer given;
  const SearchResult good = given.search(Objective::edp, 60'000);
  SearchOptions options;
  options.effort = 8;
  options.start = &*good.mapping;
  EXPECT_LE(search(given.problem, given.machine, given.constraints, options).value, good.value);
  const Mapping none;  // not of the space
  options.start = &none;
  options.effort = 2000;
  EXPECT_TRUE(search(given.problem, given.machine, given.constraints, options).mapping);
}

TEST(Search, TellsItsProgress) {
  const GivenLayer given;
  std::vector<SearchProgress> reports;
  SearchOptions options;
  options.effort = 4000;
  options.progress = [&](const SearchProgress& progress) { reports.push_back(progress); };
  const SearchResult result = search(given.problem, given.machine, given.constraints, options);
  ASSERT_FALSE(reports.empty());
  for (std::size_t i = 1; i < reports.size(); ++i) {
    EXPECT_GE(reports[i].evaluated, reports[i - 1].evaluated);
    EXPECT_LE(reports[i].value, reports[i - 1].value);
    EXPECT_GE(reports[i].lower_bound, reports[i - 1].lower_bound);
    EXPECT_LE(reports[i].lower_bound, reports[i].value);
  }
  EXPECT_GT(reports.front().lower_bound, 0);
  EXPECT_LE(reports.back().lower_bound, result.lower_bound);
  EXPECT_EQ(reports.back().evaluated, result.stats.evaluated);
  EXPECT_EQ(reports.back().value, result.value);
}

TEST(Search, ItsEvaluationIsThatOfTheMappingPrintedAndReadBack) {
  const GivenLayer given;
  for (const Objective objective : {Objective::latency, Objective::energy, Objective::edp}) {
    const SearchResult result = given.search(objective, 4000);
    ASSERT_TRUE(result.mapping && result.evaluation);
    const auto source = std::make_shared<const SourceText>(
        SourceText{"printed", print_mapping_file(*result.mapping, given.problem, given.machine)});
    const Mapping again = read_mapping(yaml::parse(source), given.problem.name, given.problem, given.machine);
    Evaluation fresh;
    ASSERT_FALSE(Evaluator(given.problem, given.machine).evaluate(again, fresh));
    EXPECT_EQ(fresh.cycles, result.evaluation->cycles);
    EXPECT_EQ(fresh.energy_pj, result.evaluation->energy_pj);
    EXPECT_EQ(fresh.edp_js, result.evaluation->edp_js);
    EXPECT_EQ(objective_value(objective, fresh), result.value);
    EXPECT_EQ(result.gap, result.value / result.lower_bound - 1);
  }
}

TEST(Search, ObeysConstraints) {
  GivenLayer given;
  const DimensionId r = *given.problem.dimension_named("R");
  const DimensionId k = *given.problem.dimension_named("K");
  const LevelId glb(1);
  const LevelId rf(2);
  const TensorId weights(0);
  auto& y_axis = given.constraints.spatial[FanoutId(0)][1];
  for (DimensionId dimension : given.problem.dimensions.ids()) {
    if (dimension != r) y_axis.bounds[dimension].most = 1;
  }
  y_axis.bounds[r].least = 3;
  y_axis.bounds[r].all = true;
  given.constraints.temporal[rf].bounds[k].most = 4;
  given.constraints.temporal[rf].order = {k, *given.problem.dimension_named("S")};
  given.constraints.keep[glb][weights] = false;
  const SearchResult result = given.search(Objective::edp, 20'000);
  ASSERT_TRUE(result.mapping);
  EXPECT_EQ(broken_constraint(given.constraints, given.problem, given.machine, *result.mapping),
            std::nullopt);
  EXPECT_EQ(find_violation(given.problem, given.machine, *result.mapping), std::nullopt);
}

/// Wants `least` of the lanes used, in either space of nests.
void expect_lanes_used(const Problem& problem, const Machine& machine, double least, bool even) {
  Constraints constraints = Constraints::none(problem, machine);
  constraints.used_lanes.least = least;
  SearchOptions options;
  options.objective = Objective::energy;  // does not ask for lanes by itself
  options.effort = 4000;
  options.even = even;
  const SearchResult result = search(problem, machine, constraints, options);
  ASSERT_TRUE(result.mapping);
  EXPECT_EQ(broken_constraint(constraints, problem, machine, *result.mapping), std::nullopt);
  std::int64_t lanes = 1;
  for (const NestEntry& entry : result.mapping->nest)
    lanes *= entry.kind == NestEntry::Kind::spatial ? entry.bound : 1;
  EXPECT_GE(lanes, least * static_cast<double>(machine.lanes()));
}

TEST(Search, UsesTheLanesThatItMust) {
  const Machine machine = test::three_levels(4096, 8, 4, 64);
  for (const bool even : {false, true}) {
    for (const double least : {0.1, 0.5, 0.75, 1.0}) {
      SCOPED_TRACE(testing::Message() << least << (even ? " even" : ""));
      expect_lanes_used(test::matrix_product(12, 16, 10), machine, least, even);
      // All of an axis only with three dimensions on it.
      expect_lanes_used(test::convolution_2d({2, 2, 2, 2, 2, 1, 1}, 1), machine, least, even);
    }
  }
}

TEST(Search, ProvesOptimalWhenTheBoundIsMet) {
  Machine machine = test::empty_machine();
  test::add_level(machine, {"DRAM", 0, 100, 0, false, RoleSet::all()});
  test::add_fanout(machine, 4, 4, true, true);
  const Problem problem = test::matrix_product(8, 12, 5);
  SearchOptions options;
  options.objective = Objective::latency;
  options.effort = 4000;
  const SearchResult result = search(problem, machine, Constraints::none(problem, machine), options);
  EXPECT_EQ(result.status, SearchStatus::optimal);
  EXPECT_EQ(result.end, SearchEnd::proven);
  EXPECT_EQ(result.value, 8.0 * 12 * 5 / 16);
  EXPECT_EQ(result.gap, 0);
}

TEST(Search, ImperfectLoopsReachWhatWholeTripsCannot) {
  Machine machine = test::empty_machine();
  test::add_level(machine, {"DRAM", 0, 100, 0, false, RoleSet::all()});
  test::add_level(machine, {"GLB", 40, 1, 0, false, RoleSet::all()});
  const Problem problem = test::matrix_product(13, 13, 13);  // primes: whole trips are all or nothing
  SearchOptions options;
  options.objective = Objective::energy;
  options.effort = 20'000;
  const Constraints constraints = Constraints::none(problem, machine);
  const SearchResult whole = search(problem, machine, constraints, options);
  options.imperfect_temporal = true;
  const SearchResult imperfect = search(problem, machine, constraints, options);
  ASSERT_TRUE(whole.mapping && imperfect.mapping);
  EXPECT_LT(imperfect.value, whole.value);
  EXPECT_GE(imperfect.value, imperfect.lower_bound);
  EXPECT_EQ(find_violation(problem, machine, *imperfect.mapping), std::nullopt);
}

TEST(Search, AsksForTheEnergyThatItsObjectiveNeeds) {
  GivenLayer given;
  given.machine.levels[LevelId(1)].read_energy.reset();
  try {
    given.search(Objective::energy, 100);
    FAIL() << "an energy that is not known was minimised";
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), HasSubstr("energy of level 'GLB' is not stated"));
    EXPECT_THAT(error.what(), HasSubstr("'latency'"));
  }
  const SearchResult latency = given.search(Objective::latency, 2000);
  EXPECT_TRUE(latency.mapping);
  for (TensorId tensor : given.problem.tensors.ids())
    given.constraints.keep[LevelId(1)][tensor] = false;
  const SearchResult bypassed = given.search(Objective::energy, 2000);
  ASSERT_TRUE(bypassed.mapping);
  EXPECT_TRUE(bypassed.evaluation->energy_pj);
}

}  // namespace
}  // namespace ridge
