// Decimal numbers as people write them in files, and what to say about those that are not.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ridge {

/// What stands where a number should: a good one, or the mistake that was made.
enum class NumberForm {
  good,          // 12, -3, 0.5, .5, 1e-3
  none,          // does not begin like a number
  leading_zero,  // 010: other readers take it as octal
  other_base,    // 0x10, 0o17, 0b11
  separators,    // 1_000, 1,000, 1 000
  not_finite,    // inf, .inf, nan
  plus_sign,     // +5
  malformed,     // 1.2.3
  too_long,      // hundreds of digits
};

/// A text split into its number and what follows.
struct NumberScan {
  NumberForm form = NumberForm::none;
  std::string_view literal;  // what was meant as the number, mistakes included; a view into the text
  std::string_view rest;
  bool negative = false;
  bool whole = false;  // digits alone: no fraction, no exponent

  bool good() const { return form == NumberForm::good; }
};

/// Looks at the number at the front of `text`. Numbers are decimal, with optional fraction and exponent.
NumberScan scan_number(std::string_view text);

/// One sentence about a number that is not `good`, and a way out (may be empty).
struct NumberError {
  std::string message;
  std::string help;
};
NumberError explain(const NumberScan& scan);

/// The double nearest to the good decimal `literal` times ten to the power of `shift`.
struct DecimalValue {
  enum class Range { representable, too_large, too_small };
  double value = 0;
  Range range = Range::representable;
};
DecimalValue decimal_value(std::string_view literal, int shift = 0);

/// The exact value of the good decimal `literal` times 10^decimal times 2^binary when it is a whole number of
/// 64 bits; else nothing.
std::optional<std::int64_t> exact_integer(std::string_view literal, int decimal = 0, int binary = 0);

/// The shortest decimal text that reads back as `value` times 10^-shift. For finite values >= 0.
std::string decimal_text(double value, int shift = 0);

}  // namespace ridge
