// Every way a Timeloop architecture can be wrong: what the user is told, and where.
#include "tests/timeloop/mistakes.hpp"

namespace ridge::timeloop {
namespace {

const std::vector<Mistake>& architecture_mistakes() {
  static const std::vector<Mistake> table{
      {"NoArchitecture", "", "", "error: there is no architecture", "",
       "help: one of the files must have the key 'architecture:'"},
      {"ArchitectureThatIsNoMap", "", "architecture: 5\n",
       "arch.yaml:1:15: error: 'architecture' must be a map, not '5'", "",
       "help: it has 'subtree:', 'nodes:', or 'arithmetic:' and 'storage:'"},
      {"ArchitectureThatIsAList", "", "architecture: []\n",
       "arch.yaml:1:15: error: 'architecture' must be a map, not a list", "",
       "help: it has 'subtree:', 'nodes:', or 'arithmetic:' and 'storage:'"},
      {"TilesTooLarge", "depth: 64", "depth: 1",
       "arch.yaml:12:9: error: tiles do not fit in 'Buffer': 80 words, and it has room for 8",
       "'A' 48, 'Z' 32",
       "help: move factors of its loops to levels outside, bypass a tensor, or make it 80 words"},
      {"MisspeltDepth", "depth: 64", "dept: 64",
       "arch.yaml:14:22: warning: 'Buffer' has a key 'dept' that nothing reads", "",
       "help: did you mean 'depth'? As it stands it changes nothing"},
      {"MisspeltBandwidth", "depth: 64", "depth: 64, read_bandwith: 4",
       "arch.yaml:14:33: warning: 'Buffer' has a key 'read_bandwith' that nothing reads", "",
       "help: did you mean 'read_bandwidth'? As it stands it changes nothing"},
      {"TilesTooSmallForMinUtilization", "depth: 64", "depth: 64, min-utilization: 0.9",
       "arch.yaml:12:9: error: tiles fill 80 of 512 words of 'Buffer', less than its min-utilization 0.9",
       "'A' 48, 'Z' 32", "help: move factors inside, or lower 'min-utilization'"},
      {"TilesTooLargeForTwoCopies", "depth: 64", "depth: 16, multiple-buffering: 2",
       "arch.yaml:12:9: error: tiles do not fit in 'Buffer': 80 words, and it has room for 64",
       "'A' 48, 'Z' 32",
       "help: move factors of its loops to levels outside, bypass a tensor, or make it 160 words "
       "('multiple-buffering: 2' divides what it has)"},
      {"BandwidthOfZero", "depth: 64", "depth: 64, read_bandwidth: 0",
       "arch.yaml:14:49: warning: a bandwidth of 0 is taken as unlimited, as Timeloop does", "",
       "help: leave the key out if that is meant"},
      {"NegativeBandwidth", "depth: 64", "depth: 64, read_bandwidth: -2",
       "arch.yaml:14:49: error: a bandwidth is not negative", "",
       "help: it is in words per cycle; leave the key out for unlimited"},
      {"NegativeDepth", "depth: 64", "depth: -64",
       "arch.yaml:14:29: error: 'depth' of 'Buffer' must be a whole number from 0 on, not '-64'", "", ""},
      {"DepthOfZero", "depth: 64", "depth: 0",
       "arch.yaml:12:9: error: tiles do not fit in 'Buffer': 80 words, and it has room for 0", "", ""},
      {"DepthThatIsNoNumber", "depth: 64", "depth: big",
       "arch.yaml:14:29: error: 'depth' of 'Buffer' must be a number, not 'big'", "'big' is no variable", ""},
      {"UnknownVariable", "depth: 64", "depth: rows * 2",
       "arch.yaml:14:29: error: 'depth' of 'Buffer' must be a number, not 'rows * 2'",
       "'rows' is no variable", ""},
      {"DepthThatIsNotWhole", "depth: 64", "depth: 64 / 3",
       "arch.yaml:14:29: error: 'depth' of 'Buffer' must be a whole number from 0 on, not '64 / 3'", "", ""},
      {"DepthThatIsAList", "depth: 64", "depth: [64]",
       "arch.yaml:14:29: error: 'depth' of 'Buffer' must be a number, not a list", "", ""},
      {"WordOfNoBits", "class: DRAM\n      attributes: {width: 64, block-size: 8, word-bits: 8}",
       "class: DRAM\n      attributes: {width: 64, block-size: 8, word-bits: 0}",
       "arch.yaml:8:57: error: 'word_bits' of 'DRAM' must be a whole number from 1 on, not '0'", "", ""},
      {"WidthThatDoesNotWorkOut", "depth: 64, width: 64, block-size: 8",
       "depth: 64, width: 60, block-size: 8",
       "arch.yaml:14:40: error: a width of 60 bits is not made of words of 8 bits here",
       "block 8 x cluster 1 x 8 bits", "help: width = block-size x cluster-size x word-bits"},
      {"WidthThatIsRoundedDown", "depth: 64, width: 64, block-size: 8", "depth: 64, width: 60",
       "arch.yaml:14:40: warning: of a width of 60 bits, 56 hold words of 8 bits, and the rest nothing", "",
       "help: width = block-size x cluster-size x word-bits"},
      {"LessThanOneCopy", "depth: 64", "depth: 64, multiple-buffering: 0.5",
       "arch.yaml:12:9: error: 'multiple_buffering' is at least 1", "", "help: 2 for double buffering"},
      {"UnknownClass", "class: SRAM", "class: scratchpad",
       "arch.yaml:12:9: warning: 'Buffer' is left out: its class 'scratchpad' is neither storage nor compute",
       "",
       "help: storage classes contain DRAM, SRAM, regfile, smartbuffer or storage; compute classes mac or "
       "compute"},
      {"ComponentWithoutClass", "        class: SRAM\n", "",
       "arch.yaml:12:9: warning: 'Buffer' is left out: it has no class", "",
       "help: storage classes contain DRAM, SRAM, regfile, smartbuffer or storage; compute classes mac or "
       "compute"},
      {"ComponentWithoutName", "name: Buffer\n        class", "class",
       "arch.yaml:12:9: error: a component needs a 'name'", "", "help: mappings call it by that"},
      {"TwoLevelsOfOneName", "name: Buffer", "name: RF", "arch.yaml:18:11: error: a second level 'RF'", "",
       "help: give each its own name"},
      {"NoCompute", "class: intmac", "class: adder",
       "arch.yaml:21:11: warning: 'MAC' is left out: its class 'adder' is neither storage nor compute", "",
       "help: storage classes contain DRAM, SRAM, regfile, smartbuffer or storage; compute classes mac or "
       "compute"},
      {"TwoComputes", "class: regfile", "class: fpmac", "arch.yaml:21:11: error: a second compute component",
       "", "help: machines of several kinds of compute are not modelled: keep one"},
      {"TreeThatBranches", "      subtree:\n      - name: PE",
       "      subtree:\n      - name: side\n        local: []\n      - name: PE",
       "arch.yaml:16:7: error: 'subtree' must be a list of one node: trees that branch are not modelled", "",
       "help: put components that stand side by side into one 'local' list"},
      {"LocalThatIsNoList",
       "      local:\n      - name: Buffer\n        class: SRAM\n        attributes: {depth: 64, width: 64, "
       "block-size: 8, word-bits: 8}",
       "      local: {name: Buffer}",
       "arch.yaml:11:14: error: 'local' of a node of the architecture must be a list, not a map", "",
       "help: write [...], or begin each item with '- '"},
      {"InstancesThatDoNotFillTheMesh", "word-bits: 8, meshX: 4}\n        - name: MAC",
       "word-bits: 8, meshX: 3}\n        - name: MAC",
       "arch.yaml:20:23: error: 8 instances of 'RF' do not fill a mesh whose meshX is 3", "",
       "help: meshX x meshY is the number of instances"},
      {"MeshThatDoesNotDivide", "{word-bits: 8, meshX: 4}\n", "{word-bits: 8, meshX: 2}\n",
       "arch.yaml:18:11: error: the mesh of 'RF', 4 x 2, does not divide that of 'MAC' inside, 2 x 4", "",
       "help: give meshX (and meshY) such that every instance has the same number below it along both axes"},
      {"RangeThatCountsNothing", "PE[0..7]", "PE[7..0]",
       "arch.yaml:16:15: error: the range of 'PE[7..0]' counts nothing", "",
       "help: write NAME[FIRST..LAST], with numbers of which the first is not the larger one"},
      {"InstancesThatDoNotDivide", "word-bits: 8, meshX: 4}\n        - name: MAC",
       "word-bits: 8, instances: 3}\n        - name: MAC",
       "arch.yaml:18:11: error: the mesh of 'RF', 3 x 1, does not divide that of 'MAC' inside, 4 x 2", "",
       "help: give meshX (and meshY) such that every instance has the same number below it along both axes"},
  };
  return table;
}

class ArchitectureMistakes : public testing::TestWithParam<Mistake> {};

TEST_P(ArchitectureMistakes, AreToldWithTheirPlaceAndAWayOut) {
  expect_told(Part::architecture, GetParam());
}

INSTANTIATE_TEST_SUITE_P(Each, ArchitectureMistakes, testing::ValuesIn(architecture_mistakes()), claim_of);

}  // namespace
}  // namespace ridge::timeloop
