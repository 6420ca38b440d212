// The short form of mappings, against Timeloop's directives for the same rows and against mistakes.
#include "explore/validation/short_mapping.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "interop/timeloop/mapping.hpp"
#include "tests/timeloop/rows.hpp"
#include "tests/timeloop/support.hpp"
#include "workloads/network.hpp"

namespace ridge::validation {
namespace {

using ::testing::HasSubstr;

/// A nest without its loops of bound 1, the nodes that stand side by side in one order.
std::vector<std::string> essence(const Mapping& mapping, const Problem& problem, const Machine& machine) {
  std::vector<std::string> entries;
  std::size_t first_node = 0;
  for (const NestEntry& entry : mapping.nest) {
    const bool loop = entry.kind != NestEntry::Kind::keep;
    if (loop && entry.bound == 1) continue;
    entries.push_back(print_entry(entry, problem, machine));
    if (loop) first_node = entries.size();
    std::sort(entries.begin() + static_cast<std::ptrdiff_t>(first_node), entries.end());
  }
  return entries;
}

TEST(ShortMapping, AllRowsAreTheNestsThatTimeloopsDirectivesMean) {
  const auto folder = timeloop::reference_folder();
  if (!folder) GTEST_SKIP() << "../shared/reference is not there";
  const auto rows = timeloop::rows_of(*folder / "gemmini_rtl" / "timeloop_sample.csv");
  EXPECT_EQ(rows.size(), 800U);
  for (const timeloop::Row& row : rows) {
    const std::string& text = row.at("mapping.mapping");
    SCOPED_TRACE(text);
    const timeloop::Evaluated theirs = timeloop::evaluate(
        {timeloop::machine_of_row(row), timeloop::problem_of_row(row), timeloop::mapping_of_row(row)});
    Diagnostics diagnostics;
    const auto ours = read_short_mapping({text, {}}, theirs.spec.problem, theirs.spec.machine, diagnostics);
    ASSERT_TRUE(ours) << render(diagnostics.all());
    EXPECT_EQ(essence(*ours, theirs.spec.problem, theirs.spec.machine),
              essence(theirs.mapping, theirs.spec.problem, theirs.spec.machine));
  }
}

class Reading : public ::testing::Test {
 protected:
  std::string said(const std::string& text) {
    Diagnostics diagnostics;
    const auto source = std::make_shared<const SourceText>(SourceText{"points.csv", "x," + text});
    const auto read = read_short_mapping({text, {source, 1, 3}}, problem_, machine_, diagnostics);
    EXPECT_NE(read.has_value(), diagnostics.has_errors());
    return diagnostics.has_errors() ? render(diagnostics.all()) : "no error";
  }

  std::vector<Diagnostic> warnings_;
  Machine machine_ = load_machine("gemmini_16x16", {}, warnings_);
  Problem problem_ = load_workload("strided_convolution", {"layer.K=64", "layer.C=64", "layer.P=8",
                                                           "layer.Q=1", "layer.R=1", "layer.S=1"})
                         .layers.front()
                         .problem;
};

TEST_F(Reading, ANestIsReadAsItIsDrawn) {
  Diagnostics diagnostics;
  const auto mapping = read_short_mapping({"L3[WIO] K2 - L2[WI] N1 K16X - L1[O] K2 C4 C16X - L0[W] P8", {}},
                                          problem_, machine_, diagnostics);
  ASSERT_TRUE(mapping) << render(diagnostics.all());
  EXPECT_EQ(print_nest(*mapping, problem_, machine_), R"(- keep: {DRAM: [Weights, Inputs, Outputs]}
- for: {K: 2}
- keep: {Scratchpad: [Weights, Inputs]}
- for: {N: 1}
- spatial: {K: 16, over: Column.x}
- keep: {Accumulator: [Outputs]}
- for: {K: 2}
- for: {C: 4}
- spatial: {C: 16, over: Row.y}
- keep: {WeightRegister: [Weights]}
- for: {P: 8}
)");
}

TEST_F(Reading, MistakesHaveTheirPlace) {
  EXPECT_THAT(said("L4[WIO] K2"), HasSubstr("points.csv:1:3: error: 'L4[WIO]' is no level"));
  EXPECT_THAT(said("L3[WIO] K2 - L2[WX] K2"), HasSubstr("points.csv:1:16: error: 'L2[WX]' keeps something"));
  EXPECT_THAT(said("L3[WIO] X2 - L2[WI] K2"), HasSubstr("points.csv:1:11: error: 'X2' is no loop"));
  EXPECT_THAT(said("L3[WIO] K0"), HasSubstr("'K0' is no loop"));
  EXPECT_THAT(said("L3[WIO] K2k"), HasSubstr("'K2k' is no loop"));
  EXPECT_THAT(said("L3[WIO] K99999999999999999999"), HasSubstr("is no loop"));
  EXPECT_THAT(said("L3[WIO] K2X"), HasSubstr("no fanout follows 'DRAM'"));
  EXPECT_THAT(said("K2 - L3[WIO]"), HasSubstr("'K2' stands before a level"));
  EXPECT_THAT(said("L2[WI] - L3[WIO]"), HasSubstr("'L3[WIO]' does not follow"));
  EXPECT_THAT(said("L3 K2"), HasSubstr("'L3' does not say what it keeps"));
  EXPECT_THAT(said(""), HasSubstr("the mapping is empty"));
}

TEST_F(Reading, ANestThatBreaksARuleIsRefusedWithTheRule) {
  EXPECT_THAT(said("L3[WIO] K2 - L2[WI] K16X - L1[O] K2 C2 C16X - L0[W] P8"),
              HasSubstr("points.csv:1:"));  // C 32 of 64
  EXPECT_THAT(said("L3[WIO] K64 C64 P8 - L2[I] N1 - L1[O] N1 - L0[W] N1"), HasSubstr("Scratchpad"));
  EXPECT_THAT(said("L3[WIO] K2 P8 - L2[WI] K32X - L1[O] C4 C16X - L0[W] N1"), HasSubstr("Column"));
}

}  // namespace
}  // namespace ridge::validation
