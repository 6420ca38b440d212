// The facts that a proof of emptiness names: enough of them, none too many, and what is said to help does.
#include "mapper/smallest_conflict.hpp"

#include <algorithm>
#include <atomic>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mapper/search.hpp"
#include "sim/verify/enumerate.hpp"
#include "sim/verify/space_size.hpp"
#include "tests/mapper/cases.hpp"
#include "tests/sanitized.hpp"

namespace ridge {
namespace {

using mapper::Fact;

/// By enumeration of all nests.
bool has_mapping(const Problem& problem, const Machine& machine, const Constraints& constraints) {
  return verify::enumerate(problem, machine, constraints)->exists();
}

struct Tight {
  test::Case given;
  Constraints constraints;
};

/// A small case whose innermost level is a few bytes large and must keep some tensors, under rules on lanes
/// and on what is kept.
Tight tight_case(std::uint64_t seed) {
  test::Case given = seed % 2 == 0 ? test::random_small_case(seed) : test::random_case_of_two_fanouts(seed);
  test::Dice dice(seed + 77);
  StorageLevel& innermost = given.machine.levels[LevelId(given.machine.levels.size() - 1)];
  innermost.size_bytes = 2 + static_cast<std::int64_t>(dice.roll(7));
  innermost.keeps = RoleSet(static_cast<unsigned>(dice.roll(8)));
  innermost.double_buffered = dice.flip() ? RoleSet::all() : RoleSet();
  Constraints constraints = test::random_lane_constraints(given, seed);
  for (const LevelId level : given.machine.levels.ids()) {
    for (const TensorId tensor : given.problem.tensors.ids())
      if (level.index() > 0 && dice.roll(5) == 0) constraints.keep[level][tensor] = dice.flip();
  }
  return {std::move(given), std::move(constraints)};
}

/// Few enough nests to enumerate with all facts lifted.
bool is_small(const Tight& tight) {
  const test::Case& given = tight.given;
  const auto nests =
      verify::count_nests(given.problem, given.machine, Constraints::none(given.problem, given.machine));
  return nests && *nests < 20'000;
}

/// All facts but those that `holds` picks are lifted.
template <class Holds>
bool has_mapping_where(const Tight& tight, Holds holds) {
  Machine machine = tight.given.machine;
  Constraints constraints = tight.constraints;
  for (const Fact& fact : mapper::facts_of(tight.given.problem, tight.given.machine, tight.constraints)) {
    if (!holds(fact)) fact.lift(machine, constraints);
  }
  return has_mapping(tight.given.problem, machine, constraints);
}

/// Calls body(case, why it has no mapping) for every small case that only a walk finds to be empty.
template <class Body>
int for_conflicts(Body body) {
  int conflicts = 0;
  for (std::uint64_t seed = 0; seed < test::random_cases(2000); ++seed) {
    SCOPED_TRACE(seed);
    const Tight tight = tight_case(seed);
    if (!is_small(tight)) continue;
    const SearchResult result = search(tight.given.problem, tight.given.machine, tight.constraints);
    EXPECT_NE(result.status, SearchStatus::limit_reached);
    if (!result.infeasible || result.infeasible->conflict.empty()) continue;
    ++conflicts;
    body(tight, *result.infeasible);
  }
  return conflicts;
}

TEST(SmallestConflict, EmptiesTheSpaceAloneAndNotWithoutAnyOfItsFacts) {
  const int conflicts = for_conflicts([](const Tight& tight, const NoMapping& none) {
    const auto in_conflict = [&](const Fact& fact) {
      return std::any_of(none.conflict.begin(), none.conflict.end(),
                         [&](const ConflictingFact& one) { return one.sentence == fact.sentence; });
    };
    EXPECT_FALSE(has_mapping_where(tight, in_conflict)) << none.sentence;
    for (const ConflictingFact& lifted : none.conflict) {
      EXPECT_TRUE(has_mapping_where(
          tight, [&](const Fact& fact) { return in_conflict(fact) && fact.sentence != lifted.sentence; }))
          << lifted.sentence << " in " << none.sentence;
    }
  });
  EXPECT_GE(conflicts, test::sanitized ? 1 : 20);
}

TEST(SmallestConflict, TheLeastSizeThatIsSaidToHelpDoesAndOneByteLessDoesNot) {
  int sizes = 0;
  for_conflicts([&](Tight tight, const NoMapping& none) {
    StorageLevel& innermost = tight.given.machine.levels[LevelId(tight.given.machine.levels.size() - 1)];
    const std::string start = "make '" + innermost.name + "' at least ";
    const std::size_t at = none.help.find(start);
    if (at == std::string::npos) return;
    ++sizes;
    const std::int64_t bytes = std::stoll(none.help.substr(at + start.size()));
    innermost.size_bytes = bytes;  // where the search finds nests with more lanes than the enumeration tries
    EXPECT_TRUE(search(tight.given.problem, tight.given.machine, tight.constraints).mapping) << none.help;
    innermost.size_bytes = bytes - 1;
    EXPECT_FALSE(has_mapping(tight.given.problem, tight.given.machine, tight.constraints)) << none.help;
  });
  EXPECT_GE(sizes, test::sanitized ? 1 : 10);
}

/// Who cancels gets an answer at once, true as far as it goes.
TEST(SmallestConflict, EndsWithTheSearchThatAsks) {
  std::atomic<bool> cancelled = true;
  SearchOptions options;
  options.cancel = &cancelled;
  mapper::Watch watch(options);
  for_conflicts([&](const Tight& tight, const NoMapping&) {
    const mapper::Space space(tight.given.problem, tight.given.machine, tight.constraints);
    const mapper::Conflict conflict = mapper::smallest_conflict(space, options.effort, watch);
    EXPECT_FALSE(conflict.smallest);
    EXPECT_FALSE(has_mapping_where(tight, [&](const Fact& fact) {
      return std::any_of(conflict.facts.begin(), conflict.facts.end(),
                         [&](const Fact& one) { return one.sentence == fact.sentence; });
    }));
  });
}

}  // namespace
}  // namespace ridge
