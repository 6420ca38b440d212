#include "cli/views/numbers.hpp"

#include <array>
#include <cmath>

#include <fmt/format.h>

namespace ridge::cli {

namespace {

constexpr int smallest_prefix = -6;  // atto
constexpr int largest_prefix = 6;    // exa
constexpr std::array<std::string_view, 13> prefixes{"a", "f", "p", "n", "u", "m", "",
                                                    "k", "M", "G", "T", "P", "E"};

/// Three significant digits of a value in [1, 1000), no trailing zeros behind whole numbers.
std::string three_digits(double mantissa) {
  const double size = std::abs(mantissa);
  if (size == std::floor(size)) return fmt::format("{:.0f}", mantissa);
  if (size < 9.995) return fmt::format("{:.2f}", mantissa);
  if (size < 99.95) return fmt::format("{:.1f}", mantissa);
  return fmt::format("{:.0f}", mantissa);
}

struct Scaled {
  std::string digits;
  std::string_view prefix;
};

Scaled scale(double value) {
  int exponent = static_cast<int>(std::floor(std::log10(std::abs(value)) / 3));
  exponent = std::max(smallest_prefix, std::min(largest_prefix, exponent));
  double mantissa = value / std::pow(1000.0, exponent);
  if (std::abs(mantissa) >= 999.5 && exponent < largest_prefix) {  // 999.7 k reads 1 M
    ++exponent;
    mantissa /= 1000;
    if (std::abs(mantissa) < 1.005) mantissa = std::round(mantissa);
  }
  return {three_digits(mantissa), prefixes[static_cast<std::size_t>(exponent - smallest_prefix)]};
}

std::string not_finite(double value) {
  return std::isnan(value) ? "unknown" : "unlimited";
}

}  // namespace

std::string engineering(double value) {
  if (!std::isfinite(value)) return not_finite(value);
  if (value == 0) return "0";
  if (std::abs(value) < 1 && std::abs(value) >= 0.001) return fmt::format("{:.3g}", value);
  const Scaled scaled = scale(value);
  return scaled.prefix.empty() ? scaled.digits : fmt::format("{} {}", scaled.digits, scaled.prefix);
}

std::string with_unit(double value, std::string_view unit) {
  if (!std::isfinite(value)) return not_finite(value);
  if (value == 0) return fmt::format("0 {}", unit);
  const Scaled scaled = scale(value);
  return fmt::format("{} {}{}", scaled.digits, scaled.prefix, unit);
}

std::string with_unit(std::optional<double> value, std::string_view unit) {
  return value ? with_unit(*value, unit) : "unknown";
}

std::string energy(std::optional<double> picojoules) {
  return picojoules ? with_unit(*picojoules * 1e-12, "J") : "unknown";
}

std::string average_power(std::optional<double> picojoules, double seconds) {
  if (seconds <= 0) return "-";
  return picojoules ? with_unit(*picojoules * 1e-12 / seconds, "W") : "unknown";
}

std::string percent(double ratio) {
  const double value = ratio * 100;
  if (!std::isfinite(value)) return not_finite(value);
  if (value == 0) return "0 %";
  if (std::abs(value) < 0.01) return "<0.01 %";
  if (std::abs(value) < 9.95) return fmt::format("{:.2g} %", value);
  if (value >= 99.95 && value < 100) return ">99.9 %";  // 100 % means all of it
  if (value >= 99.5 && value < 100) return fmt::format("{:.1f} %", value);
  return value < 1e9 ? grouped(static_cast<std::int64_t>(std::llround(value))) + " %"
                     : fmt::format("{:.3g} %", value);
}

std::string factor(double ratio) {
  if (!std::isfinite(ratio)) return not_finite(ratio);
  if (ratio < 1.0995) return fmt::format("{:.3f}x", ratio);  // near 1 the third digit is the news
  if (ratio < 9.995) return fmt::format("{:.2f}x", ratio);
  if (ratio < 999.5 || ratio >= 1e9) return fmt::format("{:.3g}x", ratio);
  const double step = std::pow(10.0, std::floor(std::log10(ratio)) - 2);  // three digits count
  return grouped(static_cast<std::int64_t>(std::llround(ratio / step) * std::llround(step))) + "x";
}

std::string grouped(std::int64_t value) {
  std::string digits = fmt::format("{}", value);
  const std::size_t first = digits[0] == '-' ? 1 : 0;
  for (std::size_t at = digits.size(); at > first + 3; at -= 3)
    digits.insert(at - 3, 1, ',');
  return digits;
}

std::string grouped(double value) {
  if (!std::isfinite(value)) return not_finite(value);
  if (std::abs(value) >= 9e18) return fmt::format("{:.6g}", value);
  const double whole = std::round(value);
  std::string text = grouped(static_cast<std::int64_t>(std::trunc(value)));
  if (std::abs(value - whole) < 1e-9 * std::max(1.0, std::abs(value))) {
    return grouped(static_cast<std::int64_t>(whole));
  }
  const std::string fraction = fmt::format("{:.2f}", std::abs(value - std::trunc(value)));
  if (fraction[0] == '1') return grouped(static_cast<std::int64_t>(whole));  // .999 rounds up
  return text + fraction.substr(1);
}

std::string counted(std::int64_t count, std::string_view noun) {
  return fmt::format("{} {}{}", grouped(count), noun, count == 1 ? "" : "s");
}

}  // namespace ridge::cli
