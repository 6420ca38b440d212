#include "explore/study/expression.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

namespace ridge::study {

namespace {

bool begins_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool goes_on_name(char c) {
  return begins_name(c) || (c >= '0' && c <= '9') || c == '.';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string in_words(const Amount& amount) {
  return amount.unit.empty() ? fmt::format("{} (no unit)", text_of(amount)) : text_of(amount);
}

class Parser {
 public:
  Parser(const std::string& text, const Lookup& lookup, const Place& place)
      : text_(text), lookup_(lookup), place_(place) {}

  Amount whole_sum() {
    const Amount value = sum();
    end();
    return value;
  }

  bool whole_condition() {
    const Amount left = sum();
    const std::string sign = comparison();
    const Amount right = sum();
    end();
    same_unit(left, right, sign);
    if (sign == "<") return left.number < right.number;
    if (sign == "<=") return left.number <= right.number;
    if (sign == ">") return left.number > right.number;
    if (sign == ">=") return left.number >= right.number;
    return (left.number == right.number) == (sign == "==");
  }

 private:
  [[noreturn]] void fail(const std::string& message, const std::string& help = {}) const {
    throw InputError(place_, fmt::format("'{}': {}", text_, message), help);
  }

  void skip_blanks() {
    while (at_ < text_.size() && text_[at_] == ' ')
      ++at_;
  }
  bool take(char c) {
    skip_blanks();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  void end() {
    skip_blanks();
    if (at_ < text_.size())
      fail(fmt::format("'{}' is not expected here", text_.substr(at_)),
           "write a calculation such as '2 * GLB.size' or a condition such as 'PE.x <= 16'");
  }

  std::string comparison() {
    skip_blanks();
    for (const char* sign : {"<=", ">=", "==", "!=", "<", ">"}) {
      if (text_.compare(at_, std::string(sign).size(), sign) != 0) continue;
      at_ += std::string(sign).size();
      return sign;
    }
    fail("it compares nothing", "write a condition such as 'PE.x * PE.y <= 1024'");
  }

  void same_unit(const Amount& a, const Amount& b, const std::string& sign) const {
    if (a.unit == b.unit) return;
    fail(fmt::format("{} {} {} mixes units", in_words(a), sign, in_words(b)),
         "give both sides the same unit");
  }

  Amount sum() {
    Amount value = product();
    while (true) {
      const bool minus = !take('+');
      if (minus && !take('-')) return value;
      const Amount next = product();
      same_unit(value, next, minus ? "-" : "+");
      value.number += minus ? -next.number : next.number;
    }
  }

  Amount product() {
    Amount value = factor();
    while (true) {
      if (take('*'))
        value = times(value, factor());
      else if (take('/'))
        value = over(value, factor());
      else
        return value;
    }
  }

  Amount times(const Amount& a, const Amount& b) const {
    if (!a.unit.empty() && !b.unit.empty())
      fail(fmt::format("{} * {} multiplies two units", in_words(a), in_words(b)),
           "divide one of them by '1 " + b.unit + "'");
    return {a.number * b.number, a.unit.empty() ? b.unit : a.unit};
  }

  Amount over(const Amount& a, const Amount& b) const {
    if (b.number == 0) fail("it divides by zero");
    if (a.unit == b.unit) return {a.number / b.number, ""};
    if (!b.unit.empty()) fail(fmt::format("{} / {} mixes units", in_words(a), in_words(b)));
    return {a.number / b.number, a.unit};
  }

  Amount factor() {
    if (take('-')) {
      Amount value = factor();
      value.number = -value.number;
      return value;
    }
    if (take('(')) {
      const Amount value = sum();
      if (!take(')')) fail("a ')' is missing");
      return value;
    }
    skip_blanks();
    if (at_ >= text_.size()) fail("it ends where a value is expected");
    if (is_digit(text_[at_]) || text_[at_] == '.') return number();
    if (begins_name(text_[at_])) return name();
    fail(fmt::format("'{}' is not expected here", text_.substr(at_, 1)));
  }

  Amount number() {
    const char* const begin = text_.data() + at_;
    double value = 0;
    const auto [stop, error] = std::from_chars(begin, text_.data() + text_.size(), value);
    if (error != std::errc{}) fail("a number is not readable");
    std::size_t end = at_ + static_cast<std::size_t>(stop - begin);
    std::size_t unit = end;
    while (unit < text_.size() && text_[unit] == ' ')
      ++unit;
    std::size_t after = unit;
    while (after < text_.size() && goes_on_name(text_[after]) && text_[after] != '.')
      ++after;
    if (after > unit && begins_name(text_[unit])) {
      end = after;
      if (const std::size_t more = denominator_after(after); more > after) end = more;
    }
    const auto amount = amount_of(std::string_view(text_).substr(at_, end - at_));
    if (!amount) fail(fmt::format("'{}' is no amount", text_.substr(at_, end - at_)));
    at_ = end;
    return *amount;
  }

  /// Where "/cycle" ends; `from` when there is none.
  std::size_t denominator_after(std::size_t from) const {
    if (from >= text_.size() || text_[from] != '/') return from;
    std::size_t end = from + 1;
    while (end < text_.size() && goes_on_name(text_[end]) && text_[end] != '.')
      ++end;
    return is_denominator(std::string_view(text_).substr(from + 1, end - from - 1)) ? end : from;
  }

  Amount name() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && goes_on_name(text_[at_]))
      ++at_;
    const std::string word = text_.substr(begin, at_ - begin);
    if (take('(')) return call(word);
    const auto found = lookup_(word);
    if (!found)
      fail(fmt::format("'{}' stands for no amount", word),
           "name a value of the machine as --set does, such as 'GLB.size'");
    return *found;
  }

  Amount call(const std::string& function) {
    std::vector<Amount> arguments{sum()};
    while (take(','))
      arguments.push_back(sum());
    if (!take(')')) fail("a ')' is missing");
    Amount value = arguments.front();
    if (function == "min" || function == "max") {
      for (const Amount& each : arguments) {
        same_unit(value, each, "and");
        value.number =
            function == "min" ? std::min(value.number, each.number) : std::max(value.number, each.number);
      }
      return value;
    }
    if (arguments.size() != 1) fail(fmt::format("{} takes one value", function));
    if (function == "round")
      value.number = std::round(value.number);
    else if (function == "floor")
      value.number = std::floor(value.number);
    else if (function == "ceil")
      value.number = std::ceil(value.number);
    else if (function == "log2" || function == "sqrt") {
      if (!value.unit.empty()) fail(fmt::format("{} is of numbers without a unit", function));
      value.number = function == "log2" ? std::log2(value.number) : std::sqrt(value.number);
    } else {
      fail(fmt::format("there is no function '{}'", function),
           "there are min, max, round, floor, ceil, log2 and sqrt");
    }
    if (!std::isfinite(value.number)) fail(fmt::format("{} has no value here", function));
    return value;
  }

  const std::string& text_;
  const Lookup& lookup_;
  const Place& place_;
  std::size_t at_ = 0;
};

}  // namespace

Amount evaluate(const std::string& text, const Lookup& lookup, const Place& place) {
  return Parser(text, lookup, place).whole_sum();
}

bool holds(const std::string& text, const Lookup& lookup, const Place& place) {
  return Parser(text, lookup, place).whole_condition();
}

}  // namespace ridge::study
