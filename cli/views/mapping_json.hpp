// A mapping as the JSON form of a mapping file: saved as it is, `ridge evaluate --mapping` reads it.
#pragma once

#include "cli/views/json.hpp"
#include "sim/mapping/mapping.hpp"

namespace ridge::cli {

/// The list under `nest:`; consecutive nodes of one level are joined.
Json nest_json(const Mapping& mapping, const Problem& problem, const Machine& machine);

/// {"ridge": "mapping/1", "nest": [...]}.
Json mapping_json(const Mapping& mapping, const Problem& problem, const Machine& machine);

}  // namespace ridge::cli
