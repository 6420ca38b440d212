// A case and its counts as text, for the person who has to find out why two counts differ.
#pragma once

#include <string>

#include "sim/nest/counts.hpp"
#include "tests/nest/random_case.hpp"

namespace ridge {

/// Problem, machine facts that matter to counting, and the nest.
std::string text_of(const Case& made);

/// Where two counts differ, one line per field; "" when all fields are equal.
std::string differences(const Counts& found, const Counts& expected);

/// The name of the first field in which they differ, whichever the node; "" when all fields are equal.
std::string first_difference(const Counts& found, const Counts& expected);

/// Both counts side by side, "found/expected" where they differ, one line per node.
std::string table_of(const Case& made, const Counts& found, const Counts& expected);

}  // namespace ridge
