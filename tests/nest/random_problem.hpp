// Random small problems: convolutions, matrix products, and tensors with any affine ranks.
#pragma once

#include "tests/nest/dice.hpp"
#include "workloads/problem.hpp"

namespace ridge {

/// At most 6 dimensions; iterations in the hundreds.
Problem random_problem(Dice& dice);

}  // namespace ridge
