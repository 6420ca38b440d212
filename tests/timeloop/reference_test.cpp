// Timeloop's own numbers, at a pinned version, on machines and layers of every kind: all equal.
#include <fstream>
#include <set>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/timeloop/support.hpp"

namespace ridge::timeloop {
namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

bool is_dense(const std::string& name) {
  return !name.starts_with("sp") && !name.starts_with("v4_sparse");
}

void expect_near(double ours, double theirs) {
  EXPECT_NEAR(ours, theirs, 1e-3 * theirs);
}

/// Compares one level x tensor; theirs are per instance.
void compare_tensor(const TensorCost& ours, const Json& theirs) {
  ASSERT_TRUE(ours.kept);
  const auto instances = theirs.at("used_instances").get<std::int64_t>();
  const auto total = [&](const char* action) {
    return theirs.at(std::string(action) + "_per_instance").get<std::int64_t>() * instances;
  };
  EXPECT_EQ(ours.counts.instances, instances);
  EXPECT_EQ(ours.counts.tile_words, theirs.at("tile_words").get<std::int64_t>());
  EXPECT_EQ(ours.counts.reads, total("reads"));
  EXPECT_EQ(ours.counts.fills, total("fills"));
  EXPECT_EQ(ours.counts.updates, total("updates"));
  EXPECT_EQ(ours.counts.drains, 0);
  expect_near(*ours.read_energy_pj + *ours.write_energy_pj, theirs.at("energy_pj"));
}

/// A tensor that they do not list is one that the level does not keep.
void compare_level(const Evaluated& made, const std::string& name, const Json& theirs) {
  for (const TensorId id : made.spec.problem.tensors.ids()) {
    const std::string& tensor = made.spec.problem.tensors[id].name;
    SCOPED_TRACE(name + " " + tensor);
    const TensorCost& ours = made.at(name, tensor);
    if (theirs.at("tensors").contains(tensor)) {
      compare_tensor(ours, theirs.at("tensors").at(tensor));
    } else {
      EXPECT_FALSE(ours.kept);
    }
  }
}

void compare(const Evaluated& made, const Json& theirs) {
  ASSERT_FALSE(made.infeasible);
  EXPECT_EQ(made.evaluation.cycles, theirs.at("cycles").get<double>());
  EXPECT_EQ(made.evaluation.operations, 2 * theirs.at("computes").get<std::int64_t>());
  expect_near(*made.evaluation.energy_pj, theirs.at("energy_pj"));
  const Json& levels = theirs.at("levels");  // compute, then storage from the inside
  expect_near(*made.evaluation.compute_energy_pj, levels.at(0).at("energy_pj"));
  ASSERT_EQ(levels.size(), made.spec.machine.levels.size() + 1);
  for (std::size_t i = 1; i < levels.size(); ++i) {
    const StorageLevel& ours = made.spec.machine.levels[LevelId(levels.size() - 1 - i)];
    ASSERT_EQ(ours.name, levels[i].at("name").get<std::string>());
    compare_level(made, ours.name, levels[i]);
  }
}

TEST(TimeloopReference, EveryDenseCaseEqualsTimeloopInCyclesCountsAndEnergy) {
  const auto folder = reference_folder();
  if (!folder) GTEST_SKIP() << "../shared/reference is not there";
  int cases = 0;
  for (const fs::directory_entry& entry : fs::directory_iterator(*folder / "timeloop")) {
    const std::string name = entry.path().filename().string();
    if (!is_dense(name)) continue;
    SCOPED_TRACE(name);
    ++cases;
    std::ifstream expected(entry.path() / "expected.json");
    ASSERT_NO_THROW(compare(evaluate_spec(read_spec(inputs_of(entry.path()))), Json::parse(expected)));
  }
  EXPECT_EQ(cases, 51);
}

/// The two machines of version 0.4 whose front end has handed on all that it resolved.
TEST(TimeloopReference, ResolvedFilesOfVersion04MakeTheSameMachineAsTheirParts) {
  const auto folder = reference_folder();
  if (!folder) GTEST_SKIP() << "../shared/reference is not there";
  for (const char* name : {"v4_eyeriss_like", "v4_simple_weight_stationary"}) {
    SCOPED_TRACE(name);
    const fs::path files = *folder / "timeloop" / name;
    const Spec parts = read_spec({(files / "arch_problem.yaml").string()});
    const Spec resolved = read_spec({(files / "input_v04.yaml").string()});
    EXPECT_EQ(parts.problem.tensors.size(), resolved.problem.tensors.size());
    ASSERT_EQ(parts.architecture.levels.size(), resolved.architecture.levels.size());
    for (std::size_t i = 0; i < parts.architecture.levels.size(); ++i) {
      const Level& a = parts.architecture.levels[i];
      const Level& b = resolved.architecture.levels[i];
      EXPECT_EQ(a.name, b.name);
      EXPECT_EQ(a.capacity_words, b.capacity_words);
      EXPECT_EQ(a.block_words, b.block_words);
      EXPECT_EQ(a.mesh.x, b.mesh.x);
      EXPECT_EQ(a.mesh.y, b.mesh.y);
    }
  }
}

}  // namespace
}  // namespace ridge::timeloop
