// Timeloop's input: any number of YAML files whose top-level keys are taken together.
#pragma once

#include <string>
#include <vector>

#include "base/yaml.hpp"
#include "interop/timeloop/expression.hpp"

namespace ridge::timeloop {

/// The top-level keys of all files, with '_' for '-'.
struct Input {
  std::vector<yaml::Node::Entry> keys;
  Variables variables;  // from `variables:` sections

  /// The section of this name, null pointer when there is none. A key without content counts as none.
  const yaml::Node* find(std::string_view key) const;
};

/// Reads the files in order. A key may come once; those that Timeloop's front end joins (constraints,
/// variables, components, globals) as often as one likes. Throws InputError with all that is wrong: what no
/// file is, Jinja templates (which have to be resolved first), keys given twice (both places).
Input read_input(const std::vector<std::string>& files, Diagnostics& diagnostics);

/// Reads what one already has in hand, for tests: the texts of files.
Input take_input(const std::vector<yaml::Node>& roots, Diagnostics& diagnostics);

/// What other tools' files may use.
inline constexpr yaml::Dialect dialect{.tags = true, .merge_keys = true};

}  // namespace ridge::timeloop
