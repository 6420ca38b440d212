#include "cli/inputs.hpp"

#include <fmt/format.h>
#include <fnmatch.h>

#include "cli/messages.hpp"

namespace ridge::cli {

namespace {

bool has_wildcards(const std::string& glob) {
  return glob.find_first_of("*?[") != std::string::npos;
}

std::string no_layer_help(const Network& network, const std::string& glob) {
  std::vector<std::string> names;
  for (const Layer& layer : network.layers)
    names.push_back(layer.name);
  const std::string meant = did_you_mean(glob, names);
  return meant.empty() ? fmt::format("'ridge describe --workload {}' lists the layers", network.name) : meant;
}

}  // namespace

Machine load_machine_input(const InputOptions& options, const Overrides& overrides) {
  std::vector<Diagnostic> warnings;
  Machine machine = load_machine(options.arch, overrides.arch, warnings);
  report(warnings);
  return machine;
}

Network load_workload_input(const InputOptions& options, const Overrides& overrides) {
  std::vector<Diagnostic> warnings;
  Network network = load_workload(options.workload, overrides.workload, &warnings);
  report(warnings);
  return network;
}

std::vector<std::size_t> select_layers(const Network& network, const std::string& glob) {
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    if (glob.empty() || ::fnmatch(glob.c_str(), network.layers[i].name.c_str(), 0) == 0) chosen.push_back(i);
  }
  if (chosen.empty()) {
    throw InputError(option_place("--layer"),
                     fmt::format("no layer of '{}' matches {}", network.name, in_quotes(glob)),
                     no_layer_help(network, glob));
  }
  return chosen;
}

bool is_single_layer(const Network& network, const std::string& glob) {
  return network.layers.size() == 1 || (!glob.empty() && !has_wildcards(glob));
}

Constraints load_constraints_input(const InputOptions& options, const Problem& problem,
                                   const Machine& machine) {
  Constraints constraints = machine.constraints ? read_constraints(*machine.constraints, problem, machine)
                                                : Constraints::none(problem, machine);
  if (options.constraints.empty()) return constraints;
  return both(constraints, load_constraints(options.constraints, problem, machine));
}

}  // namespace ridge::cli
