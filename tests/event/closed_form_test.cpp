// The closed form of time against the event engine, on mappings good and bad of every shipped machine.
#include <algorithm>
#include <cmath>
#include <functional>

#include <gtest/gtest.h>

#include "bench/fidelity_cases.hpp"
#include "system/played.hpp"
#include "tests/sanitized.hpp"

namespace ridge {
namespace {

/// Against the engine's cycles; `change`: what is done to every machine before.
std::vector<double> differences_with(const std::function<void(Machine&)>& change) {
  std::vector<double> differences;
  for (const char* name : fidelity_machines) {
    std::vector<Diagnostic> warnings;
    Machine machine = load_machine(name, {}, warnings);
    change(machine);
    for (const FidelityCase& made : fidelity_cases(machine)) {
      Evaluator evaluator(made.problem, machine);
      for (const Mapping& mapping : made.mappings) {
        Evaluation closed;
        Played played;
        EXPECT_FALSE(evaluator.evaluate(mapping, closed));
        EXPECT_FALSE(evaluate_played(mapping, evaluator, 0, played));
        differences.push_back(std::abs(closed.cycles / played.outcome.tally.cycles - 1));
      }
    }
    if (test::sanitized) break;  // it takes too long
  }
  std::sort(differences.begin(), differences.end());
  return differences;
}

void expect_close(const std::vector<double>& differences, double most = 0.15) {
  double sum = 0;
  for (const double difference : differences)
    sum += difference;
  const std::size_t count = differences.size();
  EXPECT_LT(sum / static_cast<double>(count), 0.03);
  EXPECT_LT(differences[count * 95 / 100], 0.08);
  EXPECT_LT(differences.back(), most);
  if (!test::sanitized) {
    EXPECT_GE(count, 500U);
  }
}

TEST(ClosedForm, TakesAboutAsLongAsTheEventEngine) {
  expect_close(differences_with([](Machine&) {}));
}

TEST(ClosedForm, DoesSoInArraysWhereWordsGoFromLaneToLane) {
  expect_close(differences_with([](Machine& machine) {
    for (Fanout& fanout : machine.fanouts)
      fanout.delay_cycles = {1, 1};
  }));
}

/// One of them is 16.5 % off.
TEST(ClosedForm, DoesSoWhereTilesHaveToBeAskedFor) {
  expect_close(differences_with([](Machine& machine) {
                 StorageLevel& outermost = machine.levels[LevelId(0)];
                 outermost.latency_cycles = 100;
                 outermost.issue_cycles = 8;
                 for (StorageLevel& level : machine.levels)
                   if (level.kind == MemoryKind::scratchpad) level.latency_cycles = 4;
               }),
               0.20);
}

}  // namespace
}  // namespace ridge
