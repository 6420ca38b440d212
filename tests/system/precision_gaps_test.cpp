// Which layers fall out of the array for their precision alone.
#include "system/precision_gaps.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/cost/evaluator.hpp"
#include "tests/mapper/cases.hpp"

namespace ridge {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Layer product_at(Precision precision, std::int64_t count) {
  Layer layer;
  layer.problem = test::matrix_product(8, 8, 8);
  for (Tensor& tensor : layer.problem.tensors)
    tensor.precision = precision;
  layer.count = count;
  return layer;
}

Machine only_int8() {
  Machine machine = test::three_levels(256, 4, 4, 16);
  machine.compute.begin()->rate_by_precision = {{"int8", 1.0}};
  return machine;
}

TEST(PrecisionGaps, LayersOfOnePrecisionAreOneGapWithTheirCounts) {
  Network network;
  network.layers = {product_at(Precision::int8, 1), product_at(Precision::bf16, 2),
                    product_at(Precision::fp32, 1), product_at(Precision::bf16, 5)};
  const auto gaps = precision_gaps(network, {0, 1, 2, 3}, only_int8());
  EXPECT_THAT(gaps, ElementsAre(PrecisionGap{Operation::mac, Precision::bf16, 7, "", {"int8"}},
                                PrecisionGap{Operation::mac, Precision::fp32, 1, "", {"int8"}}));
}

TEST(PrecisionGaps, OnlyTheLayersAskedForCount) {
  Network network;
  network.layers = {product_at(Precision::bf16, 2), product_at(Precision::bf16, 5)};
  EXPECT_EQ(precision_gaps(network, {1}, only_int8()).at(0).layers, 5);
}

TEST(PrecisionGaps, AUnitThatDoesEveryPrecisionLeavesNone) {
  Network network;
  network.layers = {product_at(Precision::bf16, 1)};
  Machine machine = only_int8();
  machine.compute.begin()->rate_by_precision.clear();
  EXPECT_THAT(precision_gaps(network, {0}, machine), IsEmpty());
}

TEST(PrecisionGaps, AnOperationThatNoUnitOfTheArrayDoesIsNone) {
  Network network;
  network.layers = {product_at(Precision::bf16, 1)};
  network.layers[0].problem.operation = Operation::normalisation;
  EXPECT_THAT(precision_gaps(network, {0}, only_int8()), IsEmpty());
}

TEST(PrecisionGaps, TheUnitBesideTheArrayIsNamed) {
  Network network;
  network.layers = {product_at(Precision::bf16, 1)};
  Machine machine = only_int8();
  ComputeUnit core = *machine.compute.begin();
  core.name = "Core";
  core.rate_by_precision = {{"bf16", 1.0}};
  core.below = LevelId(0);
  machine.compute.push_back(core);
  EXPECT_EQ(precision_gaps(network, {0}, machine).at(0).unit_beside, "Core");
  EXPECT_EQ(unit_beside(network.layers[0].problem, machine)->name, "Core");
}

}  // namespace
}  // namespace ridge
