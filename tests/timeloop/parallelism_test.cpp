// The least parallelism that Timeloop's mapper is asked for, and overbooking: read, obeyed, and what is told.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "interop/timeloop/mapping.hpp"
#include "interop/timeloop/rules.hpp"
#include "sim/mapping/used_lanes.hpp"
#include "tests/timeloop/small.hpp"
#include "tests/timeloop/support.hpp"

namespace ridge::timeloop {
namespace {

using testing::HasSubstr;

Spec spec_under(const std::string& rules) {
  return spec_of({small_machine, small_problem, small_table, rules});
}

std::string minimum(const std::string& min) {
  return "constraints:\n- {target: RF, type: parallelism, min: " + min + "}\n";
}

/// What is told of a section of constraints, the rules read from it into `rules`.
std::string said_of_rules(const std::string& text, Constraints* rules = nullptr) {
  Diagnostics diagnostics;
  try {
    const Constraints read = read_rules(spec_under(text), diagnostics);
    if (rules != nullptr) *rules = read;
    return render(diagnostics.all());
  } catch (const InputError& error) {
    return error.what();
  }
}

SearchResult search_under(const Spec& spec, std::uint64_t seed = 1) {
  Diagnostics diagnostics;
  SearchOptions options;
  options.objective = Objective::energy;  // does not ask for lanes by itself
  options.effort = 20'000;
  options.seed = seed;
  options.even = true;
  options.conventions = spec.conventions;
  return search(spec.problem, spec.machine, read_rules(spec, diagnostics), options);
}

TEST(TimeloopParallelism, IsReadFromEveryFormOfConstraints) {
  for (const char* text : {
           "constraints: {targets: [{target: RF, type: utilization, min: 0.25}]}\n",
           "architecture_constraints: {targets: [{target: RF, type: parallelism, min: 0.25}]}\n",
           "mapspace_constraints: [{target: RF, type: utilization, min: 1 / 4}]\n",
           "mapspace: {constraints: [{target: 0, type: parallelism, min: 0.25}]}\n",
           "mapspace: {targets: [{name: RF, type: parallelism, min: 0.25}]}\n",
           "arch-constraints: [{name: RF, constraints: [{type: utilization, attributes: {min: 0.25}}]}]\n",
           "constraints: [{name: RF, constraints: [{type: utilization, min: 0.25}]}]\n",
           "variables: {part: 0.25}\nconstraints: [{target: RF, type: utilization, min: part}]\n",
       }) {
    Constraints rules;
    EXPECT_EQ(said_of_rules(text, &rules), "") << text;
    EXPECT_EQ(rules.used_lanes.least, 0.25) << text;
  }
}

/// Lanes side by side share no halo, and one lane slides: energy alone wants one.
const std::string sliding_problem = R"(problem:
  shape:
    name: sliding
    dimensions: [P, R]
    data-spaces:
    - {name: I, projection: [[[P], [R]]]}
    - {name: W, projection: [[[R]]]}
    - {name: Z, projection: [[[P]]], read-write: true}
  instance: {P: 16, R: 3}
)";

TEST(TimeloopParallelism, IsObeyedByEveryMappingFound) {
  const std::string outputs_only = "- {target: Buffer, type: spatial, factors: R=1}\n";
  for (const auto& [min, lanes] : std::vector<std::pair<std::string, std::int64_t>>{
           {"0", 1}, {"0.125", 1}, {"0.126", 2}, {"0.25", 2}, {"0.3", 4}, {"0.5", 4}}) {
    const Spec spec = spec_of({small_machine, sliding_problem, small_table, minimum(min) + outputs_only});
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
      const SearchResult result = search_under(spec, seed);
      ASSERT_TRUE(result.mapping) << min;
      const std::int64_t used = used_lanes(spec.problem, result.mapping->nest);
      EXPECT_GE(used, lanes) << min << " seed " << seed;
      if (lanes == 1) {
        EXPECT_EQ(used, 1) << "without a minimum";
      }
    }
  }
}

TEST(TimeloopParallelism, IsReachedWithThreeDimensionsOnOneAxis) {
  const Spec spec =
      spec_of({with(with(small_machine, "meshX: 4}\n        - name: MAC", "meshX: 8}\n        - name: MAC"),
                    "word-bits: 8, meshX: 4}\n", "word-bits: 8, meshX: 8}\n"),
               with(small_problem, "{M: 16, N: 8, K: 12}", "{M: 2, N: 2, K: 2}"), small_table, minimum("1")});
  const SearchResult result = search_under(spec);
  ASSERT_TRUE(result.mapping);
  EXPECT_EQ(used_lanes(spec.problem, result.mapping->nest), 8);
}

TEST(TimeloopParallelism, ThatNoFactorsReachIsInfeasibleAtItsPlace) {
  const Spec spec = spec_under(minimum("0.6") + "- {target: Buffer, type: spatial, factors: M=2 N=2 K=1}\n");
  const SearchResult result = search_under(spec);
  EXPECT_EQ(result.status, SearchStatus::infeasible);
  ASSERT_TRUE(result.infeasible);
  EXPECT_EQ(result.infeasible->sentence, "at least 5 of the 8 lanes must have work, and at most 4 can");
  EXPECT_EQ(result.infeasible->help, "ask for at most 0.5, or let more be unrolled");
  EXPECT_THAT(result.infeasible->place.text(), HasSubstr(":2:40"));
}

TEST(TimeloopParallelism, IsKeptByTheImport) {
  const Spec spec = spec_under(minimum("0.3"));
  Diagnostics diagnostics;
  const Constraints rules = read_rules(spec, diagnostics);
  const std::string text = print_constraints(rules, spec.problem, spec.machine);
  EXPECT_THAT(text, HasSubstr("\nmin_used_lanes: 0.3\n"));
  EXPECT_EQ(read_constraints(file_of(text), spec.problem, spec.machine).used_lanes.least, 0.3);
}

TEST(TimeloopParallelism, IsNotAskedOfAGivenMappingWhichIsTold) {
  const std::string lean = with(with(small_mapping, "factors: M=1 N=4 K=3", "factors: M=1 N=8 K=3"),
                                "factors: M=4 N=2 K=1", "factors: M=4 N=1 K=1");
  const auto warned = [&](const std::string& mapping, const std::string& rules) {
    return warnings_of({small_machine, small_problem, mapping, small_table, rules});
  };
  EXPECT_EQ(warned(lean, minimum("0.5")), "");
  EXPECT_EQ(warned(small_mapping, minimum("1")), "");
  EXPECT_THAT(
      warned(lean, minimum("0.6")),
      HasSubstr(":2:40: warning: the mapping uses 4 of 8 lanes, less than this minimum: it is taken as "
                "it is, as in Timeloop\n"));
  EXPECT_EQ(warned(lean, minimum("2")), "") << "what is wrong in it is for the mapper";
  EXPECT_EQ(evaluate({small_machine, small_problem, lean, small_table, minimum("0.6")}).evaluation.cycles,
            evaluate({small_machine, small_problem, lean, small_table}).evaluation.cycles);
}

struct RuleMistake {
  const char* claim;
  const char* text;
  const char* says;
  const char* help;
};

class RuleMistakes : public testing::TestWithParam<RuleMistake> {};

TEST_P(RuleMistakes, IsTold) {
  const std::string said = said_of_rules(std::string("constraints:\n") + GetParam().text + "\n");
  EXPECT_THAT(said, HasSubstr(GetParam().says));
  EXPECT_THAT(said, HasSubstr(GetParam().help));
}

INSTANTIATE_TEST_SUITE_P(
    Timeloop, RuleMistakes,
    testing::Values(
        RuleMistake{"MinimumAboveAll", "- {target: RF, type: parallelism, min: 50}",
                    ":2:40: error: 'min' must be between 0 and 1, not '50'\n",
                    "help: write the part of all lanes that must be used, as in 'min: 0.5'"},
        RuleMistake{"NegativeMinimum", "- {target: RF, type: parallelism, min: -0.1}",
                    ":2:40: error: 'min' must be between 0 and 1, not '-0.1'\n", "as in 'min: 0.5'"},
        RuleMistake{"MinimumThatIsNoNumber", "- {target: RF, type: utilization, min: half}",
                    "error: 'min' of a constraint of type 'utilization' must be a number, not 'half'\n", ""},
        RuleMistake{"NoMinimum", "- {target: RF, type: utilization}",
                    ":2:3: error: a constraint of type 'utilization' needs a 'min'\n", "as in 'min: 0.5'"},
        RuleMistake{"MisspeltMinimum", "- {target: RF, type: utilization, min: 0.5, mim: 1}",
                    "has a key 'mim' that nothing reads\n", "did you mean 'min'?"},
        RuleMistake{"MinimumOfAnOuterLevel", "- {target: Buffer, type: parallelism, min: 0.5}",
                    ":2:3: error: parallelism cannot be constrained at 'Buffer': it speaks of all lanes\n",
                    "help: as in Timeloop, name the innermost level, 'RF'"},
        RuleMistake{
            "TwoMinima",
            "- {target: RF, type: parallelism, min: 0.5}\n- {target: RF, type: utilization, min: 0.5}",
            ":3:3: error: a second constraint on parallelism\n", ":2:3: note: the first is here\n"},
        RuleMistake{"MisspeltType", "- {target: RF, type: paralelism, min: 0.5}",
                    ":2:3: error: a constraint of type 'paralelism' is not known\n",
                    "help: did you mean 'parallelism'?"},
        RuleMistake{"NoType", "- {target: RF, min: 0.5}", ":2:3: error: a constraint needs a 'type'\n",
                    "help: the types are 'temporal'"},
        RuleMistake{"NoProportion", "- {target: RF, type: max_overbooked_proportion}",
                    ":2:3: error: a part of the tiles between 0 and 1 is needed\n",
                    "help: write 'proportion: 0'"},
        RuleMistake{"ProportionAboveAll", "- {target: RF, type: max_overbooked_proportion, proportion: 7}",
                    ":2:3: error: a part of the tiles between 0 and 1 is needed\n",
                    "help: write 'proportion: 0'"}),
    [](const testing::TestParamInfo<RuleMistake>& mistake) { return std::string(mistake.param.claim); });

TEST(TimeloopOverbooking, ChangesNothingWhereItMayNotHappen) {
  EXPECT_EQ(said_of_rules("constraints: [{target: RF, type: max_overbooked_proportion, proportion: 0}]\n"),
            "");
  EXPECT_EQ(said_of_rules("constraints: [{target: RF, type: max_overbooked_proportion, proportion: 0.5}]\n"),
            "");
}

TEST(TimeloopOverbooking, IsWarnedOfWhereItMayHappen) {
  const Spec spec = spec_of(
      {with(small_machine, "depth: 64", "depth: 64, allow_overbooking: true"), small_problem, small_table,
       "constraints: [{target: Buffer, type: max_overbooked_proportion, proportion: 0.5}]\n"});
  Diagnostics diagnostics;
  read_rules(spec, diagnostics);
  EXPECT_THAT(render(diagnostics.all()),
              HasSubstr("warning: overbooked tiles are not modelled: every tile found fits in 'Buffer'\n"));
}

}  // namespace
}  // namespace ridge::timeloop
