// What is said of layers that read something else than their producers write, and of what silence is right.
#include "tests/workloads/edge_warnings.hpp"

namespace ridge::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

const std::string conv = "type: conv2d, R: 3, S: 3, ";
const std::string conv_a = "name: a, type: conv2d, K: 64, C: 3, P: 56, Q: 56, R: 3, S: 3";
const std::string pointwise = "type: conv2d, R: 1, S: 1, ";

std::string after_conv(const std::string& layer) {
  return warnings_of({conv_a, layer});
}
std::string after_gemm(const std::string& layer) {
  return warnings_of({gemm_a, layer});
}

TEST(EdgeWarnings, ShowThePlaceBothShapesAndAWayOut) {
  EXPECT_EQ(
      warnings_of({conv_a, "name: b, " + conv + "K: 8, C: 32, P: 56, Q: 56, from: [a]"}),
      "w.yaml:4:75: warning: 'b' reads Inputs[1, 32, 56..58, 56..58], which its producers do not write\n"
      "    4 |   - {name: b, type: conv2d, R: 3, S: 3, K: 8, C: 32, P: 56, Q: 56, from: [a]}\n"
      "      |                                                                           ^ 32 channels, "
      "given 64\n"
      "w.yaml:3:5: note: 'a' writes Outputs[1, 64, 56, 56]\n"
      "   help: make the sizes agree, or name in 'from' what it reads ('input' for what comes from "
      "outside)\n");
}

TEST(EdgeWarnings, PointAtTheLayerThatReadsTheOneBefore) {
  EXPECT_THAT(
      after_gemm("name: b, type: gemm, M: 128, N: 10, K: 512"),
      AllOf(HasSubstr("w.yaml:4:5: warning: 'b' reads A[128, 512]"), HasSubstr("^ 65536 words, given 98304"),
            HasSubstr("w.yaml:3:5: note: 'a' writes Z[128, 768]")));
}

TEST(EdgeWarnings, WrongSizesOfAConvolution) {
  const std::string right = "K: 8, C: 64, P: 56, Q: 56";
  EXPECT_EQ(after_conv("name: b, " + conv + right), "");
  EXPECT_EQ(after_conv("name: b, " + pointwise + right), "");
  EXPECT_THAT(after_conv("name: b, " + conv + "K: 8, C: 128, P: 56, Q: 56"),
              HasSubstr("128 channels, given 64"));
  EXPECT_THAT(after_conv("name: b, " + conv + "K: 8, C: 64, P: 28, Q: 56"),
              HasSubstr("a height of 28 to 30, given 56"));
  EXPECT_THAT(after_conv("name: b, " + conv + "K: 8, C: 64, P: 56, Q: 112"),
              HasSubstr("a width of 112 to 114, given 56"));
  EXPECT_THAT(after_conv("name: b, " + pointwise + "K: 8, C: 256, P: 28, Q: 28"),
              HasSubstr("256 channels, given 64"))
      << "although the words agree";
  EXPECT_THAT(after_conv("name: b, N: 2, " + conv + right), HasSubstr("2 samples, given 1"));
}

TEST(EdgeWarnings, AWindowMayLieInPaddingAndMayNotReachTheLastRows) {
  const auto height = [](int p) {
    return after_conv("name: b, " + conv + "stride: 2, K: 8, C: 64, P: " + std::to_string(p) + ", Q: 28");
  };
  EXPECT_NE(height(26), "");
  EXPECT_EQ(height(27), "") << "valid: 55 rows of 56";
  EXPECT_EQ(height(28), "") << "padded";
  EXPECT_NE(height(29), "");
}

TEST(EdgeWarnings, GroupsAndDepthwiseChannelsAreChannels) {
  EXPECT_EQ(after_conv("name: b, " + conv + "groups: 4, K: 4, C: 16, P: 56, Q: 56"), "");
  EXPECT_NE(after_conv("name: b, " + conv + "groups: 4, K: 4, C: 64, P: 56, Q: 56"), "");
  const std::string depthwise = "type: depthwise_conv2d, P: 56, Q: 56, R: 3, S: 3, ";
  EXPECT_EQ(after_conv("name: b, " + depthwise + "G: 64"), "");
  EXPECT_THAT(after_conv("name: b, " + depthwise + "G: 32"), HasSubstr("32 channels, given 64"));
  EXPECT_EQ(warnings_of({"name: a, " + conv + "groups: 4, K: 4, C: 1, P: 8, Q: 8",
                         "name: b, " + conv + "K: 1, C: 16, P: 8, Q: 8"}),
            "");
}

TEST(EdgeWarnings, APoolingWindowFitsItsImage) {
  const std::string pool = "name: b, type: pooling2d, C: 64, P: 1, Q: 1, ";
  EXPECT_EQ(after_conv(pool + "R: 56, S: 56"), "");
  EXPECT_THAT(after_conv(pool + "R: 57, S: 56"), HasSubstr("a height of 57, given 56"));
  EXPECT_THAT(after_conv(pool + "R: 7, S: 7"), HasSubstr("a height of 7, given 56"));
  EXPECT_EQ(after_conv("name: b, type: pooling2d, C: 64, P: 28, Q: 28, R: 2, S: 2, stride: 2"), "");
}

TEST(EdgeWarnings, OneAxisAndThreeAreNamed) {
  EXPECT_THAT(warnings_of({"name: a, type: conv1d, K: 4, C: 1, P: 9, R: 1",
                           "name: b, type: conv1d, K: 4, C: 4, P: 8, R: 1"}),
              HasSubstr("a length of 8, given 9"));
  const std::string cube = "type: conv3d, T: 1, R: 1, S: 1, P: 4, Q: 4, ";
  EXPECT_THAT(warnings_of({"name: a, " + cube + "K: 4, C: 1, O: 9", "name: b, " + cube + "K: 4, C: 4, O: 8"}),
              HasSubstr("a depth of 8, given 9"));
}

TEST(EdgeWarnings, FlatteningAndReshapingKeepTheWords) {
  EXPECT_EQ(after_conv("name: b, type: gemm, M: 1, N: 10, K: 200704"), "");
  EXPECT_THAT(after_conv("name: b, type: gemm, M: 1, N: 10, K: 100352"),
              HasSubstr("100352 words, given 200704"));
  EXPECT_EQ(after_gemm("name: b, type: gemm, M: 32, N: 10, K: 3072"), "");
  EXPECT_EQ(warnings_of({"name: a, type: gemm, M: 196, N: 768, K: 4",
                         "name: b, " + conv + "K: 1, C: 768, P: 14, Q: 14"}),
            "");
  EXPECT_NE(warnings_of({"name: a, type: gemm, M: 196, N: 768, K: 4",
                         "name: b, " + conv + "K: 1, C: 640, P: 14, Q: 14"}),
            "")
      << "no whole plane";
}

TEST(EdgeWarnings, AnElementwiseLayerHandsTheFeatureMapOn) {
  const std::string add = "name: add, type: elementwise, E: 200704, operands: 1";
  EXPECT_EQ(warnings_of({conv_a, add, "name: b, " + pointwise + "K: 8, C: 64, P: 56, Q: 56"}), "");
  EXPECT_THAT(warnings_of({conv_a, add, "name: b, " + pointwise + "K: 8, C: 256, P: 28, Q: 28"}),
              AllOf(HasSubstr("256 channels, given 64"), HasSubstr("'add' writes Outputs[1, 64, 56, 56]")));
}

TEST(EdgeWarnings, OperandsOfASumAreEqual) {
  const auto sum = [](const std::string& words) {
    return warnings_of({"name: a, type: gemm, M: 2, N: 8, K: 8", "name: b, type: gemm, M: 2, N: 8, K: 8",
                        "name: add, type: elementwise, operands: 2, E: " + words + ", from: [a, b]"});
  };
  EXPECT_EQ(sum("16"), "");
  EXPECT_THAT(sum("32"), HasSubstr("32 words, given 16")) << "they are not laid side by side";
  EXPECT_THAT(warnings_of({"name: a, type: gemm, M: 2, N: 8, K: 8", "name: b, type: gemm, M: 2, N: 4, K: 8",
                           "name: add, type: elementwise, operands: 2, E: 16, from: [a, b]"}),
              AllOf(HasSubstr("w.yaml:5:66: warning: 'add'"), HasSubstr("'b' writes Z[2, 4]"),
                    testing::Not(HasSubstr("'a' writes"))));
}

TEST(EdgeWarnings, MoreProducersThanInputsAreConcatenated) {
  const std::string b = "name: b, type: conv2d, K: 32, C: 3, P: 56, Q: 56, R: 1, S: 1, from: [input]";
  const std::string c = "name: c, " + conv + "K: 8, P: 56, Q: 56, from: [a, b], ";
  EXPECT_EQ(warnings_of({conv_a, b, c + "C: 96"}), "");
  EXPECT_THAT(warnings_of({conv_a, b, c + "C: 64"}),
              AllOf(HasSubstr("w.yaml:5:5: warning:"), HasSubstr("64 channels, given 96"),
                    HasSubstr("'a' writes"), HasSubstr("'b' writes")));
  EXPECT_EQ(warnings_of({gemm_a, "name: b, type: gemm, M: 128, N: 256, K: 4, from: [input]",
                         "name: c, type: gemm, M: 128, N: 4, K: 1024, from: [a, b]"}),
            "");
}

TEST(EdgeWarnings, ALargerPlaneIsCroppedToTheOneBesideIt) {
  const std::string b = "name: b, type: conv2d, K: 64, C: 3, P: 64, Q: 64, R: 1, S: 1, from: [input]";
  const std::string c = "name: c, " + conv + "K: 8, C: 128, from: [a, b], ";
  EXPECT_EQ(warnings_of({conv_a, b, c + "P: 54, Q: 54"}), "");
  EXPECT_THAT(warnings_of({conv_a, b, c + "P: 64, Q: 54"}), HasSubstr("a height of 64 to 66, given 56"));
}

TEST(EdgeWarnings, OneRowOfEachSampleMayBeTaken) {
  const auto classify = [](const std::string& sizes) {
    return warnings_of({gemm_a, "name: b, type: gemm, N: 10, " + sizes}, "batch: 4\n");
  };
  EXPECT_EQ(classify("M: 4, K: 768"), "");
  EXPECT_NE(classify("M: 4, K: 512"), "");
  EXPECT_NE(classify("M: 64, K: 768"), "") << "half of the tokens";
}

TEST(EdgeWarnings, WhatComesFromOutsideFits) {
  EXPECT_EQ(warnings_of({gemm_a, "name: b, type: gemm, M: 1, N: 1, K: 1, from: [input]",
                         "name: c, type: gemm, M: 1, N: 1, K: 9000, from: [a, input]"}),
            "");
}

TEST(EdgeWarnings, RepeatedLayersReadWhatTheFirstDoes) {
  EXPECT_EQ(warnings_of({gemm_a + ", count: 12", "name: b, type: gemm, M: 128, N: 512, K: 768, count: 12"}),
            "");
}

}  // namespace
}  // namespace ridge::test
