// Parameters of all layers against their home.
#include "system/weights_fit.hpp"

#include <gtest/gtest.h>

#include "tests/mapper/cases.hpp"

namespace ridge {
namespace {

/// `count` layers of 8 x 8 weights at one byte each.
Network products(std::int64_t count) {
  Layer layer;
  layer.problem = test::matrix_product(4, 8, 8);
  for (Tensor& tensor : layer.problem.tensors)
    tensor.origin = tensor.role == Role::weights ? Origin::parameter : Origin::activation;
  layer.count = count;
  Network network;
  network.layers = {layer};
  return network;
}

Machine home_of(std::int64_t bytes) {
  Machine machine = test::three_levels(256, 4, 4, 16);
  machine.levels[LevelId(0)].size_bytes = bytes;
  return machine;
}

TEST(WeightsFit, TheLastByteDecides) {
  EXPECT_FALSE(weights_shortage(products(3), {0}, home_of(192)));
  const auto shortage = weights_shortage(products(3), {0}, home_of(191));
  ASSERT_TRUE(shortage);
  EXPECT_EQ(shortage->weight_bytes, 192);
  EXPECT_EQ(shortage->level_bytes, 191);
  EXPECT_EQ(shortage->level, LevelId(0));
}

TEST(WeightsFit, AHomeWithoutASizeHoldsAll) {
  Machine machine = home_of(1);
  machine.levels[LevelId(0)].size_bytes.reset();
  EXPECT_FALSE(weights_shortage(products(1'000'000), {0}, machine));
}

TEST(WeightsFit, SharedParametersCountOnce) {
  Network network = products(1);
  network.layers.push_back(network.layers[0]);
  network.layers[1].shares = network.layers[0].name = "first";
  EXPECT_FALSE(weights_shortage(network, {0, 1}, home_of(64)));
}

TEST(WeightsFit, TheHomeIsTheOutermostLevelThatMayKeepWeights) {
  Machine machine = home_of(1);
  RoleSet others = RoleSet().with(static_cast<std::size_t>(MachineRole::inputs));
  machine.levels[LevelId(0)].keeps = machine.levels[LevelId(0)].may_keep = others;
  machine.levels[LevelId(1)].size_bytes = 63;
  EXPECT_EQ(weights_shortage(products(1), {0}, machine)->level, LevelId(1));
}

}  // namespace
}  // namespace ridge
