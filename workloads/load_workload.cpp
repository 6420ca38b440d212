// A workload by path or by name.
#include <algorithm>

#include <fmt/format.h>

#include "base/config_path.hpp"
#include "workloads/network.hpp"
#include "workloads/scalesim_topology.hpp"
#include "workloads/workload_file.hpp"

namespace ridge {
namespace {

Place typed(const std::string& text) {
  return {std::make_shared<const SourceText>(SourceText{"workload " + in_quotes(text), text, true}), 0, 0};
}

Network load_file(const std::filesystem::path& path, const std::vector<std::string>& overrides,
                  std::vector<Diagnostic>* warnings) {
  if (path.extension() == ".csv") {
    if (overrides.empty()) return load_scalesim_topology(path);
    throw InputError(typed(path.string()), "values of a topology file cannot be overridden",
                     "write the layers as `ridge: workload/1`, or change the file");
  }
  yaml::Node root = yaml::parse_file(path);
  for (const std::string& assignment : overrides)
    root = yaml::with_override(root, assignment);
  return read_workload(root, warnings);
}

/// A built-in network as the file that a user would write for it, so that overrides and errors work alike.
Network load_built_in(const std::string& name, const std::vector<std::string>& overrides) {
  const std::string text = fmt::format("ridge: workload/1\nnetwork: {}\n", name);
  yaml::Node root = yaml::parse(std::make_shared<const SourceText>(SourceText{name, text}));
  for (const std::string& assignment : overrides)
    root = yaml::with_override(root, assignment);
  return read_workload(root);
}

/// The name that was begun, else the nearest one; "" when none is near.
std::string meant_by(const std::string& begun, const std::vector<std::string>& known) {
  for (const std::string& name : known) {
    if (!begun.empty() && name.starts_with(begun)) return name;
  }
  return nearest(begun, known);
}

[[noreturn]] void refuse(const std::string& name) {
  std::vector<std::string> known = built_in_networks();
  const std::vector<std::string> shipped = shipped_names("workloads");
  known.insert(known.end(), shipped.begin(), shipped.end());
  const std::string near = meant_by(name, known);
  const std::string guess = near.empty() ? "" : fmt::format("the nearest name is {}; ", in_quotes(near));
  throw InputError(typed(name), fmt::format("there is no workload called {}", in_quotes(name)),
                   fmt::format("{}built in are {}; a path holds a '/' or ends in .yaml, .json or .csv", guess,
                               list_of(built_in_networks(), "and")));
}

}  // namespace

Network load_workload(const std::string& path_or_name, const std::vector<std::string>& overrides,
                      std::vector<Diagnostic>* warnings) {
  if (is_workload_path(path_or_name)) return load_file(path_or_name, overrides, warnings);
  const std::vector<std::string>& names = built_in_networks();
  if (std::find(names.begin(), names.end(), path_or_name) != names.end()) {
    return load_built_in(path_or_name, overrides);
  }
  const std::filesystem::path shipped = shipped_config("workloads", path_or_name);
  if (!shipped.empty()) return load_file(shipped, overrides, warnings);
  refuse(path_or_name);
}

}  // namespace ridge
