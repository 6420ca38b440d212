#include "sim/mapping/config_file.hpp"

#include <fmt/format.h>

#include "base/config_path.hpp"
#include "base/diagnostics.hpp"

namespace ridge {

std::filesystem::path config_file(const std::string& folder, const std::string& kind,
                                  const std::string& path_or_name) {
  const auto ends_in = [&](const char* ending) { return path_or_name.ends_with(ending); };
  if (path_or_name.find('/') != std::string::npos || ends_in(".yaml") || ends_in(".yml") ||
      ends_in(".json")) {
    return path_or_name;
  }
  const std::filesystem::path shipped = shipped_config(folder, path_or_name);
  if (!shipped.empty()) return shipped;
  const std::string missing =
      fmt::format("no {} named {} ships with Ridgepoint", kind, in_quotes(path_or_name));
  if (std::filesystem::exists(path_or_name))
    throw InputError({}, missing, fmt::format("for the file of that name write './{}'", path_or_name));
  const std::vector<std::string> names = shipped_names(folder);
  const std::string near = nearest(path_or_name, names);
  throw InputError({}, missing,
                   near.empty()
                       ? fmt::format("give the path of a file, or use {}", list_of(names))
                       : fmt::format("did you mean '{}'? a file needs its path: './{}'", near, path_or_name));
}

}  // namespace ridge
