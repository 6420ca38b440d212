// Every way the machine as a whole can be wrong in a file: what the user is told, and where.
#include "tests/arch/mistake.hpp"

namespace ridge::testing {
namespace {

const std::vector<Mistake>& machine_mistakes() {
  static const std::vector<Mistake> table{
      {"NoName",
       "ridge: architecture/1\nclock: 1 GHz\nsource: s\nlevels:\n  - {name: D, kind: dram}\ncompute: {name: "
       "M}\n",
       "1:1", "the machine needs 'name'", "what results call the machine"},
      {"NoClock",
       "ridge: architecture/1\nname: m\nsource: s\nlevels:\n  - {name: D, kind: dram}\ncompute: {name: M}\n",
       "1:1", "the machine needs 'clock'", "for example '1 GHz'"},
      {"NoSource",
       "ridge: architecture/1\nname: m\nclock: 1 GHz\nlevels:\n  - {name: D, kind: dram}\ncompute: {name: "
       "M}\n",
       "1:1", "the machine needs 'source': every number has one", "source: assumed"},
      {"BothSourceKeys", machine_text(plain_levels, plain_compute, "sources: [a, b]\n"), "4:9",
       "'source' and 'sources' exclude each other", "put all of them under 'sources'"},
      {"EmptySource",
       "ridge: architecture/1\nname: m\nclock: 1 GHz\nsources: []\nlevels:\n  - {name: D, kind: "
       "dram}\ncompute: {name: M}\n",
       "4:10", "the source is empty", "where the numbers come from"},
      {"ClockOfZero",
       "ridge: architecture/1\nname: m\nclock: 0 Hz\nsource: s\nlevels:\n  - {name: D, kind: dram}\ncompute: "
       "{name: M}\n",
       "3:8", "'clock' is zero", "above zero"},
      {"ClockWithoutUnit",
       "ridge: architecture/1\nname: m\nclock: 200\nsource: s\nlevels:\n  - {name: D, kind: dram}\ncompute: "
       "{name: M}\n",
       "3:8", "unit", "MHz"},
      {"UnknownKey", machine_text(plain_levels, plain_compute, "tecnology: 45 nm\n"), "5:1",
       "unknown key 'tecnology'", "technology"},
      {"AnotherKind", "ridge: workload/1\nname: m\n", "1:8", "kind 'workload'", "architecture"},
      {"NoLevels", machine_text("", plain_compute), "5:1", "'levels' is a list, not",
       "start each level with '- '"},
      {"EmptyLevels",
       "ridge: architecture/1\nname: m\nclock: 1 GHz\nsource: s\nlevels: []\ncompute: {name: M}\n", "5:9",
       "'levels' is empty", "outermost first"},
      {"NoCompute", machine_text(plain_levels, ""), "1:1", "the machine needs 'compute'", "the compute unit"},
      {"EmptyCompute", machine_text(plain_levels, "compute: []\n"), "9:10", "'compute' is empty",
       "write {name: MAC}"},
      {"FanoutFirst", machine_text("  - fanout: {name: PE, x: 2}\n  - {name: DRAM, kind: dram}\n"), "6:5",
       "the first entry of 'levels' is a fanout: nothing is above it", "begin with the storage level"},
      {"RoleWithoutHome", machine_text("  - {name: DRAM, kind: dram, keeps: [weights, outputs]}\n"), "6:3",
       "no level may keep inputs", "'may_keep'"},
      {"NameOfTwoLevels", machine_text("  - {name: A, kind: dram}\n  - {name: A, kind: dram}\n"), "7:5",
       "'A' names two parts of the machine", "a name of its own"},
      {"NameOfLevelAndFanout", machine_text("  - {name: A, kind: dram}\n  - fanout: {name: A, x: 2}\n"),
       "7:13", "'A' names two parts of the machine", "a name of its own"},
      {"NameThatIsNone", machine_text("  - {name: a.b, kind: dram}\n"), "6:12", "'a.b' cannot be a name",
       "letters, digits"},
      {"TooManyLanes",
       machine_text("  - {name: D, kind: dram}\n  - fanout: {name: A, x: 1048576, y: 1048576}\n  - fanout: "
                    "{name: B, x: 2}\n"),
       "8:13", "more than 2^40 lanes", "a slip of the keyboard"},
      {"ConstraintsThatAreNoMap", machine_text(plain_levels, plain_compute, "constraints: 5\n"), "5:14",
       "'constraints' must be a map, not '5'", "key: value"},
      {"ConstraintsWithUnknownKey", machine_text(plain_levels, plain_compute, "constraints: {levls: {}}\n"),
       "5:15", "unknown key 'levls' in 'constraints'", "did you mean 'levels'?"},
      {"ClockBeyondReason",
       "ridge: architecture/1\nname: m\nclock: 1e-300 Hz\nsource: s\nlevels:\n  - {name: D, kind: "
       "dram}\ncompute: {name: M}\n",
       "3:8", "'clock' is too small", "the number or its unit"},
      {"MisspeltNeededKey",
       "ridge: architecture/1\nname: m\nclok: 1 GHz\nsource: s\nlevels:\n  - {name: D, kind: "
       "dram}\ncompute: {name: M}\n",
       "3:1", "unknown key 'clok' in the machine", "did you mean 'clock'?"},
  };
  return table;
}

class MachineError : public ::testing::TestWithParam<Mistake> {};

TEST_P(MachineError, SaysWhatIsWrongAndWhere) {
  expect_told(GetParam());
}

INSTANTIATE_TEST_SUITE_P(Machine, MachineError, ::testing::ValuesIn(machine_mistakes()), claim_of);

using ::testing::HasSubstr;

TEST(MachineErrors, AllComeInOneGo) {
  const std::string said =
      errors_of(machine_text("  - {name: DRAM, kind: drum}\n  - {name: L, kind: scratchpad, size: 0 B}\n  - "
                             "fanout: {name: PE, x: -1}\n"));
  EXPECT_THAT(said, HasSubstr("m.yaml:6:"));
  EXPECT_THAT(said, HasSubstr("m.yaml:7:"));
  EXPECT_THAT(said, HasSubstr("m.yaml:8:"));
}

TEST(MachineErrors, AnEmptySourceIsOneMistake) {
  const std::string said = errors_of(
      "ridge: architecture/1\nname: m\nclock: 1 GHz\nsource: ''\nlevels:\n  - {name: D, kind: "
      "dram}\ncompute: {name: M}\n");
  EXPECT_THAT(said, HasSubstr("a source is empty"));
  EXPECT_EQ(said.find("error:"), said.rfind("error:"));
}

TEST(MachineErrors, AHugeNameIsCutInTheMessage) {
  const std::string said =
      errors_of(machine_text("  - {name: " + std::string(100'000, '.') + ", kind: dram}\n"));
  EXPECT_THAT(said, HasSubstr("cannot be a name"));
  EXPECT_LT(said.size(), 2000U);
}

TEST(MachineErrors, AClashOfNamesShowsBothPlaces) {
  const std::string said = errors_of(machine_text("  - {name: A, kind: dram}\n", "compute: {name: A}\n"));
  EXPECT_THAT(said, HasSubstr("m.yaml:7:10: error: 'A' names two parts"));
  EXPECT_THAT(said, HasSubstr("m.yaml:6:5: note: a storage level has this name"));
}

TEST(MachineErrors, MoreThan64PartsAreRefused) {
  std::string levels;
  for (int i = 0; i < 65; ++i)
    levels += "  - {name: L" + std::to_string(i) + ", kind: dram}\n";
  EXPECT_THAT(errors_of(machine_text(levels)),
              HasSubstr("'levels' has 65 entries, more than the 64 allowed"));
}

TEST(MachineErrors, SixtyFourPartsAreRead) {
  std::string levels;
  for (int i = 0; i < 64; ++i)
    levels += "  - {name: L" + std::to_string(i) + ", kind: dram}\n";
  EXPECT_EQ(read_text(machine_text(levels)).machine.levels.size(), 64U);
}

}  // namespace
}  // namespace ridge::testing
