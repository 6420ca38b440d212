// The exact search among even nests by Timeloop's rules against the best of all of them, on small random
// cases. RIDGE_CASES=10000 RIDGE_SEED=7000 test_mapper --gtest_filter='EvenExact.*'   searches more, or
// other, cases
#include <cmath>
#include <map>

#include <gtest/gtest.h>

#include "mapper/even_exact/even_search.hpp"
#include "sim/mapping/even_constraints.hpp"
#include "sim/verify/enumerate.hpp"
#include "tests/mapper/cases.hpp"
#include "tests/mapper/objectives.hpp"
#include "tests/sanitized.hpp"

namespace ridge {
namespace {

using test::Case;
using test::Dice;

/// A case with Timeloop's accounting and rules.
struct Task {
  Case small;
  Averages averages;
  Constraints constraints;
};

Problem random_even_problem(Dice& dice) {
  const std::vector<std::int64_t> sizes{1, 2, 2, 3, 4, 4, 6, 8};
  const auto stride = static_cast<std::int64_t>(1 + dice.roll(2));
  switch (dice.roll(4)) {
    case 0:
      return test::matrix_product(dice.of(sizes), dice.of(sizes), dice.of(sizes));
    case 1:
      return test::convolution_1d(dice.of<std::int64_t>({1, 2, 3, 4}), dice.of<std::int64_t>({1, 2, 4}),
                                  dice.of(sizes), dice.of<std::int64_t>({1, 2, 3, 4}), stride);
    case 2:
      return test::convolution_1d(1, dice.of<std::int64_t>({1, 2}), dice.of<std::int64_t>({4, 8, 12}),
                                  dice.of<std::int64_t>({2, 3, 4, 6}), stride);
    default: {
      const std::vector<std::int64_t> few{1, 1, 2};
      return test::convolution_2d(
          {dice.of(few), dice.of(few), dice.of(few), dice.of<std::int64_t>({2, 3, 4}),
           dice.of<std::int64_t>({1, 2, 4}), dice.of<std::int64_t>({1, 2, 3}), dice.of(few)},
          stride);
    }
  }
}

/// Levels with room for a few words, fanouts between some of them, all of whose axes join.
Machine random_machine(Dice& dice) {
  Machine machine = test::empty_machine();
  const std::size_t levels = 2 + dice.roll(3);
  for (std::size_t level = 0; level < levels; ++level) {
    const RoleSet keeps = level == 0 && dice.roll(5) != 0
                              ? RoleSet::all()
                              : RoleSet(static_cast<unsigned>(dice.roll(8) & dice.roll(8)));
    test::add_level(machine, {"L" + std::to_string(level), 0, 1, 0, false, keeps});
    StorageLevel& storage = machine.levels[LevelId(level)];
    if (level > 0 && dice.flip()) {  // few placements, else there are too many nests
      storage.may_keep = RoleSet(storage.keeps.bits() | static_cast<unsigned>(dice.roll(8)));
    }
    if (dice.roll(3) != 0) continue;
    test::add_fanout(machine, static_cast<std::int64_t>(1 + dice.roll(4)),
                     static_cast<std::int64_t>(1 + dice.roll(3)), true, true);
    machine.fanouts[FanoutId(machine.fanouts.size() - 1)].name = "F" + std::to_string(level);
  }
  return machine;
}

/// What waits is told by port, so that there has to be one.
void add_ports(const AveragedLevel& level, StorageLevel& storage) {
  const RoleSet all = RoleSet::all();
  const auto add = [&](const char* name, const std::optional<double>& speed, RoleSet reads, RoleSet writes) {
    if (speed) storage.ports.push_back({name, *speed, reads, writes});
  };
  add("shared", level.shared_words_per_cycle, all, all);
  add("read", level.read_words_per_cycle, all, RoleSet());
  add("write", level.write_words_per_cycle, RoleSet(), all);
}

Averages random_averages(Machine& machine, Dice& dice) {
  Averages averages;
  double pj = 64;
  for (const LevelId id : machine.levels.ids()) {
    AveragedLevel level;
    if (id.index() > 0) level.capacity_words = static_cast<std::int64_t>(1 + dice.roll(24));
    if (id.index() > 0 && dice.roll(8) == 0) level.least_words = static_cast<double>(dice.roll(4));
    level.block_words = dice.of<std::int64_t>({1, 1, 2, 4});
    const std::int64_t instances = machine.instances(id);
    level.clusters = dice.flip() ? instances : std::max<std::int64_t>(1, instances / 2);
    level.read_pj = pj * dice.of<double>({0.5, 1, 2});
    level.fill_pj = pj * dice.of<double>({0, 1, 1.5});
    level.update_pj = pj * dice.of<double>({1, 1.25});
    pj /= dice.of<double>({2, 4, 8});
    const std::vector<double> speeds{0.25, 0.5, 1, 2, 3, 8};
    if (dice.roll(3) == 0) level.read_words_per_cycle = dice.of(speeds);
    if (dice.roll(3) == 0) level.write_words_per_cycle = dice.of(speeds);
    if (dice.roll(4) == 0) level.shared_words_per_cycle = dice.of(speeds);
    add_ports(level, machine.levels[id]);
    averages.levels.push_back(level);
  }
  averages.compute_pj = 0.5;
  if (dice.roll(3) == 0) averages.latency_cycles = 3;
  return averages;
}

void add_rules(Task& task, Dice& dice) {
  const Problem& problem = task.small.problem;
  const Machine& machine = task.small.machine;
  const auto dimension = [&] { return DimensionId(dice.roll(problem.dimensions.size())); };
  const auto level = [&] { return LevelId(dice.roll(machine.levels.size())); };
  for (std::size_t rules = dice.roll(3); rules > 0; --rules) {
    const DimensionId of = dimension();
    BoundRule& rule = task.constraints.temporal[level()].bounds[of];
    const std::size_t kind = dice.roll(4);
    if (kind == 0) rule.most = 1;
    if (kind == 1) rule.most = 2;
    if (kind == 2) rule.all = true;
    if (kind == 3) rule.least = std::min<std::int64_t>(2, problem.dimensions[of].bound);
  }
  for (std::size_t rules = dice.roll(3); rules > 0; --rules) {
    std::vector<DimensionId>& order = task.constraints.temporal[level()].order;
    order.clear();
    for (std::size_t i = dice.roll(4); i > 0; --i) {
      const DimensionId next = dimension();
      if (std::find(order.begin(), order.end(), next) == order.end()) order.push_back(next);
    }
  }
  if (machine.fanouts.size() > 0 && dice.flip()) {
    const DimensionId of = dimension();
    BoundRule& rule =
        task.constraints.spatial[FanoutId(dice.roll(machine.fanouts.size()))][dice.roll(2)].bounds[of];
    if (dice.flip())
      rule.most = 1;
    else
      rule.least = std::min<std::int64_t>(2, problem.dimensions[of].bound);
  }
  if (dice.roll(4) == 0) task.constraints.used_lanes.least = dice.of<double>({0.3, 0.5, 1.0});
}

Task random_task(std::uint64_t seed) {
  Dice dice(seed + 31);
  Problem problem = random_even_problem(dice);
  Machine machine = random_machine(dice);
  Averages averages = random_averages(machine, dice);
  Constraints none = Constraints::none(problem, machine);
  Task task{{std::move(problem), std::move(machine)}, std::move(averages), std::move(none)};
  if (dice.flip()) add_rules(task, dice);
  return task;
}

struct Tally {
  std::uint64_t cases = 0;
  std::uint64_t feasible = 0;
};

void compare(const Task& task, const verify::Least& least) {
  mapper::SpaceOptions space_options;
  space_options.even = true;
  space_options.conventions = {CountingRules::timeloop, task.averages};
  const mapper::Space space(task.small.problem, task.small.machine, task.constraints, space_options);
  for (const Objective objective : test::objectives) {
    SCOPED_TRACE(name_of(objective));
    SearchOptions options;
    options.objective = objective;
    mapper::Watch watch(options);
    const mapper::ExactAnswer answer = mapper::even::exact_search(space, options, {}, 100'000'000, watch);
    EXPECT_TRUE(answer.proven);
    ASSERT_EQ(answer.best.exists(), least.exists());
    if (!least.exists()) continue;
    const double best = least.value(objective);
    EXPECT_NEAR(answer.best.value, best, 1e-11 * best)
        << print_nest(least.best(objective).mapping, task.small.problem, task.small.machine) << "found\n"
        << print_nest(answer.best.mapping, task.small.problem, task.small.machine);
    EXPECT_EQ(answer.lower_bound, answer.best.value);
    EXPECT_EQ(broken_constraint_of_even(task.constraints, task.small.problem, task.small.machine,
                                        answer.best.mapping)
                  .value_or(""),
              "");
  }
}

TEST(EvenExact, EqualsTheBestOfAllEvenNestsByTimeloopsRules) {
  const std::uint64_t wanted = test::setting("RIDGE_CASES", test::random_cases(600));
  Tally tally;
  for (std::uint64_t seed = test::setting("RIDGE_SEED", 1); tally.cases < wanted; ++seed) {
    const Task task = random_task(seed);
    mapper::SpaceOptions space_options;
    space_options.even = true;
    space_options.conventions = {CountingRules::timeloop, task.averages};
    const mapper::Space space(task.small.problem, task.small.machine, task.constraints, space_options);
    if (space.clash()) continue;
    ASSERT_TRUE(mapper::even::is_walkable(space));
    const auto least = verify::enumerate(task.small.problem, task.small.machine, task.constraints,
                                         {.form = verify::Form::even,
                                          .conventions = space_options.conventions,
                                          .most_nests = test::few_nests(20'000)});
    if (!least || least->nests == 0) continue;
    SCOPED_TRACE(testing::Message() << "case of seed " << seed);
    ++tally.cases;
    tally.feasible += least->exists() ? 1U : 0U;
    compare(task, *least);
  }
  EXPECT_GE(tally.feasible * 2, tally.cases);
}

/// The least energy of all even nests by the bytes that their tiles demand; empty where there are too many.
std::map<std::int64_t, double> least_energy_by_bytes(const Task& task) {
  std::map<std::int64_t, double> least_pj;
  verify::EnumerateOptions options;
  options.form = verify::Form::even;
  options.conventions = {CountingRules::timeloop, task.averages};
  options.most_nests = test::few_nests(5'000);
  options.visit = [&](const Mapping&, const Evaluation& evaluation) {
    const std::int64_t bytes = capacity_bytes(evaluation, task.small.machine);
    const auto at = least_pj.try_emplace(bytes, *evaluation.energy_pj).first;
    at->second = std::min(at->second, *evaluation.energy_pj);
  };
  const bool all =
      verify::enumerate(task.small.problem, task.small.machine, task.constraints, options).has_value();
  return all ? least_pj : std::map<std::int64_t, double>();
}

mapper::ExactAnswer least_energy_within(const Task& task, std::int64_t most_bytes) {
  mapper::SpaceOptions space_options;
  space_options.even = true;
  space_options.conventions = {CountingRules::timeloop, task.averages};
  space_options.most_bytes = static_cast<double>(most_bytes);
  const mapper::Space space(task.small.problem, task.small.machine, task.constraints, space_options);
  SearchOptions options;
  options.objective = Objective::energy;
  mapper::Watch watch(options);
  return mapper::even::exact_search(space, options, {}, 100'000'000, watch);
}

TEST(EvenExact, FindsTheBestOfTheEvenNestsWithinALimitOnBytes) {
  const std::uint64_t wanted = test::setting("RIDGE_CASES", test::random_cases(100));
  std::uint64_t cases = 0;
  for (std::uint64_t seed = test::setting("RIDGE_SEED", 1); cases < wanted; ++seed) {
    Task task = random_task(seed);
    for (StorageLevel& level : task.small.machine.levels)
      if (level.name != "L0") level.size_bytes = 1 << 20;  // stated, so that it counts
    const std::map<std::int64_t, double> by_bytes = least_energy_by_bytes(task);
    if (by_bytes.size() < 2) continue;
    SCOPED_TRACE(testing::Message() << "case of seed " << seed);
    ++cases;
    double least_pj = std::numeric_limits<double>::infinity();
    EXPECT_FALSE(least_energy_within(task, by_bytes.begin()->first - 1).best.exists());
    for (const auto& [bytes, energy_pj] : by_bytes) {
      least_pj = std::min(least_pj, energy_pj);
      const mapper::ExactAnswer answer = least_energy_within(task, bytes);
      EXPECT_TRUE(answer.proven);
      EXPECT_NEAR(answer.best.value, least_pj, 1e-11 * least_pj) << bytes << " B";
    }
  }
}

}  // namespace
}  // namespace ridge
