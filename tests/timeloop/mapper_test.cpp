// What `ridge timeloop mapper` finds: mappings in Timeloop's form, under its rules, read back to the same
// numbers, and never worse than those its own mapper had found.
#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "interop/timeloop/mapping.hpp"
#include "interop/timeloop/rules.hpp"
#include "interop/timeloop/sparse/evaluate.hpp"
#include "mapper/even.hpp"
#include "sim/mapping/even_constraints.hpp"
#include "tests/timeloop/small.hpp"
#include "tests/timeloop/support.hpp"

namespace ridge::timeloop {
namespace {

namespace fs = std::filesystem;

SearchResult search_spec(const Spec& spec, std::int64_t effort) {
  Diagnostics diagnostics;
  SearchOptions options;
  options.objective = read_metric(spec, diagnostics);
  options.effort = effort;
  options.even = true;
  options.conventions = spec.conventions;
  if (spec.sparse) options.evaluator = [&spec] { return evaluator_of(spec); };
  const Constraints rules = read_rules(spec, diagnostics);
  SearchResult result = search(spec.problem, spec.machine, rules, options);
  if (result.mapping) {
    EXPECT_EQ(broken_constraint_of_even(rules, spec.problem, spec.machine, *result.mapping).value_or(""), "");
  }
  return result;
}

/// The found mapping written, read and evaluated again.
Evaluation read_back(const Spec& spec, const Mapping& mapping) {
  const std::string text = print_timeloop_mapping(mapping, spec.problem, spec.machine);
  Diagnostics diagnostics;
  const Mapping again = read_mapping(*file_of(text).find("mapping"), spec.architecture, spec.problem,
                                     spec.machine, diagnostics);
  Evaluation evaluation;
  EXPECT_FALSE(evaluate(spec, again, evaluation)) << text;
  return evaluation;
}

const std::string small_rules = R"(architecture_constraints:
  targets:
  - {target: Buffer, type: bypass, keep: [A, Z], bypass: [B]}
  - {target: Buffer, type: spatial, factors: N=2, permutation: MNK, split: 1}
  - {target: RF, type: temporal, factors: M<=2, permutation: KNM}
)";

TEST(TimeloopMapper, WritesMappingsThatReadBackToTheSameNumbers) {
  for (const char* metric : {"edp", "delay", "energy"}) {
    const Spec spec = spec_of({small_machine, small_problem, small_table, small_rules,
                               std::string("mapper:\n  optimization-metrics: [") + metric + "]\n"});
    const SearchResult result = search_spec(spec, 20'000);
    ASSERT_TRUE(result.mapping);
    const Evaluation again = read_back(spec, *result.mapping);
    EXPECT_EQ(again.cycles, result.evaluation->cycles) << metric;
    EXPECT_EQ(again.energy_pj, result.evaluation->energy_pj) << metric;
    EXPECT_GE(result.value, result.lower_bound) << metric;
  }
}

TEST(TimeloopMapper, ObeysFactorsPermutationsSplitsAndBypasses) {
  const Spec spec = spec_of({small_machine, small_problem, small_table, small_rules});
  const SearchResult result = search_spec(spec, 20'000);
  ASSERT_TRUE(result.mapping);
  const DimensionId m = *spec.problem.dimension_named("M");
  const DimensionId n = *spec.problem.dimension_named("N");
  const LevelId buffer = *spec.machine.level_named("Buffer");
  std::int64_t n_lanes = 1;
  for (const NestEntry& entry : result.mapping->nest) {
    if (entry.kind == NestEntry::Kind::keep && entry.level == buffer) {
      EXPECT_NE(entry.tensor, *spec.problem.tensor_named("B"));
    }
    if (entry.kind != NestEntry::Kind::spatial) continue;
    EXPECT_EQ(entry.axis, entry.dimension == m ? Axis::x : Axis::y);
    if (entry.dimension == n) n_lanes *= entry.bound;
  }
  EXPECT_EQ(n_lanes, 2);
}

TEST(TimeloopMapper, MakesNestsEvenWithoutChangingTheWork) {
  const Spec spec = spec_of({small_machine, small_problem, small_table});
  const mapper::Space space(spec.problem, spec.machine, Constraints::none(spec.problem, spec.machine),
                            {false, true, spec.conventions});
  const LevelId dram(0), buffer(1);
  const TensorId a(0), b(1), z(2);
  const DimensionId m(0), n(1), k(2);
  mapper::Nest nest{NestEntry::keep(dram, a),  NestEntry::keep(dram, b),   NestEntry::keep(dram, z),
                    NestEntry::temporal(m, 4), NestEntry::keep(buffer, a), NestEntry::temporal(k, 3),
                    NestEntry::temporal(m, 4), NestEntry::keep(buffer, z), NestEntry::temporal(k, 4),
                    NestEntry::temporal(n, 8)};
  mapper::Nest even;
  ASSERT_TRUE(mapper::Evener(space).even(nest, even));
  const mapper::Nest expected{
      NestEntry::keep(dram, a),   NestEntry::keep(dram, b),   NestEntry::keep(dram, z),
      NestEntry::temporal(m, 4),  NestEntry::keep(buffer, a), NestEntry::keep(buffer, z),
      NestEntry::temporal(k, 12), NestEntry::temporal(m, 4),  NestEntry::temporal(n, 8)};
  EXPECT_EQ(even, expected);
  nest.back().bound = 7;
  EXPECT_FALSE(mapper::Evener(space).even(nest, even)) << "7 of 8: a bound that does not divide";
}

TEST(TimeloopMapper, IsProvenAndNeverWorseThanTheirsAfterManyCpuSeconds) {
  const auto reference = reference_folder();
  if (!reference) GTEST_SKIP() << "no ../shared/reference here";
  std::size_t cases = 0;
  for (const fs::directory_entry& folder : fs::directory_iterator(*reference / "timeloop_search")) {
    SCOPED_TRACE(folder.path().filename().string());
    std::vector<std::string> files;
    for (const char* name : {"arch", "problem", "cons", "mapper", "ert"})
      files.push_back((folder.path() / (std::string(name) + ".yaml")).string());
    const Spec spec = read_spec(files);
    const SearchResult result = search_spec(spec, 1'000'000);
    ASSERT_TRUE(result.mapping);
    EXPECT_EQ(result.status, SearchStatus::optimal);
    const Evaluation again = read_back(spec, *result.mapping);
    EXPECT_EQ(again.cycles, result.evaluation->cycles);
    EXPECT_EQ(again.energy_pj, result.evaluation->energy_pj);
    const auto expected = nlohmann::json::parse(std::ifstream(folder.path() / "expected.json"));
    for (const auto& [after, theirs] : expected.at("best").items()) {
      const double cycles = theirs.at("cycles");
      const double energy = theirs.at("energy_pj");
      const double rounded = 1 + 1e-6;
      const double rival = result.objective == Objective::latency  ? cycles
                           : result.objective == Objective::energy ? energy * rounded
                                                                   : cycles * energy * rounded;
      const double found =
          result.objective == Objective::edp ? again.cycles * *again.energy_pj : result.value;
      EXPECT_LE(found, rival) << after;
    }
    ++cases;
  }
  EXPECT_EQ(cases, 9U);
}

TEST(TimeloopMapper, SearchesSparseLayersByTheirOwnRules) {
  const auto reference = reference_folder();
  if (!reference) GTEST_SKIP() << "no ../shared/reference here";
  const fs::path folder = *reference / "timeloop" / "sp04_spmspm";
  std::vector<std::string> files;
  for (const char* name : {"arch", "problem", "sparse", "ert", "map"})
    files.push_back((folder / (std::string(name) + ".yaml")).string());
  const Spec spec = read_spec(files);
  ASSERT_TRUE(spec.sparse);
  Evaluation theirs;
  ASSERT_FALSE(evaluate(spec, mapping_of(spec), theirs));

  const SearchResult result = search_spec(spec, 2000);
  ASSERT_TRUE(result.mapping);
  const Evaluation again = read_back(spec, *result.mapping);
  EXPECT_EQ(again.cycles, result.evaluation->cycles);
  EXPECT_EQ(again.energy_pj, result.evaluation->energy_pj);
  EXPECT_LE(result.value, *theirs.edp_js);
  EXPECT_EQ(result.status, SearchStatus::limit_reached);
  EXPECT_EQ(result.lower_bound, 0);
}

}  // namespace
}  // namespace ridge::timeloop
