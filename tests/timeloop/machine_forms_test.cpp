// One machine in every form that Timeloop has had for it.
#include <gmock/gmock.h>

#include "interop/timeloop/component.hpp"
#include "tests/timeloop/support.hpp"

namespace ridge::timeloop {
namespace {

/// What every form below means.
constexpr const char* meant =
    "DRAM 1=1x1 word 16 block 4 cluster 1 read 4 write 4\n"
    "GLB 1=1x1 word 16 block 4 cluster 1 size 4096 read 16 write 8\n"
    "RF 12=4x3 word 16 block 1 cluster 1 size 128\n"
    "MAC 12=4x3 word 16\n";

TEST(TimeloopMachine, AsATreeOfSubtrees) {
  EXPECT_EQ(machine_text_of({R"(
architecture:
  version: 0.3
  subtree:
  - name: system
    local: [{name: DRAM, class: DRAM, attributes: {width: 64, block-size: 4, word-bits: 16, bandwidth: 8}}]
    subtree:
    - name: chip
      attributes: {technology: 45nm}
      local:
      - name: GLB
        class: SRAM
        attributes: {depth: 1024, width: 64, block_size: 4, word-bits: 16, read_bandwidth: 16, write_bandwidth: 8}
      subtree:
      - name: PE[0..11]
        local:
        - {name: MAC, class: intmac, attributes: {datawidth: 16, meshX: 4}}
        - {name: RF, class: regfile, attributes: {depth: 128, width: 16, word-bits: 16, meshX: 4}}
)"}),
            meant);
}

TEST(TimeloopMachine, AsOneListWithRanges) {
  EXPECT_EQ(machine_text_of({R"(
architecture:
  version: 0.4
  subtree:
  - name: system
    local:
    - {name: 'DRAM[1..1]', class: DRAM, attributes: {width: 64, datawidth: 16, cluster_size: 1, bandwidth: 8}}
    - {name: 'GLB[1..1]', class: smartbuffer_SRAM, attributes: {depth: 1024, width: 64, datawidth: 16, read_bandwidth: 16, write_bandwidth: 8}}
    - {name: 'RF[1..12]', class: regfile, attributes: {depth: 128, width: 16, datawidth: 16, meshX: 4, meshY: 3}}
    - {name: 'MAC[1..12]', class: intmac, attributes: {datawidth: 16, meshX: 4, meshY: 3}}
)"}),
            meant);
}

TEST(TimeloopMachine, AsArithmeticAndStorage) {
  EXPECT_EQ(machine_text_of({R"(
arch:
  arithmetic: {name: MAC, instances: 12, word-bits: 16, meshX: 4}
  storage:
  - {name: RF, entries: 128, instances: 12, meshX: 4, word-bits: 16}
  - {name: GLB, entries: 4096, instances: 1, block-size: 4, word-bits: 16, read_bandwidth: 16, write_bandwidth: 8}
  - {name: DRAM, technology: DRAM, instances: 1, block-size: 4, word-bits: 16, bandwidth: 8}
)"}),
            meant);
}

TEST(TimeloopMachine, FanoutOfANodesTreeIsALevelThatHoldsNothing) {
  EXPECT_EQ(machine_text_of({R"(
architecture:
  version: 0.4
  nodes:
  - !Container {name: system, attributes: {technology: 45nm}}
  - !Component {name: DRAM, class: DRAM, attributes: {width: 64, datawidth: 16, bandwidth: 8}}
  - !Container {name: chip}
  - !Component {name: GLB, class: SRAM, attributes: {depth: 1024, width: 64, datawidth: 16, read_bandwidth: 16, write_bandwidth: 8}}
  - !Container {name: PE, spatial: {meshX: 4, meshY: 3}}
  - !Component {name: RF, class: regfile, attributes: {depth: 128, width: 16, datawidth: 16}}
  - !Component {name: MAC, class: intmac, attributes: {datawidth: 16}}
)"}),
            "DRAM 1=1x1 word 16 block 4 cluster 1 read 4 write 4\n"
            "GLB 1=1x1 word 16 block 4 cluster 1 size 4096 read 16 write 8\n"
            "inter_PE_spatial 1=1x1 word 1 block 1 cluster 1 size 1\n"
            "RF 12=4x3 word 16 block 1 cluster 1 size 128\n"
            "MAC 12=4x3 word 16\n");
}

TEST(TimeloopMachine, ParallelAndHierarchicalNodesFollowInOrderAndDisabledOnesAreNotThere) {
  const std::string plain = R"(
architecture:
  nodes:
  - !Component {name: DRAM, class: DRAM, attributes: {width: 16, datawidth: 16}}
  - !Component {name: A, class: SRAM, attributes: {depth: 8, width: 16, datawidth: 16}}
  - !Component {name: B, class: SRAM, attributes: {depth: 8, width: 16, datawidth: 16}}
  - !Component {name: MAC, class: intmac, attributes: {datawidth: 16}}
)";
  EXPECT_EQ(machine_text_of({R"(
architecture:
  nodes:
  - !Component {name: DRAM, class: DRAM, attributes: {width: 16, datawidth: 16}}
  - !Parallel
    nodes:
    - !Component {name: A, class: SRAM, attributes: {depth: 8, width: 16, datawidth: 16}}
    - !Nothing {}
    - !Hierarchical
      nodes:
      - !Component {name: B, class: SRAM, attributes: {depth: 8, width: 16, datawidth: 16}}
      - !Component {name: C, class: SRAM, enabled: false, attributes: {depth: 8, width: 16, datawidth: 16}}
  - !Component {name: MAC, class: intmac, attributes: {datawidth: 16}}
)"}),
            machine_text_of({plain}));
}

TEST(TimeloopMachine, ContainersHandTheirAttributesDownWhereAComponentHasNone) {
  EXPECT_EQ(machine_text_of({R"(
architecture:
  nodes:
  - !Container {name: system, attributes: {datawidth: 8}}
  - !Component {name: DRAM, class: DRAM, attributes: {width: 64}}
  - !Component {name: GLB, class: SRAM, attributes: {depth: 8, width: 64, datawidth: 32}}
  - !Component {name: MAC, class: intmac}
)"}),
            "DRAM 1=1x1 word 8 block 8 cluster 1\n"
            "GLB 1=1x1 word 32 block 2 cluster 1 size 16\n"
            "MAC 1=1x1 word 8\n");
}

TEST(TimeloopMachine, AnchorsMergesAndExpressionsAreResolved) {
  EXPECT_EQ(machine_text_of({"variables: {rows: 1024, word: 16}\n", R"(
architecture:
  nodes:
  - !Component {name: DRAM, class: DRAM, attributes: &word {datawidth: word, width: word * 4}}
  - !Component {name: GLB, class: SRAM, attributes: {<<: *word, depth: rows / 2}}
  - !Component {name: MAC, class: intmac, attributes: {datawidth: word}}
)"}),
            "DRAM 1=1x1 word 16 block 4 cluster 1\n"
            "GLB 1=1x1 word 16 block 4 cluster 1 size 2048\n"
            "MAC 1=1x1 word 16\n");
}

TEST(TimeloopMachine, HyphensAndUnderscoresAreTheSameAndNothingIsAbsent) {
  const auto with = [](const std::string& attributes) {
    return machine_text_of({"arch: {arithmetic: {instances: 1}, storage: [{name: A, " + attributes + "}]}"});
  };
  EXPECT_EQ(with("word-bits: 8, block-size: 2, entries: 4"), with("word_bits: 8, block_size: 2, entries: 4"));
  EXPECT_EQ(with("word-bits: 8, block-size: null, entries: 4"), with("word-bits: 8, entries: 4"));
}

TEST(TimeloopMachine, RangesOfNamesCountCopies) {
  const auto shown = [](const char* name) {
    const Ranged ranged = split_range(name);
    return ranged.name + " " + std::to_string(ranged.copies);
  };
  EXPECT_EQ(shown("PE[0..167]"), "PE 168");
  EXPECT_EQ(shown("PE[1..168]"), "PE 168");
  EXPECT_EQ(shown("PE[7..7]"), "PE 1");
  EXPECT_EQ(shown("PE"), "PE 1");
  EXPECT_EQ(shown("PE[3]"), "PE[3] 1");  // no range: part of the name
  EXPECT_EQ(shown("PE[5..2]"), "PE[5..2] 1");
  EXPECT_EQ(shown("PE[0..x]"), "PE[0..x] 1");
  EXPECT_EQ(shown("a[0..1].b[0..3]"), "a[0..1].b 4");
}

TEST(TimeloopMachine, CopiesOfEnclosingNodesMultiply) {
  EXPECT_EQ(machine_text_of({R"(
architecture:
  subtree:
  - name: chips[0..1]
    local: [{name: 'Bank[0..1]', class: SRAM, attributes: {entries: 8}}]
    subtree:
    - name: PE[0..3]
      local:
      - {name: RF, class: regfile, attributes: {entries: 8}}
      - {name: MAC, class: mac}
)"}),
            "Bank 4=4x1 word 16 block 1 cluster 1 size 8\n"
            "RF 8=8x1 word 16 block 1 cluster 1 size 8\n"
            "MAC 8=8x1 word 16\n");
}

TEST(TimeloopMachine, TheKindOfAComponentIsWhatItsClassContains) {
  EXPECT_EQ(kind_of("LPDDR4_DRAM"), ComponentKind::storage);
  EXPECT_EQ(kind_of("smartbuffer_RF"), ComponentKind::storage);
  EXPECT_EQ(kind_of("reg_storage"), ComponentKind::storage);
  EXPECT_EQ(kind_of("storage_of_the_mac"), ComponentKind::storage);  // storage goes before compute
  EXPECT_EQ(kind_of("fpmac"), ComponentKind::compute);
  EXPECT_EQ(kind_of("compute"), ComponentKind::compute);
  EXPECT_EQ(kind_of("XY_NoC"), ComponentKind::network);
  EXPECT_EQ(kind_of("aladdin_adder"), ComponentKind::unknown);
}

}  // namespace
}  // namespace ridge::timeloop
