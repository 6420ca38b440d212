// Every way a compute unit can be wrong in a file: what the user is told, and where.
#include "tests/arch/mistake.hpp"

namespace ridge::testing {
namespace {

std::string with_unit(const std::string& keys, const std::string& top = "") {
  return machine_text(plain_levels, "compute: {name: MAC, " + keys + "}\n", top);
}

const std::vector<Mistake>& compute_mistakes() {
  static const std::vector<Mistake> table{
      {"UnitWithoutName", machine_text(plain_levels, "compute: {rate: 2}\n"), "9:10",
       "a compute unit needs 'name'", ""},
      {"RateOfZero", with_unit("rate: 0"), "9:28", "rate 0 would never finish", "leave the precision out"},
      {"RateOfUnknownPrecision", with_unit("rate: {int9: 1}"), "9:29", "unknown key 'int9'", "int8"},
      {"RateOfNothing", with_unit("rate: {}"), "9:28", "'rate' names no precision", "one value for all"},
      {"RateBeyondReason", with_unit("rate: 1e-310"), "9:28", "'rate' is below 1e-9", "a slip"},
      {"EnergyOfNothing", with_unit("energy: {}"), "9:30", "'energy' names no precision",
       "one value for all"},
      {"UnknownOperation", with_unit("does: [max]"), "9:29", "max", "mac"},
      {"NoOperation", with_unit("does: []"), "9:28", "the list is empty", "name one of 'mac'"},
      {"OperationTwice", with_unit("does: [mac, mac]"), "9:34", "'mac' stands twice", "leave one out"},
      {"BelowUnknownLevel", with_unit("below: Bufer"), "9:29", "Bufer", "Buffer"},
      {"EnergyPerByteOfAUnit", with_unit("energy: 1 pJ/B"), "9:30", "pJ/B", "pJ"},
      {"ArithmeticWithoutTechnology", with_unit("arithmetic: [int8]"), "9:34",
       "'arithmetic' needs the machine's 'technology'", "technology: 45 nm"},
      {"ArithmeticUnknownToTheTables", with_unit("arithmetic: [fp64]", "technology: 45 nm\n"), "10:34",
       "knows no fp64 MAC at 45 nm", "write 'energy' itself"},
      {"BrainFloatAwayFromItsTable", with_unit("arithmetic: [bf16]", "technology: 28 nm\n"), "10:34",
       "knows no bf16 MAC at 28 nm", "published at 7 nm only"},
  };
  return table;
}

class ComputeError : public ::testing::TestWithParam<Mistake> {};

TEST_P(ComputeError, SaysWhatIsWrongAndWhere) {
  expect_told(GetParam());
}

INSTANTIATE_TEST_SUITE_P(Machine, ComputeError, ::testing::ValuesIn(compute_mistakes()), claim_of);

}  // namespace
}  // namespace ridge::testing
