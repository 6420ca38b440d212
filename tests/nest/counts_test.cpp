// The closed form of sim/nest equals the brute-force walker, field by field.
//
// RIDGE_CASES=100000 RIDGE_SEED=7000 test_nest --gtest_filter='Counts.*'     walks more, or other, cases
#include "sim/nest/counts.hpp"

#include <cstdlib>

#include <gtest/gtest.h>

#include "tests/nest/case_text.hpp"
#include "tests/nest/random_case.hpp"
#include "tests/nest/shrink.hpp"
#include "tests/nest/walker.hpp"
#include "tests/sanitized.hpp"

namespace ridge {
namespace {

Counts count(const Case& made) {
  Counts counts;
  Counter(made.problem, made.machine).count(made.mapping, counts);
  return counts;
}

Counts walk(const Case& made) {
  return walk(made.problem, made.machine, made.mapping);
}

/// The first field of `made` that the two count differently; "" when there is none.
std::string wrong_field(const Case& made) {
  return first_difference(count(made), walk(made));
}

std::string report(const Case& made) {
  const Counts counted = count(made);
  const Counts walked = walk(made);
  return text_of(made) + differences(counted, walked) + table_of(made, counted, walked);
}

TEST(Counts, EqualTheWalkerOnRandomCases) {
  const std::uint64_t first = test::setting("RIDGE_SEED", 0);
  const std::uint64_t cases = test::setting("RIDGE_CASES", test::random_cases(6000));
  constexpr int reported_at_most = 3;
  int failures = 0;
  for (std::uint64_t seed = first; seed < first + cases && failures < reported_at_most; ++seed) {
    const Case made = random_case(seed);
    const std::string field = wrong_field(made);
    if (field.empty()) continue;
    ++failures;
    const auto fails_alike = [&](const Case& smaller) { return wrong_field(smaller) == field; };
    ADD_FAILURE() << report(made) << "\nthe same, made small:\n" << report(shrink(made, fails_alike));
  }
}

// A counter keeps scratch space from nest to nest; no nest may see what another left there.
TEST(Counts, DoNotDependOnTheNestCountedBefore) {
  for (std::uint64_t seed = 0; seed < test::random_cases(1500); ++seed) {
    const Case made = random_case(seed);
    Case before = made;  // without spatial loops, and deeper
    for (NestEntry& entry : before.mapping.nest)
      if (entry.kind != NestEntry::Kind::keep) entry = NestEntry::temporal(entry.dimension, entry.bound + 1);
    Counter counter(made.problem, made.machine);
    Counts reused;
    counter.count(before.mapping, reused);
    counter.count(made.mapping, reused);
    ASSERT_EQ(differences(reused, count(made)), "") << text_of(made);
  }
}

}  // namespace
}  // namespace ridge
