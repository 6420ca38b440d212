// What was found in files, as JSON.
#pragma once

#include "cli/file_check.hpp"
#include "cli/views/json.hpp"

namespace ridge::cli {

/// {severity, file, line, column, message, label, help, notes}; line and column are null without a place.
Json finding_json(const Diagnostic& finding);

/// {schema, files: [{file, kind, ok, findings}], errors}.
Json checks_json(const std::vector<FileCheck>& checks);

}  // namespace ridge::cli
