// The exact search under AccelForge's accounting against the optimum of every perfect nest, on small random
// cases. RIDGE_CASES=10000 RIDGE_SEED=7000 test_mapper --gtest_filter='Accelforge.*'     searches more, or
// other, cases
#include <gtest/gtest.h>

#include "mapper/bound.hpp"
#include "mapper/exact/exact.hpp"
#include "sim/verify/enumerate.hpp"
#include "sim/verify/space_size.hpp"
#include "tests/mapper/cases.hpp"
#include "tests/mapper/objectives.hpp"
#include "tests/sanitized.hpp"

namespace ridge {
namespace {

using test::Case;

void compare(const Case& small, const Constraints& constraints) {
  verify::EnumerateOptions every;
  every.form = verify::Form::perfect;
  every.conventions = accelforge_conventions();
  const auto least = verify::enumerate(small.problem, small.machine, constraints, every);
  ASSERT_TRUE(least.has_value());
  mapper::SpaceOptions perfect;
  perfect.perfect = true;
  perfect.conventions = accelforge_conventions();
  const mapper::Space space(small.problem, small.machine, constraints, perfect);
  const auto bound = mapper::lower_bound(space);
  for (const Objective objective : test::objectives) {
    SearchOptions options;
    options.objective = objective;
    options.perfect = true;
    options.conventions = accelforge_conventions();
    mapper::Watch watch(options);
    const mapper::ExactAnswer answer = mapper::exact_search(space, options, {}, 100'000'000, watch);
    EXPECT_TRUE(answer.proven);
    ASSERT_EQ(answer.best.exists(), least->exists());
    if (!least->exists()) continue;
    const double value = least->value(objective);
    EXPECT_NEAR(answer.best.value, value, 1e-11 * value)
        << print_nest(least->best(objective).mapping, small.problem, small.machine);
    ASSERT_TRUE(bound.has_value());
    EXPECT_LE(bound->value(objective, MachineConstants(small.machine)), value * (1 + 1e-11));
  }
}

/// A machine as AccelForge's are: a buffer that may keep anything, lanes of which some share nothing, and a
/// scratchpad for each role.
Case random_case_of_scratchpads(std::uint64_t seed) {
  test::Dice dice(seed + 7777);
  const std::vector<std::int64_t> few{1, 2, 2, 3, 4};
  Case made{test::matrix_product(dice.of(few), dice.of(few), dice.of(few)), test::empty_machine()};
  Tensor& written = made.problem.tensors[made.problem.written];
  written.partial = written.precision;
  const auto some = [&](std::size_t most) { return static_cast<double>(1 + dice.roll(most)); };
  test::add_level(made.machine, {"DRAM", 0, 50, dice.flip() ? some(4) : 0, false, RoleSet::all()});
  const std::size_t pads_at = dice.roll(2);
  if (dice.flip())
    test::add_level(made.machine, {"GLB", 4 + std::int64_t(dice.roll(20)), some(9), 0, false, RoleSet()});
  test::add_fanout(made.machine, 2, dice.flip() ? 2 : 1, dice.flip(), true);
  if (pads_at == 1) test::add_fanout(made.machine, 2, 1, dice.flip(), true);
  made.machine.fanouts[FanoutId(0)].name = "Core";
  for (unsigned role = 0; role < 3; ++role) {
    if (dice.roll(4) == 0) continue;
    test::add_level(made.machine, {std::string("Pad") + "WIO"[role], 1 + std::int64_t(dice.roll(6)),
                                   some(5) / 4, dice.flip() ? some(3) : 0, false, RoleSet(1U << role)});
  }
  for (StorageLevel& level : made.machine.levels) {
    if (level.name.starts_with("Pad")) level.may_keep = level.keeps;
    if (dice.flip()) level.static_power_mw = some(20);
  }
  return made;
}

void compare_cases(Case (*made)(std::uint64_t seed), std::uint64_t wanted, std::int64_t most_nests) {
  const std::uint64_t first = test::setting("RIDGE_SEED", 1);
  std::uint64_t cases = 0;
  for (std::uint64_t seed = first; cases < wanted; ++seed) {
    const Case small = made(seed);
    const Constraints constraints = seed % 2 == 0 ? test::random_constraints(small, seed)
                                                  : Constraints::none(small.problem, small.machine);
    mapper::SpaceOptions perfect;
    perfect.perfect = true;
    if (!mapper::is_walkable({small.problem, small.machine, constraints, perfect})) continue;
    const auto nests = verify::count_nests(small.problem, small.machine, constraints);
    if (!nests || *nests == 0 || *nests > static_cast<double>(test::few_nests(most_nests))) continue;
    SCOPED_TRACE(testing::Message() << "case of seed " << seed);
    ++cases;
    compare(small, constraints);
  }
}

TEST(Accelforge, EqualsTheBestOfAllPerfectNests) {
  compare_cases(test::random_small_case, test::setting("RIDGE_CASES", test::random_cases(400)), 30'000);
}

TEST(Accelforge, EqualsTheBestOfAllPerfectNestsWithWindows) {
  compare_cases(test::random_window_case, test::setting("RIDGE_CASES", test::random_cases(200)), 60'000);
}

TEST(Accelforge, EqualsTheBestOfAllPerfectNestsOverTwoFanouts) {
  compare_cases(test::random_case_of_two_fanouts, test::setting("RIDGE_CASES", test::random_cases(300)),
                60'000);
}

TEST(Accelforge, EqualsTheBestOfAllPerfectNestsOverScratchpads) {
  compare_cases(random_case_of_scratchpads, test::setting("RIDGE_CASES", test::random_cases(300)), 100'000);
}

}  // namespace
}  // namespace ridge
