// The values of decimal literals, exact where they are counted, correctly rounded where they are measured.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "base/checked.hpp"
#include "base/number.hpp"

namespace ridge {

namespace {

/// A decimal literal taken apart: value = digits * 10^exponent, without zeros at either end.
struct Decimal {
  std::string digits;  // "" for zero
  int exponent = 0;
};

Decimal take_apart(std::string_view literal) {
  Decimal number;
  const std::size_t mark = literal.find_first_of("eE");
  if (mark != std::string_view::npos) {
    std::string_view written = literal.substr(mark + 1);
    if (written.starts_with('+')) written.remove_prefix(1);
    const auto parsed = std::from_chars(written.data(), written.data() + written.size(), number.exponent);
    constexpr int beyond_all = 100'000;
    if (parsed.ec != std::errc{}) number.exponent = written.starts_with('-') ? -beyond_all : beyond_all;
    number.exponent = std::clamp(number.exponent, -beyond_all, beyond_all);
    literal = literal.substr(0, mark);
  }
  const std::size_t point = std::min(literal.find('.'), literal.size());
  number.digits = literal.substr(0, point);
  if (point < literal.size()) {
    number.digits += literal.substr(point + 1);
    number.exponent -= static_cast<int>(literal.size() - point - 1);
  }
  number.digits.erase(0, number.digits.find_first_not_of('0'));
  while (number.digits.ends_with('0')) {
    number.digits.pop_back();
    ++number.exponent;
  }
  return number;
}

__extension__ typedef unsigned __int128 Wide;

/// number *= factor; false when it leaves 128 bits.
bool multiply(Wide& number, unsigned factor) {
  return !__builtin_mul_overflow(number, Wide{factor}, &number);
}

/// number /= factor; false when it leaves a remainder.
bool divide(Wide& number, unsigned factor) {
  if (number % factor != 0) return false;
  number /= factor;
  return true;
}

/// Multiplies `number` by base^exponent, exactly; false when that is not a whole number of 128 bits.
bool scale(Wide& number, unsigned base, int exponent) {
  for (; exponent > 0; --exponent) {
    if (!multiply(number, base)) return false;
  }
  for (; exponent < 0; ++exponent) {
    if (!divide(number, base)) return false;
  }
  return true;
}

}  // namespace

DecimalValue decimal_value(std::string_view literal, int shift) {
  const bool negative = literal.starts_with('-');
  if (negative) literal.remove_prefix(1);
  const Decimal number = take_apart(literal);
  if (number.digits.empty()) return {};
  const std::string text = fmt::format("{}e{}", number.digits, number.exponent + shift);
  double value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  if (parsed.ec == std::errc{} && std::isfinite(value) && value != 0) return {negative ? -value : value};
  const bool large = number.exponent + shift + static_cast<int>(number.digits.size()) > 0;
  return {0, large ? DecimalValue::Range::too_large : DecimalValue::Range::too_small};
}

std::optional<std::int64_t> exact_integer(std::string_view literal, int decimal, int binary) {
  const bool negative = literal.starts_with('-');
  if (negative) literal.remove_prefix(1);
  Decimal parts = take_apart(literal);
  if (parts.digits.empty()) return 0;
  Wide number = 0;
  for (char digit : parts.digits) {
    if (!multiply(number, 10)) return std::nullopt;
    if (__builtin_add_overflow(number, static_cast<Wide>(digit - '0'), &number)) return std::nullopt;
  }
  const int tens = parts.exponent + decimal;
  // Divisions by two come last: 10^tens 2^binary = 5^tens 2^(tens + binary).
  if (!scale(number, 5, tens) || !scale(number, 2, tens + binary)) return std::nullopt;
  const Wide limit = static_cast<Wide>(std::numeric_limits<std::int64_t>::max());
  if (number > limit) return std::nullopt;
  const auto value = static_cast<std::int64_t>(number);
  return negative ? -value : value;
}

std::string decimal_text(double value, int shift) {
  std::array<char, 40> buffer{};
  const auto written =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::scientific);
  const Decimal number = take_apart({buffer.data(), written.ptr});
  if (number.digits.empty()) return "0";
  const auto count = static_cast<int>(number.digits.size());
  const int point = count + number.exponent - shift;  // digits before the decimal point
  constexpr int widest = 15;
  if (point > widest || point < -3) {
    std::string text = number.digits;
    if (count > 1) text.insert(1, ".");
    return fmt::format("{}e{}", text, point - 1);
  }
  if (point <= 0) return "0." + std::string(static_cast<std::size_t>(-point), '0') + number.digits;
  if (point >= count) return number.digits + std::string(static_cast<std::size_t>(point - count), '0');
  std::string text = number.digits;
  return text.insert(static_cast<std::size_t>(point), ".");
}

}  // namespace ridge
