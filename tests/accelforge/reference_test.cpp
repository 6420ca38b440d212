// AccelForge's exact mapper, at a pinned version, on five machines: no layer is worse with us, each answer is
// proven, and where the energy is the same so is all that moves. RIDGE_TABLE=FILE writes the table of
// docs/known-optima.md.
#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <sstream>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/accelforge/known_optima.hpp"
#include "tests/accelforge/ordered_space.hpp"
#include "tests/sanitized.hpp"

namespace ridge::accelforge {
namespace {

/// It computes in single precision: 24 bits, some of them lost in sums.
constexpr double single_precision = 1e-7;

bool alike(double ours, double theirs) {
  return std::abs(ours - theirs) <= single_precision * theirs;
}

/// One layer of a row, with both answers.
struct Compared {
  std::string name;
  Problem problem;
  Machine machine;
  double their_energy_pj = 0;
  SearchResult ours;
  double seconds = 0;  // of processor time; 0 where an equal layer had the answer
};

/// All layers of a row; those with equal problems are mapped once.
std::vector<Compared> compared(const Row& row, const nlohmann::json& theirs) {
  std::vector<Compared> layers;
  for (const Layer& layer : workload_of(row).layers) {
    Compared one{layer.name,
                 layer.problem,
                 machine_for(row, layer.problem),
                 energy_pj_of(theirs, row, layer.name),
                 {}};
    one.problem.name = "layer";
    const auto same = std::find_if(layers.begin(), layers.end(),
                                   [&](const Compared& other) { return other.problem == one.problem; });
    const std::clock_t start = std::clock();
    one.ours = same != layers.end() ? same->ours : mapped(one.problem, one.machine);
    if (same == layers.end()) one.seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    layers.push_back(std::move(one));
  }
  return layers;
}

/// Nothing of what costs or takes time is told apart: all that moves is the same, and takes as long.
void expect_the_same(const Row& row, const nlohmann::json& theirs, const Compared& layer) {
  EXPECT_EQ(actions_of(row, layer.problem, layer.machine, *layer.ours.evaluation),
            actions_of(theirs, row, layer.name));
  if (row.machine == "snowcat") return;  // nothing takes time there
  const double their_seconds = seconds_of(theirs, row, layer.name);
  const double cycle_seconds = 1 / layer.machine.clock.value;  // ours are whole
  EXPECT_GE(layer.ours.evaluation->seconds, their_seconds * (1 - single_precision));
  EXPECT_LE(layer.ours.evaluation->seconds, their_seconds * (1 + single_precision) + cycle_seconds);
}

/// What we have and it has not: other orders of the nodes, and tiles that outlive loops. Without either we
/// have what it has.
void expect_that_order_explains(const Compared& layer) {
  const double ordered_pj =
      least_energy_in_order_pj(layer.problem, layer.machine, constraints_for(layer.problem, layer.machine));
  EXPECT_TRUE(alike(ordered_pj, layer.their_energy_pj))
      << ordered_pj << " pJ, theirs " << layer.their_energy_pj;
}

/// "| eyeriss | matmuls | 2 | 3.490412e-06 | 3.208928e-06 | 0.919 | yes |", energies in J.
std::string line_of(const Row& row, const std::vector<Compared>& layers) {
  double ours_pj = 0;
  double theirs_pj = 0;
  bool proven = true;
  for (const Compared& layer : layers) {
    ours_pj += layer.ours.value;
    theirs_pj += layer.their_energy_pj;
    proven = proven && layer.ours.status == SearchStatus::optimal;
  }
  return fmt::format("| {} | {} | {} | {:.6g} | {:.6g} | {:.3f} | {} |", row.machine, row.workload,
                     layers.size(), joules_of(row, theirs_pj), joules_of(row, ours_pj), ours_pj / theirs_pj,
                     proven ? "yes" : "no");
}

std::string page() {
  std::ifstream in(std::string(RIDGE_SOURCE_DIR) + "/docs/known-optima.md");
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

class KnownOptimum : public testing::TestWithParam<Row> {};

TEST_P(KnownOptimum, IsMetOrBeatenAndProven) {
  if (!reference_folder()) GTEST_SKIP() << "../shared/reference is not there";
  const Row& row = GetParam();
  if (test::sanitized && row.workload.ends_with("_2048")) GTEST_SKIP() << "takes long under a sanitizer";
  const nlohmann::json theirs = reference("optima_unfused.json").at(row.key);
  const std::vector<Compared> layers = compared(row, theirs);
  EXPECT_EQ(layers_of(theirs), layers.size()) << "a layer that costs something is missing";
  for (const Compared& layer : layers) {
    SCOPED_TRACE(layer.name);
    EXPECT_EQ(layer.ours.status, SearchStatus::optimal);
    ASSERT_TRUE(layer.ours.evaluation.has_value());
    if (alike(layer.ours.value, layer.their_energy_pj)) {
      expect_the_same(row, theirs, layer);
      continue;
    }
    EXPECT_LT(layer.ours.value, layer.their_energy_pj);
    if (!test::sanitized) expect_that_order_explains(layer);
  }
  const std::string line = line_of(row, layers);
  EXPECT_NE(page().find(line), std::string::npos) << "not in docs/known-optima.md: " << line;
  const char* table = std::getenv("RIDGE_TABLE");
  if (table == nullptr) return;
  double seconds = 0;
  for (const Compared& layer : layers)
    seconds += layer.seconds;
  std::ofstream(table, std::ios::app) << line << fmt::format(" {:.2f} |\n", seconds);
}

std::string name_of(const testing::TestParamInfo<Row>& row) {
  std::string name = row.param.machine + "_" + row.param.workload;
  for (char& letter : name)
    letter = std::isalnum(static_cast<unsigned char>(letter)) != 0 ? letter : '_';
  return name;
}

INSTANTIATE_TEST_SUITE_P(Rows, KnownOptimum, testing::ValuesIn(rows()), name_of);

TEST(KnownOptima, NoneIsLeftOut) {
  if (!reference_folder()) GTEST_SKIP() << "../shared/reference is not there";
  std::vector<std::string> theirs;
  std::vector<std::string> ours;
  const nlohmann::json all = reference("optima_unfused.json");
  for (const auto& [key, row] : all.items())
    theirs.push_back(key);
  for (const Row& row : rows())
    ours.push_back(row.key);
  std::sort(ours.begin(), ours.end());
  std::sort(theirs.begin(), theirs.end());
  EXPECT_EQ(ours, theirs);
}

/// The machines as files hold what its component models say.
TEST(KnownOptima, EveryPartCostsWhatItsComponentModelSays) {
  if (!reference_folder()) GTEST_SKIP() << "../shared/reference is not there";
  const nlohmann::json machines = reference("hwcomponents_expected.json");
  for (const auto& [name, parts] : machines.items()) {
    SCOPED_TRACE(name);
    const Row row{"", name, "matmuls"};
    const Machine machine = machine_for(row, workload_of(row).layers.front().problem);
    const auto expect = [&](double ours, const nlohmann::json& theirs, double per_unit) {
      EXPECT_NEAR(ours, theirs.get<double>() * per_unit, 1e-14 * ours);
    };
    for (const StorageLevel& level : machine.levels) {
      SCOPED_TRACE(level.name);
      const nlohmann::json& part = parts.at(level.name);
      const double per_byte = joules_to_pj(row) * 8 / bits_of_action(row, level.name);
      expect(level.read_energy->picojoules, part.at("actions").at("read").at("energy"), per_byte);
      expect(level.write_energy->picojoules, part.at("actions").at("write").at("energy"), per_byte);
      expect(level.static_power_mw.value_or(0), part.at("leak_power"), 1e3);
    }
    const ComputeUnit& unit = *machine.compute.begin();
    expect(unit.energy_pj.value_or(0), parts.at("MAC").at("actions").at("compute").at("energy"),
           joules_to_pj(row));
    expect(unit.static_power_mw.value_or(0), parts.at("MAC").at("leak_power"), 1e3);
  }
}

}  // namespace
}  // namespace ridge::accelforge
