// Everything wrong with files: each is read by its kind, and what refers to other files is checked against
// them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "arch/machine.hpp"
#include "base/diagnostics.hpp"
#include "cli/inputs.hpp"
#include "workloads/network.hpp"

namespace ridge::cli {

/// What was found in one file.
struct FileCheck {
  std::string file;
  std::string kind;  // "architecture", ...; empty when it could not be told
  std::vector<Diagnostic> findings;

  bool has_errors() const;
};

/// Checks the files in order. Mappings and constraints are checked against the machine and the workload of
/// --arch and --workload, or else against the first of each kind among the files; without any only their form
/// can be checked, and a note says so. Throws InputError when --arch or --workload themselves are wrong.
std::vector<FileCheck> check_files(const std::vector<std::string>& files, const InputOptions& options);

}  // namespace ridge::cli
