// Formats: which loops a rank describes, and how much metadata that makes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "interop/timeloop/sparse/rank_loops.hpp"
#include "tests/timeloop/sparse_support.hpp"

namespace ridge::timeloop::sparse {
namespace {

constexpr const char* both_cp =
    "[{name: Backing, representation_format: {data_spaces: [{name: A, ranks: [{format: CP}]}]}},"
    " {name: Buffer, representation_format: {data_spaces: [{name: A, ranks: [{format: cp}]}]}}]";

TEST(TimeloopSparseFormat, CoordinatesThinAccessesAndAddOneUnitForEveryNonzero) {
  const Made made({Dot{.sparse = both_cp}.texts()});
  EXPECT_EQ(made.words("Backing", "A", Action::read), "4/0/0");
  EXPECT_EQ(made.words("Buffer", "A", Action::fill), "4/0/0");
  EXPECT_EQ(made.words("Buffer", "A", Action::read), "4/0/0");
  EXPECT_EQ(made.units("Buffer", "A", Action::fill), "4+0");
  // 16 bits of coordinates are 2 rows of 8.
  EXPECT_DOUBLE_EQ(made.pj("Backing", "A"), 4 * 10 + 2 * 5);
  EXPECT_DOUBLE_EQ(made.pj("Buffer", "A"), 4 * 1 + 4 * 2 + 2 * 0.5 + 2 * 0.6);
  EXPECT_EQ(made.cost("Buffer", "A").counts.tile_words, 4);
  EXPECT_EQ(made.words("Buffer", "B", Action::read), "16/0/0");
}

TEST(TimeloopSparseFormat, OffsetPairsHaveOneEndMoreThanTheFibreIsLong) {
  const Made made(Product{.sparse = R"([
    {name: Backing, representation_format: {data_spaces: [{name: A, ranks: [{format: UOP}, {format: CP}]}]}},
    {name: Buffer, representation_format: {data_spaces: [{name: A, ranks: [{format: UOP}, {format: CP}]}]}}])"}
                      .texts());
  // 4 rows with 2 nonzeros each; every word is read by 4 columns of B.
  EXPECT_EQ(made.units("Backing", "A", Action::read), "8+0 0+5");
  EXPECT_EQ(made.units("Buffer", "A", Action::fill), "8+0 0+5");
  EXPECT_EQ(made.units("Buffer", "A", Action::read), "32+0 0+20");
  EXPECT_EQ(made.words("Buffer", "A", Action::read), "32/0/0");
}

TEST(TimeloopSparseFormat, EmptyTilesAreNotSentByAParentThatKnowsThem) {
  const Made made(
      Dot{.outside = 8, .densities = "{A: {distribution: hypergeometric, density: 0.25}}", .sparse = R"([
    {name: Backing, representation_format: {data_spaces: [{name: A, ranks: [{format: CP}, {format: CP}]}]}},
    {name: Buffer, representation_format: {data_spaces: [{name: A, ranks: [{format: CP}]}]}}])"}
          .texts());
  // 4 nonzeros in 16 words: of two words both are zero in 12 x 11 of 16 x 15 cases, one in 2 x 4 x 12.
  const Tile& tile = made.tile("Buffer", "A");
  EXPECT_DOUBLE_EQ(tile.present, 1 - 132.0 / 240);
  EXPECT_DOUBLE_EQ(tile.expected_words, (96.0 * 1 + 12.0 * 2) / (96 + 12));
  // Dense: 8 tiles of 2 words. Of 16 words 16 - floor(16 x (1 - 10/9 / 2)) are left, of coordinates
  // ceil(8 x 10/9).
  EXPECT_EQ(made.words("Buffer", "A", Action::fill), "9/0/0");
  EXPECT_EQ(made.units("Buffer", "A", Action::fill), "9+0");
  EXPECT_DOUBLE_EQ(made.pj("Buffer", "A"), (9 * 1 + 9 * 2 + 5 * 0.5 + 5 * 0.6) * 0.45);
}

TEST(TimeloopSparseFormat, EveryFormatCountsItsOwnUnits) {
  // 2 fibres of 4 words, 1 nonzero in all: 1 fibre holds something, and half a word of it on average.
  const DensityPointer density = fixed_structured(1);
  Tile tile;
  tile.box = {2, 4};
  tile.innermost = {1, 1};
  tile.ranks = {{{}, {1, 4}, 4}, {{}, {2, 4}, 2}};
  const auto units = [&](FormatKind kind) {
    Format format;
    format.ranks.resize(2);
    format.ranks[0].kind = format.ranks[1].kind = kind;
    tile.format = &format;
    const std::vector<RankUnits> of = units_of(tile, *density, 1);
    return std::vector{of[1].metadata, of[1].payload, of[0].metadata, of[0].payload};
  };
  EXPECT_EQ(units(FormatKind::uop), (std::vector<double>{0, 3, 0, 0}));
  EXPECT_EQ(units(FormatKind::cp), (std::vector<double>{1, 1, 1, 0}));
  EXPECT_EQ(units(FormatKind::rle), (std::vector<double>{1, 1, 0.5, 0}));
  EXPECT_EQ(units(FormatKind::b), (std::vector<double>{2, 1, 4, 0}));
  EXPECT_EQ(units(FormatKind::ub), (std::vector<double>{2, 2, 8, 0}));
  tile.ranks[1].fibre = 1;  // an outer rank of one position says nothing
  EXPECT_EQ(units(FormatKind::uop), (std::vector<double>{0, 0, 0, 0}));
}

class RankLoops : public testing::Test {
 protected:
  RankLoops() {
    for (const char* name : {"K", "M", "N"})
      problem_.dimensions.push_back({name, 8});
    Tensor tensor;
    tensor.ranks = {{{{m, 1}}}, {{{k, 1}}}};
    problem_.tensors.push_back(tensor);
    loops_ = {{{k, 4}, {1, 4}}, {{m, 1}, {1, 4}}, {{m, 2}, {2, 4}}, {{k, 2}, {2, 8}}};
  }

  /// "K4,M2 - K2": loops by rank, innermost rank first, "-" for none; "too few".
  std::string hand_out_to(const Format& format) const {
    const auto ranks = hand_out(loops_, &format, 0, format.ranks.size(), problem_, TensorId(0));
    if (!ranks) return "too few";
    std::string text;
    for (const RankTile& rank : *ranks) {
      if (!text.empty()) text += " ";
      for (const LevelLoop& loop : rank.loops)
        text += problem_.dimensions[loop.dimension].name + std::to_string(loop.trips);
      if (rank.loops.empty()) text += "-";
      text += ":" + std::to_string(rank.fibre) + "/" + std::to_string(words_of(rank.box));
    }
    return text;
  }

  static Format of(std::vector<std::vector<std::vector<DimensionId>>> flattening, bool inner_to_outer) {
    Format format;
    format.inner_to_outer = inner_to_outer;
    for (auto& rules : flattening)
      format.ranks.push_back({FormatKind::cp, 0, 0, std::move(rules)});
    return format;
  }

  static constexpr DimensionId k{0}, m{1}, n{2};
  Problem problem_;
  std::vector<BoxedLoop> loops_;  // K4 M1 M2 K2, innermost first
};

TEST_F(RankLoops, EachTakesOneLoopFromTheSideItIsAppliedFrom) {
  EXPECT_EQ(hand_out_to(of({{}, {}, {}, {}}, false)), "-:1/4 K4:4/4 M2:2/8 K2:2/16");
  EXPECT_EQ(hand_out_to(of({{}, {}, {}, {}}, true)), "K4:4/4 M2:2/8 K2:2/16 -:1/4");
  EXPECT_EQ(hand_out_to(of({{}, {}}, false)), "too few");
  EXPECT_EQ(hand_out_to(of({{}, {}}, true)), "too few");
}

TEST_F(RankLoops, FlattenedRanksTakeWhatTheirRuleHas) {
  EXPECT_EQ(hand_out_to(of({{{k, m}}, {}}, false)), "M2K4:8/8 K2:2/16");
  EXPECT_EQ(hand_out_to(of({{{k, m}}, {}}, true)), "K4M2K2:16/4 -:1/4");
  EXPECT_EQ(hand_out_to(of({{{k}}, {{m}}, {{k}}}, true)), "K4:4/4 M2:2/8 K2:2/16");
}

TEST_F(RankLoops, ARuleWithoutTheLoopAtHandLeavesTheRankEmpty) {
  EXPECT_EQ(hand_out_to(of({{}, {}, {{n}}, {}}, false)), "K4:4/4 M2:2/8 K2:2/16 -:1/4");
  EXPECT_EQ(hand_out_to(of({{{n}}, {}, {}, {}}, true)), "-:1/1 K4:4/4 M2:2/8 K2:2/16");
}

TEST_F(RankLoops, WithoutAFormatOneRankTakesAll) {
  const auto ranks = hand_out(loops_, nullptr, 0, 1, problem_, TensorId(0));
  ASSERT_TRUE(ranks);
  EXPECT_EQ(ranks->front().fibre, 16);
  EXPECT_EQ(words_of(ranks->front().box), 16);
}

TEST(TimeloopSparseFormat, WhatIsCompressedOutsideOnlyIsUnpackedWordByWord) {
  const std::string backing =
      "[{name: Backing, representation_format: {data_spaces: [{name: A, ranks: [{format: CP}]}]}}]";
  const Made made(Dot{.buffer = ", decompression_supported: true", .sparse = backing}.texts());
  EXPECT_EQ(made.words("Backing", "A", Action::read), "4/0/0");
  EXPECT_EQ(made.words("Buffer", "A", Action::fill), "16/0/0");
  EXPECT_DOUBLE_EQ(made.pj("Buffer", "A"), 16 * 1 + 16 * 2 + 16 * 0.01);
}

TEST(TimeloopSparseFormat, NonzerosDoNotFillBlocksEvenly) {
  const Made made(Dot{.block = 4, .densities = "{A: 0.3125}", .sparse = both_cp}.texts());
  // 5 nonzeros take 2 blocks of 4, where 5/4 would do: 1.6 of each of the ceil(5 / 4) accesses. 20 bits of
  // coordinates are 3 rows.
  EXPECT_DOUBLE_EQ(made.pj("Backing", "A"), 2 * 1.6 * 10 + 3 * 5);
}

TEST(TimeloopSparseFormat, PayloadWordBitsWithHyphensAreNotRead) {
  const auto with = [](const std::string& key) {
    return Product{
        .sparse = "[{name: Buffer, representation_format: {data_spaces: [{name: A, ranks: [{format: UOP, " +
                  key + ": 8}, {format: UOP}]}]}}]"}
        .texts();
  };
  const Made hyphens(with("payload-word-bits"));
  const Made underscores(with("payload_word_bits"));
  EXPECT_THAT(
      hyphens.warnings(),
      testing::StartsWith(
          "t5.yaml:1:138: warning: 'payload-word-bits' is not read by Timeloop: 'Buffer' falls back to "
          "metadata_datawidth, 4 bits\n"));
  EXPECT_THAT(hyphens.warnings(), testing::HasSubstr("help: write 'payload_word_bits' for it to count"));
  EXPECT_EQ(underscores.warnings(), "");
  // 5 offsets of 4 bits are 3 rows, of 8 bits 5; all 4 times for the reads.
  EXPECT_NEAR(underscores.pj("Buffer", "A") - hyphens.pj("Buffer", "A"), (20 - 10) * 0.5 + (5 - 3) * 0.6,
              1e-12);
}

}  // namespace
}  // namespace ridge::timeloop::sparse
