#include "cli/option_values.hpp"

#include <limits>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/diagnostics.hpp"
#include "base/number.hpp"

namespace ridge::cli {

CLI::Validator whole_number(std::int64_t least, std::int64_t most) {
  const auto complaint = [least, most](const std::string& text) -> std::string {
    const NumberScan scan = scan_number(text);
    const bool whole = scan.whole && scan.rest.empty();
    const auto value = whole ? exact_integer(scan.literal) : std::nullopt;
    if (value && *value >= least && *value <= most) return {};
    const bool above = most < std::numeric_limits<std::int64_t>::max();
    return fmt::format(
        "{} is not a whole number {}", in_quotes(text),
        above ? fmt::format("from {} to {}", least, most) : fmt::format("of at least {} and 64 bits", least));
  };
  return {[complaint](std::string& text) { return complaint(text); }, ""};
}

CLI::Validator some_text() {
  return {[](std::string& text) { return text.empty() ? std::string("the value is empty") : std::string(); },
          ""};
}

CLI::Validator one_of(const std::vector<std::string>& words) {
  const auto complaint = [words](const std::string& text) -> std::string {
    for (const std::string& word : words) {
      if (text == word) return {};
    }
    const std::string meant = did_you_mean(text, words);
    return fmt::format("it cannot be {}: {}{}it is one of {}", in_quotes(text), meant,
                       meant.empty() ? "" : " ", list_of(words));
  };
  return {[complaint](std::string& text) { return complaint(text); },
          fmt::format("{{{}}}", fmt::join(words, ","))};
}

}  // namespace ridge::cli
