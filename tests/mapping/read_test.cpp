// The reader of mapping files: what it accepts, and every message in full.
#include <cstdio>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "tests/mapping/examples.hpp"

namespace ridge::test {
namespace {

std::string nest_error(const std::string& entries, const Machine& on = array_machine()) {
  return error_of([&] { nest(entries, gemm(), on); });
}

std::string file_error(const std::string& text, const std::string& of_layer = "first") {
  return error_of([&] { read_mapping(parsed("file.yaml", text), of_layer, gemm(), array_machine()); });
}

TEST(ReadNest, EveryKindOfEntry) {
  const Problem problem = gemm();
  const Machine on = array_machine();
  const Mapping read = nest(
      "  - keep: {DRAM: [B, A]}\n"
      "  - for: {K: 4}\n"
      "  - spatial: {over: PE.y, K: 8}\n",
      problem, on);
  const std::vector<NestEntry> expected{
      NestEntry::keep(*on.level_named("DRAM"), *problem.tensor_named("B")),
      NestEntry::keep(*on.level_named("DRAM"), *problem.tensor_named("A")),
      NestEntry::temporal(*problem.dimension_named("K"), 4),
      NestEntry::spatial(*problem.dimension_named("K"), 8, *on.fanout_named("PE"), Axis::y)};
  EXPECT_EQ(read.nest, expected);
  ASSERT_EQ(read.places.size(), 4U);
  EXPECT_EQ(read.places[1].text(), "nest.yaml:3:22");
  EXPECT_EQ(read.places[2].text(), "nest.yaml:4:11");
  EXPECT_EQ(read.places[3].text(), "nest.yaml:5:27");
}

TEST(ReadNest, NodesOfOneEntryGoByLevelWhateverTheOrderOfKeys) {
  const Mapping one = nest("  - keep: {DRAM: [A], GLB: [B, Z]}\n", gemm(), array_machine());
  const Mapping other = nest("  - keep: {GLB: [B, Z], DRAM: [A]}\n", gemm(), array_machine());
  EXPECT_EQ(one, other);
}

TEST(ReadNest, AFanoutWithOneAxisNeedsNoAxisName) {
  const Machine on = machine(
      "  - {name: DRAM, kind: dram}\n"
      "  - fanout: {name: PE, y: 8, multicast: true, reduce: true}\n");
  const Mapping read = nest("  - spatial: {K: 8, over: PE}\n", gemm(), on);
  EXPECT_EQ(read.nest[0].axis, Axis::y);
  EXPECT_EQ(read, nest("  - spatial: {K: 8, over: PE.y}\n", gemm(), on));
}

TEST(ReadNest, UnknownNamesNameTheNearest) {
  EXPECT_EQ(nest_error("  - keep: {GBL: [A]}\n"
                       "  - keep: {DRAM: [weights]}\n"
                       "  - for: {KK: 8}\n"
                       "  - spatial: {K: 8, over: PEs.x}\n"
                       "  - spatial: {K: 8, over: array}\n"
                       "  - loop: {K: 8}\n"),
            "nest.yaml:3:12: error: machine 'small' has no level 'GBL'\n"
            "    3 |   - keep: {GBL: [A]}\n"
            "      |            ^\n"
            "   help: did you mean 'GLB'?\n"
            "nest.yaml:4:19: error: problem 'layer' has no tensor 'weights'\n"
            "    4 |   - keep: {DRAM: [weights]}\n"
            "      |                   ^\n"
            "   help: use 'A', 'B' or 'Z'\n"
            "nest.yaml:5:11: error: problem 'layer' has no dimension 'KK'\n"
            "    5 |   - for: {KK: 8}\n"
            "      |           ^\n"
            "   help: did you mean 'K'?\n"
            "nest.yaml:6:27: error: machine 'small' has no fanout axis 'PEs.x'\n"
            "    6 |   - spatial: {K: 8, over: PEs.x}\n"
            "      |                           ^\n"
            "   help: did you mean 'PE.x'?\n"
            "nest.yaml:7:27: error: machine 'small' has no fanout axis 'array'\n"
            "    7 |   - spatial: {K: 8, over: array}\n"
            "      |                           ^\n"
            "   help: use 'PE.x' or 'PE.y'\n"
            "nest.yaml:8:5: error: a nest has no entry 'loop'\n"
            "    8 |   - loop: {K: 8}\n"
            "      |     ^\n"
            "   help: use 'keep', 'for' or 'spatial'\n");
}

TEST(ReadNest, ASpatialLoopOverTwoAxesMustChoose) {
  EXPECT_EQ(nest_error("  - spatial: {K: 8, over: PE}\n"),
            "nest.yaml:3:27: error: 'PE' has two axes\n"
            "    3 |   - spatial: {K: 8, over: PE}\n"
            "      |                           ^\n"
            "   help: write 'PE.x' (4 wide) or 'PE.y' (8 wide)\n");
}

TEST(ReadNest, ASpatialLoopNeedsOver) {
  EXPECT_EQ(nest_error("  - spatial: {K: 8}\n"),
            "nest.yaml:3:14: error: a spatial loop needs 'over'\n"
            "    3 |   - spatial: {K: 8}\n"
            "      |              ^\n"
            "   help: add 'over:' and one of 'PE.x' or 'PE.y'\n");
}

TEST(ReadNest, OverGoesInsideTheBracesOfItsLoop) {
  EXPECT_EQ(nest_error("  - {spatial: {K: 2}, over: PE.y}\n"),
            "nest.yaml:3:29: error: 'over' stands outside the braces of its loop\n"
            "    3 |   - {spatial: {K: 2}, over: PE.y}\n"
            "      |                             ^\n"
            "   help: write 'spatial: {K: 2, over: PE.y}'\n");
}

TEST(ReadNest, AMachineWithoutFanoutHasNoSpatialLoops) {
  const Machine on = machine("  - {name: DRAM, kind: dram}\n");
  EXPECT_EQ(nest_error("  - spatial: {K: 8}\n"
                       "  - spatial: {K: 8, over: PE.x}\n",
                       on),
            "nest.yaml:3:14: error: a spatial loop needs 'over'\n"
            "    3 |   - spatial: {K: 8}\n"
            "      |              ^\n"
            "   help: machine 'small' has no fanout: write 'for' instead\n"
            "nest.yaml:4:27: error: machine 'small' has no fanout axis 'PE.x'\n"
            "    4 |   - spatial: {K: 8, over: PE.x}\n"
            "      |                           ^\n"
            "   help: it has no fanout axis at all\n");
}

TEST(ReadNest, OneLoopPerEntry) {
  EXPECT_EQ(nest_error("  - for: {K: 8, M: 2}\n"
                       "  - spatial: {over: PE.x}\n"),
            "nest.yaml:3:10: error: one entry holds one loop, not 'K' and 'M'\n"
            "    3 |   - for: {K: 8, M: 2}\n"
            "      |          ^\n"
            "   help: a map has no order: write one entry per loop, outermost first\n"
            "nest.yaml:4:14: error: the loop has no dimension\n"
            "    4 |   - spatial: {over: PE.x}\n"
            "      |              ^\n"
            "   help: write a dimension and its bound: 'K: 16'\n");
}

TEST(ReadNest, BoundsAreWholeNumbersOfAtLeastOne) {
  EXPECT_EQ(nest_error("  - for: {K: 0}\n"
                       "  - for: {K: -4}\n"
                       "  - for: {K: 1.5}\n"
                       "  - for: {K: 9223372036854775808}\n"
                       "  - for: {K: [8]}\n"),
            "nest.yaml:3:14: error: the bound of 'K' must be from 1 to 4611686018427387904, not '0'\n"
            "    3 |   - for: {K: 0}\n"
            "      |              ^\n"
            "nest.yaml:4:14: error: the bound of 'K' must be from 1 to 4611686018427387904, not '-4'\n"
            "    4 |   - for: {K: -4}\n"
            "      |              ^\n"
            "nest.yaml:5:14: error: the bound of 'K' must be a whole number, not '1.5'\n"
            "    5 |   - for: {K: 1.5}\n"
            "      |              ^\n"
            "nest.yaml:6:14: error: the bound of 'K': '9223372036854775808' does not fit in 64 bits\n"
            "    6 |   - for: {K: 9223372036854775808}\n"
            "      |              ^\n"
            "   help: the largest whole number is 9223372036854775807\n"
            "nest.yaml:7:14: error: the bound of 'K' must be a whole number, not a list\n"
            "    7 |   - for: {K: [8]}\n"
            "      |              ^\n");
}

TEST(ReadNest, EntriesAreMapsOfOneKey) {
  EXPECT_EQ(nest_error("  - K\n"
                       "  - {for: {K: 8}, keep: {GLB: [A]}}\n"
                       "  - for: 8\n"
                       "  - keep: GLB\n"
                       "  - spatial: {}\n"),
            "nest.yaml:3:5: error: an entry of a nest is a map, not 'K'\n"
            "    3 |   - K\n"
            "      |     ^\n"
            "   help: write 'keep: {GLB: [Inputs]}', 'for: {K: 8}' or 'spatial: {K: 16, over: PE.x}'\n"
            "nest.yaml:4:5: error: an entry of a nest has one key, not 2\n"
            "    4 |   - {for: {K: 8}, keep: {GLB: [A]}}\n"
            "      |     ^\n"
            "   help: start each loop and each keep with its own '- '\n"
            "nest.yaml:5:10: error: 'for' needs a map, not '8'\n"
            "    5 |   - for: 8\n"
            "      |          ^\n"
            "   help: write the dimension and its bound: 'for: {K: 8}'\n"
            "nest.yaml:6:11: error: 'keep' needs a map, not 'GLB'\n"
            "    6 |   - keep: GLB\n"
            "      |           ^\n"
            "   help: write the level and its tensors: 'keep: {GLB: [Inputs]}'\n"
            "nest.yaml:7:14: error: 'spatial' needs a map, not an empty one\n"
            "    7 |   - spatial: {}\n"
            "      |              ^\n"
            "   help: write the loop and the axis: 'spatial: {K: 16, over: PE.x}'\n");
}

TEST(ReadNest, ALevelKeepsAListOfTensors) {
  EXPECT_EQ(nest_error("  - keep: {GLB: A}\n"
                       "  - keep: {GLB: []}\n"),
            "nest.yaml:3:17: error: what a level keeps is a list of tensors, not 'A'\n"
            "    3 |   - keep: {GLB: A}\n"
            "      |                 ^\n"
            "   help: write some of [A, B, Z]\n"
            "nest.yaml:4:17: error: what a level keeps is a list of tensors, not an empty list\n"
            "    4 |   - keep: {GLB: []}\n"
            "      |                 ^\n"
            "   help: write some of [A, B, Z]\n");
}

TEST(ReadNest, ANestIsAListThatIsNotEmpty) {
  EXPECT_EQ(file_error("ridge: mapping/1\nnest: {for: {K: 8}}\n"),
            "file.yaml:2:7: error: a nest is a list of entries, not a map\n"
            "    2 | nest: {for: {K: 8}}\n"
            "      |       ^\n"
            "   help: start each entry with '- ', outermost first\n");
  EXPECT_EQ(file_error("ridge: mapping/1\nnest: []\n"),
            "file.yaml:2:7: error: the nest is empty\n"
            "    2 | nest: []\n"
            "      |       ^\n"
            "   help: write 'keep: {GLB: [Inputs]}', 'for: {K: 8}' or 'spatial: {K: 16, over: PE.x}'\n");
}

TEST(ReadNest, ANestHasAtMost1024Entries) {
  std::string entries = "ridge: mapping/1\nnest:\n";
  for (std::size_t count = 0; count < max_nest_entries; ++count)
    entries += "  - for: {K: 1}\n";
  EXPECT_EQ(file_error(entries), "no error");
  EXPECT_EQ(file_error(entries + "  - for: {K: 1}\n"),
            "file.yaml:3:3: error: the nest has 1025 entries\n"
            "    3 |   - for: {K: 1}\n"
            "      |   ^\n"
            "   help: at most 1024: join loops over one dimension that stand together\n");
}

TEST(ReadMapping, LayersHaveNestsByName) {
  const std::string text =
      "ridge: mapping/1\n"
      "name: both\n"
      "source: made up\n"
      "layers:\n"
      "  first: [{for: {K: 8}}]\n"
      "  second: [{for: {M: 4}}]\n";
  const Problem problem = gemm();
  const Mapping second = read_mapping(parsed("file.yaml", text), "second", problem, array_machine());
  EXPECT_EQ(second.nest, std::vector{NestEntry::temporal(*problem.dimension_named("M"), 4)});
  EXPECT_EQ(file_error(text, "secnod"),
            "file.yaml:5:3: error: this mapping file has no nest for layer 'secnod'\n"
            "    5 |   first: [{for: {K: 8}}]\n"
            "      |   ^\n"
            "   help: did you mean 'second'?\n");
}

TEST(ReadMapping, AFileHasNestOrLayers) {
  EXPECT_EQ(file_error("ridge: mapping/1\nnest: [{for: {K: 8}}]\nlayers: {}\n"),
            "file.yaml:3:9: error: a mapping file has 'nest' or 'layers', not both\n"
            "    3 | layers: {}\n"
            "      |         ^\n"
            "   help: put the nest under 'layers' with the name of its layer\n");
  EXPECT_EQ(file_error("ridge: mapping/1\n"),
            "file.yaml:1:1: error: a mapping file needs 'nest'\n"
            "    1 | ridge: mapping/1\n"
            "      | ^\n"
            "   help: write the nest under 'nest:', or one nest per layer under 'layers:'\n");
  EXPECT_EQ(file_error("ridge: mapping/1\nlayers: [first]\n"),
            "file.yaml:2:9: error: 'layers' needs a map, not a list\n"
            "    2 | layers: [first]\n"
            "      |         ^\n"
            "   help: write 'layers: {NAME: nest, ...}'\n");
}

TEST(ReadMapping, UnknownKeysAndKinds) {
  EXPECT_EQ(file_error("ridge: mapping/1\nnests: [{for: {K: 8}}]\n"),
            "file.yaml:2:1: error: unknown key 'nests' in a mapping file\n"
            "    2 | nests: [{for: {K: 8}}]\n"
            "      | ^\n"
            "   help: did you mean 'nest'?\n");
  EXPECT_EQ(file_error("ridge: workload/1\nnest: [{for: {K: 8}}]\n"),
            "file.yaml:1:8: error: this file is of the kind 'workload', which is not read here\n"
            "    1 | ridge: workload/1\n"
            "      |        ^\n"
            "   help: give a file of the kind 'mapping'\n");
}

TEST(LoadMapping, AFileWithOverrides) {
  const std::string path = ::testing::TempDir() + "ridge_mapping.yaml";
  std::ofstream(path) << "ridge: mapping/1\nnest: [{for: {K: 8}}, {for: {M: 4}}]\n";
  const Problem problem = gemm();
  const Mapping mapping = load_mapping(path, "", problem, array_machine(), {"nest.1.for.M=16"});
  std::remove(path.c_str());
  EXPECT_EQ(mapping.nest[0], NestEntry::temporal(*problem.dimension_named("K"), 8));
  EXPECT_EQ(mapping.nest[1], NestEntry::temporal(*problem.dimension_named("M"), 16));
}

TEST(LoadMapping, AFileNamedWithoutItsPathIsPointedOut) {
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(::testing::TempDir());
  std::ofstream("printed.txt") << "ridge: mapping/1\n";
  EXPECT_EQ(error_of([] { load_mapping("printed.txt", "", gemm(), array_machine()); }),
            "error: no mapping named 'printed.txt' ships with Ridgepoint\n"
            "   help: for the file of that name write './printed.txt'\n");
  std::filesystem::remove("printed.txt");
  std::filesystem::current_path(before);
}

TEST(LoadMapping, AShippedNameIsFoundAndAWrongOneNamesTheNearest) {
  const auto load = [](const char* name) { load_mapping(name, "", gemm(), array_machine()); };
  EXPECT_EQ(error_of([&] { load("small3_gemm_weight_stationry"); }),
            "error: no mapping named 'small3_gemm_weight_stationry' ships with Ridgepoint\n"
            "   help: did you mean 'small3_gemm_weight_stationary'? a file needs its path: "
            "'./small3_gemm_weight_stationry'\n");
}

}  // namespace
}  // namespace ridge::test
