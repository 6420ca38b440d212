#include "explore/study/amount.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace ridge::study {

namespace {

struct Scale {
  std::string_view unit;
  double factor;
  std::string_view base;
};

constexpr std::array<Scale, 14> scales{{{"B", 1, "B"},
                                        {"KB", 1e3, "B"},
                                        {"MB", 1e6, "B"},
                                        {"GB", 1e9, "B"},
                                        {"TB", 1e12, "B"},
                                        {"KiB", 1024.0, "B"},
                                        {"MiB", 1024.0 * 1024, "B"},
                                        {"GiB", 1024.0 * 1024 * 1024, "B"},
                                        {"TiB", 1024.0 * 1024 * 1024 * 1024, "B"},
                                        {"Hz", 1, "Hz"},
                                        {"kHz", 1e3, "Hz"},
                                        {"MHz", 1e6, "Hz"},
                                        {"GHz", 1e9, "Hz"},
                                        {"kB", 1e3, "B"}}};

constexpr std::array<std::string_view, 8> denominators{"cycle", "cycles", "s",    "B",
                                                       "b",     "bit",    "byte", "access"};

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// "KiB", "B/cycle", "mm2".
bool is_unit(std::string_view text) {
  if (text.empty() || (text[0] >= '0' && text[0] <= '9')) return false;
  const std::size_t slash = text.find('/');
  const std::string_view first = text.substr(0, slash);
  for (const char c : first)
    if (!is_letter(c)) return false;
  return slash == std::string_view::npos || is_denominator(text.substr(slash + 1));
}

}  // namespace

bool is_denominator(std::string_view word) {
  for (const std::string_view each : denominators)
    if (each == word) return true;
  return false;
}

std::optional<Amount> amount_of(std::string_view text) {
  Amount amount;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), amount.number);
  if (error != std::errc{} || !std::isfinite(amount.number)) return std::nullopt;
  std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  while (!unit.empty() && unit.front() == ' ')
    unit.remove_prefix(1);
  if (unit.empty()) return amount;
  if (!is_unit(unit)) return std::nullopt;
  for (const Scale& scale : scales) {
    if (scale.unit != unit) continue;
    return Amount{amount.number * scale.factor, std::string(scale.base)};
  }
  amount.unit = unit;
  return amount;
}

std::string text_of(const Amount& amount) {
  if (amount.unit == "B") return fmt::format("{:.0f} B", amount.number);
  const std::string number = fmt::format("{:.12g}", amount.number);
  return amount.unit.empty() ? number : number + " " + amount.unit;
}

}  // namespace ridge::study
