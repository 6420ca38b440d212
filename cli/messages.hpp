// What is said beside the data: errors, warnings and notices, on stderr. And the one way data leaves: stdout,
// checked to the last byte.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/diagnostics.hpp"
#include "cli/views/style.hpp"

namespace ridge::cli {

/// True when the stream (1 or 2) is a terminal and NO_COLOR is not set: then text may carry bold.
bool wants_colour(int file_descriptor);
bool is_terminal(int file_descriptor);

/// The style for text on stdout.
Style stdout_style();

/// Writes findings to stderr in the form of base/diagnostics.hpp.
void report(std::span<const Diagnostic> findings);

/// Writes "ridge: SENTENCE" to stderr.
void notice(std::string_view sentence);

/// Writes all of `text` to stdout. Returns false when the channel does not take it (closed pipe, full disk)
/// after saying so on stderr.
bool write_out(std::string_view text);

}  // namespace ridge::cli
