// 800 mappings of many layers on many machines, with the cycles that Timeloop gives them: all equal.
#include "tests/timeloop/rows.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/timeloop/support.hpp"

namespace ridge::timeloop {
namespace {

TEST(TimeloopRows, CyclesOfAll800EqualTimeloops) {
  const auto folder = reference_folder();
  if (!folder) GTEST_SKIP() << "../shared/reference is not there";
  const std::vector<Row> rows = rows_of(*folder / "gemmini_rtl" / "timeloop_sample.csv");
  EXPECT_EQ(rows.size(), 800U);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    SCOPED_TRACE(fmt::format("line {}: {}", i + 2, rows[i].at("mapping.mapping")));
    const Evaluated made =
        evaluate({machine_of_row(rows[i]), problem_of_row(rows[i]), mapping_of_row(rows[i])});
    ASSERT_FALSE(made.infeasible);
    EXPECT_EQ(made.evaluation.cycles, std::stod(rows[i].at("cycles")));
  }
}

}  // namespace
}  // namespace ridge::timeloop
