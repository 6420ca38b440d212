// Where the files that ship with Ridgepoint are found: machines, constraint sets, example workloads by name.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace ridge {

/// The folders called `configs` that are searched, in order: $RIDGE_CONFIG_DIR, ./configs, and the one of the
/// source tree this program was built from. Only those that exist.
std::vector<std::filesystem::path> config_roots();

/// The path of the shipped file `folder`/`name`.yaml, for example ("arch", "eyeriss_v1"), in the first root
/// that has it; empty when none does. `name` is a bare name: one with a '/' is never found here.
std::filesystem::path shipped_config(std::string_view folder, std::string_view name);

/// The shipped folder `folder`/`name`, in the first root that has it; empty when none does. `name` is bare.
std::filesystem::path shipped_folder(std::string_view folder, std::string_view name);

/// The names of all shipped .yaml files of `folder` in all roots, without extension, sorted, each once.
std::vector<std::string> shipped_names(std::string_view folder);

}  // namespace ridge
