// Problems for tests, written as one would on paper: "O[k, 2p + r] += I[p] * W[k, r]".
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "workloads/problem.hpp"

namespace ridge {

/// Makes a problem from dimensions with their bounds and an expression. The first tensor is the written one
/// (role outputs), the last has role weights, the others inputs. A rank is a sum of dimensions, each with an
/// optional coefficient in front. Throws std::logic_error on anything else: it is for tests.
Problem einsum(std::string_view expression,
               const std::vector<std::pair<std::string, std::int64_t>>& dimensions);

/// The expression of a problem; einsum(text_of(p), dimensions of p) == p but for names of roles.
std::string text_of(const Problem& problem);

}  // namespace ridge
