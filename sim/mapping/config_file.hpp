// Files that are named by a path, or by the bare name of one that ships.
#pragma once

#include <filesystem>
#include <string>

namespace ridge {

/// The file that `path_or_name` means: a text with a '/' or ending in .yaml, .yml or .json is a path; any
/// other is the name of a file in configs/`folder`. Throws InputError when no such file ships; `kind`
/// ("mapping") names what was looked for.
std::filesystem::path config_file(const std::string& folder, const std::string& kind,
                                  const std::string& path_or_name);

}  // namespace ridge
