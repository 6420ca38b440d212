// ridge timeloop model, as a user runs it: answers, exit codes, what goes where.
#include <gmock/gmock.h>

#include "tests/cli/json_keys.hpp"
#include "tests/cli/run_ridge.hpp"
#include "tests/timeloop/small.hpp"

namespace ridge::tests {
namespace {

using ::testing::HasSubstr;
using timeloop::small_machine;
using timeloop::small_mapping;
using timeloop::small_problem;
using timeloop::small_table;
using timeloop::with;

Outcome run_model(const Scratch& scratch, const std::string& machine, const std::string& mapping,
                  bool json = false) {
  std::vector<std::string> arguments{"timeloop",
                                     "model",
                                     scratch.write("arch.yaml", machine),
                                     scratch.write("problem.yaml", small_problem),
                                     scratch.write("map.yaml", mapping),
                                     scratch.write("ert.yaml", small_table)};
  if (json) arguments.emplace_back("--json");
  return run_ridge(arguments);
}

TEST(TimeloopModel, AnswersWithTheSummaryAndSaysNothingElse) {
  const Scratch scratch;
  const Outcome run = run_model(scratch, small_machine, small_mapping);
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_EQ(run.err, "");
  EXPECT_THAT(run.out, HasSubstr("product"));
  EXPECT_THAT(run.out, HasSubstr("Buffer"));
}

TEST(TimeloopModel, JsonNamesItsRulesOfCounting) {
  const Scratch scratch;
  const Outcome run = run_model(scratch, small_machine, small_mapping, true);
  EXPECT_EQ(run.exit_code, 0);
  const auto json = nlohmann::json::parse(run.out);
  EXPECT_EQ(json.at("schema"), "ridge.evaluation/1");
  EXPECT_EQ(json.at("counting"), "timeloop");
  EXPECT_EQ(json.at("feasible"), true);
  EXPECT_EQ(json.at("cycles"), 4 * 4 * 3 * 4);
}

TEST(TimeloopModel, WarningsGoToStderrAndTheAnswerStands) {
  const Scratch scratch;
  const Outcome plain = run_model(scratch, small_machine, small_mapping, true);
  const Outcome warned = run_model(scratch, with(small_machine, "depth: 64", "depth: 64, read_bandwith: 1"),
                                   small_mapping, true);
  EXPECT_EQ(warned.exit_code, 0);
  EXPECT_THAT(warned.err, HasSubstr("arch.yaml:14:33: warning: 'Buffer' has a key 'read_bandwith'"));
  EXPECT_EQ(warned.out, plain.out);
}

TEST(TimeloopModel, TilesTooLargeAreNoFeasibleAnswer) {
  const Scratch scratch;
  const Outcome run = run_model(scratch, with(small_machine, "depth: 64", "depth: 1"), small_mapping, true);
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_THAT(run.err, HasSubstr("tiles do not fit in 'Buffer': 80 words, and it has room for 8"));
  EXPECT_EQ(nlohmann::json::parse(run.out).at("feasible"), false);
}

TEST(TimeloopMapperCommand, AMinimumThatNoMappingReachesIsShownInItsFile) {
  const Scratch scratch;
  const Outcome run =
      run_ridge({"timeloop", "mapper", scratch.write("arch.yaml", small_machine),
                 scratch.write("problem.yaml", small_problem), scratch.write("ert.yaml", small_table),
                 scratch.write("rules.yaml",
                               "constraints:\n- {target: RF, type: utilization, min: 0.9}\n"
                               "- {target: Buffer, type: spatial, factors: M=4 N=1 K=1}\n")});
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_THAT(run.err,
              HasSubstr("rules.yaml:2:40: error: no mapping of 'product' exists: at least 8 of the 8 lanes "
                        "must have work, and at most 4 can\n"));
  EXPECT_THAT(run.err, HasSubstr("help: ask for at most 0.5, or let more be unrolled\n"));
}

TEST(TimeloopModel, SpatialFactorsBeyondTheMeshAreNoFeasibleAnswer) {
  const Scratch scratch;
  const Outcome run = run_model(scratch, small_machine, with(small_mapping, "split: 1", "split: 3"));
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_EQ(run.out, "");
  EXPECT_THAT(run.err,
              HasSubstr("spatial factors of 'Buffer' along X multiply to 8, but it has 4 of 'RF' there"));
}

TEST(TimeloopModel, WrongInputIsExitCode2WithAllThatIsWrong) {
  const Scratch scratch;
  const Outcome run =
      run_model(scratch, small_machine,
                with(with(small_mapping, "target: RF", "target: Regs"), "bypass: [B]", "bypass: [D]"));
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_EQ(run.out, "");
  EXPECT_THAT(run.err, HasSubstr("'Regs' is no level of the architecture"));
  EXPECT_THAT(run.err, HasSubstr("'D' is no data space of the problem"));
}

TEST(TimeloopModel, AFileThatDoesNotExistIsExitCode2) {
  const Outcome run = run_ridge({"timeloop", "model", "/nowhere/arch.yaml"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("/nowhere/arch.yaml"));
}

TEST(TimeloopModel, WithoutFilesItsUsageIsWrong) {
  EXPECT_EQ(run_ridge({"timeloop", "model"}).exit_code, 2);
  EXPECT_EQ(run_ridge({"timeloop"}).exit_code, 2);
}

/// What `mapper` finds and saves, `model` reads and evaluates to the same numbers. The answer of `mapper`.
Json compare_found_with_read_back(const Scratch& scratch, const std::vector<std::string>& layer,
                                  const std::string& effort) {
  const std::string saved = scratch.file("found.yaml");
  std::vector<std::string> mapper{"timeloop", "mapper", "--effort", effort, "--json", "--save", saved};
  mapper.insert(mapper.end(), layer.begin(), layer.end());
  const Outcome found = run_ridge(mapper);
  EXPECT_EQ(found.exit_code, 0) << found.err;
  std::vector<std::string> model{"timeloop", "model", "--json", saved};
  model.insert(model.end(), layer.begin(), layer.end());
  const Outcome again = run_ridge(model);
  EXPECT_EQ(again.exit_code, 0) << again.err;
  const Json result = Json::parse(found.out);
  EXPECT_EQ(result["evaluation"]["cycles"], Json::parse(again.out)["cycles"]);
  EXPECT_EQ(result["evaluation"]["energy_pj"], Json::parse(again.out)["energy_pj"]);
  return result;
}

TEST(TimeloopMapper, TheMappingItSavesIsReadByTheModel) {
  const Scratch scratch;
  const std::vector<std::string> layer{scratch.write("arch.yaml", small_machine),
                                       scratch.write("problem.yaml", small_problem),
                                       scratch.write("ert.yaml", small_table)};
  compare_found_with_read_back(scratch, layer, "5000");
}

TEST(TimeloopImport, WhatItWritesIsEvaluatedAsExactSays) {
  const Scratch scratch;
  const std::vector<std::string> files{
      scratch.write("arch.yaml", small_machine), scratch.write("problem.yaml", small_problem),
      scratch.write("ert.yaml", small_table), scratch.write("map.yaml", small_mapping)};
  const std::string folder = scratch.file("own");
  std::vector<std::string> import{"import", "timeloop", "-o", folder};
  import.insert(import.end(), files.begin(), files.end());
  ASSERT_EQ(run_ridge(import).exit_code, 0);
  const Outcome ours =
      run_ridge({"evaluate", "--arch", folder + "/machine.yaml", "--workload", folder + "/workload.yaml",
                 "--mapping", folder + "/mapping.yaml", "--json"});
  ASSERT_EQ(ours.exit_code, 0) << ours.err;
  std::vector<std::string> model{"timeloop", "model", "--exact", "--json"};
  model.insert(model.end(), files.begin(), files.end());
  const Json differences = Json::parse(run_ridge(model).out)["differences"];
  const Json evaluation = Json::parse(ours.out);
  int compared = 0;
  for (const Json& each : differences) {
    if (each["what"] != "cycles" && each["what"] != "energy_pj") continue;
    EXPECT_EQ(evaluation[each["what"].get<std::string>()], each["exact"]);
    ++compared;
  }
  EXPECT_GE(compared, 1);
  EXPECT_EQ(run_ridge({"check", folder + "/machine.yaml", folder + "/workload.yaml"}).exit_code, 0);
}

/// The small layer with half of A zero, and units that skip nothing but stand still.
std::vector<std::string> sparse_files(const Scratch& scratch) {
  return {scratch.write("arch.yaml", small_machine),
          scratch.write("problem.yaml", with(small_problem, "K: 12}", "K: 12, densities: {A: 0.5}}")),
          scratch.write("ert.yaml", small_table), scratch.write("map.yaml", small_mapping),
          scratch.write("sparse.yaml",
                        "sparse_optimizations:\n  targets:\n"
                        "  - {name: MAC, compute_optimization: [{type: gating}]}\n")};
}

TEST(TimeloopSparse, ExactComparesTheDenseLayerAndSaysSo) {
  const Scratch scratch;
  std::vector<std::string> model{"timeloop", "model", "--exact", "--json"};
  const std::vector<std::string> files = sparse_files(scratch);
  model.insert(model.end(), files.begin(), files.end());
  const Outcome sparse = run_ridge(model);
  ASSERT_EQ(sparse.exit_code, 0) << sparse.err;
  EXPECT_THAT(sparse.err, HasSubstr("compared on the dense layer"));
  model.pop_back();  // sparse.yaml
  const Outcome dense = run_ridge(model);
  const Json with_gating = Json::parse(sparse.out);
  const Json without = Json::parse(dense.out);
  EXPECT_LT(with_gating["energy_pj"], without["energy_pj"]);
  EXPECT_EQ(with_gating["differences"], without["differences"]);
  EXPECT_EQ(with_gating["differences_of"], "the dense layer");
  EXPECT_FALSE(without.contains("differences_of"));
}

TEST(TimeloopSparse, ImportWritesTheDenseLayerWithAWarning) {
  const Scratch scratch;
  std::vector<std::string> import{"import", "timeloop", "-o", scratch.file("own")};
  const std::vector<std::string> files = sparse_files(scratch);
  import.insert(import.end(), files.begin(), files.end());
  const Outcome run = run_ridge(import);
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.err, HasSubstr("warning: the sparse optimizations are not written"));
}

TEST(TimeloopSparse, MapperFindsWhatModelReadsBack) {
  const Scratch scratch;
  std::vector<std::string> layer = sparse_files(scratch);
  layer.erase(layer.begin() + 3);  // map.yaml
  const Json result = compare_found_with_read_back(scratch, layer, "300");
  EXPECT_EQ(result["status"], "limit_reached");
}

}  // namespace
}  // namespace ridge::tests
