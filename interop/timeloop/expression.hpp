// Arithmetic in values: `1024*1024/8`, `ceil(depth / 2)`, `cycle_seconds * 2`.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <variant>

namespace ridge::timeloop {

using Variables = std::map<std::string, double, std::less<>>;

/// What an expression comes to, or what is wrong with it, in one sentence.
using Computed = std::variant<double, std::string>;

/// Numbers, names of `variables`, + - * / // % **, brackets, and min, max, ceil, floor, round, sqrt, log2,
/// abs, int, float: as Python has them. Division by zero, and anything that is no finite number, is a
/// complaint.
Computed compute(std::string_view expression, const Variables& variables);

}  // namespace ridge::timeloop
