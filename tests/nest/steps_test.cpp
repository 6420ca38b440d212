// Words told apart by the loop that moves them: equal to sets of words, step by step, where bounds are
// perfect; and always as many as are counted.
#include "sim/nest/steps.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <numeric>

#include <gtest/gtest.h>

#include "sim/nest/counts.hpp"
#include "tests/nest/case_text.hpp"
#include "tests/nest/passage.hpp"
#include "tests/nest/random_case.hpp"
#include "tests/sanitized.hpp"

namespace ridge {
namespace {

using namespace walked;

Steps steps_of(const Case& made) {
  Steps steps;
  StepCounter(made.problem, made.machine).count(made.mapping, steps);
  return steps;
}

/// Temporal loops of bound > 1 above a node: their positions among all temporal loops.
std::vector<std::size_t> real_loops(const LoopSpace& space, std::size_t above) {
  std::vector<std::size_t> loops;
  for (std::size_t l = 0; l < above; ++l)
    if (space.temporal[l].bound > 1) loops.push_back(l);
  return loops;
}

/// Words that enter the tiles of a node, by the loop that advanced; -1: before any.
std::map<int, double> entering_by_loop(const Node& node, const LoopSpace& space) {
  const std::vector<std::size_t> loops = real_loops(space, node.standpoint.temporal_above);
  const std::vector<Loop> above(space.temporal.begin(),
                                space.temporal.begin() + std::ptrdiff_t(node.standpoint.temporal_above));
  std::map<int, double> entering;
  std::map<Ordinal, Words> held;
  std::vector<std::int64_t> before;
  for (const auto& [step, instances] : tiles_of(node.tensor, node.standpoint, space)) {
    const std::vector<std::int64_t> digits = digits_of(step, above);
    int advanced = -1;
    for (std::size_t l = 0; l < loops.size() && !before.empty() && advanced < 0; ++l)
      if (digits[loops[l]] != before[loops[l]]) advanced = int(l);
    before = digits;
    for (const auto& [instance, tile] : instances) {
      Words missing;
      std::ranges::set_difference(tile, held[instance], std::back_inserter(missing));
      entering[advanced] += double(missing.size());
      held[instance] = tile;
    }
  }
  return entering;
}

TEST(Steps, OfPerfectNestsMoveWhatTheSetsMove) {
  std::uint64_t compared = 0;
  constexpr std::uint64_t cases = test::random_cases(3000);
  for (std::uint64_t seed = 0; seed < cases; seed += 2) {  // even: perfect
    const Case made = random_case(seed);
    const Steps steps = steps_of(made);
    const LoopSpace space = execute(made.problem, made.mapping);
    Counts counts;
    Counter(made.problem, made.machine).count(made.mapping, counts);
    for (const TensorId tensor : made.problem.tensors.ids()) {
      for (const Node& node : nodes_of(tensor, made.mapping)) {
        const auto at =
            std::ranges::find(counts.nodes, node.entry, &NodeCounts::entry) - counts.nodes.begin();
        if (counts.nodes[std::size_t(at)].home) continue;
        const NodeSteps& found = steps.nodes[std::size_t(at)];
        std::map<int, double> expected = entering_by_loop(node, space);
        SCOPED_TRACE(text_of(made));
        ASSERT_DOUBLE_EQ(found.first_words, expected[-1]);
        expected.erase(-1);
        for (std::size_t l = 0; l < found.loops; ++l) {
          ASSERT_DOUBLE_EQ(steps.words_of(found)[l], expected[int(l)])
              << "loop " << l << " of node " << node.entry;
          expected.erase(int(l));
          ++compared;
        }
        for (const auto& [loop, words] : expected)
          ASSERT_EQ(words, 0) << "loop " << loop << " moves nothing";
      }
    }
  }
  EXPECT_GT(compared, cases / 2);  // loops, of several a case
}

TEST(Steps, MoveAsManyWordsAsAreCounted) {
  for (std::uint64_t seed = 0; seed < test::random_cases(4000); ++seed) {
    const Case made = random_case(seed);
    const Steps steps = steps_of(made);
    Counts counts;
    Counter(made.problem, made.machine).count(made.mapping, counts);
    ASSERT_EQ(steps.nodes.size(), counts.nodes.size());
    for (std::size_t n = 0; n < counts.nodes.size(); ++n) {
      const NodeCounts& node = counts.nodes[n];
      if (node.home) continue;
      const double words = std::accumulate(steps.words_of(steps.nodes[n]).begin(),
                                           steps.words_of(steps.nodes[n]).end(), steps.nodes[n].first_words);
      const double counted = double(made.problem.is_written(node.tensor) ? node.drains : node.fills);
      ASSERT_NEAR(words, counted, 1e-9 * counted) << text_of(made) << "node " << node.entry;
    }
  }
}

TEST(Steps, AreAsManyAsTheLoopsMake) {
  for (std::uint64_t seed = 0; seed < test::random_cases(2000); ++seed) {
    const Case made = random_case(seed);
    const LoopSpace space = execute(made.problem, made.mapping);
    std::map<std::size_t, std::int64_t> expected;  // by position of the loop
    std::vector<std::int64_t> before;
    for (const Iteration& iteration : space.iterations) {
      const std::vector<std::int64_t> digits = digits_of(iteration.step, space.temporal);
      for (std::size_t l = 0; l < digits.size() && !before.empty(); ++l) {
        if (digits[l] == before[l]) continue;
        ++expected[l];
        break;
      }
      before = digits;
    }
    const std::vector<std::size_t> loops = real_loops(space, space.temporal.size());
    const Steps steps = steps_of(made);
    ASSERT_EQ(steps.loops.size(), loops.size());
    for (std::size_t l = 0; l < loops.size(); ++l)
      ASSERT_EQ(steps.loops[l].steps, expected[loops[l]]) << text_of(made) << "loop " << l;
  }
}

}  // namespace
}  // namespace ridge
