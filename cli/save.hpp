// Results written to files.
#pragma once

#include <string>
#include <vector>

#include "cli/network_report.hpp"

namespace ridge::cli {

/// Throws InputError when `path` cannot be written to, or is one of `inputs` (paths; names of shipped files
/// are passed over). To be asked before the work whose result goes there; leaves nothing behind.
void check_output(const std::string& path, const std::vector<std::string>& inputs);

/// Writes `text` to `path`. A file is written whole or not at all (a temporary one beside it is renamed; of a
/// link, the file that it leads to); a pipe or a device is written to as it is. Throws InputError when that
/// is not possible.
void save_file(const std::string& path, const std::string& text);

/// The mappings that were found, as a mapping file: one nest for a single layer, else `layers:` with an entry
/// for every layer (equal layers each their own). "" when none was found.
std::string mapping_file_text(const NetworkReport& report, bool single);

/// The text of a mapping file with one mapping of a layer.
std::string layer_mapping_text(const NetworkReport& report, const DistinctLayer& group,
                               const Mapping& mapping);

/// A name for the file of that number: "best.yaml", 3 is "best-3.yaml".
std::string numbered_path(const std::string& path, std::size_t number);

}  // namespace ridge::cli
