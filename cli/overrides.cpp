#include "cli/overrides.hpp"

#include <algorithm>
#include <array>
#include <memory>

#include <fmt/format.h>

#include "base/yaml.hpp"
#include "sim/mapping/config_file.hpp"
#include "workloads/network.hpp"

namespace ridge::cli {

namespace {

bool is_built_in(const std::string& workload) {
  const auto& names = built_in_networks();
  return std::find(names.begin(), names.end(), workload) != names.end();
}

bool is_topology(const std::string& workload) {
  return workload.ends_with(".csv");
}

/// What --batch and the like say, as assignments to the workload.
std::vector<std::string> network_options(const InputOptions& options) {
  std::vector<std::string> assignments;
  if (options.batch) assignments.push_back(fmt::format("batch={}", *options.batch));
  if (options.sequence) assignments.push_back(fmt::format("sequence={}", *options.sequence));
  if (options.decode) assignments.emplace_back("decode=true");
  if (!options.precision.empty()) assignments.push_back("precision=" + options.precision);
  return assignments;
}

/// The options above change a network that is made, not layers that are written down.
void require_network(const InputOptions& options) {
  if (options.workload.empty()) {
    throw InputError(option_place("--batch, --sequence, --decode, --precision"),
                     "these change a built-in network, and there is none", "give one with --workload");
  }
  if (is_built_in(options.workload)) return;
  const auto refuse = [&](Place place) {
    throw InputError(std::move(place),
                     fmt::format("--batch, --sequence, --decode and --precision need a built-in network, and "
                                 "{} lists its layers itself",
                                 in_quotes(options.workload)),
                     "set sizes in the file, or with --set, for example --set layer.N=8");
  };
  if (is_topology(options.workload)) refuse(option_place(options.workload));
  const yaml::Node root = yaml::parse_file(config_file("workloads", "workload", options.workload));
  if (root.find("network") == nullptr) refuse(root.place());
}

/// True when the path of an assignment leads to something in `root`: an existing key of the top map, or
/// anything below it (where the last component may be new).
bool leads_somewhere(const yaml::Node& root, const std::string& assignment) {
  const std::string path = assignment.substr(0, assignment.find('='));
  if (path.find('.') == std::string::npos) return root.find(path) != nullptr;
  try {
    yaml::with_override(root, assignment);
    return true;
  } catch (const InputError&) {
    return false;
  }
}

/// Decides for one assignment without a prefix.
class Sorter {
 public:
  explicit Sorter(const InputOptions& options) : options_(options) {}

  bool is_for_workload(const std::string& assignment) {
    if (options_.workload.empty()) return false;
    if (options_.arch.empty()) return true;
    if (!arch_) arch_ = yaml::parse_file(config_file("arch", "machine", options_.arch));
    if (leads_somewhere(*arch_, assignment) || is_topology(options_.workload)) return false;
    if (is_built_in(options_.workload)) return assignment.find('.') == std::string::npos;
    if (!workload_) workload_ = yaml::parse_file(config_file("workloads", "workload", options_.workload));
    return leads_somewhere(*workload_, assignment);
  }

 private:
  const InputOptions& options_;
  std::optional<yaml::Node> arch_;
  std::optional<yaml::Node> workload_;
};

struct Prefix {
  const char* word;
  const std::string InputOptions::*input;
  std::vector<std::string> Overrides::*target;
};

constexpr std::array<Prefix, 3> prefixes{{{"arch", &InputOptions::arch, &Overrides::arch},
                                          {"workload", &InputOptions::workload, &Overrides::workload},
                                          {"mapping", &InputOptions::mapping, &Overrides::mapping}}};

/// Files an assignment that names its target; false when it has no prefix.
bool sort_by_prefix(const std::string& assignment, const InputOptions& options, Overrides& sorted) {
  for (const Prefix& prefix : prefixes) {
    const std::string opening = std::string(prefix.word) + ":";
    if (!assignment.starts_with(opening)) continue;
    if ((options.*prefix.input).empty()) {
      throw InputError(option_place(fmt::format("--set {}", in_quotes(assignment))),
                       fmt::format("there is no {} to change here", prefix.word),
                       fmt::format("give one with --{}, or leave the assignment out", prefix.word));
    }
    (sorted.*prefix.target).push_back(assignment.substr(opening.size()));
    return true;
  }
  return false;
}

}  // namespace

Overrides sort_overrides(const InputOptions& options) {
  Overrides sorted;
  sorted.workload = network_options(options);
  if (!sorted.workload.empty()) require_network(options);
  Sorter sorter(options);
  for (const std::string& assignment : options.overrides) {
    if (options.arch.empty() && options.workload.empty()) {
      throw InputError(option_place(fmt::format("--set {}", in_quotes(assignment))),
                       "there is no machine and no workload to change here",
                       "give one with --arch or --workload");
    }
    if (sort_by_prefix(assignment, options, sorted)) continue;
    (sorter.is_for_workload(assignment) ? sorted.workload : sorted.arch).push_back(assignment);
  }
  return sorted;
}

Place option_place(const std::string& option) {
  return {std::make_shared<const SourceText>(SourceText{option, "", true}), 0, 0};
}

}  // namespace ridge::cli
