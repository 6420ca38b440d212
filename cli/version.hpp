// Which program this is.
#pragma once

namespace ridge::cli {

/// "ridge 0.1.0".
const char* program_version();

}  // namespace ridge::cli
