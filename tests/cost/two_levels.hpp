// The names that cases worked by hand share: DRAM above GLB, and Z[...] += A[...] * B[...].
#pragma once

#include "arch/machine.hpp"
#include "workloads/problem.hpp"

namespace ridge {

inline const LevelId dram(0), glb(1);
inline const TensorId z(0), a(1), b(2);

}  // namespace ridge
