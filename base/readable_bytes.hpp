// Sizes for reading, where nobody computes with them again.
#pragma once

#include <cstdint>
#include <string>

namespace ridge {

/// The exact form (format_bytes) while it is short and no hundred thousand bytes or more; else four
/// significant digits: "1.15 GiB". Never a whole number that is not exact: what is a byte more than "8 MiB"
/// does not read "8 MiB".
std::string readable_bytes(std::int64_t bytes);

}  // namespace ridge
