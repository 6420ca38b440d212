#include "base/config_path.hpp"

#include <cstdlib>
#include <set>
#include <system_error>

namespace ridge {

namespace fs = std::filesystem;

namespace {

bool is_bare(std::string_view name) {
  return !name.empty() && name.find('/') == std::string_view::npos;
}

}  // namespace

std::vector<fs::path> config_roots() {
  std::vector<fs::path> wanted;
  if (const char* chosen = std::getenv("RIDGE_CONFIG_DIR"); chosen != nullptr && *chosen != '\0') {
    wanted.emplace_back(chosen);
  }
  wanted.emplace_back("configs");
  wanted.emplace_back(fs::path(RIDGE_SOURCE_DIR) / "configs");

  std::vector<fs::path> roots;
  std::error_code ignored;  // a folder that cannot be read is one without configs
  for (fs::path& root : wanted) {
    if (fs::is_directory(root, ignored)) roots.push_back(std::move(root));
  }
  return roots;
}

fs::path shipped_config(std::string_view folder, std::string_view name) {
  if (!is_bare(name)) return {};
  std::error_code ignored;
  for (const fs::path& root : config_roots()) {
    fs::path candidate = root / folder / (std::string(name) + ".yaml");
    if (fs::is_regular_file(candidate, ignored)) return candidate;
  }
  return {};
}

fs::path shipped_folder(std::string_view folder, std::string_view name) {
  if (!is_bare(name)) return {};
  std::error_code ignored;
  for (const fs::path& root : config_roots()) {
    fs::path candidate = root / folder / name;
    if (fs::is_directory(candidate, ignored)) return candidate;
  }
  return {};
}

std::vector<std::string> shipped_names(std::string_view folder) {
  std::set<std::string> names;
  std::error_code failed;
  for (const fs::path& root : config_roots()) {
    for (fs::directory_iterator file(root / folder, failed), end; !failed && file != end;
         file.increment(failed)) {
      if (file->path().extension() == ".yaml") names.insert(file->path().stem().string());
    }
  }
  return {names.begin(), names.end()};
}

}  // namespace ridge
