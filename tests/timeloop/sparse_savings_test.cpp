// Gating and skipping, on products small enough to be worked out by hand.
#include <gtest/gtest.h>

#include "tests/timeloop/sparse_support.hpp"

namespace ridge::timeloop::sparse {
namespace {

std::string at_buffer(const std::string& items) {
  return "[{name: Buffer, action_optimization: [" + items + "]}]";
}

const std::string b_and_z_skip =
    "{type: skipping, target: B, condition_on: [A]}, {type: skipping, target: Z, condition_on: [A]}";
const std::string b_and_z_gate =
    "{type: gating, target: B, condition-on: [A]}, {type: gating, target: Z, condition-on: A}";

TEST(TimeloopSparseSavings, GatedAccessesCostLittleAndTakeTheirTime) {
  const Made made(Dot{.buffer = ", read_bandwidth: 3", .sparse = at_buffer(b_and_z_gate)}.texts());
  EXPECT_EQ(made.words("Buffer", "A", Action::read), "16/0/0");
  EXPECT_EQ(made.words("Buffer", "B", Action::read), "4/12/0");
  EXPECT_EQ(made.words("Buffer", "B", Action::fill), "16/0/0");
  EXPECT_EQ(made.words("Buffer", "Z", Action::update), "4/12/0");
  EXPECT_EQ(made.words("Buffer", "Z", Action::read), "3/12/0");  // ceil(15 x 0.75) of a written tensor
  EXPECT_EQ(made.computes().actual, 4);
  EXPECT_EQ(made.evaluation().operations, 8);
  EXPECT_EQ(made.cost("Buffer", "B").counts.reads, 4);
  EXPECT_DOUBLE_EQ(made.pj("Buffer", "B"), 4 * 1 + 12 * 0.1 + 16 * 2);
  EXPECT_DOUBLE_EQ(made.pj("Buffer", "Z"), 3 * 1 + 12 * 0.1 + 4 * 2 + 12 * 0.2);
  // 16 + 16 + 15 reads at 3 a cycle
  EXPECT_EQ(made.evaluation().cycles, 16);
}

TEST(TimeloopSparseSavings, SkippedAccessesCostThatTooButNoTime) {
  const Made made(Dot{.buffer = ", read_bandwidth: 3", .sparse = at_buffer(b_and_z_skip)}.texts());
  EXPECT_EQ(made.words("Buffer", "B", Action::read), "4/0/12");
  EXPECT_EQ(made.words("Buffer", "Z", Action::read), "3/0/12");
  EXPECT_DOUBLE_EQ(made.pj("Buffer", "B"), 4 * 1 + 12 * 0.1 + 16 * 2);
  // 16 + 4 + 3 reads at 3 a cycle
  EXPECT_EQ(made.evaluation().cycles, 8);
  EXPECT_EQ(made.evaluation().causes.total(), 8);
  EXPECT_EQ(made.evaluation().causes.compute, 4);
}

TEST(TimeloopSparseSavings, ZeroesOnBothSidesMultiply) {
  const std::string format =
      "representation_format: {data_spaces: ["
      "{name: A, ranks: [{format: UOP}, {format: CP}]},"
      "{name: B, ranks: [{format: UOP}, {format: CP}]}]}";
  const Made made(Product{.sparse = "[{name: Backing, " + format + "}, {name: Buffer, " + format + R"(,
      action_optimization: [{type: skipping, target: A, condition_on: [B]},
                            {type: skipping, target: B, condition_on: [A]},
                            {type: skipping, target: Z, condition_on: [A, B]}]}])"}
                      .texts());
  EXPECT_EQ(made.words("Buffer", "A", Action::fill), "8/0/0");
  EXPECT_EQ(made.words("Buffer", "A", Action::read), "16/0/16");
  EXPECT_EQ(made.units("Buffer", "A", Action::read), "16+0 0+10");
  EXPECT_EQ(made.units("Buffer", "A", Action::fill), "8+0 0+5");
  EXPECT_EQ(made.words("Buffer", "Z", Action::update), "16/0/48");
  EXPECT_EQ(made.words("Buffer", "Z", Action::read), "12/0/36");
  EXPECT_EQ(made.computes().actual, 16);
  EXPECT_EQ(made.evaluation().cycles, 16);
}

std::string at_backing(const std::string& items) {
  return "[{name: Backing, action_optimization: [" + items + "]}]";
}
const std::string b_on_a = "{type: skipping, target: B, condition_on: [A]}";

TEST(TimeloopSparseSavings, ATileIsSkippedWhenTheWholeOtherTileIsEmpty) {
  // Tiles of 2 words, a quarter nonzero: every second one is empty.
  const Made made(Dot{.block = 2, .outside = 8, .sparse = at_backing(b_on_a)}.texts());
  EXPECT_EQ(made.words("Backing", "B", Action::read), "8/0/8");
  EXPECT_EQ(made.words("Buffer", "B", Action::fill), "8/0/0");
  EXPECT_EQ(made.words("Buffer", "B", Action::read), "8/0/0");
  EXPECT_EQ(made.words("Buffer", "A", Action::read), "16/0/0");
  EXPECT_EQ(made.computes().actual, 8);
}

TEST(TimeloopSparseSavings, ABlockIsSkippedWhenAllOfItIsEmpty) {
  // Blocks of 4 words always hold a nonzero.
  const Made made(Dot{.block = 4, .outside = 8, .sparse = at_backing(b_on_a)}.texts());
  EXPECT_EQ(made.words("Backing", "B", Action::read), "16/0/0");
  EXPECT_EQ(made.computes().actual, 16);
}

TEST(TimeloopSparseSavings, WhatIsSavedOutsideIsNotSavedAgainInside) {
  const Made made(Dot{.block = 2,
                      .outside = 8,
                      .sparse = "[{name: Backing, action_optimization: [" + b_on_a +
                                "]}, {name: Buffer, action_optimization: [" + b_on_a + "]}]"}
                      .texts());
  // Half of the tiles never come; of the words that do, half meet a zero: a quarter of all is left.
  EXPECT_EQ(made.words("Backing", "B", Action::read), "8/0/8");
  EXPECT_EQ(made.words("Buffer", "B", Action::fill), "8/0/0");
  EXPECT_EQ(made.words("Buffer", "B", Action::read), "4/0/4");
  EXPECT_EQ(made.computes().actual, 4);
}

TEST(TimeloopSparseSavings, AnItemActsOnTheLevelThatKeepsItsTarget) {
  std::vector<std::string> texts = Dot{.sparse = at_buffer(b_on_a)}.texts();
  texts[2] += "- {target: Buffer, type: bypass, bypass: [B]}\n";
  const Made made(texts);
  EXPECT_EQ(made.words("Backing", "B", Action::read), "4/0/12");
  EXPECT_EQ(made.computes().actual, 4);
}

TEST(TimeloopSparseSavings, OfSeveralOptionsTheOneThatSavesMostIsTaken) {
  const Made made(Dot{.sparse = at_buffer("{type: skipping, options: [{target: B, condition_on: [A]}, "
                                          "{target: A, condition_on: [B]}]}")}
                      .texts());
  EXPECT_EQ(made.words("Buffer", "B", Action::read), "4/0/12");
  EXPECT_EQ(made.words("Buffer", "A", Action::read), "16/0/0");
}

TEST(TimeloopSparseSavings, OfTwoItemsOnOneTargetTheMoreLikelyOneCounts) {
  const Made made(Dot{.densities = "{A: 0.25, B: 0.5}",
                      .sparse = at_buffer("{type: skipping, target: Z, condition_on: [B]}, "
                                          "{type: gating, target: Z, condition_on: [A]}")}
                      .texts());
  EXPECT_EQ(made.words("Buffer", "Z", Action::update), "4/12/0");
  EXPECT_EQ(made.computes().actual, 16);  // operands arrive all the same
}

TEST(TimeloopSparseSavings, AComputeUnitGatesOnStoredZerosAndSkipsWhatIsNotStored) {
  const Made gating(Dot{.sparse = "[{name: MAC, compute_optimization: [{type: gating}]}]"}.texts());
  EXPECT_EQ(gating.computes().actual, 4);
  EXPECT_EQ(gating.computes().gated, 12);
  EXPECT_EQ(gating.evaluation().cycles, 16);
  EXPECT_DOUBLE_EQ(*gating.evaluation().compute_energy_pj, 4 * 3 + 12 * 0.5);
  const std::string cp = "representation_format: {data_spaces: [{name: A, ranks: [{format: CP}]}]}";
  const Made skipping(Dot{.sparse = "[{name: Backing, " + cp + "}, {name: Buffer, " + cp +
                                    "}, {name: MAC, compute_optimization: [{type: skipping}]}]"}
                          .texts());
  EXPECT_EQ(skipping.computes().actual, 4);
  EXPECT_EQ(skipping.computes().skipped, 12);
  EXPECT_EQ(skipping.evaluation().cycles, 4);
  EXPECT_DOUBLE_EQ(*skipping.evaluation().compute_energy_pj, 4 * 3 + 12 * 0.5);
  // Without either, all is computed.
  EXPECT_EQ(Made(Dot{.sparse = "[{name: Backing, " + cp + "}, {name: Buffer, " + cp + "}]"}.texts())
                .computes()
                .actual,
            16);
}

TEST(TimeloopSparseSavings, ComponentsOfVersion04MaySayThemselvesWhatTheySave) {
  std::vector<std::string> texts = Dot{}.texts();
  texts[0] = R"(architecture:
  version: 0.4
  nodes:
  - !Container {name: system}
  - !Component {name: Backing, class: SRAM, attributes: {depth: 4096, width: 8, datawidth: 8}}
  - !Component
    name: Buffer
    class: regfile
    attributes: {depth: 256, width: 8, datawidth: 8}
    sparse_optimizations:
      action_optimization: [{type: skipping, options: [{target: B, condition_on: [A]}]}]
  - !Component {name: MAC, class: compute, sparse_optimizations: {compute_optimization: [{type: gating}]}}
)";
  const Made made(texts);
  EXPECT_EQ(made.words("Buffer", "B", Action::read), "4/0/12");
  EXPECT_EQ(made.computes().actual, 4);
  EXPECT_EQ(made.warnings(), "");
}

TEST(TimeloopSparseSavings, DensitiesAloneChangeNothingAndAreWarnedOf) {
  const Made made(Dot{}.texts());
  EXPECT_EQ(made.evaluation().operations, 32);
  EXPECT_EQ(made.cost("Buffer", "A").counts.reads, 16);
  EXPECT_EQ(made.warnings(),
            "t2.yaml:12:16: warning: densities change nothing without 'sparse_optimizations': every word "
            "counts as if it were not zero\n   12 |     densities: {A: 0.25}\n      |                ^\n"
            "   help: say under 'sparse_optimizations' what the hardware makes of zeros\n");
}

TEST(TimeloopSparseSavings, NotesSayWhatWasSaved) {
  const Made made(Dot{.sparse = at_buffer(b_on_a)}.texts());
  const std::vector<std::string>& notes = made.evaluation().remarks->notes;
  EXPECT_NE(std::find(notes.begin(), notes.end(),
                      "'B' at 'Buffer', skipping on 'A': 75 % of no effect; 12 reads, 0 updates skipped per "
                      "instance"),
            notes.end());
  EXPECT_EQ(notes.back(),
            "operations of the dense layer: 16; done 4, gated 0, skipped 0, the rest never issued");
}

}  // namespace
}  // namespace ridge::timeloop::sparse
