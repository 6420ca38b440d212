// JSON Schema (draft 2020-12) of the files that this folder reads, for editors.
#pragma once

#include <string>

namespace ridge {

/// Of `ridge: mapping/1`.
std::string mapping_schema();

/// Of `ridge: constraints/1`.
std::string constraints_schema();

}  // namespace ridge
