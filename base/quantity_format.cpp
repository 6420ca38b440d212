// Amounts as text that reads back as the same amount.
#include <array>
#include <cmath>
#include <span>

#include <fmt/format.h>

#include "base/number.hpp"
#include "base/quantity.hpp"

namespace ridge {

namespace {

struct Step {
  std::string_view unit;
  int decimal;  // the unit is 10^decimal base units
};

/// The largest unit of which there is at least one; the smallest when there is none. `steps` are in falling
/// order. A shift of the decimal point loses nothing, so the text reads back as the same double.
std::string with_unit(double value, std::span<const Step> steps) {
  std::size_t chosen = 0;
  while (chosen + 1 < steps.size() && value < std::pow(10.0, steps[chosen].decimal))
    ++chosen;
  if (value == 0) chosen = steps.size() - 1;
  return fmt::format("{} {}", decimal_text(value, steps[chosen].decimal), steps[chosen].unit);
}

/// amount / unit in decimal, exactly, unit being a power of two up to 2^50; digits beyond `longest` are left
/// out, since the text is then too long to be chosen.
std::string quotient_text(std::int64_t amount, std::int64_t unit, std::size_t longest) {
  std::string text = fmt::to_string(amount / unit);
  std::int64_t rest = amount % unit;
  if (rest != 0) text += '.';
  while (rest != 0 && text.size() <= longest) {
    rest *= 10;
    text += static_cast<char>('0' + rest / unit);
    rest %= unit;
  }
  return text;
}

}  // namespace

std::string format_bytes(std::int64_t bytes) {
  constexpr std::array<std::string_view, 5> units = {"KiB", "MiB", "GiB", "TiB", "PiB"};
  std::string shortest = fmt::format("{} B", bytes);
  std::int64_t unit = 1;
  for (std::string_view name : units) {
    unit *= 1024;
    if (bytes < unit) break;
    const std::string text = fmt::format("{} {}", quotient_text(bytes, unit, shortest.size()), name);
    if (text.size() <= shortest.size()) shortest = text;
  }
  constexpr std::array<std::string_view, 3> decimal_units = {"MB", "GB", "TB"};  // whole ones: "141 GB"
  std::int64_t decimal = 1000;
  for (std::string_view name : decimal_units) {
    decimal *= 1000;
    if (bytes < decimal || bytes % decimal != 0) break;
    const std::string text = fmt::format("{} {}", bytes / decimal, name);
    if (text.size() < shortest.size()) shortest = text;
  }
  return shortest;
}

std::string format_quantity(Bytes value) {
  return format_bytes(value.value);
}

std::string format_quantity(Hertz value) {
  constexpr std::array<Step, 4> steps = {{{"GHz", 9}, {"MHz", 6}, {"kHz", 3}, {"Hz", 0}}};
  return with_unit(value.value, steps);
}

std::string format_quantity(Seconds value) {
  constexpr std::array<Step, 4> steps = {{{"s", 0}, {"ms", -3}, {"us", -6}, {"ns", -9}}};
  return with_unit(value.value, steps);
}

std::string format_quantity(Watts value) {
  constexpr std::array<Step, 3> steps = {{{"W", 0}, {"mW", -3}, {"uW", -6}}};
  return with_unit(value.value, steps);
}

std::string format_quantity(SquareMillimetres value) {
  constexpr std::array<Step, 2> steps = {{{"mm2", 0}, {"um2", -6}}};
  return with_unit(value.value, steps);
}

std::string format_quantity(Picojoules value) {
  constexpr std::array<Step, 5> steps = {{{"J", 12}, {"mJ", 9}, {"uJ", 6}, {"nJ", 3}, {"pJ", 0}}};
  return with_unit(value.value, steps);
}

std::string format_quantity(Nanometres value) {
  constexpr std::array<Step, 2> steps = {{{"um", 3}, {"nm", 0}}};
  return with_unit(value.value, steps);
}

std::string format_quantity(Cycles value) {
  return decimal_text(value.value) + (value.value == 1 ? " cycle" : " cycles");
}

std::string format_quantity(Bandwidth value) {
  if (value.per == Bandwidth::Per::cycle) return decimal_text(value.bytes) + " B/cycle";
  constexpr std::array<Step, 4> steps = {{{"TB/s", 12}, {"GB/s", 9}, {"MB/s", 6}, {"B/s", 0}}};
  return with_unit(value.bytes, steps);
}

std::string format_quantity(AccessEnergy value) {
  const std::string_view per = value.per == AccessEnergy::Per::byte ? "B" : "access";
  return fmt::format("{}/{}", format_quantity(Picojoules{value.picojoules}), per);
}

}  // namespace ridge
