#include "base/number.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "base/characters.hpp"
#include "base/diagnostics.hpp"

namespace ridge {

namespace {

constexpr std::size_t longest_literal = 400;

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

template <class Accepts>
std::size_t run_length(std::string_view text, Accepts accepts) {
  return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), accepts) - text.begin());
}

std::size_t digits(std::string_view text) {
  return run_length(text, is_digit);
}

bool digit_at(std::string_view text, std::size_t at) {
  return at < text.size() && is_digit(text[at]);
}

/// The length of "inf", ".nan" and the like at the front, or 0.
std::size_t not_finite_length(std::string_view text) {
  const std::size_t dot = text.starts_with('.') ? 1 : 0;
  const std::size_t letters = run_length(text.substr(dot), is_letter);
  std::string word(text.substr(dot, letters));
  std::transform(word.begin(), word.end(), word.begin(), lower);
  return word == "inf" || word == "infinity" || word == "nan" ? dot + letters : 0;
}

/// The length of an exponent ("e-3") at the front, or 0.
std::size_t exponent_length(std::string_view text) {
  if (text.empty() || lower(text[0]) != 'e') return 0;
  const std::size_t sign = text.size() > 1 && (text[1] == '-' || text[1] == '+') ? 1 : 0;
  const std::size_t count = digits(text.substr(1 + sign));
  return count == 0 ? 0 : 1 + sign + count;
}

bool other_base(std::string_view text) {
  if (text.size() < 3 || text[0] != '0') return false;
  const char base = lower(text[1]);
  if (base == 'x') return (is_digit(text[2]) || (lower(text[2]) >= 'a' && lower(text[2]) <= 'f'));
  return (base == 'o' || base == 'b') && is_digit(text[2]);
}

/// True at a separator that a digit follows.
bool separated_digits(std::string_view text) {
  return text.size() > 1 && std::string_view("_,' ").find(text[0]) < 4 && is_digit(text[1]);
}

/// The form of the unsigned number at the front, and the length of what was meant.
std::pair<NumberForm, std::size_t> scan_unsigned(std::string_view text) {
  if (const std::size_t length = not_finite_length(text)) return {NumberForm::not_finite, length};
  const auto word = [](char c) { return is_digit(c) || is_letter(c); };
  if (other_base(text)) return {NumberForm::other_base, run_length(text, word)};
  const std::size_t whole = digits(text);
  std::size_t end = whole;
  if (end < text.size() && text[end] == '.' && (whole > 0 || digit_at(text, 1))) {
    end += 1 + digits(text.substr(end + 1));
  }
  if (end == 0) return {NumberForm::none, 0};
  end += exponent_length(text.substr(end));
  if (separated_digits(text.substr(end))) {
    while (end < text.size() &&
           (is_digit(text[end]) || text[end] == '.' || separated_digits(text.substr(end))))
      ++end;
    return {NumberForm::separators, end};
  }
  if (end < text.size() && text[end] == '.') {
    return {NumberForm::malformed, run_length(text, [](char c) { return is_digit(c) || c == '.'; })};
  }
  if (whole > 1 && text[0] == '0') return {NumberForm::leading_zero, end};
  return {end > longest_literal ? NumberForm::too_long : NumberForm::good, end};
}

/// The decimal reading of "0x1F" and its kin, or "" when it does not fit.
std::string in_decimal(std::string_view literal) {
  const bool negative = literal.starts_with('-');
  if (negative) literal.remove_prefix(1);
  const char letter = lower(literal[1]);
  const int base = letter == 'x' ? 16 : letter == 'o' ? 8 : 2;
  std::int64_t value = 0;
  const char* end = literal.data() + literal.size();
  const auto parsed = std::from_chars(literal.data() + 2, end, value, base);
  return parsed.ec == std::errc{} && parsed.ptr == end ? fmt::to_string(negative ? -value : value) : "";
}

/// "write 1000" for "1,000"; but "1,5" may be meant as a fraction.
std::string without_separators(std::string_view literal) {
  std::string kept;
  for (std::size_t i = 0; i < literal.size(); ++i) {
    if (is_digit(literal[i]) || literal[i] == '.' || literal[i] == '-') {
      kept += literal[i];
    } else if (literal[i] != '_' && digits(literal.substr(i + 1)) != 3) {
      return "write digits alone, with a point before the fraction";
    }
  }
  return fmt::format("write {}", kept);
}

std::string write_instead(const std::string& number) {
  return number.empty() ? "write it in decimal" : fmt::format("write {}", number);
}

std::string without_leading_zeros(std::string_view literal) {
  const std::string_view sign = literal.starts_with('-') ? "-" : "";
  literal.remove_prefix(sign.size());
  while (literal.size() > 1 && literal[0] == '0' && is_digit(literal[1]))
    literal.remove_prefix(1);
  return fmt::format("{}{}", sign, literal);
}

}  // namespace

NumberScan scan_number(std::string_view text) {
  NumberScan scan;
  scan.negative = text.starts_with('-');
  const bool plus = text.starts_with('+');
  const std::size_t sign = scan.negative || plus ? 1 : 0;
  const auto [form, length] = scan_unsigned(text.substr(sign));
  scan.form = plus && form == NumberForm::good ? NumberForm::plus_sign : form;
  if (form == NumberForm::none) {
    scan.rest = text;
    return scan;
  }
  scan.literal = text.substr(0, sign + length);
  scan.rest = text.substr(sign + length);
  scan.whole = scan.good() && digits(scan.literal.substr(sign)) == length;
  return scan;
}

NumberError explain(const NumberScan& scan) {
  const std::string number = in_quotes(scan.literal);
  switch (scan.form) {
    case NumberForm::leading_zero:
      return {fmt::format("{} begins with a zero", number),
              fmt::format("write {} (numbers here are always decimal)", without_leading_zeros(scan.literal))};
    case NumberForm::other_base:
      return {fmt::format("{} is not a decimal number", number), write_instead(in_decimal(scan.literal))};
    case NumberForm::separators:
      return {fmt::format("{} has characters between its digits", number), without_separators(scan.literal)};
    case NumberForm::not_finite:
      return {fmt::format("{} is not a finite number", number), "leave the key out if there is no limit"};
    case NumberForm::plus_sign:
      return {fmt::format("{} has a sign", number), write_instead(std::string(scan.literal.substr(1)))};
    case NumberForm::malformed:
      return {fmt::format("{} is not a number", number), "write one decimal point at most"};
    case NumberForm::too_long:
      return {"a number has more than 400 characters", "write it with an exponent, such as 1.5e9"};
    case NumberForm::good:
    case NumberForm::none:
      break;
  }
  return {"this is not a number", {}};
}

}  // namespace ridge
