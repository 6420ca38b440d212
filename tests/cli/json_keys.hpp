// Reading the JSON that the command prints.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace ridge::tests {

using Json = nlohmann::ordered_json;

/// The keys of an object, in order.
inline std::vector<std::string> keys_of(const Json& object) {
  std::vector<std::string> keys;
  for (const auto& item : object.items())
    keys.push_back(item.key());
  return keys;
}

}  // namespace ridge::tests
