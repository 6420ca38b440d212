#include "interop/timeloop/expression.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <stdexcept>
#include <vector>

#include <fmt/format.h>

#include "base/characters.hpp"
#include "base/diagnostics.hpp"

namespace ridge::timeloop {
namespace {

/// What ends the reading; never leaves this file.
struct Complaint : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// sum: product {+- product}; product: signed {* / // % signed}; signed: {+-} power; power: atom [** signed].
class Reader {
 public:
  Reader(std::string_view text, const Variables& variables) : rest_(text), variables_(variables) {}

  double all() {
    const double value = sum();
    skip_blanks();
    if (!rest_.empty()) throw Complaint(fmt::format("{} cannot follow here", in_quotes(rest_)));
    return value;
  }

 private:
  static constexpr int most_nested = 64;

  void skip_blanks() {
    while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\t'))
      rest_.remove_prefix(1);
  }
  bool take(std::string_view symbol) {
    skip_blanks();
    if (!rest_.starts_with(symbol)) return false;
    rest_.remove_prefix(symbol.size());
    return true;
  }
  bool take_times() {  // but not the first half of a power
    skip_blanks();
    return !rest_.starts_with("**") && take("*");
  }

  void go_deeper() {
    if (++depth_ > most_nested) throw Complaint("it is nested too deep");
  }

  double sum() {
    go_deeper();
    double value = product();
    for (;;) {
      if (take("+")) {
        value += product();
      } else if (take("-")) {
        value -= product();
      } else {
        --depth_;
        return value;
      }
    }
  }

  double product() {
    double value = sign();
    for (;;) {
      if (take_times()) {
        value *= sign();
      } else if (take("//")) {
        value = std::floor(divide(value, sign()));
      } else if (take("/")) {
        value = divide(value, sign());
      } else if (take("%")) {
        const double by = sign();
        value -= by * std::floor(divide(value, by));
      } else {
        return value;
      }
    }
  }

  static double divide(double value, double by) {
    if (by == 0) throw Complaint("it divides by zero");
    return value / by;
  }

  double sign() {
    bool negative = false;
    for (;;) {
      if (take("-")) {
        negative = !negative;
      } else if (!take("+")) {
        break;
      }
    }
    const double value = power();
    return negative ? -value : value;
  }

  double power() {
    const double base = atom();
    if (!take("**")) return base;
    go_deeper();
    const double exponent = sign();
    --depth_;
    return std::pow(base, exponent);
  }

  double atom() {
    if (take("(")) {
      const double value = sum();
      if (!take(")")) throw Complaint("a bracket is not closed");
      return value;
    }
    skip_blanks();
    if (rest_.empty()) throw Complaint("it ends too early");
    if (is_name_letter(rest_.front())) return named();
    double value = 0;
    const auto [end, failed] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    if (failed != std::errc()) throw Complaint(fmt::format("{} is no number", in_quotes(rest_)));
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return value;
  }

  double named() {
    std::size_t size = 0;
    while (size < rest_.size() && is_name_character(rest_[size]))
      ++size;
    const std::string name(rest_.substr(0, size));
    rest_.remove_prefix(size);
    if (take("(")) return called(name);
    const auto found = variables_.find(name);
    if (found != variables_.end()) return found->second;
    std::vector<std::string> known;
    for (const auto& [variable, value] : variables_)
      known.push_back(variable);
    const std::string meant = did_you_mean(name, known);
    throw Complaint(fmt::format("{} is no variable{}", in_quotes(name), meant.empty() ? "" : ": " + meant));
  }

  double called(const std::string& name) {
    std::vector<double> arguments;
    do {
      arguments.push_back(sum());
    } while (take(","));
    if (!take(")")) throw Complaint("a bracket is not closed");
    if (name == "min") return *std::min_element(arguments.begin(), arguments.end());
    if (name == "max") return *std::max_element(arguments.begin(), arguments.end());
    const double x = arguments[0];
    if (name == "pow" && arguments.size() == 2) return std::pow(x, arguments[1]);
    if (arguments.size() != 1) throw Complaint(fmt::format("{} takes one value", in_quotes(name)));
    if (name == "ceil") return std::ceil(x);
    if (name == "floor") return std::floor(x);
    if (name == "round") return std::nearbyint(x);
    if (name == "int") return std::trunc(x);
    if (name == "float") return x;
    if (name == "sqrt") return std::sqrt(x);
    if (name == "log2") return std::log2(x);
    if (name == "abs") return std::abs(x);
    throw Complaint(fmt::format("{} is no function that is known here", in_quotes(name)));
  }

  std::string_view rest_;
  const Variables& variables_;
  int depth_ = 0;
};

}  // namespace

Computed compute(std::string_view expression, const Variables& variables) {
  try {
    const double value = Reader(expression, variables).all();
    if (!std::isfinite(value)) return std::string("it comes to no finite number");
    return value;
  } catch (const Complaint& complaint) {
    return std::string(complaint.what());
  }
}

}  // namespace ridge::timeloop
