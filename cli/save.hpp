// Results written to files.
#pragma once

#include <string>

#include "cli/network_report.hpp"

namespace ridge::cli {

/// Writes `text` to `path`, whole or not at all (a temporary file beside it is renamed). Throws InputError
/// when that is not possible.
void save_file(const std::string& path, const std::string& text);

/// The mappings that were found, as a mapping file: one nest for a single layer, else `layers:` with an entry
/// for every layer (equal layers each their own).
std::string mapping_file_text(const NetworkReport& report, bool single);

}  // namespace ridge::cli
