// Spatial skipping: 4 lanes of which 2 have work, on 2 lanes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/timeloop/sparse_support.hpp"

namespace ridge::timeloop::sparse {
namespace {

const std::string b = "{type: skipping-spatial, target: B, condition-on: [A]}";
const std::string z = "{type: skipping-spatial, target: Z, condition-on: [A]}";

/// Z[M] += A[M, K] x B[K], M 4, K 8 of which 4 spatial, A half nonzero, a register of A in each lane.
std::vector<std::string> texts(const std::string& items) {
  const std::string cp =
      "representation_format: {data_spaces: [{name: A, ranks: [{format: UOP}, {format: CP}]}]}";
  return {R"(architecture:
  version: 0.3
  subtree:
  - name: system
    local:
    - {name: Buffer, class: SRAM, attributes: {depth: 64, width: 8, word-bits: 8, metadata_storage_width: 8, metadata_storage_depth: 64, metadata_datawidth: 2}}
    subtree:
    - name: PE[0..1]
      local:
      - {name: Reg, class: regfile, attributes: {depth: 1, width: 8, word-bits: 8, meshX: 2}}
      - {name: MAC, class: compute, attributes: {meshX: 2}}
)",
          R"(problem:
  shape:
    name: product
    dimensions: [M, K]
    data-spaces:
    - {name: A, projection: [[[M]], [[K]]]}
    - {name: B, projection: [[[K]]]}
    - {name: Z, projection: [[[M]]], read-write: true}
  instance: {M: 4, K: 8, densities: {A: 0.5}}
)",
          R"(mapping:
- {target: Buffer, type: temporal, factors: M=4 K=2, permutation: KM}
- {target: Buffer, type: spatial, factors: K=4 M=1, permutation: KM}
- {target: Reg, type: bypass, keep: [A], bypass: [B, Z]}
)",
          R"(ERT:
  version: 0.3
  tables:
  - name: system.PE.Reg
    actions: [{name: read, energy: 1}, {name: write, energy: 2}]
)",
          "sparse_optimizations: {targets: [{name: Buffer, representation_format: {data_spaces: [{name: A, "
          "ranks: [{format: UOP}, {format: CP, flattened-rankIDs: [[K]]}]}]}, action_optimization: [" +
              items +
              "]}, {name: Reg, representation_format: {data_spaces: [{name: A, ranks: [{format: CP}]}]}}]}"};
}

TEST(TimeloopSpatialSkipping, LanesWithoutWorkAreNotNeeded) {
  const Made made(texts(b + ", " + z));
  EXPECT_EQ(made.computes().actual, 16);
  EXPECT_EQ(made.evaluation().operations, 32);
  EXPECT_EQ(made.evaluation().cycles, 8);  // 16 operations on 2 lanes
  EXPECT_EQ(made.cost("Reg", "A").counts.instances, 2);
  // Every lane takes 8 words in, and pays for them in the half of the 4 lanes that are there: 8 x (1 + 2).
  EXPECT_EQ(made.words("Reg", "A", Action::fill), "8/0/0");
  EXPECT_DOUBLE_EQ(made.pj("Reg", "A"), 8 * (1 + 2) * 4 * 0.5);
}

TEST(TimeloopSpatialSkipping, ATensorThatIsNotSkippedNeedsAllLanes) {
  EXPECT_THAT(
      complaint_of(texts(b)),
      testing::StartsWith(
          "t1.yaml:6:7: error: spatial loops span 4 lanes of 'Reg_array' after skipping, but it has 2\n"));
  EXPECT_THAT(complaint_of(texts(b)), testing::HasSubstr("help: 'Z' is what needs them"));
}

}  // namespace
}  // namespace ridge::timeloop::sparse
