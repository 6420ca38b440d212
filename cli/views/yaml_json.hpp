// A YAML value as JSON: what is written as one means the same as the other.
#pragma once

#include "base/yaml.hpp"
#include "cli/views/json.hpp"

namespace ridge::cli {

Json yaml_json(const yaml::Node& node);

}  // namespace ridge::cli
