#include "tests/workloads/support.hpp"
#include "workloads/scalesim_topology.hpp"

namespace ridge::test {
namespace {

using testing::HasSubstr;

Network topology(const std::string& text) {
  return read_scalesim_topology(source(text, "folder/net.csv"));
}

std::string topology_errors(const std::string& text) {
  try {
    topology(text);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

const std::string header =
    "Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num Filter, Strides,\n";

TEST(ScaleSimTopology, Convolutions) {
  const Network network =
      topology(header + "Conv1, 227, 227, 11, 11, 3, 96, 4,\n\n  Conv2 ,31,31,5,5,96,256,1,,,\r\n");
  EXPECT_EQ(network.name, "net");
  ASSERT_EQ(network.layers.size(), 2U);
  EXPECT_EQ(network.layers[0].name, "Conv1");
  EXPECT_EQ(network.layers[0].problem.macs(), std::int64_t{55} * 55 * 96 * 3 * 121);
  EXPECT_EQ(words(network.layers[0].problem, "Inputs"), 227 * 227 * 3);
  EXPECT_EQ(network.layers[1].from, std::vector<std::string>{"Conv1"});
  EXPECT_EQ(network.layers[1].problem.macs(), std::int64_t{27} * 27 * 256 * 96 * 25);
}

TEST(ScaleSimTopology, ALastPartialWindowCounts) {
  const Network network = topology(header + "c, 8, 9, 3, 3, 1, 1, 2,\n");
  EXPECT_EQ(bound(network.layers[0].problem, "P"), 4);
  EXPECT_EQ(bound(network.layers[0].problem, "Q"), 4);
}

TEST(ScaleSimTopology, TwoStrides) {
  const Network network = topology(header + "c, 9, 9, 1, 1, 1, 1, 2, 4,\n");
  EXPECT_EQ(bound(network.layers[0].problem, "P"), 5);
  EXPECT_EQ(bound(network.layers[0].problem, "Q"), 3);
}

TEST(ScaleSimTopology, DepthwiseRows) {
  const Network network = topology(header + "conv2_DP, 114, 114, 3, 3, 32, 1, 1,\n");
  EXPECT_EQ(bound(network.layers[0].problem, "G"), 32);
  EXPECT_EQ(network.macs_per_sample(), std::int64_t{32} * 112 * 112 * 9);
}

TEST(ScaleSimTopology, MatrixProducts) {
  const Network network = topology("Layer,M,N,K,\nfc6,1,4096,9216,\nfc6,1,4096,4096,\n");
  ASSERT_EQ(network.layers.size(), 2U);
  EXPECT_EQ(network.layers[1].name, "fc6_2") << "names are unique in a network";
  EXPECT_EQ(words(network.layers[0].problem, "B"), 4096 * 9216);
}

TEST(ScaleSimTopology, CanBePrintedAsAWorkload) {
  const Network network = topology(header + "c, 9, 9, 1, 1, 4, 2, 2, 4,\nd_DP, 9, 9, 3, 3, 4, 2, 1,\n");
  EXPECT_EQ(read(print_workload(network)), network);
}

TEST(ScaleSimTopology, ReportsAllThatIsWrong) {
  const std::string errors =
      topology_errors(header + "a, 8, 8, 3, x, 1, 1, 1,\nb, 8, 8, 0, 3, 1, 1, 1,\nc, 8, 8,\n");
  EXPECT_THAT(errors, HasSubstr("folder/net.csv:2:13: error: Filter Width is 'x'"));
  EXPECT_THAT(errors, HasSubstr("folder/net.csv:3:10: error: Filter Height is '0'"));
  EXPECT_THAT(errors, HasSubstr("write a whole number from 1 to 2147483648"));
  EXPECT_THAT(errors, HasSubstr("folder/net.csv:4:1: error: row 'c' has 3 cells"));
}

TEST(ScaleSimTopology, AFilterFitsItsInput) {
  EXPECT_THAT(topology_errors(header + "a, 8, 8, 9, 3, 1, 1, 1,\n"),
              HasSubstr("the filter of 'a' is larger than its input"));
}

TEST(ScaleSimTopology, NumbersDoNotBeginWithZero) {
  EXPECT_THAT(topology_errors(header + "a, 010, 8, 3, 3, 1, 1, 1,\n"), HasSubstr("IFMAP Height is '010'"));
}

TEST(ScaleSimTopology, ARowOfMillionsOfCellsIsCutShort) {
  EXPECT_THAT(topology_errors(header + "a" + std::string(1'000'000, ',') + "b\n"),
              HasSubstr("folder/net.csv:2:1: error: row 'a' has 16 or more cells"));
  EXPECT_EQ(topology_errors(header + "a, 8, 8, 3, 3, 1, 1, 1" + std::string(1'000'000, ',') + "\n"), "")
      << "empty last cells are passed over";
}

TEST(ScaleSimTopology, EqualNamesAreNumberedInOrderAndAroundThoseThatAreTaken) {
  const std::string row = ", 8, 8, 3, 3, 1, 1, 1,\n";
  const Network network = topology(header + "a" + row + "a_2" + row + "a" + row + "a" + row + "input" + row);
  std::vector<std::string> names;
  for (const Layer& layer : network.layers)
    names.push_back(layer.name);
  EXPECT_EQ(names, (std::vector<std::string>{"a", "a_2", "a_3", "a_4", "input_2"}));
}

TEST(ScaleSimTopology, MoreRowsThanThereMayBeLayers) {
  std::string text = "Layer,M,N,K,\n";
  for (std::size_t i = 0; i <= max_layers; ++i)
    text += "a,1,1,1\n";
  EXPECT_THAT(topology_errors(text),
              testing::AllOf(HasSubstr("net.csv:50002:1: error: more than 50000 layers"),
                             HasSubstr("several files")));
}

TEST(ScaleSimTopology, AFileThatIsNotThereNamesTheNearest) {
  try {
    load_scalesim_topology(std::string(RIDGE_SOURCE_DIR) + "/configs/workloads/scalesim_exampel.csv");
    FAIL() << "it was read";
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), testing::AllOf(HasSubstr("no such file"), HasSubstr("scalesim_example.csv")));
  }
}

TEST(ScaleSimTopology, AFolderIsNoTopology) {
  try {
    load_scalesim_topology(std::string(RIDGE_SOURCE_DIR) + "/configs");
    FAIL() << "it was read";
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), HasSubstr("this is a folder"));
  }
}

TEST(ScaleSimTopology, NamesAreText) {
  EXPECT_EQ(topology_errors(header + "a\xff, 8, 8, 3, 3, 1, 1, 1,\n"),
            "folder/net.csv:2:2: error: byte 0xff is not UTF-8\n"
            "    2 | a?, 8, 8, 3, 3, 1, 1, 1,\n"
            "      |  ^\n"
            "   help: save the text as UTF-8\n");
  EXPECT_THAT(topology_errors(header + "a\x07, 8, 8, 3, 3, 1, 1, 1,\n"),
              HasSubstr("net.csv:2:2: error: control character 0x07 in the text"));
}

TEST(ScaleSimTopology, NeedsAHeaderAndLayers) {
  EXPECT_THAT(topology_errors("a, 8, 8, 3, 3, 1, 1, 1,\n"),
              HasSubstr("this is no header of a SCALE-Sim topology"));
  EXPECT_THAT(topology_errors("Layer, M, K, N,\na, 1, 2, 3,\n"), HasSubstr("this is no header"))
      << "another order";
  EXPECT_THAT(topology_errors("Layer, M,\na, 1, 2, 3,\n"), HasSubstr("this is no header"));
  EXPECT_THAT(topology_errors(""), HasSubstr("a topology starts with a header line"));
  EXPECT_THAT(topology_errors(header), HasSubstr("the topology has no layers"));
}

}  // namespace
}  // namespace ridge::test
