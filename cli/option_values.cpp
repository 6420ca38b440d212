#include "cli/option_values.hpp"

#include <algorithm>
#include <limits>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/diagnostics.hpp"
#include "base/number.hpp"
#include "sim/cost/objective.hpp"

namespace ridge::cli {

namespace {

/// Why `text` is no whole number from `least` to `most`, and what to write; "" when it is one.
std::string number_complaint(const std::string& text, std::int64_t least, std::int64_t most) {
  const bool bounded = most < std::numeric_limits<std::int64_t>::max();
  const std::string wanted = bounded ? fmt::format("write a whole number from {} to {}", least, most)
                                     : fmt::format("write a whole number of at least {}", least);
  const NumberScan scan = scan_number(text);
  if (!scan.good() || !scan.rest.empty())
    return fmt::format("{} is not a whole number: {}", in_quotes(text), wanted);
  const auto value = exact_integer(scan.literal);
  if (!value && scan.whole && !scan.negative)
    return fmt::format("{} is more than 64 bits hold: {}", in_quotes(text), wanted);
  if (value && *value < least) return fmt::format("{} is too small: {}", in_quotes(text), wanted);
  if (value && *value > most) return fmt::format("{} is too large: {}", in_quotes(text), wanted);
  if (!value) return fmt::format("{} is not a whole number: {}", in_quotes(text), wanted);
  if (!scan.whole) return fmt::format("{} is not written in digits alone: write {}", in_quotes(text), *value);
  return {};
}

}  // namespace

CLI::Validator whole_number(std::int64_t least, std::int64_t most) {
  return {[least, most](const std::string& text) { return number_complaint(text, least, most); }, ""};
}

CLI::Validator some_text() {
  return {[](std::string& text) { return text.empty() ? std::string("the value is empty") : std::string(); },
          ""};
}

CLI::Validator an_objective() {
  const auto complaint = [](const std::string& text) -> std::string {
    const auto parsed = parse_objective(text);
    const std::string* wrong = std::get_if<std::string>(&parsed);
    return wrong != nullptr ? *wrong : std::string();
  };
  return {[complaint](std::string& text) { return complaint(text); }, ""};
}

std::optional<FrontAxes> front_axes_of(std::string_view text) {
  std::vector<std::string_view> axes;
  for (std::size_t end = 0; end != std::string_view::npos;) {
    end = text.find(',');
    axes.push_back(text.substr(0, end));
    text.remove_prefix(std::min(text.size(), axes.back().size() + 1));
  }
  std::sort(axes.begin(), axes.end());
  if (axes == std::vector<std::string_view>{"energy", "latency"}) return FrontAxes::latency_energy;
  if (axes == std::vector<std::string_view>{"capacity", "energy", "latency"})
    return FrontAxes::latency_energy_capacity;
  return std::nullopt;
}

CLI::Validator a_front() {
  const auto complaint = [](std::string& text) -> std::string {
    if (front_axes_of(text)) return {};
    return fmt::format(
        "it cannot be {}: fronts are of latency and energy, or of these and capacity: write "
        "'latency,energy' or 'latency,energy,capacity'",
        in_quotes(text));
  };
  return {complaint, ""};
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
