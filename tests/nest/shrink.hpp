// Makes a failing case small, for the person who has to find out why it fails.
#pragma once

#include <functional>

#include "tests/nest/random_case.hpp"

namespace ridge {

/// Drops loops, nodes, tensors and terms of `made` and lowers its bounds, one step after the other, as long
/// as the case stays legal and `fails` says true of it; returns the first case of which no further step does.
Case shrink(Case made, const std::function<bool(const Case&)>& fails);

}  // namespace ridge
