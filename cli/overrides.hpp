// `--set` assignments, sorted by the file that they change.
//
// "arch:PATH=VALUE", "workload:PATH=VALUE" and "mapping:PATH=VALUE" say it. Without a prefix an assignment
// changes the machine, unless its path leads nowhere there and somewhere in the workload.
#pragma once

#include <string>
#include <vector>

#include "base/diagnostics.hpp"
#include "cli/command.hpp"

namespace ridge::cli {

/// Assignments without their prefixes, in the order given. Those of the workload begin with what --batch,
/// --sequence, --decode and --precision ask for.
struct Overrides {
  std::vector<std::string> arch;
  std::vector<std::string> workload;
  std::vector<std::string> mapping;
};

/// Reads the files where that is needed to see which paths exist. Throws InputError when a prefix names an
/// input that was not given, or when --batch and the like are given for a workload that is no built-in
/// network.
Overrides sort_overrides(const InputOptions& options);

/// A place on the command line, for messages about an option's value.
Place option_place(const std::string& option);

}  // namespace ridge::cli
