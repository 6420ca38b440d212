// AccelForge's rule for partial sums: of lanes that add into one word, each takes back what it held before.
#include "tests/nest/both_ways.hpp"
#include "tests/nest/case_text.hpp"
#include "tests/nest/random_case.hpp"
#include "tests/sanitized.hpp"

namespace ridge {
namespace {

Counts counted(const Case& made) {
  Counts counts;
  Counter(made.problem, made.machine, CountingRules::accelforge).count(made.mapping, counts);
  return counts;
}

Counts walked(const Case& made) {
  return walk(made.problem, made.machine, made.mapping, CountingRules::accelforge);
}

Case two_lanes(bool multicast) {
  Machine machine = machine_of("DRAM PE(1,2) RF");
  machine.fanouts[FanoutId(0)].reduce = {false, true};
  if (multicast) machine.fanouts[FanoutId(0)].multicast[1] = RoleSet::all();
  return case_of(einsum("Z[m] += A[m, k]", {{"m", 2}, {"k", 4}}), std::move(machine),
                 "DRAM: Z A | k 2 | m 2 | k 2 on PE.y | RF: Z");
}

// Two lanes add into each of two words, in two rounds. In the second round one read serves both lanes: 2
// reads, 4 fills (by the exact rule one of the two takes the sum, the other starts empty: 2 fills). Each lane
// has 4 updates, of which the first of a word finds nothing: 8 - 4 reads.
TEST(AccelforgeRule, EveryLaneOfAReductionTakesTheSumBack) {
  const Case made = two_lanes(true);
  for (const Counts& counts : {counted(made), walked(made)}) {
    EXPECT_EQ(moved_at(counts, made, "DRAM", "Z"), (Moved{.reads = 2, .updates = 4, .complete_updates = 2}));
    EXPECT_EQ(moved_at(counts, made, "RF", "Z"), (Moved{.reads = 4, .fills = 4, .updates = 8, .drains = 8}));
  }
}

// Nothing is added on the way along an axis that multicasts nothing: DRAM takes what each lane gives, and
// sends each its own.
TEST(AccelforgeRule, AnAxisThatSharesNothingJoinsNothing) {
  const Case made = two_lanes(false);
  for (const Counts& counts : {counted(made), walked(made)}) {
    EXPECT_EQ(moved_at(counts, made, "DRAM", "Z"), (Moved{.reads = 4, .updates = 8, .complete_updates = 2}));
    EXPECT_EQ(moved_at(counts, made, "RF", "Z"), (Moved{.reads = 4, .fills = 4, .updates = 8, .drains = 8}));
  }
}

TEST(AccelforgeRule, EqualsTheWalkerOnRandomPerfectNests) {
  std::uint64_t others = 0;
  const std::uint64_t first = test::setting("RIDGE_SEED", 0);
  const std::uint64_t cases = test::setting("RIDGE_CASES", test::random_cases(4000));
  for (std::uint64_t seed = first; seed < first + cases; ++seed) {
    const Case made = random_case(2 * seed);  // even seeds are perfect
    const Counts counts = counted(made);
    ASSERT_EQ(differences(counts, walked(made)), "") << text_of(made) << table_of(made, counts, walked(made));
    Counts exact;
    Counter(made.problem, made.machine).count(made.mapping, exact);
    if (!differences(counts, exact).empty()) ++others;
  }
  EXPECT_GT(others, cases / 50);  // it is another rule
}

}  // namespace
}  // namespace ridge
