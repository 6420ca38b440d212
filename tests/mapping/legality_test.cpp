// The rules of a legal nest: legal at the edge, broken one step past it.
#include "sim/mapping/legality.hpp"

#include <gtest/gtest.h>

#include "tests/mapping/examples.hpp"
#include "tests/mapping/random_nest.hpp"

namespace ridge::test {
namespace {

constexpr int random_cases = 4000;

/// A matrix product of 16 x 8 x 32 on the array machine, its legal nest, and changes to it.
class Legality : public ::testing::Test {
 protected:
  Problem problem = layer("{type: gemm, M: 16, N: 8, K: 32}");
  Machine on = array_machine();
  LevelId dram = *on.level_named("DRAM");
  LevelId glb = *on.level_named("GLB");
  LevelId rf = *on.level_named("RF");
  FanoutId pe = *on.fanout_named("PE");
  TensorId a = *problem.tensor_named("A");
  TensorId b = *problem.tensor_named("B");
  TensorId z = *problem.tensor_named("Z");
  DimensionId m = *problem.dimension_named("M");
  DimensionId n = *problem.dimension_named("N");
  DimensionId k = *problem.dimension_named("K");

  std::vector<NestEntry> entries{NestEntry::keep(dram, a),
                                 NestEntry::keep(dram, b),
                                 NestEntry::keep(dram, z),
                                 NestEntry::temporal(m, 16),
                                 NestEntry::keep(glb, b),
                                 NestEntry::temporal(k, 4),
                                 NestEntry::spatial(n, 4, pe, Axis::x),
                                 NestEntry::spatial(k, 8, pe, Axis::y),
                                 NestEntry::keep(rf, a),
                                 NestEntry::keep(rf, b),
                                 NestEntry::keep(rf, z),
                                 NestEntry::temporal(n, 2)};
  enum : std::size_t { dram_a, dram_b, dram_z, for_m, glb_b, for_k, over_x, over_y, rf_a, rf_b, rf_z, for_n };

  std::optional<Violation> violation() const {
    Mapping mapping;
    mapping.nest = entries;
    return find_violation(problem, on, mapping);
  }
  void expect_legal() const { EXPECT_FALSE(violation().has_value()); }
  void expect_broken(Rule rule, std::size_t entry, std::size_t other) const {
    const auto found = violation();
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ(static_cast<int>(found->rule), static_cast<int>(rule));
    EXPECT_EQ(found->entry, entry);
    EXPECT_EQ(found->other, other);
    EXPECT_TRUE(broken_rules(problem, on, entries).contains(rule));
  }
  void expect_broken(Rule rule, std::size_t entry) const { expect_broken(rule, entry, entry); }
  void swap(std::size_t one, std::size_t other) { std::swap(entries[one], entries[other]); }
  void insert(std::size_t before, NestEntry entry) {
    entries.insert(entries.begin() + static_cast<std::ptrdiff_t>(before), entry);
  }
  void remove(std::size_t at) { entries.erase(entries.begin() + static_cast<std::ptrdiff_t>(at)); }
};

TEST_F(Legality, ANestThatObeysEveryRuleIsLegal) {
  expect_legal();
}

TEST_F(Legality, LevelsKeepOnlyTheRolesTheyMay) {
  on.levels[glb].may_keep = RoleSet().with(static_cast<std::size_t>(Role::weights));
  expect_legal();
  on.levels[glb].may_keep = RoleSet().with(static_cast<std::size_t>(Role::inputs));
  expect_broken(Rule::level_may_not_keep, glb_b);
}

TEST_F(Legality, LevelsHoldTheRolesTheyKeep) {
  remove(rf_a);
  expect_broken(Rule::level_must_keep, entries.size());
  EXPECT_EQ(violation()->level, rf);
  EXPECT_EQ(violation()->tensor, a);
  on.levels[rf].keeps = RoleSet(on.levels[rf].keeps.bits() & ~2U);
  expect_legal();
}

TEST_F(Legality, ALevelKeepsATensorOnce) {
  insert(glb_b + 1, NestEntry::keep(glb, b));
  expect_broken(Rule::node_twice, glb_b + 1, glb_b);
  entries[glb_b + 1] = NestEntry::keep(glb, a);
  expect_legal();
}

TEST_F(Legality, NodesOfATensorFollowTheOrderOfLevels) {
  swap(dram_b, glb_b);  // B: GLB, then DRAM; the other tensors' nodes may stand anywhere between
  expect_broken(Rule::node_order, glb_b, dram_b);
  swap(dram_b, glb_b);
  swap(dram_z, glb_b);  // Z: DRAM inside B's node in GLB
  expect_legal();
}

TEST_F(Legality, NodesAboveAFanoutStandOutsideItsLoops) {
  insert(over_x, NestEntry::keep(glb, z));
  expect_legal();
  swap(over_x, over_x + 1);
  expect_broken(Rule::node_above_fanout_after_loop, over_x + 1, over_x);
}

TEST_F(Legality, NodesBelowAFanoutStandInsideItsLoops) {
  swap(over_y, rf_a);
  expect_broken(Rule::node_below_fanout_before_loop, over_y, over_y + 1);
}

TEST_F(Legality, ASpatialLoopOfBoundOneStillTellsLevelsApart) {
  entries[over_y] = NestEntry::spatial(k, 1, pe, Axis::y);
  entries[for_k] = NestEntry::temporal(k, 32);
  expect_legal();
  swap(over_y, rf_a);
  expect_broken(Rule::node_below_fanout_before_loop, over_y, over_y + 1);
}

TEST_F(Legality, OuterFanoutsStandOutsideInnerOnes) {
  on = machine(
      "  - {name: DRAM, kind: dram}\n"
      "  - fanout: {name: OUTER, x: 4, multicast: true, reduce: true}\n"
      "  - {name: GLB, kind: scratchpad, size: 64 KiB}\n"
      "  - fanout: {name: INNER, x: 8, multicast: true, reduce: true}\n"
      "  - {name: RF, kind: register, size: 1 KiB}\n");
  const FanoutId outer = *on.fanout_named("OUTER");
  const FanoutId inner = *on.fanout_named("INNER");
  remove(glb_b);
  entries[over_x - 1] = NestEntry::spatial(n, 4, outer, Axis::x);
  entries[over_y - 1] = NestEntry::spatial(k, 8, inner, Axis::x);
  expect_legal();
  swap(over_x - 1, over_y - 1);
  expect_broken(Rule::fanout_order, over_y - 1, over_x - 1);
}

TEST_F(Legality, AnAxisIsFilledAtMost) {
  entries[for_n] = NestEntry::spatial(n, 2, pe, Axis::x);
  insert(over_x, entries[for_n]);
  entries.pop_back();
  entries[over_x + 1] = NestEntry::spatial(n, 2, pe, Axis::x);
  insert(for_m, NestEntry::temporal(n, 2));
  expect_legal();  // 2 x 2 of 4
  entries[over_x + 2].bound = 3;
  expect_broken(Rule::axis_overfull, over_x + 2);
}

TEST_F(Legality, EveryTensorHasAHomeAtAnyLevel) {
  remove(dram_a);
  expect_legal();  // RF is A's home
  remove(rf_a - 1);
  expect_broken(Rule::no_home, entries.size());
  EXPECT_EQ(violation()->tensor, a);
}

TEST_F(Legality, BoundsOfADimensionMultiplyToAtLeastItsSize) {
  entries[for_n].bound = 3;  // 4 x 3 of 8
  expect_legal();
  entries[for_n].bound = 1;
  expect_broken(Rule::bounds_too_small, entries.size());
  EXPECT_EQ(violation()->dimension, n);
}

TEST_F(Legality, BoundsAreAtLeastOne) {
  insert(for_m, NestEntry::temporal(k, 1));
  expect_legal();
  for (std::int64_t bound : {std::int64_t{0}, std::int64_t{-1}, std::numeric_limits<std::int64_t>::min()}) {
    entries[for_m].bound = bound;
    expect_broken(Rule::bound_below_one, for_m);
  }
}

TEST_F(Legality, AllBoundsTogetherStayWithin63Bits) {
  entries = {NestEntry::keep(rf, a),    NestEntry::keep(rf, b),
             NestEntry::keep(rf, z),    NestEntry::temporal(m, 16),
             NestEntry::temporal(n, 8), NestEntry::temporal(k, std::int64_t{1} << 55)};
  expect_legal();  // 2^62
  entries[4].bound = 16;
  const auto found = violation();
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->rule, Rule::bounds_overflow);
  EXPECT_EQ(found->entry, 5U);
}

TEST_F(Legality, SumsNeedAnAxisThatReduces) {
  entries[over_y] = NestEntry::spatial(k, 2, pe, Axis::y);
  insert(over_x, NestEntry::spatial(k, 1, pe, Axis::x));
  entries[for_k].bound = 16;
  expect_legal();
  entries[over_x].bound = 2;
  entries[over_x + 1].bound = 2;
  expect_broken(Rule::needs_reduction, over_x);
}

TEST_F(Legality, SumsNeedANodeAboveToGoTo) {
  swap(dram_z, over_x - 1);  // Z's node in DRAM directly outside the array
  expect_legal();
  remove(over_x - 1);
  expect_broken(Rule::needs_reduction, over_y - 1);
  entries[over_y - 1] = NestEntry::temporal(k, 8);
  expect_legal();  // RF is Z's home, and every lane has words of its own
}

TEST(RandomLegality, GeneratedNestsAreLegal) {
  for (std::uint64_t seed = 0; seed < random_cases; ++seed) {
    const RandomNest made = random_nest(seed);
    ASSERT_TRUE(broken_rules(made.problem, made.machine, made.mapping.nest).empty()) << "seed " << seed;
    ASSERT_FALSE(find_violation(made.problem, made.machine, made.mapping).has_value()) << "seed " << seed;
  }
}

NestEntry random_entry(Dice& dice, const Problem& problem, const Machine& on) {
  const DimensionId dimension(dice.below(problem.dimensions.size()));
  const std::int64_t bound = dice.between(0, 4);
  if (dice.chance(40)) {
    const LevelId level(dice.below(on.levels.size()));
    return NestEntry::keep(level, TensorId(dice.below(problem.tensors.size())));
  }
  if (on.fanouts.empty() || dice.chance(30)) return NestEntry::temporal(dimension, bound);
  const FanoutId fanout(dice.below(on.fanouts.size()));
  return NestEntry::spatial(dimension, bound, fanout, dice.chance(50) ? Axis::x : Axis::y);
}

/// Takes out, puts in, replaces, swaps, or makes a temporal loop spatial.
void change(Dice& dice, const Problem& problem, const Machine& on, std::vector<NestEntry>& nest) {
  const auto at = static_cast<std::ptrdiff_t>(dice.below(nest.size()));
  NestEntry& entry = nest[static_cast<std::size_t>(at)];
  switch (dice.below(5)) {
    case 0:
      nest.erase(nest.begin() + at);
      break;
    case 1:
      nest.insert(nest.begin() + at, random_entry(dice, problem, on));
      break;
    case 2:
      entry = random_entry(dice, problem, on);
      break;
    case 3:
      std::swap(entry, nest[dice.below(nest.size())]);
      break;
    default:
      if (entry.kind == Kind::temporal && !on.fanouts.empty()) {
        entry = NestEntry::spatial(entry.dimension, entry.bound, FanoutId(dice.below(on.fanouts.size())),
                                   dice.chance(50) ? Axis::x : Axis::y);
      }
  }
}

TEST(RandomLegality, CheckerAgreesWithTheRulesAsTheyRead) {
  std::map<Rule, int> seen;
  int legal = 0;
  for (std::uint64_t seed = 0; seed < 4 * random_cases; ++seed) {
    RandomNest made = random_nest(seed);
    Dice dice(seed + 1'000'000);
    for (std::size_t changes = 1 + dice.below(3); changes > 0 && !made.mapping.nest.empty(); --changes) {
      change(dice, made.problem, made.machine, made.mapping.nest);
    }
    const std::set<Rule> broken = broken_rules(made.problem, made.machine, made.mapping.nest);
    const auto found = find_violation(made.problem, made.machine, made.mapping);
    ASSERT_EQ(found.has_value(), !broken.empty()) << "seed " << seed;
    if (found) {
      ASSERT_TRUE(broken.contains(found->rule)) << "seed " << seed;
      ++seen[found->rule];
    } else {
      ++legal;
    }
  }
  EXPECT_GE(legal, random_cases / 8);
  EXPECT_EQ(seen.size(), 13U) << "every rule but bounds_overflow occurs";
}

TEST(RandomLegality, AReusedCheckerForgetsTheNestBefore) {
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    const RandomNest made = random_nest(seed);
    LegalityChecker checker(made.problem, made.machine);
    std::vector<NestEntry> broken = made.mapping.nest;
    Dice dice(seed);
    change(dice, made.problem, made.machine, broken);
    checker.check(broken);
    ASSERT_FALSE(checker.check(made.mapping).has_value()) << "seed " << seed;
  }
}

}  // namespace
}  // namespace ridge::test
