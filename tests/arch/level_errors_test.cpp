// Every way a storage level can be wrong in a file: what the user is told, and where.
#include "tests/arch/mistake.hpp"

namespace ridge::testing {
namespace {

std::string with_level(const std::string& entry, const std::string& top = "") {
  return machine_text("  - {name: DRAM, kind: dram}\n  - " + entry + "\n", plain_compute, top);
}
std::string with_scratchpad(const std::string& keys) {
  return with_level("{name: L, kind: scratchpad, size: 1 KiB, " + keys + "}");
}

const std::vector<Mistake>& level_mistakes() {
  static const std::vector<Mistake> table{
      {"LevelThatIsNoMap", with_level("5"), "7:5", "a storage level must be a map", ""},
      {"LevelWithoutName", with_level("{kind: dram}"), "7:5", "a storage level needs 'name'",
       "what mappings"},
      {"LevelWithoutKind", with_level("{name: L}"), "7:5", "a storage level needs 'kind'", "dram, cache"},
      {"UnknownKind", with_level("{name: L, kind: scratchpd, size: 1 KiB}"), "7:21", "scratchpd",
       "scratchpad"},
      {"OnChipWithoutSize", with_level("{name: L, kind: register}"), "7:5", "a register needs 'size'",
       "only a dram may go without"},
      {"SizeOfZero", with_level("{name: L, kind: scratchpad, size: 0 KiB}"), "7:39",
       "'size' of 0 bytes holds nothing", "108 KiB"},
      {"SizeWithoutUnit", with_level("{name: L, kind: scratchpad, size: 1024}"), "7:39", "unit", "KiB"},
      {"NegativeSize", with_level("{name: L, kind: scratchpad, size: -1 KiB}"), "7:39", "negative", ""},
      {"NoNumberAsSize", with_level("{name: L, kind: scratchpad, size: .nan}"), "7:39", "nan", ""},
      {"BandwidthOfZero", with_scratchpad("read_bandwidth: 0 B/cycle"), "7:62",
       "bandwidth 0 would never finish", "leave 'read_bandwidth' out for unlimited"},
      {"BandwidthInBytes", with_scratchpad("bandwidth: 16 B"), "7:57", "B", "B/cycle"},
      {"UnknownLevelKey", with_scratchpad("read_bandwith: 16 B/cycle"), "7:46", "unknown key 'read_bandwith'",
       "read_bandwidth"},
      {"SharedAndSplitBandwidth", with_scratchpad("bandwidth: 1 B/cycle, read_bandwidth: 1 B/cycle"), "7:57",
       "excludes 'read_bandwidth' and 'write_bandwidth'", "keep either"},
      {"PortsAndBandwidth",
       with_scratchpad("bandwidth: 1 B/cycle, ports: [{name: p, reads: all, writes: all}]"), "7:5",
       "'ports' and a bandwidth of the whole level exclude each other", "its own bandwidth"},
      {"PortsThatAreNoList", with_scratchpad("ports: {name: p}"), "7:53", "'ports' is a list of ports",
       "for example"},
      {"PortThatServesNothing", with_scratchpad("ports: [{name: p}]"), "7:54", "port 'p' serves nothing",
       "reads:"},
      {"PortsOfOneName", with_scratchpad("ports: [{name: p, reads: all}, {name: p, writes: all}]"), "7:77",
       "two ports are called 'p'", "a name of its own"},
      {"PortThatServesEmptyLists", with_scratchpad("ports: [{name: p, reads: [], writes: []}]"), "7:54",
       "port 'p' serves nothing", "writes: all"},
      {"BandwidthBeyondReason", with_scratchpad("bandwidth: 1e-320 B/s"), "7:57", "'bandwidth' is too small",
       "the number or its unit"},
      {"EnergyBeyondReason", with_scratchpad("read_energy: 1e300 pJ/B"), "7:59", "'read_energy' is too large",
       "the number or its unit"},
      {"RoleThroughTwoPorts",
       with_scratchpad("ports: [{name: p, reads: all}, {name: q, reads: [inputs], writes: all}]"), "7:53",
       "the reads of inputs go through two ports, 'p' and 'q'", "one port"},
      {"UnknownRole", with_scratchpad("keeps: [weight]"), "7:54", "weight", "weights"},
      {"RoleTwice", with_scratchpad("keeps: [weights, weights]"), "7:63", "'weights' stands twice",
       "leave one out"},
      {"RolesThatAreNoList", with_scratchpad("keeps: weights"), "7:53", "'keeps' is a list of roles",
       "[weights, inputs]"},
      {"KeepsNothing", with_scratchpad("keeps: []"), "7:53", "a level that keeps no role",
       "leave the level out"},
      {"EnergyPerAccessWithoutAccess", with_scratchpad("read_energy: 4 pJ/access"), "7:59",
       "needs 'access', the bytes that one access moves", "access: 8 B"},
      {"EnergyWithoutDivisor", with_scratchpad("read_energy: 4 pJ"), "7:59", "pJ", "pJ/B"},
      {"UnknownMemory", with_scratchpad("memory: srma"), "7:54", "srma", "sram"},
      {"MemoryWithoutTechnology", with_scratchpad("memory: sram"), "7:54", "needs the machine's 'technology'",
       "technology: 45 nm"},
      {"MemoryBeyondTheTables",
       with_level("{name: L, kind: scratchpad, size: 24 MiB, memory: sram}", "technology: 28 nm\n"), "8:55",
       "knows SRAM from 512 B to 1 MiB, not of 24 MiB", "write 'banks'"},
      {"RegisterFileBeyondTheTables",
       with_level("{name: L, kind: register, size: 1 KiB, memory: register_file}", "technology: 28 nm\n"),
       "8:52", "knows register files up to 512 B, not 1 KiB", "memory: sram"},
      {"NodeBeyondTheTables",
       with_level("{name: L, kind: scratchpad, size: 1 KiB, memory: sram}", "technology: 3 nm\n"), "8:54",
       "no rule that reaches 3 nm", "7 nm to 130 nm"},
      {"BanksThatDoNotDivide",
       with_level("{name: L, kind: scratchpad, size: 1 KiB, memory: sram, banks: 3}", "technology: 45 nm\n"),
       "8:67", "3 banks do not divide 1 KiB evenly", "equal parts"},
      {"WordOfNoWidth", with_scratchpad("word: 0 b"), "7:52", "no width of a word", "16 b"},
      {"WordTooWide", with_scratchpad("word: 5000 b"), "7:52", "no width of a word", "at most 4096 b"},
      {"WordWithLeadingZero", with_scratchpad("word: 016 b"), "7:52", "no width of a word", "16 b"},
      {"BufferingOfNothing", with_scratchpad("buffering: {}"), "7:57", "'buffering' names no role",
       "write single, double"},
      {"WordWithoutUnit", with_scratchpad("word: 16"), "7:52", "no width of a word", "2 B"},
      {"LatencyWithoutUnit", with_scratchpad("latency: 10, bandwidth: 1 B/cycle"), "7:55", "'10' has no unit",
       "cycles"},
      {"LatencyWithoutEnd", with_scratchpad("latency: 2e6 cycles, bandwidth: 1 B/cycle"), "7:55",
       "'latency' is more than a million cycles", "slip"},
      {"IssueWithoutEnd", with_scratchpad("issue: 2e6 cycles, bandwidth: 1 B/cycle"), "7:53",
       "'issue' is more than a million cycles", "slip"},
      {"LatencyOfNoPort", with_scratchpad("latency: 10 cycles, write_bandwidth: 1 B/cycle"), "7:55",
       "'latency' needs a bandwidth for reads of weights", "'requests' and 'request'"},
      {"IssueOfNoPort", with_scratchpad("issue: 1 cycle"), "7:53",
       "'issue' needs a bandwidth for reads of weights", "give the level a bandwidth"},
      {"RequestsOfNoSize", with_scratchpad("requests: 4, latency: 10 cycles"), "7:56",
       "'requests' does nothing alone", "requests: 16, request: 64 B"},
      {"RequestsOfNoNumber", with_scratchpad("request: 64 B, latency: 10 cycles"), "7:55",
       "'request' does nothing alone", "requests: 16, request: 64 B"},
      {"RequestsWithoutLatency", with_scratchpad("requests: 4, request: 64 B"), "7:56",
       "'requests' without a 'latency' are no limit", "latency: 100 cycles"},
      {"NoRequests", with_scratchpad("requests: 0, request: 64 B, latency: 1 cycle"), "7:56", "0", "1"},
      {"UnknownBuffering", with_scratchpad("buffering: triple"), "7:57", "triple", "double"},
      {"BufferingOfUnknownRole", with_scratchpad("buffering: {psums: double}"), "7:58", "unknown key 'psums'",
       "outputs"},
  };
  return table;
}

TEST(LevelErrors, MoreThan64PortsAreRefused) {
  std::string ports = "{name: p0, reads: [inputs]}";
  for (int i = 1; i < 65; ++i)
    ports += ", {name: p" + std::to_string(i) + ", reads: [inputs]}";
  EXPECT_THAT(errors_of(with_scratchpad("ports: [" + ports + "]")),
              ::testing::AllOf(::testing::HasSubstr("65 ports are more than the 64 there may be"),
                               ::testing::HasSubstr("six can serve them all")));
}

class LevelError : public ::testing::TestWithParam<Mistake> {};

TEST_P(LevelError, SaysWhatIsWrongAndWhere) {
  expect_told(GetParam());
}

INSTANTIATE_TEST_SUITE_P(Machine, LevelError, ::testing::ValuesIn(level_mistakes()), claim_of);

}  // namespace
}  // namespace ridge::testing
