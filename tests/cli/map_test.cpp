// ridge map: statuses, files it writes, and the same bytes whatever the number of threads.
#include <algorithm>
#include <map>
#include <regex>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/views/numbers.hpp"
#include "tests/cli/inputs.hpp"
#include "tests/cli/json_keys.hpp"
#include "tests/cli/run_ridge.hpp"

namespace ridge::tests {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::ContainsRegex;
using ::testing::ElementsAre;
using ::testing::Eq;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class Map : public ::testing::Test {
 protected:
  Outcome map(const std::string& workload, const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments{"map", "--arch", arch_, "--workload", workload};
    if (std::find(more.begin(), more.end(), "--effort") == more.end())
      arguments.insert(arguments.end(), {"--effort", "2000"});
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_ridge(arguments);
  }

  Scratch scratch_;
  std::string arch_ = scratch_.write("machine.yaml", machine_yaml);
  std::string layer_ = scratch_.write("layer.yaml", layer_yaml);
  std::string network_ = scratch_.write("network.yaml", network_yaml);
};

TEST_F(Map, ALayerIsOneObjectWithTheseKeys) {
  const Outcome outcome = map(layer_, {"--json"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const Json result = Json::parse(outcome.out);
  EXPECT_THAT(keys_of(result), ElementsAre("status", "objective", "value", "lower_bound", "gap", "mapping",
                                           "evaluation", "search"));
  EXPECT_THAT(result["status"], AnyOf(Eq("optimal"), Eq("limit_reached")));
  EXPECT_EQ(result["objective"], "edp");
  EXPECT_LE(result["lower_bound"].get<double>(), result["value"].get<double>());
  EXPECT_EQ(result["evaluation"]["schema"], "ridge.evaluation/1");
}

TEST_F(Map, ActivationsStayOnTheChipWhereThatIsAskedFor) {
  const std::string chain = scratch_.write("chain.yaml",
                                           "ridge: workload/1\nname: chain\nlayers:\n"
                                           "  - {name: one, type: gemm, M: 64, N: 64, K: 64}\n"
                                           "  - {name: two, type: gemm, M: 64, N: 32, K: 64}\n");
  const std::vector<std::string> asked{"map", "--arch", "a100_40gb", "--workload", chain, "--residency"};
  const auto with = [&asked](std::vector<std::string> more) {
    more.insert(more.begin(), asked.begin(), asked.end());
    return run_ridge(more);
  };
  const Outcome outcome = with({"auto", "--json"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const Json result = Json::parse(outcome.out);
  EXPECT_EQ(result["resident"], Json::parse(R"({"level": "L2", "results": 1, "can_stay": 1, "staying": 1,
                                                "peak_bytes": 4096})"));
  EXPECT_EQ(result["layers"][0]["resident"]["roles"], Json::parse(R"(["outputs"])"));
  EXPECT_EQ(result["layers"][1]["resident"]["roles"], Json::parse(R"(["inputs"])"));
  EXPECT_FALSE(result["layers"][1]["evaluation"]["levels"][0]["tensors"].contains("A"));
  const Outcome text = with({"L2"});
  EXPECT_THAT(text.out,
              AllOf(HasSubstr("stays"), HasSubstr("1 of 1 results that later layers read stay in L2 (1 "
                                                  "could), at most 4 KiB at one time")));
  EXPECT_THAT(with({"Registers"}).err, HasSubstr("activations cannot stay in 'Registers'"));
  for (const char* other : {"--pareto=latency,energy", "--together", "--save=m.yaml", "--certificate=c.yaml"})
    EXPECT_EQ(with({"auto", other}).exit_code, 2) << other;
}

TEST_F(Map, LayersAreChosenTogetherWhereThatIsAskedFor) {
  const Outcome outcome = map(network_, {"--json", "--together", "--effort", "200000"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const Json result = Json::parse(outcome.out);
  EXPECT_EQ(result["totals"]["status"], "optimal");
  EXPECT_THAT(result["notes"].dump(), HasSubstr("chosen together"));
  for (const char* other : {"--pareto=latency,energy", "--certificate=claims.yaml"}) {
    const Outcome both = map(network_, {"--together", other});
    EXPECT_EQ(both.exit_code, 2);
    EXPECT_THAT(both.err, HasSubstr("excludes"));
  }
}

TEST_F(Map, ANetworkListsDistinctLayersWithCountsAndTotals) {
  const Outcome outcome = map(network_, {"--json", "--objective", "latency"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const Json result = Json::parse(outcome.out);
  ASSERT_EQ(result["layers"].size(), 2U);
  EXPECT_EQ(result["layers"][0]["name"], "first");
  EXPECT_EQ(result["layers"][0]["count"], 2);
  EXPECT_THAT(result["layers"][0]["also"], ElementsAre("again"));
  EXPECT_EQ(result["layers"][1]["count"], 1);
  const double cycles = 2 * result["layers"][0]["evaluation"]["cycles"].get<double>() +
                        result["layers"][1]["evaluation"]["cycles"].get<double>();
  EXPECT_DOUBLE_EQ(result["totals"]["cycles"].get<double>(), cycles);
  EXPECT_DOUBLE_EQ(result["totals"]["value"].get<double>(), cycles);
}

TEST_F(Map, WeightsMakeAnObjective) {
  const Outcome outcome = map(network_, {"--json", "--objective", "latency:1,energy:2"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const Json result = Json::parse(outcome.out);
  const Json& first = result["layers"][0];
  EXPECT_EQ(first["objective"], "energy:2,latency:1");
  const double joules = first["evaluation"]["energy_pj"].get<double>() * 1e-12;
  EXPECT_DOUBLE_EQ(first["value"].get<double>(),
                   joules * joules * first["evaluation"]["seconds"].get<double>());
  EXPECT_EQ(result["totals"]["objective"], "energy:2,latency:1");
  const std::string text = map(network_, {"--objective", "latency:1,energy:2"}).out;
  EXPECT_THAT(text, HasSubstr("for least energy:2,latency:1"));
  EXPECT_THAT(text, ContainsRegex("energy:2,latency:1 [0-9.]+e-[0-9]+ J.2 s: "));
}

TEST_F(Map, WeightsOfOneAreTheEnergyDelayProduct) {
  EXPECT_EQ(map(network_, {"--json", "--objective", "energy:1,latency:1"}).out,
            map(network_, {"--json"}).out);
}

/// Of primes only whole dimensions divide: 13 over 8 lanes takes two steps, or 13 on one lane.
TEST_F(Map, PerfectBoundsDivide) {
  const std::string workload = scratch_.write(
      "odd.yaml",
      "ridge: workload/1\nname: odd\nlayer: {type: gemm, M: 13, N: 13, K: 12, precision: int8}\n");
  const std::vector<std::string> fastest{"--json", "--objective", "latency"};
  const auto bounds = [](const Json& result) {
    std::map<std::string, std::int64_t> product;
    for (const Json& entry : result["mapping"]["nest"]) {
      for (const char* const kind : {"for", "spatial"}) {
        if (!entry.contains(kind)) continue;
        for (const auto& [name, bound] : entry[kind].items())
          if (name != "over") product.try_emplace(name, 1).first->second *= bound.get<std::int64_t>();
      }
    }
    return product;
  };
  const Json free = Json::parse(map(workload, fastest).out);
  std::vector<std::string> perfect = fastest;
  perfect.emplace_back("--perfect");
  const Json divided = Json::parse(map(workload, perfect).out);
  const std::map<std::string, std::int64_t> sizes{{"M", 13}, {"N", 13}, {"K", 12}};
  EXPECT_NE(bounds(free), sizes);
  EXPECT_EQ(bounds(divided), sizes);
  EXPECT_LT(free["value"], divided["value"]);
  EXPECT_LE(divided["lower_bound"], divided["value"]);
  std::vector<std::string> even = fastest;
  even.emplace_back("--even");
  const Json evened = Json::parse(map(workload, even).out);
  EXPECT_EQ(bounds(evened), sizes);
  EXPECT_LE(divided["value"], evened["value"]);
}

TEST_F(Map, BoundsDivideOrTheyNeedNot) {
  for (const char* const form : {"--perfect", "--even"}) {
    const Outcome outcome = map(layer_, {"--imperfect", form});
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_THAT(outcome.err, AllOf(HasSubstr("--imperfect"), HasSubstr(form)));
  }
}

TEST_F(Map, AFrontIsAllMappingsThatNoOtherBeats) {
  const std::string small = scratch_.write(
      "small.yaml",
      "ridge: workload/1\nname: small\nlayer: {type: gemm, M: 12, N: 9, K: 10, precision: int8}\n");
  const std::string saved = scratch_.file("front.yaml");
  const std::vector<std::string> options{"--pareto", "latency,energy"};
  std::vector<std::string> in_json = options;
  in_json.insert(in_json.end(), {"--json", "--save", saved});
  const Outcome outcome = map(small, in_json);
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const Json front = Json::parse(outcome.out);
  EXPECT_THAT(keys_of(front), ElementsAre("schema", "status", "least_cycles", "points", "search"));
  EXPECT_EQ(front["schema"], "ridge.front/1");
  const Json& points = front["points"];
  ASSERT_GE(points.size(), 2U);
  for (std::size_t i = 0; i < points.size(); ++i) {
    EXPECT_THAT(keys_of(points[i]), ElementsAre("status", "cycles", "seconds", "energy_pj", "least_energy_pj",
                                                "edp_js", "mapping"));
    const std::string mapping = scratch_.file("front-" + std::to_string(i + 1) + ".yaml");
    const Json again = Json::parse(
        run_ridge({"evaluate", "--arch", arch_, "--workload", small, "--mapping", mapping, "--json"}).out);
    EXPECT_EQ(again["cycles"], points[i]["cycles"]);
    EXPECT_EQ(again["energy_pj"], points[i]["energy_pj"]);
    if (i == 0) continue;
    EXPECT_GT(points[i]["cycles"], points[i - 1]["cycles"]);
    EXPECT_LT(points[i]["energy_pj"], points[i - 1]["energy_pj"]);
  }
  const std::string text = map(small, options).out;
  EXPECT_THAT(text, HasSubstr(" mappings that no other one equals or beats in both latency and energy\n"));
  EXPECT_THAT(text, HasSubstr(front["status"] == "optimal" ? "optimal: there are no others; "
                                                           : "limit_reached: there may be others, "));
}

TEST_F(Map, AFrontOfThreeAxesSaysWhatCapacitySaves) {
  const std::string small = scratch_.write(
      "small.yaml",
      "ridge: workload/1\nname: small\nlayer: {type: gemm, M: 3, N: 2, K: 2, precision: int8}\n");
  const std::string saved = scratch_.file("front.yaml");
  const Outcome outcome =
      map(small, {"--pareto", "capacity,latency,energy", "--effort", "200000", "--json", "--save", saved});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const Json front = Json::parse(outcome.out);
  EXPECT_EQ(front["status"], "optimal");
  const Json& points = front["points"];
  EXPECT_GT(front["search"]["steps"], points.size());
  std::map<double, std::int64_t> least_bytes;  // by cycles, of the points so far
  for (std::size_t i = 0; i < points.size(); ++i) {
    EXPECT_THAT(keys_of(points[i]), ElementsAre("status", "cycles", "seconds", "energy_pj", "least_energy_pj",
                                                "capacity_bytes", "edp_js", "mapping"));
    const std::string mapping = scratch_.file("front-" + std::to_string(i + 1) + ".yaml");
    const Json again = Json::parse(
        run_ridge({"evaluate", "--arch", arch_, "--workload", small, "--mapping", mapping, "--json"}).out);
    EXPECT_EQ(again["cycles"], points[i]["cycles"]);
    EXPECT_EQ(again["energy_pj"], points[i]["energy_pj"]);
    // Of as few cycles those with more energy demand less.
    const auto [least, is_new] = least_bytes.try_emplace(points[i]["cycles"], points[i]["capacity_bytes"]);
    if (is_new) continue;
    EXPECT_LT(points[i]["capacity_bytes"], least->second);
    least->second = points[i]["capacity_bytes"];
  }
  EXPECT_GT(points.size(), least_bytes.size());
  EXPECT_THAT(map(small, {"--pareto", "latency,energy,capacity", "--effort", "200000"}).out,
              AllOf(HasSubstr(" mappings that no other one equals or beats in all of latency, energy and "
                              "capacity\n"),
                    ContainsRegex("energy +capacity +EDP"), HasSubstr("optimal: there are no others; ")));
  EXPECT_THAT(map(network_, {"--pareto", "energy,latency,capacity", "--effort", "200"}).out,
              HasSubstr("fronts of latency, energy and capacity"));
}

TEST_F(Map, ANetworkHasAFrontForEveryLayer) {
  const std::vector<std::string> options{"--pareto", "energy,latency"};
  std::vector<std::string> in_json = options;
  in_json.emplace_back("--json");
  const Json fronts = Json::parse(map(network_, in_json).out);
  EXPECT_EQ(fronts["schema"], "ridge.network_fronts/1");
  ASSERT_EQ(fronts["layers"].size(), 2U);
  EXPECT_THAT(fronts["layers"][0]["also"], ElementsAre("again"));
  EXPECT_EQ(fronts["layers"][0]["status"], "limit_reached");
  EXPECT_THAT(map(network_, options).out,
              AllOf(HasSubstr("fronts of latency and energy"), HasSubstr("first x 2 on")));
  std::vector<std::string> saving = options;
  saving.insert(saving.end(), {"--save", scratch_.file("fronts.yaml")});
  const Outcome outcome = map(network_, saving);
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err,
              AllOf(HasSubstr("with --pareto the mappings of one layer are saved"), HasSubstr("--layer")));
}

TEST_F(Map, AFrontWithoutAMappingSaysWhy) {
  const Outcome outcome = map(layer_, {"--pareto", "latency,energy", "--set", "RF.size=1B"});
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_THAT(outcome.err, HasSubstr("error: no mapping of 'product' exists: "));
}

TEST_F(Map, AreaCountsWhereItIsKnown) {
  const Outcome unknown = map(layer_, {"--objective", "edap"});
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_THAT(unknown.err,
              HasSubstr("the area of level 'GLB' is not stated, and the objective 'edap' needs it"));
  EXPECT_THAT(unknown.err, HasSubstr("the published 'area' of the machine"));
  const Outcome known = map(layer_, {"--objective", "edap", "--json", "--set", "arch:area=2 mm2"});
  ASSERT_EQ(known.exit_code, 0) << known.err;
  const Json result = Json::parse(known.out);
  EXPECT_EQ(result["objective"], "edap");
  EXPECT_DOUBLE_EQ(result["value"].get<double>(), 2 * result["evaluation"]["edp_js"].get<double>());
  EXPECT_THAT(map(layer_, {"--objective", "edap", "--set", "arch:area=2 mm2"}).out, HasSubstr("J s mm2: "));
}

TEST_F(Map, OneNamedLayerOfANetworkIsOneObjectAndAGlobIsANetwork) {
  EXPECT_TRUE(Json::parse(map(network_, {"--json", "--layer", "second"}).out).contains("status"));
  const Json some = Json::parse(map(network_, {"--json", "--layer", "s*"}).out);
  ASSERT_EQ(some["layers"].size(), 1U);
  EXPECT_EQ(some["layers"][0]["name"], "second");
}

TEST_F(Map, TheAnswerDoesNotDependOnTheNumberOfThreads) {
  const Outcome one = map(network_, {"--json", "--threads", "1"});
  const Outcome two = map(network_, {"--json", "--threads", "2"});
  EXPECT_EQ(one.exit_code, 0);
  EXPECT_EQ(one.out, two.out);
  EXPECT_EQ(map(network_, {"--threads", "1"}).out, map(network_, {"--threads", "2"}).out);
}

TEST_F(Map, SavedMappingsEvaluateToTheSameNumbers) {
  const std::string saved = scratch_.file("saved.yaml");
  const Json mapped = Json::parse(map(network_, {"--json", "--save", saved}).out);
  const Outcome outcome =
      run_ridge({"evaluate", "--arch", arch_, "--workload", network_, "--mapping", saved, "--json"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const Json evaluated = Json::parse(outcome.out);
  ASSERT_EQ(evaluated["layers"].size(), 3U);  // given mappings: every layer on its own
  EXPECT_EQ(evaluated["layers"][0]["evaluation"], mapped["layers"][0]["evaluation"]);
  EXPECT_EQ(evaluated["layers"][1]["evaluation"], mapped["layers"][1]["evaluation"]);
  EXPECT_EQ(evaluated["totals"]["cycles"], mapped["totals"]["cycles"]);
}

TEST_F(Map, TheMappingInTheJsonIsAMappingFile) {
  const Json mapped = Json::parse(map(layer_, {"--json"}).out);
  const std::string file = scratch_.write("mapping.json", mapped["mapping"].dump());
  const Outcome outcome =
      run_ridge({"evaluate", "--arch", arch_, "--workload", layer_, "--mapping", file, "--json"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(Json::parse(outcome.out), mapped["evaluation"]);
}

TEST_F(Map, TheReportFileIsWhatJsonPrints) {
  const std::string file = scratch_.file("report.json");
  const Outcome outcome = map(network_, {"--report", file, "--json"});
  EXPECT_EQ(read_file(file), outcome.out);
}

TEST_F(Map, AFolderThatDoesNotExistIsAnErrorThatNamesTheFile) {
  const std::string file = scratch_.file("nowhere/report.json");
  const Outcome outcome = map(layer_, {"--report", file});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("nowhere/report.json"));
}

TEST_F(Map, NoMappingAtAllIsInfeasibleWithTheReason) {
  const Outcome outcome = map(layer_, {"--set", "RF.size=1B"});
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_THAT(outcome.err, HasSubstr("RF"));
  EXPECT_THAT(outcome.err, HasSubstr("help"));
  EXPECT_THAT(outcome.out, IsEmpty());
}

TEST_F(Map, InfeasibleInJsonIsAnAnswerToo) {
  const Outcome outcome = map(layer_, {"--set", "RF.size=1B", "--json"});
  EXPECT_EQ(outcome.exit_code, 3);
  const Json result = Json::parse(outcome.out);
  EXPECT_EQ(result["status"], "infeasible");
  EXPECT_TRUE(result["mapping"].is_null());
  EXPECT_TRUE(result["infeasible"].contains("message"));
}

TEST_F(Map, ARuleThatNoMappingCanMeetIsShownInItsFile) {
  const std::string machine = scratch_.write(
      "wide.yaml", std::string(machine_yaml) + "constraints: {fanouts: {PE: {not: [K, M, N]}}}\n");
  const std::string rules = scratch_.write("rules.yaml", "ridge: constraints/1\nmin_used_lanes: 0.75\n");
  const std::vector<std::string> arguments{"map", "--arch", machine, "--workload", layer_, "-c", rules};
  const Outcome outcome = run_ridge(arguments);
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_THAT(outcome.err, HasSubstr("rules.yaml:2:17: error: no mapping of "));
  EXPECT_THAT(outcome.err, HasSubstr("lanes must have work, and at most 1 can\n"));
  EXPECT_THAT(outcome.err, HasSubstr("help: ask for at most "));
  std::vector<std::string> in_json = arguments;
  in_json.emplace_back("--json");
  const Json none = Json::parse(run_ridge(in_json).out)["infeasible"];
  EXPECT_THAT(none["place"].get<std::string>(), HasSubstr("rules.yaml:2:17"));
}

TEST_F(Map, TheSizeOfTheSpaceIsTold) {
  const std::string machine = scratch_.write("small.yaml", machine_yaml);
  const std::vector<std::string> arguments{"map", "--arch", machine, "--workload", layer_, "--effort", "500"};
  EXPECT_THAT(run_ridge(arguments).out, testing::ContainsRegex("[0-9] of [0-9.e]+ mappings evaluated"));
  const auto space_with = [&](const char* option) {
    std::vector<std::string> asked = arguments;
    asked.insert(asked.end(), {"--json", option});
    return Json::parse(run_ridge(asked).out)["search"]["space"];
  };
  const Json any = space_with("--seed=1");
  const Json perfect = space_with("--perfect");
  const Json even = space_with("--even");
  const Json imperfect = space_with("--imperfect");
  EXPECT_FALSE(any["up_to"].get<bool>());
  EXPECT_LT(perfect["mappings"].get<double>(), any["mappings"].get<double>());
  EXPECT_GT(imperfect["mappings"].get<double>(), any["mappings"].get<double>());
  EXPECT_EQ(even["mappings"], perfect["mappings"]);
  EXPECT_TRUE(even["up_to"].get<bool>());
}

TEST_F(Map, FactsThatExcludeEachOtherAreShownInTheirFiles) {
  const std::string layer =
      scratch_.write("two.yaml", "ridge: workload/1\nname: two\nlayer: {type: gemm, M: 2, N: 4, K: 4}\n");
  const std::string machine = scratch_.write("wide.yaml", machine_yaml);
  const std::string rules = scratch_.write("rules.yaml",
                                           "ridge: constraints/1\nfanouts: {PE.x: {bounds: {M: '>= 2'}},\n   "
                                           "       PE.y: {bounds: {M: '>= 2'}}}\n");
  const std::vector<std::string> arguments{"map", "--arch", machine, "--workload", layer, "-c", rules};
  const Outcome outcome = run_ridge(arguments);
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_THAT(outcome.err,
              HasSubstr("no mapping of 'two' exists: none can run where the constraints want 'M' "));
  EXPECT_THAT(outcome.err, HasSubstr("rules.yaml:2:"));
  EXPECT_THAT(outcome.err, HasSubstr("rules.yaml:3:"));
  EXPECT_THAT(outcome.err,
              HasSubstr("help: relax the rule on 'M' over 'PE.x', or relax the rule on 'M' over 'PE.y'"));
  std::vector<std::string> in_json = arguments;
  in_json.emplace_back("--json");
  const Json conflict = Json::parse(run_ridge(in_json).out)["infeasible"]["conflict"];
  ASSERT_EQ(conflict.size(), 2U);
  EXPECT_THAT(conflict[1]["message"].get<std::string>(), HasSubstr("'M' over 'PE.y' at least 2 lanes"));
  EXPECT_THAT(conflict[1]["place"].get<std::string>(), HasSubstr("rules.yaml:3:"));
}

TEST_F(Map, AnInterruptedSearchKeepsWhatItFoundAndSaysSo) {
  const std::string saved = scratch_.file("saved.yaml");
  const Outcome outcome =
      run_ridge({"map", "--arch", arch_, "--workload", layer_, "--effort", "1000000000000", "--imperfect",
                 "--save", saved, "--objective", "energy"},
                {.interrupt_after_ms = 1500});
  if (outcome.exit_code == 0) GTEST_SKIP() << "the bound was met before the interrupt";
  EXPECT_EQ(outcome.exit_code, 130) << outcome.err;
  EXPECT_EQ(run_ridge({"evaluate", "--arch", arch_, "--workload", layer_, "--mapping", saved}).exit_code, 0);
}

TEST_F(Map, LayersThatNoUnitDoesAreShownApart) {
  const std::string workload = scratch_.write("sum.yaml", R"(ridge: workload/1
name: product_and_sum
layers:
  - {name: product, type: gemm, M: 64, N: 32, K: 128, precision: int8, from: [input]}
  - {name: sum, type: elementwise, E: 2048, operands: 1, precision: int8, from: [product]}
)");
  const Outcome text = map(workload);
  ASSERT_EQ(text.exit_code, 0) << text.err;
  EXPECT_THAT(text.out, HasSubstr("Counted as memory traffic"));
  const Json result = Json::parse(map(workload, {"--json"}).out);
  EXPECT_EQ(result["layers"][1]["work"], "traffic");
  EXPECT_EQ(result["layers"][1]["status"], "counted_as_traffic");
  EXPECT_EQ(result["totals"]["traffic"]["layers"], 1);
}

TEST_F(Map, LayersWithoutAMappingAreNamedBesideTheTotalsThatLackThem) {
  const std::string workload = scratch_.write("mixed.yaml", R"(ridge: workload/1
name: mixed
layers:
  - {name: fits, type: gemm, M: 8, N: 8, K: 8, precision: int8, from: [input]}
  - {name: wide, type: gemm, M: 8, N: 8, K: 8, precision: fp32, count: 3, from: [fits]}
)");
  const Outcome text = map(workload, {"--set", "RF.size=6B"});
  EXPECT_EQ(text.exit_code, 3) << text.err;
  EXPECT_THAT(text.out, HasSubstr("2 of 4 layers distinct"));
  EXPECT_THAT(text.out, HasSubstr("Totals of the layers that have a mapping"));
  EXPECT_THAT(text.out, HasSubstr("3 layers have no mapping and are not in the totals: wide\n"));
  const Json totals = Json::parse(map(workload, {"--json", "--set", "RF.size=6B"}).out)["totals"];
  EXPECT_EQ(totals["without_answer"], 3);
  EXPECT_EQ(totals["layers"], 1);
  EXPECT_TRUE(totals["value"].is_null());
}

TEST_F(Map, WithoutAnyMappingThereAreNoTotals) {
  const Outcome text = map(network_, {"--set", "RF.size=1B"});
  EXPECT_EQ(text.exit_code, 3);
  EXPECT_THAT(text.out, AllOf(HasSubstr("no layer has a mapping"), Not(HasSubstr("EDP"))));
  const Json totals = Json::parse(map(network_, {"--json", "--set", "RF.size=1B"}).out)["totals"];
  EXPECT_EQ(totals["without_answer"], 3);
  EXPECT_TRUE(totals["edp_js"].is_null());
}

TEST_F(Map, OfRoofAndBoundByAreTheSameInTheTableAndInTheLayer) {
  const std::string out = map(network_, {"--details"}).out;
  const Json json = Json::parse(map(network_, {"--json"}).out);
  std::smatch row;
  std::smatch layer;
  ASSERT_TRUE(std::regex_search(out, row, std::regex("first +2 +\\S+( k)? +\\S+ % +(\\S+ %) +(\\w+) ")));
  ASSERT_TRUE(std::regex_search(out, layer, std::regex("bound by +(\\w+); (\\S+ %) of what that roof")));
  EXPECT_EQ(row[2], layer[2]);
  EXPECT_EQ(row[3], layer[1]);
  const Json& roofline = json["layers"][0]["evaluation"]["roofline"];
  const double share = roofline["achieved_ops_per_cycle"].get<double>() /
                       roofline["attainable_mapped_ops_per_cycle"].get<double>();
  EXPECT_EQ(row[2], cli::percent(share));
}

TEST_F(Map, EnergyComesWithTheAveragePower) {
  const Json json = Json::parse(map(layer_, {"--json"}).out)["evaluation"];
  const double watts = json["energy_pj"].get<double>() * 1e-12 / json["seconds"].get<double>();
  const std::string power = cli::with_unit(watts, "W");
  EXPECT_THAT(map(layer_).out, HasSubstr(", " + power + " on average\n"));
  EXPECT_THAT(map(network_).out, HasSubstr("avg power"));
}

}  // namespace
}  // namespace ridge::tests
