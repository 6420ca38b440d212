// Values as JSON. Keys and their order are those of docs/commands.md (schema "ridge.evaluation/1").
// What is unknown is null; what counts is an integer; infinity, which JSON lacks, is null too.
#pragma once

#include <optional>
#include <string>

#include <nlohmann/json.hpp>

namespace ridge::cli {

using Json = nlohmann::ordered_json;

/// A number; whole ones are written without a fraction.
Json json_number(double value);
Json json_number(std::optional<double> value);

/// Indented text, ending with a newline. Bytes that are not UTF-8 are replaced.
std::string json_text(const Json& json);

}  // namespace ridge::cli
