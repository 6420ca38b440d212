// What limits a layer and what would help, for people and for programs.
#pragma once

#include <string>

#include "cli/views/json.hpp"
#include "cli/views/style.hpp"
#include "explore/explain.hpp"

namespace ridge::cli {

struct ExplainedLayer {
  std::string name;
  const Problem* problem = nullptr;
  const Machine* machine = nullptr;
  bool mapping_given = false;
  Explanation explanation;
};

/// One paragraph, and the table that it draws on.
std::string explanation_text(const ExplainedLayer& layer, const Style& style);

/// Schema "ridge.explanation/1" (docs/commands.md).
Json explanation_json(const ExplainedLayer& layer);

}  // namespace ridge::cli
