// Timeloop's `problem:`: a shape (dimensions, data spaces with projections, coefficients) and an instance.
#pragma once

#include "interop/timeloop/input.hpp"
#include "workloads/problem.hpp"

namespace ridge::timeloop {

/// A shape by data spaces, or the built-in `cnn-layer`. Coefficients take the instance's values. The roles
/// are those of the usual names (Weights, Inputs, Outputs), else the written tensor = outputs, the last other
/// = weights, the rest = inputs. Precisions mean nothing here: a level's word width counts. Throws
/// InputError: no problem, unknown dimensions, sizes missing or below 1, what is not an affine index with
/// positive coefficients, a dimension in two ranks of one data space.
Problem read_problem(const Input& input, Diagnostics& diagnostics);

}  // namespace ridge::timeloop
