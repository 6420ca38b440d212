// The files of whole cases that Timeloop ran, each with one mistake: what the user is told of it, and where.
#include <fstream>
#include <sstream>

#include "tests/timeloop/mistakes.hpp"
#include "tests/timeloop/support.hpp"

namespace ridge::timeloop {
namespace {

const char* const eyeriss = "map_eyeriss_like__alexnet_c3";  // version 0.3
const char* const eyeriss_v04 = "v4_eyeriss_like";
const char* const sample_v02 = "cfg_mapper_sample";
const char* const gating = "sp09_eyeriss_gating";  // sparse

struct Edit {
  const char* old;
  const char* now;
};

struct RealMistake {
  const char* claim;
  const char* folder;
  const char* file;
  std::vector<Edit> edits;
  const char* says;  // place, severity and sentence
  const char* help;  // "": the sentence says what would be right
};

std::vector<RealMistake> in_architectures() {
  return {
      {"NoArchitecture",
       eyeriss,
       "arch.yaml",
       {{"architecture:", "architectur:"}},
       "arch.yaml:1:1: warning: nothing reads a section 'architectur'",
       "help: did you mean 'architecture'?"},
      {"SubtreeMissing",
       eyeriss,
       "arch.yaml",
       {{"  subtree:\n    - name: system\n", "  subtre:\n    - name: system\n"}},
       "arch.yaml:6:3: warning: 'architecture' has a key 'subtre' that nothing reads",
       "help: did you mean 'subtree'? As it stands it changes nothing"},
      {"LevelWithoutName",
       eyeriss,
       "arch.yaml",
       {{"            - name: shared_glb\n              class", "            - class"}},
       "arch.yaml:21:15: error: a component needs a 'name'",
       "help: mappings call it by that"},
      {"LevelWithoutClass",
       eyeriss,
       "arch.yaml",
       {{"              class: smartbuffer_SRAM\n", ""}},
       "arch.yaml:21:15: warning: 'shared_glb' is left out: it has no class",
       "help: storage classes contain DRAM, SRAM, regfile, smartbuffer or storage; compute classes mac or "
       "compute"},
      {"UnknownClass",
       eyeriss,
       "arch.yaml",
       {{"class: intmac", "class: intmul"}},
       "arch.yaml:73:17: warning: 'mac' is left out: its class 'intmul' is neither storage nor compute",
       "help: storage classes contain DRAM, SRAM, regfile, smartbuffer or storage; compute classes mac or "
       "compute"},
      {"DepthOfWrongType",
       eyeriss,
       "arch.yaml",
       {{"memory_depth: 16384", "memory_depth: deep"}},
       "arch.yaml:24:31: error: 'depth' of 'shared_glb' must be a number, not 'deep'",
       ""},
      {"DepthThatIsAList",
       eyeriss,
       "arch.yaml",
       {{"memory_depth: 16384", "memory_depth: [16384]"}},
       "arch.yaml:24:31: error: 'depth' of 'shared_glb' must be a number, not a list",
       ""},
      {"NegativeDepth",
       eyeriss,
       "arch.yaml",
       {{"memory_depth: 192", "memory_depth: -192"}},
       "arch.yaml:55:33: error: 'depth' of 'weights_spad' must be a whole number from 0 on, not '-192'",
       ""},
      {"MisspeltAttribute",
       eyeriss,
       "arch.yaml",
       {{"read_bandwidth: 16", "read_bandwith: 16"}},
       "arch.yaml:29:17: warning: 'shared_glb' has a key 'read_bandwith' that nothing reads",
       "help: did you mean 'read_bandwidth'? As it stands it changes nothing"},
      {"BandwidthZero",
       eyeriss,
       "arch.yaml",
       {{"read_bandwidth: 16", "read_bandwidth: 0"}},
       "arch.yaml:29:33: warning: a bandwidth of 0 is taken as unlimited, as Timeloop does",
       "help: leave the key out if that is meant"},
      {"WordsThatDoNotFillABlock",
       eyeriss,
       "arch.yaml",
       {{"block-size: 4\n            word-bits: 16\n      subtree",
         "block-size: 3\n            word-bits: 16\n      subtree"}},
       "arch.yaml:13:20: error: a width of 64 bits is not made of words of 16 bits here",
       "help: width = block-size x cluster-size x word-bits"},
      {"RangeBackwards",
       eyeriss,
       "arch.yaml",
       {{"PE[0..167]", "PE[167..0]"}},
       "arch.yaml:40:19: error: the range of 'PE[167..0]' counts nothing",
       "help: write NAME[FIRST..LAST], with numbers of which the first is not the larger one"},
      {"RangeUnclosed",
       eyeriss,
       "arch.yaml",
       {{"PE[0..167]", "PE[0..167"}},
       "arch.yaml:40:19: error: the range of 'PE[0..167' counts nothing",
       "help: write NAME[FIRST..LAST], with numbers of which the first is not the larger one"},
      {"MeshThatDoesNotDivide",
       eyeriss,
       "arch.yaml",
       {{"meshX: 14\n                  read_bandwidth: 2\n                  write_bandwidth: 2\n             "
         " - name: weights_spad",
         "meshX: 15\n                  read_bandwidth: 2\n                  write_bandwidth: 2\n             "
         " - name: weights_spad"}},
       "arch.yaml:45:19: error: 168 instances of 'ifmap_spad' do not fill a mesh whose meshX is 15",
       "help: meshX x meshY is the number of instances"},
      {"TwoLevelsOfOneName",
       eyeriss,
       "arch.yaml",
       {{"name: psum_spad", "name: weights_spad"}},
       "arch.yaml:62:17: error: a second level 'weights_spad'",
       "help: give each its own name"},
      {"NoComputeUnit",
       eyeriss,
       "arch.yaml",
       {{"class: intmac", "class: smartbuffer_RF"}},
       "arch.yaml:5:3: error: the architecture has no compute component",
       "help: give a component whose class contains mac or compute"},
      {"TabInIndentation",
       eyeriss,
       "arch.yaml",
       {{"          local:\n            - name: shared_glb", "          local:\n\t    - name: shared_glb"}},
       "arch.yaml:21:6: error: a tab cannot be used for indentation",
       "help: indent with blanks"},
  };
}

std::vector<RealMistake> in_problems() {
  return {
      {"InstanceMissing",
       eyeriss,
       "problem.yaml",
       {{"  instance:", "  instances:"}},
       "problem.yaml:18:3: error: 'problem' has no key 'instances'",
       "help: did you mean 'instance'?"},
      {"BoundMissing",
       eyeriss,
       "problem.yaml",
       {{"    M: 384\n", ""}},
       "problem.yaml:19:5: error: the instance has no size for dimension 'M'",
       "help: add 'M: SIZE'"},
      {"BoundZero",
       eyeriss,
       "problem.yaml",
       {{"    M: 384", "    M: 0"}},
       "problem.yaml:20:8: error: the size of 'M' must be a whole number from 1 on, not '0'",
       ""},
      {"BoundThatIsAWord",
       eyeriss,
       "problem.yaml",
       {{"    M: 384", "    M: many"}},
       "problem.yaml:20:8: error: the size of 'M' must be a number, not 'many'",
       ""},
      {"BoundOfAnUnknownDimension",
       eyeriss,
       "problem.yaml",
       {{"    M: 384", "    M: 384\n    K: 384"}},
       "problem.yaml:21:5: warning: 'K' is neither a dimension nor a coefficient of this shape",
       "help: it changes no number here"},
      {"BoundTwice",
       eyeriss,
       "problem.yaml",
       {{"    M: 384", "    M: 384\n    M: 192"}},
       "problem.yaml:21:5: error: key 'M' is given twice",
       "help: keep one of the two"},
      {"UnknownDimensionInAProjection",
       eyeriss,
       "problem.yaml",
       {{"[[C]], [[M]], [[R]], [[S]]", "[[C]], [[K]], [[R]], [[S]]"}},
       "problem.yaml:12:30: error: 'K' is no dimension of this shape",
       "help: its dimensions are 'C', 'M', 'R', 'S', 'N', 'P' and 'Q'"},
      {"UnknownCoefficient",
       eyeriss,
       "problem.yaml",
       {{"[P, Wstride]", "[P, Xstride]"}},
       "problem.yaml:14:55: error: 'Xstride' is no coefficient of this shape",
       "help: they are 'Wstride', 'Hstride', 'Wdilation' and 'Hdilation'"},
      {"NoResult",
       eyeriss,
       "problem.yaml",
       {{"      read-write: true\n", ""}},
       "problem.yaml:2:3: error: no data space is written",
       "help: say 'read-write: true' of the one that is"},
      {"DataSpaceTwice",
       eyeriss,
       "problem.yaml",
       {{"- name: Inputs", "- name: Weights"}},
       "problem.yaml:13:7: error: a second data space 'Weights'",
       "help: give each its own name"},
      {"DimensionTwice",
       eyeriss,
       "problem.yaml",
       {{"[C, M, R, S, N, P, Q]", "[C, M, R, S, N, P, P]"}},
       "problem.yaml:4:36: error: 'dimensions' is a list of different names",
       ""},
      {"DensityAboveOne",
       gating,
       "problem.yaml",
       {{"Inputs: 0.275", "Inputs: 27.5"}},
       "problem.yaml:15:15: error: the density of 'Inputs' is between 0 and 1, not 27.5",
       "help: it is the share of words that are not zero"},
      {"DensityOfNoDataSpace",
       gating,
       "problem.yaml",
       {{"Inputs: 0.275", "Input: 0.275"}},
       "problem.yaml:15:7: error: 'Input' is no data space of this problem",
       "help: did you mean 'Inputs'?"},
  };
}

std::vector<RealMistake> in_mappings() {
  return {
      {"MappingMissing",
       eyeriss,
       "map.yaml",
       {{"mapping:", "maping:"}},
       "map.yaml:1:1: warning: nothing reads a section 'maping'",
       "help: did you mean 'mapping'?"},
      {"UnknownDimensionLetter",
       eyeriss,
       "map.yaml",
       {{"C128 M12 R1", "C128 K12 R1"}},
       "map.yaml:78:14: error: 'K' is no dimension of the problem",
       "help: its dimensions are 'C', 'M', 'R', 'S', 'N', 'P' and 'Q'"},
      {"FactorsThatDoNotMultiplyUp",
       eyeriss,
       "map.yaml",
       {{"C128 M12", "C128 M6"}},
       "map.yaml:48:14: error: the factors of 'M' multiply to 192, but its size is 384",
       "help: they are 6 at 'DRAM' x 2 at 'DummyBuffer' x 16 at 'psum_spad'"},
      {"FactorsBeyondTheBound",
       eyeriss,
       "map.yaml",
       {{"C128 M12", "C128 M24"}},
       "map.yaml:48:14: error: the factors of 'M' multiply to 768, but its size is 384",
       "help: they are 24 at 'DRAM' x 2 at 'DummyBuffer' x 16 at 'psum_spad'"},
      {"FactorWithoutNumber",
       eyeriss,
       "map.yaml",
       {{"C128 M12", "C128 M"}},
       "map.yaml:78:14: error: 'M' is no factor",
       "help: write them as 'C4 M2' or 'C=4 M=2'"},
      {"FactorTwice",
       eyeriss,
       "map.yaml",
       {{"C128 M12 R1", "C128 M12 M1 R1"}},
       "map.yaml:78:14: error: two factors of 'M'",
       "help: keep one of them"},
      {"TileTooLarge",
       eyeriss,
       "map.yaml",
       {{"factors: C1 M1 R3 S1 N1 P1 Q1", "factors: C128 M1 R3 S1 N1 P1 Q1"}, {"C128 M12", "C1 M12"}},
       "arch.yaml:42:17: error: tiles do not fit in 'ifmap_spad': 384 words, and it has room for 12",
       "help: move factors of its loops to levels outside, bypass a tensor, or make it 384 words"},
      {"SpatialBeyondTheMesh",
       eyeriss,
       "map.yaml",
       {{"C1 M1 R1 S1 N1 P1 Q13", "C1 M1 R3 S1 N1 P1 Q13"}, {"C1 M1 R3 S1", "C1 M1 R1 S1"}},
       "map.yaml:69:14: error: spatial factors of 'shared_glb' along Y multiply to 3, but it has 1 of "
       "'DummyBuffer' there",
       "help: 'split: k' lays the first k dimensions of the permutation along X and the others along Y; "
       "without it all lie along X"},
      {"SpatialBeyondTheColumn",
       eyeriss,
       "map.yaml",
       {{"factors: C2 M2 R1 S3", "factors: C4 M2 R1 S3"}, {"C128 M12", "C64 M12"}},
       "map.yaml:60:14: error: spatial factors of 'DummyBuffer' along Y multiply to 24, but it has 12 of "
       "'ifmap_spad' there",
       "help: 'split: k' lays the first k dimensions of the permutation along X and the others along Y; "
       "without it all lie along X"},
      {"TargetTwice",
       eyeriss,
       "map.yaml",
       {{"  - target: weights_spad\n    type: temporal", "  - target: psum_spad\n    type: temporal"}},
       "map.yaml:50:5: error: a second temporal directive of 'psum_spad'",
       "help: put its factors into one"},
      {"MisspeltTarget",
       eyeriss,
       "map.yaml",
       {{"target: DRAM\n    type: temporal", "target: DARM\n    type: temporal"}},
       "map.yaml:76:13: error: 'DARM' is no level of the architecture",
       "help: did you mean 'DRAM'?"},
      {"MisspeltType",
       eyeriss,
       "map.yaml",
       {{"target: DRAM\n    type: temporal", "target: DRAM\n    type: tempral"}},
       "map.yaml:76:5: error: a directive of type 'tempral' is not known",
       "help: did you mean 'temporal'?"},
      {"UnknownDataSpace",
       eyeriss,
       "map.yaml",
       {{"      - Weights\n      - Inputs\n  - target: weights_spad",
         "      - Weight\n      - Inputs\n  - target: weights_spad"}},
       "map.yaml:7:9: error: 'Weight' is no data space of the problem",
       "help: did you mean 'Weights'?"},
      {"KeptAndBypassed",
       eyeriss,
       "map.yaml",
       {{"    keep:\n      - Inputs\n      - Outputs\n",
         "    keep:\n      - Inputs\n      - Outputs\n      - Weights\n"}},
       "map.yaml:38:7: error: 'shared_glb' both keeps and bypasses 'Weights'",
       "help: name it once"},
      {"BackingStoreBypassed",
       eyeriss,
       "map.yaml",
       {{"      - Outputs\n    bypass:\n      []\n  - target: psum",
         "    bypass:\n      - Outputs\n  - target: psum"}},
       "map.yaml:44:7: warning: 'DRAM' bypasses 'Outputs', and 'shared_glb' is the outermost level to keep "
       "it: bringing it there costs nothing here, as in Timeloop",
       "help: let 'DRAM' keep it, if it comes from there"},
      {"PermutationTwice",
       eyeriss,
       "map.yaml",
       {{"permutation: PCMRSNQ", "permutation: PCMRSNP"}},
       "map.yaml:75:18: error: 'P' comes twice in the permutation",
       "help: name each dimension once"},
      {"PermutationUnknown",
       eyeriss,
       "map.yaml",
       {{"permutation: PCMRSNQ", "permutation: PCKRSNQ"}},
       "map.yaml:75:18: error: 'K' is no dimension of the problem",
       "help: its dimensions are 'C', 'M', 'R', 'S', 'N', 'P' and 'Q'"},
      {"SplitNegative",
       eyeriss,
       "map.yaml",
       {{"split: 1", "split: -1"}},
       "map.yaml:71:12: error: 'split' of a directive must be a whole number from 0 on, not '-1'",
       ""},
      {"SpatialOverNothing",
       eyeriss,
       "map.yaml",
       {{"target: shared_glb\n    type: temporal\n    factors: C1 M1 R1 S1 N1 P13 Q1\n    permutation: "
         "PCMRSNQ",
         "target: ifmap_spad\n    type: spatial\n    factors: P13"}},
       "map.yaml:72:5: error: 'ifmap_spad' has one instance of 'weights_spad' below it: nothing can be "
       "spatial there",
       "help: make the factors 1, or move them to a level whose mesh is smaller than the next one's"},
      {"MappingThatIsAMap",
       eyeriss,
       "map.yaml",
       {{"mapping:\n  - target: psum_spad\n    type: datatype",
         "mapping:\n    target: psum_spad\n    type: datatype"}},
       "map.yaml:9:3: error: this line does not belong to the map above",
       "help: look at the indentation"},
  };
}

std::vector<RealMistake> in_tables() {
  return {
      {"TableNameThatMatchesNothing",
       eyeriss,
       "ert.yaml",
       {{"system.eyeriss.PE[0..167].mac", "system.eyeriss.PE[0..167].mack"}},
       "ert.yaml:4:5: warning: the energy table of 'mack' matches no component",
       "help: did you mean 'mac'?"},
      {"EnergyThatIsAWord",
       eyeriss,
       "ert.yaml",
       {{"energy: 2.2", "energy: low"}},
       "ert.yaml:8:15: error: the energy of 'mac_random' must be a number, not 'low'",
       ""},
      {"EnergyMissing",
       eyeriss,
       "ert.yaml",
       {{"      energy: 2.2\n", ""}},
       "ert.yaml:6:7: error: a row of action 'mac_random' needs 'energy'",
       "help: in pJ of one access"},
      {"TablesMissing",
       eyeriss,
       "ert.yaml",
       {{"  tables:", "  table:"}},
       "ert.yaml:3:3: warning: 'ERT' has a key 'table' that nothing reads",
       "help: did you mean 'tables'? As it stands it changes nothing"},
  };
}

std::vector<RealMistake> in_sparse_optimizations() {
  return {
      {"SparseTargetUnknown",
       gating,
       "sparse.yaml",
       {{"- name: weights_spad", "- name: weight_spad"}},
       "sparse.yaml:28:13: error: 'weight_spad' is no level of the architecture",
       "help: did you mean 'weights_spad'?"},
      {"UnknownFormat",
       gating,
       "sparse.yaml",
       {{"format: RLE", "format: RLL"}},
       "sparse.yaml:18:25: error: 'RLL' is no format",
       "help: the formats are 'UOP', 'CP', 'RLE', 'B' and 'UB'"},
      {"UnknownOptimization",
       gating,
       "sparse.yaml",
       {{"type: gating", "type: gateing"}},
       "sparse.yaml:30:17: error: 'gateing' is no action optimization",
       "help: did you mean 'gating'?"},
      {"ConditionOnNothing",
       gating,
       "sparse.yaml",
       {{"condition-on: [ Inputs ]", "condition-on: [ Input ]"}},
       "sparse.yaml:33:31: error: 'Input' is no data space of the problem",
       "help: did you mean 'Inputs'?"},
      {"RankOfUnknownDimension",
       gating,
       "sparse.yaml",
       {{"[ [R, S, P, C, M, N, Q] ]\n              - format: RLE",
         "[ [R, S, P, C, K, N, Q] ]\n              - format: RLE"}},
       "sparse.yaml:17:51: error: 'K' is no dimension of the problem",
       "help: its dimensions are 'C', 'M', 'R', 'S', 'N', 'P' and 'Q'"},
  };
}

std::vector<RealMistake> in_other_versions() {
  return {
      {"UnfinishedExpression",
       eyeriss_v04,
       "arch_problem.yaml",
       {{"depth: 16384", "depth: 16 *"}},
       "arch_problem.yaml:37:16: error: 'depth' of 'shared_glb' must be a number, not '16 *'",
       ""},
      {"InstancesThatDoNotDivide",
       sample_v02,
       "arch_problem.yaml",
       {{"    instances: 16\n    meshX: 16", "    instances: 15\n    meshX: 15"}},
       "arch_problem.yaml:48:5: error: the mesh of 'AccumulationBuffer', 15 x 1, does not divide that of "
       "'Registers' inside, 16 x 64",
       "help: give meshX (and meshY) such that every instance has the same number below it along both axes"},
      {"UnknownShape",
       sample_v02,
       "arch_problem.yaml",
       {{"shape: cnn_layer", "shape: cnn_leyer"}},
       "arch_problem.yaml:111:10: error: 'cnn_leyer' is no built-in shape",
       "help: did you mean 'cnn-layer'?"},
      {"SizeOfWrongType",
       sample_v02,
       "arch_problem.yaml",
       {{"sizeKB: 256", "sizeKB: 256 KB"}},
       "arch_problem.yaml:56:13: error: 'sizeKB' of 'WeightInputBuffer' must be a number, not '256 KB'",
       ""},
  };
}

std::vector<RealMistake> mistakes() {
  std::vector<RealMistake> all;
  for (const auto& some : {in_architectures(), in_problems(), in_mappings(), in_tables(),
                           in_sparse_optimizations(), in_other_versions()})
    all.insert(all.end(), some.begin(), some.end());
  return all;
}

std::string text_of_file(const std::filesystem::path& path) {
  std::ostringstream stream;
  stream << std::ifstream(path).rdbuf();
  std::string text = stream.str();
  std::erase(text, '\r');  // some were written elsewhere
  return text;
}

void replace_first(std::string& text, const std::string& old, const char* now) {
  const std::size_t place = text.find(old);
  ASSERT_NE(place, std::string::npos) << old;
  text.replace(place, old.size(), now);
}

class RealFileMistakes : public testing::TestWithParam<RealMistake> {};

TEST_P(RealFileMistakes, AreToldWithTheirPlaceAndAWayOut) {
  const auto folder = reference_folder();
  if (!folder) GTEST_SKIP() << "../shared/reference is not there";
  const RealMistake& mistake = GetParam();
  std::vector<NamedText> files;
  for (const std::filesystem::path path : inputs_of(*folder / "timeloop" / mistake.folder)) {
    NamedText& file = files.emplace_back(NamedText{path.filename().string(), text_of_file(path)});
    if (file.name != mistake.file) continue;
    for (const Edit& edit : mistake.edits)
      replace_first(file.text, edit.old, edit.now);
  }
  const std::string said = "\n" + said_of(files);
  const std::size_t place = said.find("\n" + std::string(mistake.says) + "\n");
  ASSERT_NE(place, std::string::npos) << said;
  EXPECT_NE(said.find(mistake.help, place), std::string::npos) << said;
}

INSTANTIATE_TEST_SUITE_P(Each, RealFileMistakes, testing::ValuesIn(mistakes()),
                         [](const testing::TestParamInfo<RealMistake>& mistake) {
                           return std::string(mistake.param.claim);
                         });

}  // namespace
}  // namespace ridge::timeloop
