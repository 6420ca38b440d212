// Every way a Timeloop mapping can be wrong: what the user is told, and where.
#include "tests/timeloop/mistakes.hpp"

namespace ridge::timeloop {
namespace {

const std::vector<Mistake>& mapping_mistakes() {
  static const std::vector<Mistake> table{
      {"NoMapping", "", "", "error: there is no mapping", "",
       "help: one of the files must have the key 'mapping:'; 'ridge timeloop mapper' looks for one"},
      {"MappingThatIsNoList", "", "mapping: {target: DRAM}\n",
       "map.yaml:1:10: error: 'mapping' must be a list of directives, not a map", "",
       "help: as in - {target: LEVEL, type: temporal, factors: C4 K2, permutation: KC}"},
      {"MappingThatIsAText", "", "mapping: none\n",
       "map.yaml:1:10: error: 'mapping' must be a list of directives, not 'none'", "",
       "help: as in - {target: LEVEL, type: temporal, factors: C4 K2, permutation: KC}"},
      {"MappingWithoutDirectives", "", "mapping: []\n", "map.yaml:1:10: error: there is no mapping", "",
       "help: one of the files must have the key 'mapping:'; 'ridge timeloop mapper' looks for one"},
      {"DirectiveThatIsNoMap", "", "mapping: [DRAM]\n",
       "map.yaml:1:11: error: a directive must be a map, not 'DRAM'", "", ""},
      {"UnknownDimensionInAFactor", "M=4 N=1 K=1", "M=4 N=1 L=1",
       "map.yaml:4:12: error: 'L' is no dimension of the problem", "",
       "help: its dimensions are 'M', 'N' and 'K'"},
      {"DimensionInTheWrongCase", "M=4 N=1 K=1", "m=4 N=1 K=1",
       "map.yaml:4:12: error: 'm' is no dimension of the problem", "", "help: did you mean 'M'?"},
      {"FactorsThatMultiplyToLess", "M=1 N=1 K=4", "M=1 N=1 K=2",
       "map.yaml:17:12: error: the factors of 'K' multiply to 6, but its size is 12", "",
       "help: they are 3 at 'Buffer' x 2 at 'RF'"},
      {"FactorThatIsMissing", "M=1 N=4 K=3", "M=1 N=4",
       "map.yaml:17:12: error: the factors of 'K' multiply to 4, but its size is 12", "",
       "help: they are 4 at 'RF'"},
      {"DimensionTwiceInTheFactors", "M=4 N=1 K=1", "M=4 M=1 K=1", "map.yaml:4:12: error: two factors of 'M'",
       "", "help: keep one of them"},
      {"NegativeFactor", "M=4 N=1 K=1", "M=-4 N=1 K=1", "map.yaml:4:12: error: 'M=-4' is no factor", "",
       "help: write them as 'C4 M2' or 'C=4 M=2'"},
      {"FactorThatIsNoNumber", "M=4 N=1 K=1", "M=four N=1 K=1", "map.yaml:4:12: error: 'M=four' is no factor",
       "", "help: write them as 'C4 M2' or 'C=4 M=2'"},
      {"LimitInAMapping", "M=4 N=1 K=1", "M<=4 N=1 K=1",
       "map.yaml:4:12: error: a mapping's factors are exact: '<=' and '>=' belong to constraints", "",
       "help: write '='"},
      {"FactorsThatAreAMap", "factors: M=4 N=1 K=1", "factors: {M: 4}",
       "map.yaml:4:12: error: factors are a text or a list of texts", "",
       "help: write 'C=4 M=2' or [C=4, M=2]"},
      {"ResidualFactor", "M=1 N=4 K=3", "M=1 N=4 K=3,2",
       "map.yaml:8:12: error: the factor 3,2 of 'K' leaves a short last trip", "",
       "help: how Timeloop counts residual factors is not reproduced here: use factors that divide, or write "
       "the mapping in Ridgepoint's own form, where bounds may be imperfect"},
      {"SpatialWithoutFanout", "target: Buffer\n  type: spatial", "target: DRAM\n  type: spatial",
       "map.yaml:10:3: error: 'DRAM' has one instance of 'Buffer' below it: nothing can be spatial there", "",
       "help: make the factors 1, or move them to a level whose mesh is smaller than the next one's"},
      {"FactorsThatMultiplyToMore", "M=4 N=2 K=1", "M=4 N=4 K=1",
       "map.yaml:12:12: error: the factors of 'N' multiply to 16, but its size is 8", "",
       "help: they are 4 at 'Buffer' x 4 at 'Buffer'"},
      {"SpatialBeyondTheMesh", "split: 1", "split: 3",
       "map.yaml:12:12: error: spatial factors of 'Buffer' along X multiply to 8, but it has 4 of 'RF' there",
       "N 2 x M 4",
       "help: 'split: k' lays the first k dimensions of the permutation along X and the others along Y; "
       "without it all lie along X"},
      {"NegativeSplit", "split: 1", "split: -1",
       "map.yaml:14:10: error: 'split' of a directive must be a whole number from 0 on, not '-1'", "", ""},
      {"TargetTwice", "type: spatial", "type: temporal",
       "map.yaml:10:3: error: a second temporal directive of 'Buffer'", "", "help: put its factors into one"},
      {"UnknownTarget", "target: RF", "target: RegFile",
       "map.yaml:15:11: error: 'RegFile' is no level of the architecture", "",
       "help: its levels are 'DRAM', 'Buffer' and 'RF'"},
      {"MisspeltTarget", "target: RF", "target: Bufer",
       "map.yaml:15:11: error: 'Bufer' is no level of the architecture", "", "help: did you mean 'Buffer'?"},
      {"TargetNumberBeyondTheLevels", "target: RF", "target: 7",
       "map.yaml:15:11: error: '7' is no level of the architecture", "",
       "help: its levels are 'DRAM', 'Buffer' and 'RF'"},
      {"DirectiveWithoutTarget", "- target: RF\n  type", "- type",
       "map.yaml:15:3: error: a directive needs a 'target'", "", "help: name a level"},
      {"MisspeltType", "type: bypass", "type: bypas",
       "map.yaml:19:3: error: a directive of type 'bypas' is not known", "", "help: did you mean 'bypass'?"},
      {"DirectiveWithoutType", "  type: bypass\n", "", "map.yaml:19:3: error: a directive needs a 'type'", "",
       "help: the types are 'temporal', 'spatial', 'bypass', 'datatype' and 'dataspace'"},
      {"UnknownDataSpace", "bypass: [B]", "bypass: [C]",
       "map.yaml:22:12: error: 'C' is no data space of the problem", "",
       "help: its data spaces are 'A', 'B' and 'Z'"},
      {"KeptAndBypassedInOneDirective", "keep: [A, Z]", "keep: [A, B, Z]",
       "map.yaml:22:11: error: 'Buffer' both keeps and bypasses 'B'", "", "help: name it once"},
      {"BypassThatIsAMap", "bypass: [B]", "bypass: {B: 1}",
       "map.yaml:22:11: error: data spaces are a list of names, not a map", "", "help: write [NAME, NAME]"},
      {"UnknownDimensionInAPermutation", "permutation: MNK", "permutation: MNX",
       "map.yaml:13:16: error: 'X' is no dimension of the problem", "",
       "help: its dimensions are 'M', 'N' and 'K'"},
      {"DimensionTwiceInAPermutation", "permutation: MNK", "permutation: MNM",
       "map.yaml:13:16: error: 'M' comes twice in the permutation", "", "help: name each dimension once"},
      {"PermutationThatIsAMap", "permutation: MNK", "permutation: {M: 1}",
       "map.yaml:13:16: error: a permutation is a text or a list of dimensions", "",
       "help: write 'RSC' or [R, S, C], innermost first"},
      {"MisspeltSplit", "split: 1", "splt: 1",
       "map.yaml:14:3: warning: a directive has a key 'splt' that nothing reads", "",
       "help: did you mean 'split'? As it stands it changes nothing"},
      {"MisspeltPermutation", "  permutation: MNK\n", "  permutatoin: MNK\n",
       "map.yaml:13:3: warning: a directive has a key 'permutatoin' that nothing reads", "",
       "help: did you mean 'permutation'? As it stands it changes nothing"},
      {"DataSpaceKeptNowhere", "  keep: [A, Z]\n  bypass: [B]\n",
       "  bypass: [B]\n- {target: RF, type: bypass, bypass: [B]}\n- {target: DRAM, type: bypass, bypass: "
       "[B]}\n",
       "map.yaml:23:40: error: all levels bypass 'B'", "", "help: keep it at 'DRAM' at least"},
      {"BackingStoreBypassed", "  keep: [A, Z]\n  bypass: [B]\n",
       "  bypass: []\n- {target: DRAM, type: bypass, bypass: [B]}\n",
       "map.yaml:22:40: warning: 'DRAM' bypasses 'B', and 'Buffer' is the outermost level to keep it: "
       "bringing it there costs nothing here, as in Timeloop",
       "", "help: let 'DRAM' keep it, if it comes from there"},
      {"KeptAndBypassedInTwoDirectives", "  bypass: [B]\n",
       "  bypass: [B]\n- {target: Buffer, type: bypass, bypass: [A]}\n",
       "map.yaml:23:42: error: 'Buffer' both keeps and bypasses 'A'", "", "help: name it once"},
  };
  return table;
}

class MappingMistakes : public testing::TestWithParam<Mistake> {};

TEST_P(MappingMistakes, AreToldWithTheirPlaceAndAWayOut) {
  expect_told(Part::mapping, GetParam());
}

INSTANTIATE_TEST_SUITE_P(Each, MappingMistakes, testing::ValuesIn(mapping_mistakes()), claim_of);

}  // namespace
}  // namespace ridge::timeloop
