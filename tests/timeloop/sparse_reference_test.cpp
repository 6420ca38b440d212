// Timeloop's own numbers of sparse layers, at a pinned version: counts and cycles equal, energy to its
// rounding.
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "interop/timeloop/sparse/evaluate.hpp"
#include "tests/timeloop/support.hpp"

namespace ridge::timeloop::sparse {
namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

bool is_sparse(const std::string& name) {
  return name.starts_with("sp") || name.starts_with("v4_sparse");
}

/// Theirs are sums of amounts printed to 0.01 pJ.
void expect_near(double ours, double theirs, int rounded_amounts) {
  EXPECT_NEAR(ours, theirs, 1e-6 * theirs + 0.0051 * rounded_amounts);
}

void compare_tensor(const TensorCost& ours, const Json& theirs) {
  ASSERT_TRUE(ours.kept);
  const auto instances = theirs.at("used_instances").get<std::int64_t>();
  const auto total = [&](const char* action) {
    return theirs.at(std::string(action) + "_per_instance").get<std::int64_t>() * instances;
  };
  EXPECT_EQ(ours.counts.instances, instances);
  EXPECT_EQ(ours.counts.reads, total("reads"));
  EXPECT_EQ(ours.counts.fills, total("fills"));
  EXPECT_EQ(ours.counts.updates, total("updates"));
  expect_near(*ours.read_energy_pj + *ours.write_energy_pj, theirs.at("energy_pj"), 1);
}

/// A tensor that they do not list is one that the level does not keep.
int compare_level(const Problem& problem, const LevelCost& ours, const Json& theirs) {
  for (const TensorId id : problem.tensors.ids()) {
    const std::string& tensor = problem.tensors[id].name;
    SCOPED_TRACE(tensor);
    if (theirs.at("tensors").contains(tensor)) {
      compare_tensor(ours.tensors[id], theirs.at("tensors").at(tensor));
    } else {
      EXPECT_FALSE(ours.tensors[id].kept);
    }
  }
  const auto tensors = static_cast<int>(theirs.at("tensors").size());
  expect_near(*ours.energy_pj, theirs.at("energy_pj"), tensors);
  return tensors;
}

void compare(const Spec& spec, const Evaluation& ours, const Json& theirs) {
  EXPECT_EQ(ours.cycles, theirs.at("cycles").get<double>());
  EXPECT_EQ(ours.operations, 2 * theirs.at("computes").get<std::int64_t>());
  const Json& levels = theirs.at("levels");  // compute, then storage from the inside
  expect_near(*ours.compute_energy_pj, levels.at(0).at("energy_pj"), 1);
  ASSERT_EQ(levels.size(), spec.machine.levels.size() + 1);
  int amounts = 1;
  for (std::size_t i = 1; i < levels.size(); ++i) {
    const LevelId id(levels.size() - 1 - i);
    SCOPED_TRACE(spec.machine.levels[id].name);
    ASSERT_EQ(spec.machine.levels[id].name, levels[i].at("name").get<std::string>());
    amounts += compare_level(spec.problem, ours.levels[id], levels[i]);
  }
  expect_near(*ours.energy_pj, theirs.at("energy_pj"), amounts);
}

/// How many cases there are whose name passes.
template <class Passes>
int compare_cases(const fs::path& folder, Passes passes) {
  int cases = 0;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (!passes(name)) continue;
    SCOPED_TRACE(name);
    ++cases;
    std::ifstream expected(entry.path() / "expected.json");
    const Spec spec = read_spec(inputs_of(entry.path()));
    Evaluation evaluation;
    const auto refusal = timeloop::evaluate(spec, mapping_of(spec), evaluation);
    EXPECT_FALSE(refusal) << render(refusal->finding);
    if (!refusal) compare(spec, evaluation, Json::parse(expected));
  }
  return cases;
}

TEST(TimeloopSparseReference, EverySparseCaseEqualsTimeloopInCyclesCountsAndEnergy) {
  const auto folder = reference_folder();
  if (!folder) GTEST_SKIP() << "../shared/reference is not there";
  EXPECT_EQ(compare_cases(*folder / "timeloop", is_sparse), 22);
}

}  // namespace
}  // namespace ridge::timeloop::sparse
