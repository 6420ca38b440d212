#include "workloads/index_expression.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "base/characters.hpp"
#include "base/checked.hpp"
#include "base/utf8.hpp"

namespace ridge {
namespace {

constexpr const char* index_form = "an index is a sum such as 2*P + R";
constexpr const char* too_large = "look for a slip of the keyboard";

/// Recursive descent over one line; the first fault ends it.
class Parser {
 public:
  Parser(std::string_view text, const Problem& problem, const NamedConstants& constants, IndexFault& fault)
      : text_(text), problem_(problem), constants_(constants), fault_(fault) {}

  std::optional<Rank> run() {
    if (text_ == "0") return rank_;
    do {
      if (!product()) return std::nullopt;
    } while (take('+'));
    skip_blanks();
    if (at_ < text_.size()) return unexpected(), std::nullopt;
    return rank_;
  }

 private:
  bool product() {
    std::int64_t coefficient = 1;
    std::optional<DimensionId> dimension;
    skip_blanks();
    const std::size_t start = at_;
    do {
      if (!factor(coefficient, dimension)) return false;
    } while (take('*'));
    if (!dimension) {
      return fail(start, "a number alone moves no index",
                  "leave it out: indices count from 0. An index that never moves is '0'");
    }
    if (coefficient == 0) return fail(start, "a coefficient is at least 1", "leave the term out");
    return add_term(*dimension, coefficient, start);
  }

  bool factor(std::int64_t& coefficient, std::optional<DimensionId>& dimension) {
    skip_blanks();
    if (at_ < text_.size() && is_digit(text_[at_])) return number(coefficient);
    if (at_ < text_.size() && is_name_letter(text_[at_])) return name(coefficient, dimension);
    unexpected();
    return false;
  }

  bool number(std::int64_t& coefficient) {
    std::int64_t value = 0;
    const char* first = text_.data() + at_;
    const auto [end, failed] = std::from_chars(first, text_.data() + text_.size(), value);
    if (failed != std::errc()) return fail(at_, "the number does not fit in 63 bits", too_large);
    const std::size_t start = at_;
    at_ += static_cast<std::size_t>(end - first);
    if (at_ < text_.size() && is_name_letter(text_[at_])) {
      return fail(at_, "a '*' is missing between a number and a dimension",
                  fmt::format("write {}*{}", value, text_.substr(at_, name_length())));
    }
    return scale(coefficient, value, start);
  }

  bool name(std::int64_t& coefficient, std::optional<DimensionId>& dimension) {
    const std::size_t start = at_;
    const std::string_view word = text_.substr(at_, name_length());
    at_ += word.size();
    if (const auto found = problem_.dimension_named(word)) {
      if (dimension)
        return fail(start, "an index is linear: two dimensions cannot be multiplied",
                    "write an index for each of them: [P, R]");
      dimension = found;
      return true;
    }
    if (const auto value = constants_ ? constants_(word) : std::nullopt)
      return scale(coefficient, *value, start);
    return unknown(word, start);
  }

  bool unknown(std::string_view word, std::size_t start) {
    const std::vector<std::string> names = dimension_names(problem_);
    const std::string meant = did_you_mean(word, names);
    return fail(start, "there is no dimension " + in_quotes(word),
                meant.empty() ? fmt::format("the dimensions are {}", list_of(names, "and")) : meant);
  }

  bool scale(std::int64_t& coefficient, std::int64_t factor, std::size_t start) {
    const auto product = checked_multiply(coefficient, factor);
    if (!product) return fail(start, "the coefficient does not fit in 63 bits", too_large);
    coefficient = *product;
    return true;
  }

  bool add_term(DimensionId dimension, std::int64_t coefficient, std::size_t start) {
    for (Term& term : rank_.terms) {
      if (term.dimension != dimension) continue;
      const auto sum = checked_add(term.coefficient, coefficient);
      if (!sum) return fail(start, "the coefficient does not fit in 63 bits", too_large);
      term.coefficient = *sum;
      return true;
    }
    rank_.terms.push_back({dimension, coefficient});
    return true;
  }

  std::size_t name_length() const {
    const auto* end = std::find_if_not(text_.begin() + static_cast<std::ptrdiff_t>(at_), text_.end(),
                                       [](char c) { return is_name_character(c); });
    return static_cast<std::size_t>(end - text_.begin()) - at_;
  }

  void skip_blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t'))
      ++at_;
  }

  bool take(char wanted) {
    skip_blanks();
    if (at_ >= text_.size() || text_[at_] != wanted) return false;
    ++at_;
    return true;
  }

  void unexpected() {
    if (at_ >= text_.size()) {
      fail(at_, "the index ends where a dimension or a number is expected", index_form);
    } else if (text_[at_] == '-') {
      fail(at_, "coefficients of an index are not negative",
           "count the dimension the other way round: the words touched are the same");
    } else {
      fail(at_,
           in_quotes(text_.substr(at_, std::max<std::size_t>(1, utf8_length(text_.substr(at_))))) +
               " cannot stand here in an index",
           index_form);
    }
  }

  bool fail(std::size_t offset, std::string message, std::string help) {
    fault_ = {offset, std::move(message), std::move(help)};
    return false;
  }

  std::string_view text_;
  const Problem& problem_;
  const NamedConstants& constants_;
  IndexFault& fault_;
  std::size_t at_ = 0;
  Rank rank_;
};

}  // namespace

std::optional<Rank> parse_index(std::string_view text, const Problem& problem,
                                const NamedConstants& constants, IndexFault& fault) {
  return Parser(text, problem, constants, fault).run();
}

std::string print_index(const Rank& rank, const Problem& problem) {
  std::string text;
  for (const Term& term : rank.terms) {
    if (!text.empty()) text += " + ";
    if (term.coefficient != 1) text += fmt::format("{}*", term.coefficient);
    text += problem.dimensions[term.dimension].name;
  }
  return text.empty() ? "0" : text;
}

bool is_identifier(std::string_view name) {
  return !name.empty() && is_name_letter(name.front()) &&
         std::all_of(name.begin(), name.end(), [](char c) { return is_name_character(c); });
}

}  // namespace ridge
