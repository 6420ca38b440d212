// The front of a layer in latency, energy and capacity against that of every nest there is, on small random
// cases.
// RIDGE_CASES=1000 RIDGE_SEED=7000 test_mapper --gtest_filter='CapacityFront.*'    searches more, or others
#include <algorithm>
#include <tuple>

#include <gtest/gtest.h>

#include "mapper/exact/exact.hpp"
#include "mapper/front.hpp"
#include "sim/verify/enumerate.hpp"
#include "tests/mapper/cases.hpp"
#include "tests/sanitized.hpp"

namespace ridge {
namespace {

using test::Case;

struct Triple {
  double cycles = 0;
  double energy_pj = 0;
  std::int64_t bytes = 0;
  Mapping mapping;
};

/// What equals or beats another one in all three; energies that differ by rounding alone are the same.
bool covers(const Triple& a, const Triple& b) {
  return a.cycles <= b.cycles && a.energy_pj <= b.energy_pj * (1 + 1e-11) && a.bytes <= b.bytes;
}

class TripleFront {
 public:
  void add(Triple triple) {
    const auto covers_it = [&](const Triple& other) { return covers(other, triple); };
    if (std::any_of(triples_.begin(), triples_.end(), covers_it)) return;
    std::erase_if(triples_, [&](const Triple& other) { return covers(triple, other); });
    triples_.push_back(std::move(triple));
  }

  /// By cycles, then bytes: no two points are alike in both.
  std::vector<Triple> sorted() const {
    std::vector<Triple> triples = triples_;
    std::sort(triples.begin(), triples.end(), is_before);
    return triples;
  }

 private:
  static bool is_before(const Triple& a, const Triple& b) {
    return std::pair(a.cycles, a.bytes) < std::pair(b.cycles, b.bytes);
  }
  std::vector<Triple> triples_;
};

/// Nothing where there are too many nests, or none that can run.
std::optional<std::vector<Triple>> front_of_all_nests(const Case& small, verify::Form form,
                                                      std::int64_t most_nests) {
  TripleFront front;
  verify::EnumerateOptions options;
  options.form = form;
  options.most_nests = test::few_nests(most_nests);
  options.visit = [&](const Mapping& mapping, const Evaluation& evaluation) {
    front.add({evaluation.cycles, *evaluation.energy_pj, capacity_bytes(evaluation, small.machine), mapping});
  };
  const Constraints none = Constraints::none(small.problem, small.machine);
  const auto all = verify::enumerate(small.problem, small.machine, none, options);
  if (!all || !all->exists()) return std::nullopt;
  return front.sorted();
}

void compare_points(const Case& small, const Front& front, const std::vector<Triple>& expected) {
  EXPECT_EQ(front.status, SearchStatus::optimal);
  EXPECT_EQ(front.end, SearchEnd::proven);
  ASSERT_EQ(front.points.size(), expected.size());
  std::vector<const FrontPoint*> points;
  for (const FrontPoint& point : front.points)
    points.push_back(&point);
  std::sort(points.begin(), points.end(), [](const FrontPoint* a, const FrontPoint* b) {
    return std::pair(a->evaluation.cycles, a->capacity_bytes) <
           std::pair(b->evaluation.cycles, b->capacity_bytes);
  });
  for (std::size_t i = 0; i < expected.size(); ++i) {
    SCOPED_TRACE(print_nest(expected[i].mapping, small.problem, small.machine));
    const FrontPoint& point = *points[i];
    EXPECT_EQ(point.evaluation.cycles, expected[i].cycles);
    EXPECT_NEAR(*point.evaluation.energy_pj, expected[i].energy_pj, 1e-11 * expected[i].energy_pj);
    EXPECT_EQ(point.capacity_bytes, expected[i].bytes);
    EXPECT_EQ(point.capacity_bytes, capacity_bytes(point.evaluation, small.machine));
    EXPECT_EQ(point.status, SearchStatus::optimal);
    EXPECT_EQ(find_violation(small.problem, small.machine, point.mapping), std::nullopt);
  }
}

/// So many cases with few enough nests to enumerate. Returns how many points their fronts have in all.
std::size_t compare_capacity_fronts(Case (*made)(std::uint64_t seed), verify::Form form, std::uint64_t wanted,
                                    std::int64_t most_nests) {
  std::size_t points = 0;
  std::uint64_t cases = 0;
  for (std::uint64_t seed = test::setting("RIDGE_SEED", 1); cases < wanted; ++seed) {
    const Case small = made(seed);
    const auto expected = front_of_all_nests(small, form, most_nests);
    if (!expected) continue;
    SCOPED_TRACE(testing::Message() << "case of seed " << seed);
    ++cases;
    SearchOptions options;
    options.perfect = form == verify::Form::perfect;
    const Front front =
        pareto_front(small.problem, small.machine, Constraints::none(small.problem, small.machine), options,
                     FrontAxes::latency_energy_capacity);
    compare_points(small, front, *expected);
    points += front.points.size();
  }
  return points;
}

/// With more than these, fronts of several points were among the cases: most, or of the few under a sanitizer
/// some.
std::uint64_t few_points(std::uint64_t cases) {
  return test::sanitized ? cases : 2 * cases;
}

/// Levels of two buffers hold words of half a byte: of two words two places need more than one.
Case case_of_half_bytes(std::uint64_t seed) {
  Case small = test::random_small_case(seed);
  for (Tensor& tensor : small.problem.tensors)
    if (tensor.role == Role::weights) tensor.precision = Precision::int4;
  for (StorageLevel& level : small.machine.levels)
    level.double_buffered = RoleSet::all();
  return small;
}

TEST(CapacityFront, EqualsTheFrontOfAllNests) {
  const std::uint64_t cases = test::setting("RIDGE_CASES", test::random_cases(200));
  EXPECT_GT(compare_capacity_fronts(test::random_small_case, verify::Form::any, cases, 10'000),
            few_points(cases));
}

TEST(CapacityFront, EqualsTheFrontOfAllNestsWithWindows) {
  const std::uint64_t cases = test::setting("RIDGE_CASES", test::random_cases(60));
  EXPECT_GT(compare_capacity_fronts(test::random_window_case, verify::Form::any, cases, 10'000),
            few_points(cases));
}

TEST(CapacityFront, EqualsTheFrontOfAllNestsThatDivide) {
  const std::uint64_t cases = test::setting("RIDGE_CASES", test::random_cases(60));
  EXPECT_GT(compare_capacity_fronts(test::random_small_case, verify::Form::perfect, cases, 10'000),
            few_points(cases));
}

TEST(CapacityFront, EqualsTheFrontOfAllNestsWithTwoFanouts) {
  const std::uint64_t cases = test::setting("RIDGE_CASES", test::random_cases(60));
  EXPECT_GT(compare_capacity_fronts(test::random_case_of_two_fanouts, verify::Form::any, cases, 10'000),
            few_points(cases));
}

TEST(CapacityFront, EqualsTheFrontOfAllNestsWhereMuchIsAlike) {
  const std::uint64_t cases = test::setting("RIDGE_CASES", test::random_cases(40));
  EXPECT_GT(compare_capacity_fronts(test::random_square_case, verify::Form::any, cases, 10'000),
            few_points(cases));
}

TEST(CapacityFront, EqualsTheFrontOfAllNestsOnWildMachines) {
  const std::uint64_t cases = test::setting("RIDGE_CASES", test::random_cases(40));
  EXPECT_GT(compare_capacity_fronts(test::random_wild_case, verify::Form::any, cases, 10'000),
            few_points(cases));
}

TEST(CapacityFront, EqualsTheFrontOfAllNestsOfHalfBytes) {
  const std::uint64_t cases = test::setting("RIDGE_CASES", test::random_cases(60));
  EXPECT_GT(compare_capacity_fronts(case_of_half_bytes, verify::Form::any, cases, 10'000), few_points(cases));
}

/// The walk alone, with nothing to begin with, within what each point takes.
void expect_least_energies(const Case& small, verify::Form form, const std::vector<Triple>& expected) {
  for (const Triple& limit : expected) {
    double least_pj = limit.energy_pj;
    for (const Triple& other : expected)
      if (other.bytes <= limit.bytes) least_pj = std::min(least_pj, other.energy_pj);
    mapper::SpaceOptions space_options;
    space_options.perfect = form == verify::Form::perfect;
    space_options.most_bytes = static_cast<double>(limit.bytes);
    const mapper::Space space(small.problem, small.machine, Constraints::none(small.problem, small.machine),
                              space_options);
    SearchOptions options;
    options.objective = Objective::energy;
    mapper::Watch watch(options);
    const mapper::ExactAnswer answer = mapper::exact_search(space, options, {}, 100'000'000, watch);
    EXPECT_TRUE(answer.proven);
    EXPECT_NEAR(answer.best.value, least_pj, 1e-11 * least_pj) << limit.bytes << " B";
  }
}

TEST(CapacityFront, TheWalkAloneFindsTheLeastEnergyWithinALimitOnBytes) {
  const std::uint64_t wanted = test::setting("RIDGE_CASES", test::random_cases(20));
  for (const auto made : {test::random_small_case, test::random_window_case, test::random_square_case,
                          test::random_case_of_two_fanouts, test::random_wild_case, case_of_half_bytes}) {
    for (const verify::Form form : {verify::Form::any, verify::Form::perfect}) {
      std::uint64_t cases = 0;
      for (std::uint64_t seed = test::setting("RIDGE_SEED", 1); cases < wanted; ++seed) {
        const Case small = made(seed);
        const auto expected = front_of_all_nests(small, form, 10'000);
        if (!expected) continue;
        SCOPED_TRACE(testing::Message() << "case of seed " << seed);
        ++cases;
        expect_least_energies(small, form, *expected);
      }
    }
  }
}

TEST(CapacityFront, ClaimsNothingThatWasNotProven) {
  const Case given{test::convolution_2d({1, 32, 16, 14, 14, 3, 3}, 1),
                   test::three_levels(16 * 1024, 8, 8, 128)};
  SearchOptions options;
  options.effort = 500;
  const Front front =
      pareto_front(given.problem, given.machine, Constraints::none(given.problem, given.machine), options,
                   FrontAxes::latency_energy_capacity);
  EXPECT_EQ(front.status, SearchStatus::limit_reached);
  EXPECT_EQ(front.end, SearchEnd::effort);
  EXPECT_FALSE(front.out_of_steps());
  ASSERT_GE(front.points.size(), 10U);
  std::vector<Triple> triples;
  for (const FrontPoint& point : front.points) {
    EXPECT_LE(point.least_energy_pj, *point.evaluation.energy_pj);
    EXPECT_GE(point.evaluation.cycles, front.least_cycles);
    triples.push_back({point.evaluation.cycles, *point.evaluation.energy_pj, point.capacity_bytes, {}});
  }
  for (const Triple& a : triples)
    for (const Triple& b : triples)
      EXPECT_TRUE(&a == &b || !covers(a, b));
}

}  // namespace
}  // namespace ridge
