// What the attributes of a level come to: word, block, cluster and width; size; mesh; bandwidths.
#include <gmock/gmock.h>

#include "tests/timeloop/support.hpp"

namespace ridge::timeloop {
namespace {

/// The first line of a machine whose outermost level has these attributes, or the errors.
std::string level(const std::string& attributes, int instances = 1) {
  const std::string text = "arch: {arithmetic: {instances: 24, meshX: 6}, storage: [{name: A, instances: " +
                           std::to_string(instances) + ", " + attributes + "}]}";
  try {
    const std::string machine = machine_text_of({text});
    return machine.substr(0, machine.find('\n'));
  } catch (const InputError& error) {
    return error.what();
  }
}

TEST(TimeloopLevel, WordsAreOf16BitsAndBlocksOfOneWordUnlessToldOtherwise) {
  EXPECT_EQ(level("entries: 8"), "A 1=1x1 word 16 block 1 cluster 1 size 8");
}

TEST(TimeloopLevel, TheWidthIsMadeOfBlockWordAndCluster) {
  EXPECT_EQ(level("entries: 8, word-bits: 8, width: 64"), "A 1=1x1 word 8 block 8 cluster 1 size 8");
  EXPECT_EQ(level("entries: 8, word-bits: 8, width: 64, cluster-size: 2"),
            "A 1=1x1 word 8 block 4 cluster 2 size 8");
  EXPECT_EQ(level("entries: 8, word-bits: 8, width: 64, block-size: 2"),
            "A 1=1x1 word 8 block 2 cluster 4 size 8");
  EXPECT_EQ(level("entries: 8, word-bits: 8, width: 64, block-size: 2, cluster-size: 4"),
            "A 1=1x1 word 8 block 2 cluster 4 size 8");
}

TEST(TimeloopLevel, AWidthThatDoesNotWorkOutIsAnError) {
  const auto told = testing::HasSubstr("a width of 64 bits is not made of words of");
  EXPECT_THAT(level("word-bits: 8, width: 64, block-size: 3"), told);
  EXPECT_THAT(level("word-bits: 8, width: 64, block-size: 2, cluster-size: 2"), told);
  EXPECT_THAT(level("word-bits: 128, width: 64"), told);
}

TEST(TimeloopLevel, TheSizeIsEntriesOrRowsOfBlocksOrKilobytes) {
  EXPECT_EQ(level("depth: 10, word-bits: 8, width: 32"), "A 1=1x1 word 8 block 4 cluster 1 size 40");
  EXPECT_EQ(level("memory_depth: 10, memory_width: 32, word_width: 8"),
            "A 1=1x1 word 8 block 4 cluster 1 size 40");
  EXPECT_EQ(level("depth: 10, entries: 7"), "A 1=1x1 word 16 block 1 cluster 1 size 7");
  EXPECT_EQ(level("sizeKB: 1"), "A 1=1x1 word 16 block 1 cluster 1 size 512");
  EXPECT_EQ(level("technology: DRAM"), "A 1=1x1 word 16 block 1 cluster 1");
}

TEST(TimeloopLevel, TheMeshIsFilledInFromWhatIsGiven) {
  EXPECT_THAT(level("entries: 8, meshX: 3", 6), testing::StartsWith("A 6=3x2 "));
  EXPECT_THAT(level("entries: 8, meshY: 2", 6), testing::StartsWith("A 6=3x2 "));
  EXPECT_THAT(level("entries: 8, meshX: 3, meshY: 4", 12), testing::StartsWith("A 12=3x4 "));
  EXPECT_THAT(level("entries: 8", 6), testing::StartsWith("A 6=6x1 "));
}

TEST(TimeloopLevel, AMeshThatIsNotFilledIsAnError) {
  EXPECT_THAT(level("entries: 8, meshX: 4", 6),
              testing::HasSubstr("6 instances of 'A' do not fill a mesh whose meshX is 4"));
  EXPECT_THAT(level("entries: 8, meshX: 2, meshY: 2", 6),
              testing::HasSubstr("6 instances of 'A' do not fill a mesh of 2 x 2"));
}

TEST(TimeloopLevel, OneBandwidthIsHalvedAndTheSpecificOnesGoBefore) {
  EXPECT_EQ(level("entries: 8, bandwidth: 6"), "A 1=1x1 word 16 block 1 cluster 1 size 8 read 3 write 3");
  EXPECT_EQ(level("entries: 8, bandwidth: 6, read_bandwidth: 5"),
            "A 1=1x1 word 16 block 1 cluster 1 size 8 read 5 write 3");
  EXPECT_EQ(level("entries: 8, shared_bandwidth: 2.5"),
            "A 1=1x1 word 16 block 1 cluster 1 size 8 shared 2.5");
}

TEST(TimeloopLevel, SeveralCopiesOfATileLeaveLessToEach) {
  const Spec spec =
      spec_of({"arch: {arithmetic: {instances: 1}, storage: [{name: A, entries: 9, "
               "multiple-buffering: 2, min-utilization: 0.5}]}",
               "problem: {R: 1, S: 1, P: 1, Q: 1, C: 1, K: 1, N: 1}"});
  EXPECT_EQ(spec.architecture.levels[0].usable_words(), 4);
  EXPECT_EQ(spec.conventions.averages->levels[LevelId(0)].least_words, 2);
}

}  // namespace
}  // namespace ridge::timeloop
