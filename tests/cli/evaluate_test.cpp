// ridge evaluate: the keys of its JSON, what --set changes, and mappings that cannot run.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/evaluated_layer.hpp"
#include "tests/cli/inputs.hpp"
#include "tests/cli/json_keys.hpp"
#include "tests/cli/run_ridge.hpp"

namespace ridge::tests {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Evaluate : public EvaluatedLayer {};

TEST_F(Evaluate, HasExactlyTheKeysOfTheSchema) {
  const Json result = json();
  EXPECT_THAT(keys_of(result),
              ElementsAre("schema", "problem", "architecture", "counting", "feasible", "cycles", "seconds",
                          "energy_pj", "static_energy_pj", "edp_js", "area_mm2", "utilization", "compute",
                          "causes", "levels", "networks", "roofline", "notes", "sources"));
  EXPECT_THAT(keys_of(result["problem"]), ElementsAre("name", "macs", "operations"));
  EXPECT_THAT(keys_of(result["utilization"]), ElementsAre("lanes", "ops"));
  EXPECT_THAT(keys_of(result["compute"]), ElementsAre("operations", "energy_pj"));
  EXPECT_THAT(keys_of(result["causes"]),
              ElementsAre("compute", "array_fill_drain", "weight_load", "stalls", "network_stall",
                          "dram_overhead", "other_work", "start_up"));
  const Json& level = result["levels"][1];
  EXPECT_THAT(keys_of(level),
              ElementsAre("name", "instances", "used_instances", "busy_cycles", "energy_pj", "tensors"));
  EXPECT_THAT(keys_of(level["tensors"]), ElementsAre("A", "B", "Z"));
  EXPECT_THAT(keys_of(level["tensors"]["A"]),
              ElementsAre("tile_words", "reads", "fills", "updates", "drains", "energy_pj"));
  EXPECT_THAT(keys_of(result["networks"][0]), ElementsAre("name", "words", "hops", "multicast", "energy_pj"));
  EXPECT_THAT(keys_of(result["roofline"]),
              ElementsAre("peak_ops_per_cycle", "attainable_ops_per_cycle", "attainable_mapped_ops_per_cycle",
                          "achieved_ops_per_cycle", "gap", "boundaries", "roofs"));
  EXPECT_THAT(
      keys_of(result["roofline"]["boundaries"][0]),
      ElementsAre("level", "ops_per_byte", "ridge_ops_per_byte", "attainable_ops_per_cycle", "binds"));
  EXPECT_THAT(keys_of(result["roofline"]["roofs"][0]),
              ElementsAre("level", "bytes_per_cycle", "ridge_ops_per_byte"));
}

TEST_F(Evaluate, CountsAreIntegersAndUnknownIsNull) {
  const Json result = json();
  EXPECT_EQ(result["schema"], "ridge.evaluation/1");
  EXPECT_EQ(result["counting"], "exact");
  EXPECT_EQ(result["feasible"], true);
  EXPECT_EQ(result["problem"]["macs"], 64 * 32 * 128);
  EXPECT_EQ(result["compute"]["operations"], 2 * 64 * 32 * 128);
  EXPECT_TRUE(result["cycles"].is_number_integer());
  EXPECT_TRUE(result["levels"][1]["tensors"]["A"]["reads"].is_number_integer());
  EXPECT_TRUE(result["area_mm2"].is_null());  // the machine states no area
  EXPECT_TRUE(result["energy_pj"].is_number());
}

TEST_F(Evaluate, RoofsAreTheMachinesOwnWhateverTheMixOfStreams) {
  const Json roofs = json()["roofline"]["roofs"];
  ASSERT_EQ(roofs.size(), 2U);  // RF has no limit
  EXPECT_EQ(roofs[0]["level"], "DRAM");
  EXPECT_EQ(roofs[0]["bytes_per_cycle"], 16);
  EXPECT_EQ(roofs[0]["ridge_ops_per_byte"], 128 / 16);  // 64 lanes
  EXPECT_EQ(roofs[1]["level"], "GLB");
  EXPECT_EQ(roofs[1]["bytes_per_cycle"], 32);  // the read port alone, not both ports
  EXPECT_EQ(roofs[1]["ridge_ops_per_byte"], 128 / 32);
}

TEST_F(Evaluate, CountsFollowFromTheNest) {
  // A is tiled by M and K, kept whole in the buffer per M step: each of its 64 x 128 words is read from DRAM
  // once.
  const Json levels = json()["levels"];
  EXPECT_EQ(levels[0]["name"], "DRAM");
  EXPECT_EQ(levels[0]["tensors"]["A"]["reads"], 64 * 128);
  EXPECT_EQ(levels[0]["tensors"]["B"]["reads"], 32 * 128);  // the same tile in every M step: fetched once
  EXPECT_EQ(levels[0]["tensors"]["Z"]["updates"], 64 * 32);
  EXPECT_EQ(levels[1]["tensors"]["A"]["tile_words"], 8 * 128);
  EXPECT_EQ(levels[2]["used_instances"], 64);
}

TEST_F(Evaluate, CausesAddUpToTheCycles) {
  const Json result = json();
  double total = 0;
  for (const auto& cause : result["causes"].items()) {
    if (cause.key() != "stalls") total += cause.value().get<double>();
  }
  for (const Json& stall : result["causes"]["stalls"])
    total += stall["cycles"].get<double>();
  EXPECT_DOUBLE_EQ(total, result["cycles"].get<double>());
}

TEST_F(Evaluate, TextShowsWhatAnArchitectAsksFirst) {
  const Outcome outcome = evaluate();
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  for (const char* part : {"cycles", "utilization", "bound by", "energy", "Where the cycles go", "Roofline",
                           "From peak to achieved", "Energy by level and tensor", "Mapping"}) {
    EXPECT_THAT(outcome.out, HasSubstr(part));
  }
  EXPECT_THAT(outcome.err, IsEmpty());
}

TEST_F(Evaluate, SetChangesTheMachineUnlessThePathIsOfTheWorkload) {
  const double plain = json()["energy_pj"].get<double>();
  EXPECT_GT(json({"--set", "GLB.read_energy=20 pJ/B"})["energy_pj"].get<double>(), plain);
  EXPECT_EQ(json({"--set", "layer.M=32"})["problem"]["macs"], 32 * 32 * 128);
  EXPECT_EQ(json({"--set", "workload:layer.M=32"})["problem"]["macs"], 32 * 32 * 128);
  EXPECT_EQ(json({"--set", "arch:name=other"})["architecture"], "other");
}

TEST_F(Evaluate, SetChangesTheMapping) {
  // Without the M loop in the registers the nest covers only an eighth of M.
  const Outcome outcome = evaluate({"--set", "mapping:nest.8.for.M=1"});
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_THAT(outcome.err, HasSubstr("M"));
}

TEST_F(Evaluate, SetThatLeadsNowhereIsAnErrorWithTheNearestName) {
  const Outcome outcome = evaluate({"--set", "GLBB.size=1MiB"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("GLB"));
  EXPECT_THAT(outcome.out, IsEmpty());
}

TEST_F(Evaluate, ATileThatDoesNotFitIsInfeasibleWithAWayOut) {
  const Outcome outcome = evaluate({"--set", "GLB.size=1KiB", "--json"});
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_THAT(outcome.err, HasSubstr("error"));
  EXPECT_THAT(outcome.err, HasSubstr("help"));
  const Json result = Json::parse(outcome.out);
  EXPECT_EQ(result["feasible"], false);
  EXPECT_EQ(result["reason"], "capacity");
  EXPECT_EQ(result["level"], "GLB");
  EXPECT_EQ(result["available_bytes"], 1024);
  EXPECT_GT(result["demanded_bytes"], 1024);
}

TEST_F(Evaluate, AnInfeasibleMappingPrintsNoTable) {
  const Outcome outcome = evaluate({"--set", "GLB.size=1KiB"});
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_THAT(outcome.out, IsEmpty());
}

TEST_F(Evaluate, NetworkOptionsNeedANetwork) {
  const Outcome outcome = evaluate({"--batch", "2"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("--set"));
}

TEST_F(Evaluate, AnUnknownLayerIsAnErrorThatNamesTheNearest) {
  const Outcome outcome = evaluate({"--layer", "produkt"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("did you mean 'product'?"));
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) && !defined(__clang__)
TEST_F(Evaluate, StaysBelow40MiB) {
  EXPECT_LT(evaluate({"--json"}).peak_kib, 40 * 1024);
}
#endif

TEST_F(Evaluate, LayersWithoutAnAnswerCountInTheHeading) {
  const std::string network = scratch_.write("network.yaml", network_yaml);
  const Outcome outcome =
      run_ridge({"evaluate", "--arch", arch_, "--workload", network, "--mapping", mapping_});
  EXPECT_EQ(outcome.exit_code, 3) << "the nest is too short for one of the layers";
  EXPECT_THAT(outcome.out, HasSubstr("batch 1, 3 layers"));
}

constexpr const char* sum_yaml = R"(ridge: workload/1
name: sum
layer: {type: elementwise, E: 64, operands: 2, precision: int8}
)";

TEST_F(Evaluate, ALayerThatNoUnitDoesNeedsNoMapping) {
  const std::vector<std::string> arguments{"evaluate", "--arch", arch_, "--workload",
                                           scratch_.write("sum.yaml", sum_yaml)};
  const Outcome text = run_ridge(arguments);
  EXPECT_EQ(text.exit_code, 0);
  EXPECT_THAT(text.out, HasSubstr("bound by  GLB; 100 % of what that roof allows"));
  EXPECT_THAT(text.out, HasSubstr("left out"));
  EXPECT_THAT(text.err, HasSubstr("counted as memory traffic, and no mapping is used"));
  std::vector<std::string> as_json = arguments;
  as_json.emplace_back("--json");
  const Json result = Json::parse(run_ridge(as_json).out);
  EXPECT_TRUE(result["roofline"]["peak_ops_per_cycle"].is_null());
  EXPECT_TRUE(result["utilization"]["ops"].is_null());
  EXPECT_TRUE(result["compute"]["energy_pj"].is_null());
  EXPECT_EQ(result["energy_pj"], 2 * 3 * 64);  // GLB holds all three: 2 pJ/B
}

TEST_F(Evaluate, ALayerThatAUnitDoesNeedsAMapping) {
  const Outcome outcome = run_ridge({"evaluate", "--arch", arch_, "--workload", workload_});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_EQ(outcome.err,
            "--mapping: error: layer 'product' needs a mapping: 'small' has a unit that does it\n"
            "   help: name a file; 'ridge map --save mapping.yaml' finds one\n");
}

}  // namespace
}  // namespace ridge::tests
