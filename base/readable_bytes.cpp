#include "base/readable_bytes.hpp"

#include <array>
#include <string_view>

#include <fmt/format.h>

#include "base/quantity.hpp"

namespace ridge {

std::string readable_bytes(std::int64_t bytes) {
  constexpr std::size_t short_enough = 9;  // "12.25 MiB"
  constexpr std::array<std::string_view, 5> units = {"KiB", "MiB", "GiB", "TiB", "PiB"};
  std::string exact = format_bytes(bytes);
  const bool many_bytes = exact.ends_with(" B") && bytes >= 100'000;
  if (exact.size() <= short_enough && !many_bytes) return exact;
  double value = static_cast<double>(bytes) / 1024;
  std::size_t unit = 0;
  for (; value >= 1024 && unit + 1 < units.size(); ++unit)
    value /= 1024;
  const std::string digits = fmt::format("{:.4g}", value);
  if (digits.find('.') == std::string::npos) return exact;
  return fmt::format("{} {}", digits, units[unit]);
}

}  // namespace ridge
