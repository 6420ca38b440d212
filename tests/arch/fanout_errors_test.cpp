// Every way a fanout can be wrong in a file: what the user is told, and where.
#include "tests/arch/mistake.hpp"

namespace ridge::testing {
namespace {

std::string with_fanout(const std::string& keys) {
  return machine_text("  - {name: DRAM, kind: dram}\n  - fanout: {name: PE, " + keys + "}\n");
}

const std::vector<Mistake>& fanout_mistakes() {
  static const std::vector<Mistake> table{
      {"FanoutOfZero", with_fanout("x: 0"), "7:27", "'x' is 0", "leave 'x' out for 1"},
      {"FanoutWithKeysBesideIt",
       machine_text("  - {name: DRAM, kind: dram}\n  - fanout:\n    name: PE\n    x: 2\n"), "8:5",
       "'name' and 'x' stand beside 'fanout'", "indent them below 'fanout:'"},
      {"FanoutThatDoesNotSaySo",
       machine_text("  - {name: DRAM, kind: dram}\n  - {name: Array, x: 24, y: 20}\n"), "7:5",
       "does not say 'fanout'", "write '- fanout: {name: Array, ...}'"},
      {"FanoutWithoutSize", with_fanout("multicast: true"), "7:13", "fanout 'PE' has no size", "x: 16"},
      {"FanoutWithoutName", machine_text("  - {name: DRAM, kind: dram}\n  - fanout: {x: 2}\n"), "7:13",
       "a fanout needs 'name'", ""},
      {"FanoutWithMoreKeys",
       machine_text("  - {name: DRAM, kind: dram}\n  - {fanout: {name: PE, x: 2}, size: 1 KiB}\n"), "7:32",
       "unknown key 'size'", "fanout"},
      {"ReductionOfInputs", with_fanout("x: 2, reduce: [inputs]"), "7:38",
       "'reduce' concerns outputs only, not inputs", "{y: true}"},
      {"UnknownAxis", with_fanout("x: 2, multicast: {z: true}"), "7:42", "unknown key 'z'", "x"},
      {"MulticastOnNoAxis", with_fanout("x: 2, multicast: {}"), "7:41", "'multicast' names no axis",
       "{x: ...}"},
      {"MulticastThatIsNone", with_fanout("x: 2, multicast: maybe"), "7:41", "maybe", "true"},
      {"HopPerAccess", with_fanout("x: 2, hop_energy: 1 pJ/access"), "7:42", "per byte, not per access",
       "0.8 pJ/B"},
      {"HopTwice", with_fanout("x: 2, hop_energy: 1 pJ/B, pitch: 100 um"), "7:57",
       "'hop_energy' and 'pitch' exclude each other", ""},
      {"DelayWithoutUnit", with_fanout("x: 2, delay: 1"), "7:37", "'1' has no unit", "cycles"},
      {"DelayInSeconds", with_fanout("x: 2, delay: {x: 2 ns}"), "7:41", "'2 ns' is a time", "cycles"},
      {"DelayWithoutEnd", with_fanout("x: 2, delay: 2e6 cycles"), "7:37", "more than a million cycles",
       "a slip"},
      {"PitchWithoutTechnology", with_fanout("x: 2, pitch: 100 um"), "7:37",
       "'pitch' needs the machine's 'technology'", "28 nm"},
      {"WireBeyondTheTables",
       machine_text("  - {name: DRAM, kind: dram}\n  - fanout: {name: PE, x: 2, pitch: 100 um}\n",
                    plain_compute, "technology: 65 nm\n"),
       "8:37", "knows wires from 10 nm to 40 nm, not at 65 nm", "hop_energy"},
  };
  return table;
}

TEST(FanoutErrors, OneMistakeIsOneError) {
  for (const char* entry :
       {"  - fanout:\n    name: PE\n    x: 2\n", "  - {name: PE, x: 2, reduce: true}\n"}) {
    const std::string said = errors_of(machine_text(std::string("  - {name: DRAM, kind: dram}\n") + entry));
    EXPECT_EQ(said.find("error:"), said.rfind("error:")) << said;
  }
}

class FanoutError : public ::testing::TestWithParam<Mistake> {};

TEST_P(FanoutError, SaysWhatIsWrongAndWhere) {
  expect_told(GetParam());
}

INSTANTIATE_TEST_SUITE_P(Machine, FanoutError, ::testing::ValuesIn(fanout_mistakes()), claim_of);

}  // namespace
}  // namespace ridge::testing
