// Which unrollings are taken to be as good as each other.
#include "mapper/exact/symmetry.hpp"

#include <gtest/gtest.h>

#include "mapper/exact/roots.hpp"
#include "mapper/exact/walk.hpp"
#include "tests/mapper/cases.hpp"

namespace ridge {
namespace {

using mapper::SpatialLoop;
using mapper::Unrolling;

Machine square_array(std::int64_t size, double hop_pj_per_byte, bool both_reduce = true) {
  Machine machine = test::empty_machine();
  test::add_level(machine, {"DRAM", 0, 50, 2, false, RoleSet::all()});
  test::add_fanout(machine, size, size, true, true);
  machine.fanouts[FanoutId(0)].hop_energy_pj_per_byte = hop_pj_per_byte;
  machine.fanouts[FanoutId(0)].reduce = {both_reduce, true};
  test::add_level(machine, {"RF", 64, 1, 4, false, RoleSet::all()});
  return machine;
}

SpatialLoop lanes(std::size_t dimension, Axis axis, std::int64_t bound) {
  return {FanoutId(0), axis, DimensionId(dimension), bound};
}

class Symmetries : public testing::Test {
 protected:
  void set(Problem problem, Machine machine) {
    problem_ = std::move(problem);
    machine_ = std::move(machine);
    constraints_ = Constraints::none(problem_, machine_);
    make();
  }
  void make() {
    space_.emplace(problem_, machine_, constraints_, mapper::SpaceOptions{});
    shape_.emplace(problem_);
    symmetry_.emplace(*space_, *shape_);
  }
  bool alike(const Unrolling& a, const Unrolling& b) const { return symmetry_->key(a) == symmetry_->key(b); }

  Problem problem_;
  Machine machine_;
  Constraints constraints_;
  std::optional<mapper::Space> space_;
  std::optional<mapper::Shape> shape_;
  std::optional<mapper::Symmetry> symmetry_;
};

// Dimensions of a convolution: N K C P Q R S.
TEST_F(Symmetries, TheTwoDirectionsOfASquareConvolutionStandForEachOther) {
  set(test::convolution_2d({1, 2, 2, 4, 4, 3, 3}, 1), square_array(4, 1));
  EXPECT_EQ(symmetry_->exchanges().size(), 2U);
  EXPECT_TRUE(
      alike({lanes(3, Axis::x, 4), lanes(6, Axis::y, 3)}, {lanes(4, Axis::x, 4), lanes(5, Axis::y, 3)}));
  EXPECT_FALSE(
      alike({lanes(3, Axis::x, 4), lanes(6, Axis::y, 3)}, {lanes(4, Axis::x, 4), lanes(6, Axis::y, 3)}));
}

TEST_F(Symmetries, OneDirectionAloneDoesNotStandForTheOther) {
  set(test::convolution_2d({1, 2, 2, 4, 4, 3, 2}, 1), square_array(4, 1));
  EXPECT_EQ(symmetry_->exchanges().size(), 1U);
  set(test::convolution_2d({1, 2, 2, 4, 5, 3, 3}, 1), square_array(4, 1));
  EXPECT_EQ(symmetry_->exchanges().size(), 1U);
}

TEST_F(Symmetries, DimensionsOfDifferentTensorsDoNotStandForEachOther) {
  set(test::matrix_product(4, 4, 4), square_array(4, 0));
  EXPECT_EQ(symmetry_->exchanges().size(), 1U);
}

TEST_F(Symmetries, AConstraintOnOneDirectionTellsThemApart) {
  set(test::convolution_2d({1, 2, 2, 4, 4, 3, 3}, 1), square_array(4, 1));
  constraints_.spatial[FanoutId(0)][0].bounds[DimensionId(3)].most = 2;
  make();
  EXPECT_EQ(symmetry_->exchanges().size(), 1U);
}

TEST_F(Symmetries, LanesOfADimensionMayStandOnEitherAxisWhereWiresTakeNoEnergy) {
  set(test::matrix_product(8, 8, 8), square_array(4, 0));
  EXPECT_TRUE(
      alike({lanes(0, Axis::x, 4), lanes(1, Axis::y, 4)}, {lanes(1, Axis::x, 4), lanes(0, Axis::y, 4)}));
  EXPECT_TRUE(
      alike({lanes(0, Axis::x, 4), lanes(1, Axis::y, 4)},
            {lanes(0, Axis::x, 2), lanes(1, Axis::x, 2), lanes(0, Axis::y, 2), lanes(1, Axis::y, 2)}));
  set(test::matrix_product(8, 8, 8), square_array(4, 1));
  EXPECT_FALSE(
      alike({lanes(0, Axis::x, 4), lanes(1, Axis::y, 4)}, {lanes(1, Axis::x, 4), lanes(0, Axis::y, 4)}));
}

TEST_F(Symmetries, AxesThatReduceDifferentlyAreNotAlikeForWhatIsReduced) {
  set(test::matrix_product(8, 8, 8), square_array(4, 0, false));
  EXPECT_FALSE(alike({lanes(2, Axis::x, 4)}, {lanes(2, Axis::y, 4)}));
  EXPECT_TRUE(alike({lanes(0, Axis::x, 4)}, {lanes(0, Axis::y, 4)}));
}

TEST_F(Symmetries, WhereTripsAreShortOneAxisIsNotTwo) {
  set(test::matrix_product(7, 8, 8), square_array(4, 0));
  EXPECT_TRUE(alike({lanes(0, Axis::x, 4)}, {lanes(0, Axis::y, 4)}));
  EXPECT_FALSE(alike({lanes(0, Axis::x, 2), lanes(0, Axis::y, 2)}, {lanes(0, Axis::x, 4)}));
}

}  // namespace
}  // namespace ridge
