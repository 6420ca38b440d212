// A value of an objective with its unit.
#pragma once

#include <string>

#include "mapper/search.hpp"

namespace ridge::cli {

/// "1.23 M cycles", "4.51 uJ", "3.1 nJ s", "2.4e-12 J^2 s"; "none" for what is not finite.
std::string objective_text(Objective objective, double value);

}  // namespace ridge::cli
