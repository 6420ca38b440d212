// What a study file calculates: "2 * L2.size", "PE.x * PE.y <= 1024".
//
//   condition  sum (< <= > >= == !=) sum
//   sum        product (+ | -) product ...
//   product    factor (* | /) factor ...
//   factor     number [unit] | name | (sum) | - factor | min(sum, ...) | max(...) | round(sum) | floor(sum) |
//              ceil(sum) | log2(sum) | sqrt(sum)
//
// Sums and comparisons are of amounts with one unit; of a product at most one side has a unit; a quotient of
// amounts with one unit is a number.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/diagnostics.hpp"
#include "explore/study/amount.hpp"

namespace ridge::study {

/// The amount that a name stands for ("GLB.size"); nothing: there is no such name.
using Lookup = std::function<std::optional<Amount>(const std::string&)>;

/// The value of an expression. Throws InputError at `place`: a mistake in the text, a name that stands for
/// nothing, units that do not go together, a division by zero.
Amount evaluate(const std::string& text, const Lookup& lookup, const Place& place);

/// Whether a condition holds. Throws InputError as above.
bool holds(const std::string& text, const Lookup& lookup, const Place& place);

}  // namespace ridge::study
