// What the value of an option may be, checked where it is typed. The messages stand behind "--option: ".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mapper/front.hpp"

namespace CLI {
class Validator;
}

namespace ridge::cli {

/// A plain decimal number from `least` to `most`: not 010, 0x10, 1e3 or what leaves 64 bits.
CLI::Validator whole_number(std::int64_t least, std::int64_t most);

/// Anything but the empty text, which would count as an option that is not given.
CLI::Validator some_text();

/// An objective by name or by weights (sim/cost/objective.hpp).
CLI::Validator an_objective();

/// What a front is of: latency and energy, or these and capacity, in any order; nothing else is.
std::optional<FrontAxes> front_axes_of(std::string_view text);
CLI::Validator a_front();

/// One of `words`; the message names the nearest.
CLI::Validator one_of(const std::vector<std::string>& words);

}  // namespace ridge::cli
