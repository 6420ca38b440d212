// load_machine: from a path or a shipped name to a machine.
#include "arch/machine.hpp"
#include "base/config_path.hpp"

namespace ridge {

namespace {

bool is_path(const std::string& text) {
  const auto ends_with = [&](std::string_view ending) { return text.ends_with(ending); };
  return text.find('/') != std::string::npos || ends_with(".yaml") || ends_with(".yml") || ends_with(".json");
}

std::filesystem::path path_of(const std::string& path_or_name) {
  if (is_path(path_or_name)) return path_or_name;
  const std::filesystem::path shipped = shipped_config("arch", path_or_name);
  if (!shipped.empty()) return shipped;
  const std::vector<std::string> names = shipped_names("arch");
  const std::string meant = nearest(path_or_name, names);
  const std::string guess = meant.empty() ? "" : "did you mean '" + meant + "'? ";
  throw InputError({}, "there is no machine called " + in_quotes(path_or_name),
                   guess + "shipped are " + list_of(names, "and") +
                       "; a file of your own is given by its path, such as ./my_machine.yaml");
}

}  // namespace

yaml::Node load_machine_file(const std::string& path_or_name) {
  return yaml::parse_file(path_of(path_or_name));
}

Machine load_machine(const std::string& path_or_name, const std::vector<std::string>& overrides,
                     std::vector<Diagnostic>& warnings) {
  yaml::Node root = load_machine_file(path_or_name);
  for (const std::string& assignment : overrides)
    root = yaml::with_override(root, assignment);
  return read_machine(root, warnings);
}

}  // namespace ridge
