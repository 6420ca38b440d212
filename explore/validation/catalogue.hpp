// The validation sets there are.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "explore/validation/set.hpp"

namespace ridge::validation {

struct SetEntry {
  std::string name;
  std::string file;      // what its folder holds
  std::string sentence;  // what is compared with what
  bool plays = false;    // its mappings can be played by the event engine
  /// Reads the folder and makes our numbers. Throws InputError for what is wrong in the files.
  Set (*run)(const std::filesystem::path& folder, Fidelity fidelity);
};

/// All sets, in the order in which they are listed.
const std::vector<SetEntry>& sets();

/// The set of that name. Throws InputError, naming the nearest.
const SetEntry& set_named(const std::string& name);

/// The folder of figures that ships for a set: configs/validation/NAME. Throws InputError when it is not
/// there.
std::filesystem::path shipped_data(const SetEntry& set);

}  // namespace ridge::validation
