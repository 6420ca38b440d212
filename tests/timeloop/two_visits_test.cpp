// The closed form of Timeloop's counting against the walk that does it literally: equal on random nests.
#include "tests/timeloop/two_visits.hpp"

#include <gtest/gtest.h>

#include "tests/nest/case_text.hpp"
#include "tests/nest/random_problem.hpp"
#include "tests/nest/small_nest.hpp"

namespace ridge::timeloop {
namespace {

Machine roomy_machine() {
  Machine machine = ridge::machine_of("DRAM A(64,64) GLB RF B(64,64) Reg");
  for (Fanout& fanout : machine.fanouts) {
    fanout.multicast = {RoleSet::all(), RoleSet::all()};
    fanout.reduce = {true, true};
  }
  return machine;
}

/// Sections from the outside: temporal loops of each of four levels, the spatial ones behind the first and
/// the third of them.
struct Sections {
  std::vector<NestEntry> temporal[4], spatial[4];
};

void split(Dice& dice, DimensionId dimension, std::int64_t size, Sections& sections) {
  std::int64_t temporal[4] = {1, 1, 1, 1};
  std::int64_t spatial[2][2] = {{1, 1}, {1, 1}};
  for (std::int64_t factor = 2; size > 1; ++factor) {
    for (; size % factor == 0; size /= factor) {
      const std::size_t fanout = dice.below(2);
      const std::size_t axis = dice.below(2);
      (dice.chance(25) ? spatial[fanout][axis] : temporal[dice.below(4)]) *= factor;
    }
  }
  for (std::size_t level = 0; level < 4; ++level) {
    if (temporal[level] > 1)
      sections.temporal[level].push_back(NestEntry::temporal(dimension, temporal[level]));
    for (std::size_t axis = 0; axis < 2 && level % 2 == 0; ++axis) {
      const std::int64_t bound = spatial[level / 2][axis];
      if (bound > 1)
        sections.spatial[level].push_back(
            NestEntry::spatial(dimension, bound, FanoutId(level / 2), static_cast<Axis>(axis)));
    }
  }
}

/// An even, perfect nest; tensors are kept at the outermost level and anywhere else by chance.
Case even_case(std::uint64_t seed) {
  Dice dice(seed);
  Case made{random_problem(dice), roomy_machine(), {}, seed};
  Sections sections;
  for (const DimensionId dimension : made.problem.dimensions.ids())
    split(dice, dimension, made.problem.dimensions[dimension].bound, sections);
  auto& nest = made.mapping.nest;
  for (std::size_t level = 0; level < 4; ++level) {
    dice.shuffle(sections.temporal[level]);
    dice.shuffle(sections.spatial[level]);
    for (const TensorId tensor : made.problem.tensors.ids())
      if (level == 0 || dice.chance(70)) nest.push_back(NestEntry::keep(LevelId(level), tensor));
    nest.insert(nest.end(), sections.temporal[level].begin(), sections.temporal[level].end());
    nest.insert(nest.end(), sections.spatial[level].begin(), sections.spatial[level].end());
  }
  return made;
}

std::vector<Walked> counted(const Case& made) {
  Counter counter(made.problem, made.machine, CountingRules::timeloop);
  Counts counts;
  counter.count(made.mapping, counts);
  std::vector<Walked> nodes;
  for (const NodeCounts& node : counts.nodes)
    nodes.push_back({node.tile_words, node.reads, node.fills, node.updates});
  return nodes;
}

TEST(TwoVisits, ClosedFormEqualsTheLiteralWalkOnRandomNests) {
  int cases = 0;
  for (std::uint64_t seed = 1; cases < 2000; ++seed) {
    const Case made = even_case(seed);
    if (find_violation(made.problem, made.machine, made.mapping)) continue;  // outputs that overlap
    ++cases;
    ASSERT_EQ(counted(made), walk_two_visits(made)) << text_of(made);
  }
}

/// What the comparison is worth: with the exact rules many of the same nests count otherwise.
TEST(TwoVisits, TheSameNestsTellTheTwoWaysOfCountingApart) {
  int different = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const Case made = even_case(seed);
    if (find_violation(made.problem, made.machine, made.mapping)) continue;
    Counter exact(made.problem, made.machine);
    Counts counts;
    exact.count(made.mapping, counts);
    const std::vector<Walked> walked = walk_two_visits(made);
    for (std::size_t i = 0; i < walked.size(); ++i)
      if (walked[i].fills != counts.nodes[i].fills) {
        ++different;
        break;
      }
  }
  EXPECT_GT(different, 20);
}

}  // namespace
}  // namespace ridge::timeloop
