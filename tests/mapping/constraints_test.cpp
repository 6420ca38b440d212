// Constraints: what they mean, how they merge, and every message in full.
#include "sim/mapping/constraints.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/mapping/examples.hpp"

namespace ridge::test {
namespace {

/// A convolution of 8 x 4 channels, 6 x 6, 3 x 3, under constraints on the array machine.
class ConstraintSet : public ::testing::Test {
 protected:
  Problem problem = layer("{type: conv2d, N: 1, K: 8, C: 4, P: 6, Q: 6, R: 3, S: 3}");
  Machine on = array_machine();

  Constraints read(const std::string& text) const {
    return read_constraints(parsed("rules.yaml", text), problem, on);
  }
  std::string error(const std::string& text) const {
    return error_of([&] { read(text); });
  }
  DimensionId dimension(const char* name) const { return *problem.dimension_named(name); }
  const BoundRule& temporal(const Constraints& rules, const char* level, const char* name) const {
    return rules.temporal[*on.level_named(level)].bounds[dimension(name)];
  }
  const BoundRule& spatial(const Constraints& rules, Axis axis, const char* name) const {
    return rules.spatial[FanoutId(0)][static_cast<std::size_t>(axis)].bounds[dimension(name)];
  }
  std::string broken(const std::string& rules, const std::string& entries) const {
    const auto sentence = broken_constraint(read(rules), problem, on, nest(entries, problem, on));
    return sentence.value_or("obeyed");
  }
};

constexpr auto no_limit = std::numeric_limits<std::int64_t>::max();

TEST_F(ConstraintSet, NoneAllowsEverything) {
  EXPECT_EQ(read("{}"), Constraints::none(problem, on));
  EXPECT_EQ(read("{ridge: constraints/1, name: empty, source: nowhere, levels: {}, fanouts: {}}"),
            Constraints::none(problem, on));
}

TEST_F(ConstraintSet, BoundsAreExactAtMostAtLeastOrAll) {
  const Constraints rules = read("fanouts: {PE.x: {bounds: {K: 4, C: <= 3, P: '>= 2', R: all}}}");
  EXPECT_EQ(spatial(rules, Axis::x, "K"), (BoundRule{4, 4, false, {}}));
  EXPECT_EQ(spatial(rules, Axis::x, "C"), (BoundRule{1, 3, false, {}}));
  EXPECT_EQ(spatial(rules, Axis::x, "P"), (BoundRule{2, no_limit, false, {}}));
  EXPECT_EQ(spatial(rules, Axis::x, "R"), (BoundRule{1, no_limit, true, {}}));
  EXPECT_EQ(spatial(rules, Axis::x, "S"), BoundRule());
  EXPECT_EQ(spatial(rules, Axis::y, "K"), BoundRule());
}

TEST_F(ConstraintSet, BoundsBeyondADimensionMeanAllOfIt) {
  const Constraints rules =
      read("levels: {GLB: {temporal: {bounds: {K: 9, C: '>= 5', N: '>= 2'}, must: [N]}}}");
  EXPECT_EQ(temporal(rules, "GLB", "K"), (BoundRule{8, 8, false, {}}));
  EXPECT_EQ(temporal(rules, "GLB", "C"), (BoundRule{4, no_limit, false, {}}));
  EXPECT_EQ(temporal(rules, "GLB", "N"), BoundRule());
}

TEST_F(ConstraintSet, OnlyMustAndNot) {
  const Constraints rules = read("levels: {RF: {temporal: {only: [R, S, K], must: [R], not: [K]}}}");
  EXPECT_EQ(temporal(rules, "RF", "R"), (BoundRule{2, no_limit, false, {}}));
  EXPECT_EQ(temporal(rules, "RF", "S"), BoundRule());
  for (const char* name : {"K", "C", "P", "Q", "N"})
    EXPECT_EQ(temporal(rules, "RF", name).most, 1) << name;
}

TEST_F(ConstraintSet, SetsAreMadeFromRoles) {
  const auto allowed = [&](const std::string& set) {
    const Constraints rules = read("levels: {GLB: {temporal: {only: [" + set + "]}}}");
    std::string names;
    for (const Dimension& each : problem.dimensions) {
      if (temporal(rules, "GLB", each.name.c_str()).most > 1) names += each.name;
    }
    return names;
  };
  EXPECT_EQ(allowed("of weights"), "KCRS");
  EXPECT_EQ(allowed("not of weights"), "NPQ");
  EXPECT_EQ(allowed("not of outputs"), "CRS");
  EXPECT_EQ(allowed("of weights and not of inputs"), "K");
  EXPECT_EQ(allowed("of inputs and not of outputs and of weights"), "CRS");
  EXPECT_EQ(allowed("of inputs and not of inputs"), "");
  EXPECT_EQ(allowed("not of outputs, K"), "KCRS");
}

TEST_F(ConstraintSet, DimensionsOfOtherLayerTypesArePassedOver) {
  const Constraints rules = read("levels: {GLB: {temporal: {only: [K, M, G], order: [M, K]}}}");
  EXPECT_EQ(temporal(rules, "GLB", "K"), BoundRule());
  EXPECT_EQ(rules.temporal[*on.level_named("GLB")].order, std::vector{dimension("K")});
}

TEST_F(ConstraintSet, LevelsAreSelectedByNamePlaceAndKind) {
  const auto selected = [&](const std::string& key) {
    const Constraints rules = read("levels: {" + key + ": {temporal: {not: [K]}}}");
    std::string names;
    for (const StorageLevel& level : on.levels) {
      if (temporal(rules, level.name.c_str(), "K").most == 1) names += level.name + " ";
    }
    return names;
  };
  EXPECT_EQ(selected("GLB"), "GLB ");
  EXPECT_EQ(selected("innermost"), "RF ");
  EXPECT_EQ(selected("outermost"), "DRAM ");
  EXPECT_EQ(selected("every"), "DRAM GLB RF ");
  EXPECT_EQ(selected("scratchpad"), "GLB ");
  EXPECT_EQ(selected("register"), "RF ");
}

TEST_F(ConstraintSet, AxesAreSelectedByNameAndPlace) {
  const auto selected = [&](const std::string& key) {
    const Constraints rules = read("fanouts: {" + key + ": {not: [K]}}");
    return std::string(spatial(rules, Axis::x, "K").most == 1 ? "x" : "") +
           (spatial(rules, Axis::y, "K").most == 1 ? "y" : "");
  };
  EXPECT_EQ(selected("PE.x"), "x");
  EXPECT_EQ(selected("PE"), "xy");
  EXPECT_EQ(selected("innermost.y"), "y");
  EXPECT_EQ(selected("outermost.x"), "x");
  EXPECT_EQ(selected("every"), "xy");
}

TEST_F(ConstraintSet, KeepAndBypassByRoleOrTensor) {
  const Constraints rules = read("levels: {GLB: {keep: [weights], bypass: [Inputs]}}");
  const auto& glb = rules.keep[*on.level_named("GLB")];
  EXPECT_EQ(glb[*problem.tensor_named("Weights")], std::optional(true));
  EXPECT_EQ(glb[*problem.tensor_named("Inputs")], std::optional(false));
  EXPECT_EQ(glb[*problem.tensor_named("Outputs")], std::nullopt);
  EXPECT_EQ(read("levels: {GLB: {keep: [weights, A]}}").keep, read("levels: {GLB: {keep: [weights]}}").keep)
      << "A is a tensor of another layer type";
}

TEST_F(ConstraintSet, RulesForOnePlaceAllHold) {
  const Constraints rules = read(
      "levels:\n"
      "  RF: {temporal: {bounds: {K: <= 4}, order: [S]}}\n"
      "  register: {temporal: {bounds: {K: '>= 2'}, order: [R, S]}}\n"
      "  innermost: {temporal: {bounds: {K: all}, order: [S]}}\n");
  EXPECT_EQ(temporal(rules, "RF", "K"), (BoundRule{2, 4, true, {}}));
  EXPECT_EQ(rules.temporal[*on.level_named("RF")].order, (std::vector{dimension("R"), dimension("S")}));
}

TEST_F(ConstraintSet, BothIsWhatBothDemand) {
  const Constraints one = read("levels: {GLB: {keep: [weights], temporal: {bounds: {K: <= 4}}}}");
  const Constraints other = read("{levels: {GLB: {temporal: {must: [K]}}}, fanouts: {PE.x: {only: [K]}}}");
  const Constraints merged = both(one, other);
  EXPECT_EQ(temporal(merged, "GLB", "K"), (BoundRule{2, 4, false, {}}));
  EXPECT_EQ(merged.keep, one.keep);
  EXPECT_EQ(merged.spatial, other.spatial);
  EXPECT_EQ(both(other, one), merged);
  EXPECT_EQ(both(merged, merged), merged);
  EXPECT_EQ(both(merged, Constraints::none(problem, on)), merged);
}

TEST_F(ConstraintSet, TheHigherMinimumOfUsedLanesHolds) {
  const Constraints half = read("min_used_lanes: 0.5");
  EXPECT_EQ(half.used_lanes.least, 0.5);
  EXPECT_EQ(half.used_lanes.place.text(), "rules.yaml:1:17");
  EXPECT_FALSE(half == Constraints::none(problem, on));
  EXPECT_EQ(both(half, read("min_used_lanes: 0.25")), half);
  EXPECT_EQ(both(read("min_used_lanes: 0.25"), half).used_lanes.place.text(), "rules.yaml:1:17");
  const Machine own = array_machine("constraints: {min_used_lanes: 1}\n");
  EXPECT_EQ(read_constraints(*own.constraints, problem, own).used_lanes.least, 1);
}

TEST_F(ConstraintSet, ABoundMayHaveSeveralConditions) {
  const Constraints rules = read("levels: {GLB: {temporal: {bounds: {K: \">= 2, <= 4\", C: \"all,<= 8\"}}}}");
  EXPECT_EQ(temporal(rules, "GLB", "K"), (BoundRule{2, 4, false, {}}));
  EXPECT_EQ(temporal(rules, "GLB", "C"), (BoundRule{1, 8, true, {}}));
  for (const char* bound : {"\">= 2,\"", "\", <= 4\"", "\">= 2, some\"", "\">= 2 <= 4\""}) {
    EXPECT_THAT(error(std::string("levels: {GLB: {temporal: {bounds: {K: ") + bound + "}}}}"),
                testing::HasSubstr("is no bound"))
        << bound;
  }
  EXPECT_THAT(error("levels: {GLB: {temporal: {bounds: {K: \">= 4, <= 2\"}}}}"),
              testing::HasSubstr("bounds of at most 2 are asked for, but another rule wants at least 4"));
}

TEST_F(ConstraintSet, BothEndsOfABoundArePrinted) {
  const std::string text =
      "ridge: constraints/1\nlevels:\n"
      "  GLB: {temporal: {not: [S], bounds: {K: \">= 2, <= 4\", C: \"all, <= 3\", P: <= 2, R: all}}}\n"
      "fanouts:\n  PE.x: {bounds: {K: \">= 2\", Q: 3}}\n";
  EXPECT_EQ(print_constraints(read(text), problem, on), text);
}

TEST_F(ConstraintSet, UsedLanesArePrintedAsTheyWereRead) {
  const std::string text = "ridge: constraints/1\nmin_used_lanes: 0.07\nlevels:\n  GLB: {keep: [Outputs]}\n";
  EXPECT_EQ(print_constraints(read(text), problem, on), text);
}

TEST_F(ConstraintSet, UsedLanesAreAPartOfAll) {
  EXPECT_THAT(error("min_used_lanes: 1.5"),
              testing::StartsWith("rules.yaml:1:17: error: 'min_used_lanes' must be from 0 to 1, not '1.5'"));
  EXPECT_THAT(error("min_used_lanes: half"), testing::HasSubstr("rules.yaml:1:17: error: "));
}

TEST_F(ConstraintSet, BrokenUsedLanesCountThoseWithWork) {
  EXPECT_EQ(broken("min_used_lanes: 0.125", "  - spatial: {K: 4, over: PE.x}\n  - for: {K: 2}\n"), "obeyed");
  EXPECT_EQ(broken("min_used_lanes: 0.13", "  - spatial: {K: 4, over: PE.x}\n  - for: {K: 2}\n"),
            "4 of 32 lanes have work, must be at least 0.13 of them (rules.yaml:1:17)");
  // The fourth lane would begin at P = 6.
  EXPECT_EQ(broken("min_used_lanes: 0.125", "  - spatial: {P: 4, over: PE.x}\n  - for: {P: 2}\n"),
            "3 of 32 lanes have work, must be at least 0.125 of them (rules.yaml:1:17)");
  EXPECT_EQ(broken("min_used_lanes: 0.125", "  - for: {P: 2}\n  - spatial: {P: 4, over: PE.x}\n"), "obeyed");
  EXPECT_EQ(broken("min_used_lanes: 0", "  - for: {K: 8}\n"), "obeyed");
}

TEST_F(ConstraintSet, ContradictionsNameBothPlaces) {
  EXPECT_EQ(error("levels:\n"
                  "  RF: {temporal: {bounds: {K: 4}, order: [R, S]}}\n"
                  "  innermost: {temporal: {not: [K], order: [S, R]}}\n"
                  "  GLB: {keep: [weights]}\n"
                  "  scratchpad: {bypass: [weights]}\n"
                  "fanouts:\n"
                  "  PE.x: {bounds: {C: <= 2}}\n"
                  "  every: {bounds: {C: \">= 3\"}}\n"),
            "rules.yaml:3:32: error: bounds of at most 1 are asked for, but another rule wants at least 4\n"
            "    3 |   innermost: {temporal: {not: [K], order: [S, R]}}\n"
            "      |                                ^\n"
            "rules.yaml:2:31: note: at least 4 here\n"
            "   help: relax one of the two\n"
            "rules.yaml:3:43: error: this order of loops excludes another one\n"
            "    3 |   innermost: {temporal: {not: [K], order: [S, R]}}\n"
            "      |                                           ^\n"
            "rules.yaml:2:42: note: the other order\n"
            "   help: relax one of the two\n"
            "rules.yaml:5:25: error: 'bypass' is asked for, but another rule wants 'keep'\n"
            "    5 |   scratchpad: {bypass: [weights]}\n"
            "      |                         ^\n"
            "rules.yaml:4:16: note: 'keep' here\n"
            "   help: relax one of the two\n"
            "rules.yaml:8:23: error: bounds of at least 3 are asked for, but another rule wants at most 2\n"
            "    8 |   every: {bounds: {C: \">= 3\"}}\n"
            "      |                       ^\n"
            "rules.yaml:7:22: note: at most 2 here\n"
            "   help: relax one of the two\n");
}

TEST_F(ConstraintSet, ContradictionsBetweenTwoSets) {
  const Constraints one = read("fanouts: {PE.x: {not: [K]}}");
  const Constraints other = read("fanouts: {PE.x: {must: [K]}}");
  EXPECT_EQ(error_of([&] { both(one, other); }),
            "rules.yaml:1:25: error: bounds of at least 2 are asked for, but another rule wants at most 1\n"
            "    1 | fanouts: {PE.x: {must: [K]}}\n"
            "      |                         ^\n"
            "rules.yaml:1:24: note: at most 1 here\n"
            "   help: relax one of the two\n");
}

TEST_F(ConstraintSet, ContradictionsToTheMachine) {
  on.levels[*on.level_named("GLB")].may_keep = RoleSet().with(static_cast<std::size_t>(Role::inputs));
  EXPECT_EQ(error("levels:\n"
                  "  RF: {bypass: [weights]}\n"
                  "  GLB: {keep: [weights]}\n"
                  "fanouts:\n"
                  "  PE.x: {bounds: {K: \">= 5\"}}\n"),
            "rules.yaml:2:17: error: 'RF' cannot bypass weights\n"
            "    2 |   RF: {bypass: [weights]}\n"
            "      |                 ^\n"
            "machine.yaml:9:5: note: 'RF' keeps weights, inputs and outputs\n"
            "   help: say 'may_keep' instead of 'keeps' in 'RF'\n"
            "rules.yaml:3:16: error: 'GLB' cannot keep weights\n"
            "    3 |   GLB: {keep: [weights]}\n"
            "      |                ^\n"
            "machine.yaml:7:5: note: 'GLB' may keep inputs\n"
            "   help: add weights to 'may_keep' of 'GLB'\n"
            "rules.yaml:5:22: error: 'K' is to be unrolled 5 times over PE.x, which is 4 wide\n"
            "    5 |   PE.x: {bounds: {K: \">= 5\"}}\n"
            "      |                      ^\n"
            "   help: at most 4, or a wider 'PE'\n");
}

TEST_F(ConstraintSet, UnknownNamesNameTheNearest) {
  EXPECT_EQ(error("level: {}\n"
                  "levels:\n"
                  "  GBL: {keep: [weight], bypas: [inputs], temporal: {onyl: [K]}}\n"
                  "  cache: {}\n"
                  "  GLB: {temporal: {only: [KK, of wieghts, weights]}}\n"
                  "fanouts:\n"
                  "  PE.z: {not: [K]}\n"),
            "rules.yaml:1:1: error: unknown key 'level' in a set of constraints\n"
            "    1 | level: {}\n"
            "      | ^\n"
            "   help: did you mean 'levels'?\n"
            "rules.yaml:3:3: error: machine 'small' has no level 'GBL'\n"
            "    3 |   GBL: {keep: [weight], bypas: [inputs], temporal: {onyl: [K]}}\n"
            "      |   ^\n"
            "   help: did you mean 'GLB'?\n"
            "rules.yaml:3:16: error: problem 'layer' has no tensor or role 'weight'\n"
            "    3 |   GBL: {keep: [weight], bypas: [inputs], temporal: {onyl: [K]}}\n"
            "      |                ^\n"
            "   help: did you mean 'weights'?\n"
            "rules.yaml:3:53: error: unknown key 'onyl' in the rules of temporal loops\n"
            "    3 |   GBL: {keep: [weight], bypas: [inputs], temporal: {onyl: [K]}}\n"
            "      |                                                     ^\n"
            "   help: did you mean 'only'?\n"
            "rules.yaml:3:25: error: unknown key 'bypas' in the constraints of a level\n"
            "    3 |   GBL: {keep: [weight], bypas: [inputs], temporal: {onyl: [K]}}\n"
            "      |                         ^\n"
            "   help: did you mean 'bypass'?\n"
            "rules.yaml:4:3: error: machine 'small' has no level 'cache'\n"
            "    4 |   cache: {}\n"
            "      |   ^\n"
            "   help: use 'DRAM', 'GLB', 'RF', 'innermost', 'outermost', 'every', 'dram', 'scratchpad' or "
            "'register'\n"
            "rules.yaml:5:27: error: problem 'layer' has no dimension 'KK'\n"
            "    5 |   GLB: {temporal: {only: [KK, of wieghts, weights]}}\n"
            "      |                           ^\n"
            "   help: did you mean 'K'?\n"
            "rules.yaml:5:31: error: problem 'layer' has no dimension 'of wieghts'\n"
            "    5 |   GLB: {temporal: {only: [KK, of wieghts, weights]}}\n"
            "      |                               ^\n"
            "   help: did you mean 'of weights'?\n"
            "rules.yaml:5:43: error: problem 'layer' has no dimension 'weights'\n"
            "    5 |   GLB: {temporal: {only: [KK, of wieghts, weights]}}\n"
            "      |                                           ^\n"
            "   help: did you mean 'of weights'?\n"
            "rules.yaml:7:3: error: machine 'small' has no fanout axis 'PE.z'\n"
            "    7 |   PE.z: {not: [K]}\n"
            "      |   ^\n"
            "   help: did you mean 'PE.x'?\n");
}

TEST_F(ConstraintSet, BoundsAreDecimalNumbersWithoutLeadingZeros) {
  for (const char* bound : {"010", "\"<= 010\"", "\">= 02\"", "0x4"}) {
    EXPECT_THAT(error(std::string("levels: {GLB: {temporal: {bounds: {K: ") + bound + "}}}}"),
                testing::HasSubstr("is no bound"))
        << bound;
  }
}

TEST_F(ConstraintSet, ValuesOfTheWrongForm) {
  EXPECT_EQ(error("levels:\n"
                  "  GLB: {keep: weights, temporal: {only: K, bounds: [K], order: [K, K]}}\n"
                  "  RF: {temporal: {bounds: {K: some, C: 0, R: < 4, S: \"<= 9223372036854775808\"}}}\n"
                  "fanouts: [PE.x]\n"),
            "rules.yaml:2:15: error: 'keep' is a list of roles, not 'weights'\n"
            "    2 |   GLB: {keep: weights, temporal: {only: K, bounds: [K], order: [K, K]}}\n"
            "      |               ^\n"
            "   help: write 'keep: [weights, inputs]'\n"
            "rules.yaml:2:41: error: 'only' is a list of dimensions, not 'K'\n"
            "    2 |   GLB: {keep: weights, temporal: {only: K, bounds: [K], order: [K, K]}}\n"
            "      |                                         ^\n"
            "   help: write 'only: [N, K, C, P, Q, R, S]'\n"
            "rules.yaml:2:52: error: 'bounds' is a map, not a list\n"
            "    2 |   GLB: {keep: weights, temporal: {only: K, bounds: [K], order: [K, K]}}\n"
            "      |                                                    ^\n"
            "   help: write 'bounds: {K: 16, C: <= 4, P: \">= 2\", R: all}'\n"
            "rules.yaml:2:68: error: 'K' stands in this order twice\n"
            "    2 |   GLB: {keep: weights, temporal: {only: K, bounds: [K], order: [K, K]}}\n"
            "      |                                                                    ^\n"
            "   help: name each dimension once, outermost first\n"
            "rules.yaml:3:31: error: 'some' is no bound\n"
            "    3 |   RF: {temporal: {bounds: {K: some, C: 0, R: < 4, S: \"<= 9223372036854775808\"}}}\n"
            "      |                               ^\n"
            "   help: write a number of at least 1, '<= 4', '>= 2' or 'all'\n"
            "rules.yaml:3:40: error: '0' is no bound\n"
            "    3 |   RF: {temporal: {bounds: {K: some, C: 0, R: < 4, S: \"<= 9223372036854775808\"}}}\n"
            "      |                                        ^\n"
            "   help: write a number of at least 1, '<= 4', '>= 2' or 'all'\n"
            "rules.yaml:3:46: error: '< 4' is no bound\n"
            "    3 |   RF: {temporal: {bounds: {K: some, C: 0, R: < 4, S: \"<= 9223372036854775808\"}}}\n"
            "      |                                              ^\n"
            "   help: write a number of at least 1, '<= 4', '>= 2' or 'all'\n"
            "rules.yaml:3:54: error: '<= 9223372036854775808' is no bound\n"
            "    3 |   RF: {temporal: {bounds: {K: some, C: 0, R: < 4, S: \"<= 9223372036854775808\"}}}\n"
            "      |                                                      ^\n"
            "   help: write a number of at least 1, '<= 4', '>= 2' or 'all'\n"
            "rules.yaml:4:10: error: 'fanouts' is a map, not a list\n"
            "    4 | fanouts: [PE.x]\n"
            "      |          ^\n"
            "   help: write 'fanouts: {NAME: {...}}'\n");
}

TEST_F(ConstraintSet, MachinesMayCarryTheirOwn) {
  const Machine own = array_machine("constraints: {fanouts: {PE.x: {only: [K]}}}\n");
  ASSERT_TRUE(own.constraints.has_value());
  EXPECT_EQ(read_constraints(*own.constraints, problem, own), read("fanouts: {PE.x: {only: [K]}}"));
}

TEST_F(ConstraintSet, BrokenKeeps) {
  EXPECT_EQ(broken("levels: {GLB: {keep: [weights], bypass: [inputs]}}", "  - keep: {GLB: [Weights]}\n"),
            "obeyed");
  EXPECT_EQ(broken("levels: {GLB: {keep: [weights]}}", "  - keep: {DRAM: [Weights]}\n"),
            "'GLB' must keep 'Weights' (rules.yaml:1:23)");
  EXPECT_EQ(broken("levels: {GLB: {bypass: [inputs]}}", "  - keep: {GLB: [Inputs]}\n"),
            "'GLB' must not keep 'Inputs' (rules.yaml:1:25)");
}

TEST_F(ConstraintSet, BrokenBoundsCountAllLoopsOfAPlace) {
  const std::string rules = "levels: {GLB: {temporal: {bounds: {K: 4}}}}";
  EXPECT_EQ(broken(rules,
                   "  - keep: {DRAM: [Weights]}\n"
                   "  - for: {K: 2}\n"  // below DRAM
                   "  - keep: {GLB: [Weights]}\n"
                   "  - for: {K: 2}\n"
                   "  - for: {C: 4}\n"
                   "  - spatial: {P: 4, over: PE.x}\n"
                   "  - for: {K: 2}\n"  // RF has not begun
                   "  - keep: {RF: [Weights]}\n"
                   "  - for: {K: 2}\n"),
            "obeyed");
  EXPECT_EQ(broken(rules, "  - keep: {GLB: [Weights]}\n  - for: {K: 3}\n"),
            "loops over 'K' below 'GLB' multiply to 3, must be at least 4 (rules.yaml:1:39)");
  EXPECT_EQ(broken("fanouts: {PE.x: {only: [K]}}", "  - spatial: {C: 2, over: PE.x}\n"),
            "loops over 'C' on PE.x multiply to 2, must be at most 1 (rules.yaml:1:24)");
}

TEST_F(ConstraintSet, LoopsAboveAllNodesBelongToTheOutermostLevel) {
  EXPECT_EQ(
      broken("levels: {outermost: {temporal: {not: [K]}}}", "  - for: {K: 2}\n  - keep: {GLB: [Weights]}\n"),
      "loops over 'K' below 'DRAM' multiply to 2, must be at most 1 (rules.yaml:1:39)");
}

TEST_F(ConstraintSet, BrokenAllLooksFurtherOutOnly) {
  const std::string rules = "fanouts: {PE.y: {bounds: {R: all}}}";
  EXPECT_EQ(broken(rules, "  - spatial: {R: 3, over: PE.y}\n"), "obeyed");
  EXPECT_EQ(broken(rules, "  - keep: {RF: [Weights]}\n  - for: {R: 3}\n"), "obeyed");
  EXPECT_EQ(broken(rules, "  - keep: {GLB: [Weights]}\n  - for: {R: 3}\n"),
            "a loop over 'R' stands below 'GLB', but all of them must be on PE.y (rules.yaml:1:30)");
  EXPECT_EQ(broken(rules, "  - spatial: {R: 3, over: PE.x}\n"),
            "a loop over 'R' stands on PE.x, but all of them must be on PE.y (rules.yaml:1:30)");
  EXPECT_EQ(broken("fanouts: {PE.x: {bounds: {R: all}}}", "  - spatial: {R: 3, over: PE.y}\n"), "obeyed");
}

TEST_F(ConstraintSet, BrokenOrder) {
  const std::string rules = "levels: {GLB: {temporal: {order: [K, Q]}}}";
  const std::string below_glb = "  - keep: {GLB: [Weights]}\n";
  EXPECT_EQ(broken(rules, below_glb + "  - for: {C: 4}\n  - for: {K: 2}\n  - for: {K: 2}\n  - for: {Q: 6}\n"),
            "obeyed");
  EXPECT_EQ(broken(rules, below_glb + "  - for: {Q: 6}\n  - for: {C: 1}\n"), "obeyed");
  EXPECT_EQ(broken(rules, below_glb + "  - for: {Q: 6}\n  - for: {K: 2}\n"),
            "'K' must stand outside 'Q' below 'GLB' (rules.yaml:1:34)");
  EXPECT_EQ(broken(rules, below_glb + "  - for: {K: 2}\n  - for: {C: 4}\n"),
            "'C' must stand outside 'K' below 'GLB' (rules.yaml:1:34)");
}

}  // namespace
}  // namespace ridge::test
