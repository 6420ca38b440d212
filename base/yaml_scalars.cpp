// Values of single nodes: numbers, words, true and false, amounts with units.
#include <algorithm>
#include <array>
#include <limits>

#include <fmt/format.h>

#include "base/number.hpp"
#include "base/yaml.hpp"

namespace ridge::yaml {

namespace {

/// Records "WHAT must be WANTED, not ..." and returns false unless `node` is a scalar.
bool is_scalar(const Node& node, Diagnostics& diagnostics, std::string_view what, std::string_view wanted) {
  if (node.is_scalar()) return true;
  if (node.is_null()) {
    diagnostics.error(node.place(), fmt::format("{} has no value", what)).help =
        fmt::format("write {}", wanted);
  } else {
    diagnostics.error(node.place(), fmt::format("{} must be {}, not {}", what, wanted, node.described()));
  }
  return false;
}

/// The scan of a node that is one number and nothing else; records what is wrong otherwise.
std::optional<NumberScan> scan_node(const Node& node, Diagnostics& diagnostics, std::string_view what,
                                    std::string_view wanted) {
  if (!is_scalar(node, diagnostics, what, wanted)) return std::nullopt;
  const NumberScan scan = scan_number(node.scalar());
  if (scan.good() && scan.rest.empty() && !node.quoted()) return scan;
  if (scan.form == NumberForm::none || scan.good()) {
    Diagnostic& error =
        diagnostics.error(node.place(), fmt::format("{} must be {}, not {}", what, wanted, node.described()));
    if (scan.good() && scan.rest.empty()) error.help = "remove the quotes: what is quoted is text";
    if (scan.good() && !scan.rest.empty()) error.help = fmt::format("write {} alone", scan.literal);
    return std::nullopt;
  }
  NumberError mistake = explain(scan);
  diagnostics.error(node.place(), fmt::format("{}: {}", what, mistake.message)).help =
      std::move(mistake.help);
  return std::nullopt;
}

/// "at least 1", "from 1 to 10", ...; what lies at an end of the type is no limit.
template <class T>
std::string range_text(T least, T most) {
  const bool below = least > std::numeric_limits<T>::lowest();
  const bool above = most < std::numeric_limits<T>::max();
  if (below && above) return fmt::format("from {} to {}", least, most);
  return below ? fmt::format("at least {}", least) : fmt::format("at most {}", most);
}

template <class T>
std::optional<T> in_range(T value, const Node& node, Diagnostics& diagnostics, std::string_view what, T least,
                          T most) {
  if (value >= least && value <= most) return value;
  diagnostics.error(node.place(),
                    fmt::format("{} must be {}, not {}", what, range_text(least, most), node.described()));
  return std::nullopt;
}

constexpr double percents_of_all = 100;

/// A part of a whole given as "50 %", or as 50: records an error that says how it is written.
bool refuse_percents(const Node& node, Diagnostics& diagnostics, std::string_view what) {
  if (!node.is_scalar() || node.quoted()) return false;
  const NumberScan scan = scan_number(node.scalar());
  const bool percents = scan.rest == "%" || scan.rest == " %";
  if (!scan.good() || (!percents && !scan.rest.empty())) return false;
  const DecimalValue number = decimal_value(scan.literal);
  if (number.range != DecimalValue::Range::representable) return false;
  if (!percents && (number.value < 2 || number.value > percents_of_all)) return false;
  diagnostics.error(node.place(), fmt::format("{} must be from 0 to 1, not {}", what, node.described()))
      .help = fmt::format("write {} for {} %", decimal_text(number.value, 2), scan.literal);
  return true;
}

struct BooleanSpelling {
  std::string_view text;
  bool meant;
};

constexpr std::array<BooleanSpelling, 8> other_booleans = {{{"yes", true},
                                                            {"no", false},
                                                            {"on", true},
                                                            {"off", false},
                                                            {"y", true},
                                                            {"n", false},
                                                            {"true", true},
                                                            {"false", false}}};

/// "write true" when `text` is a boolean in another spelling.
std::string boolean_help(std::string text, bool quoted) {
  if (quoted && (text == "true" || text == "false")) return "remove the quotes: what is quoted is text";
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  for (const BooleanSpelling& other : other_booleans) {
    if (text == other.text) return other.meant ? "write true" : "write false";
  }
  return "write true or false";
}

}  // namespace

std::optional<std::int64_t> read_integer(const Node& node, Diagnostics& diagnostics, std::string_view what,
                                         std::int64_t least, std::int64_t most) {
  const auto scan = scan_node(node, diagnostics, what, "a whole number");
  if (!scan) return std::nullopt;
  const auto value = exact_integer(scan->literal);
  if (scan->whole && value) return in_range(*value, node, diagnostics, what, least, most);
  const DecimalValue rough = decimal_value(scan->literal);
  if (scan->whole || rough.range == DecimalValue::Range::too_large) {
    diagnostics.error(node.place(), fmt::format("{}: {} does not fit in 64 bits", what, node.described()))
        .help = fmt::format("the largest whole number is {}", std::numeric_limits<std::int64_t>::max());
    return std::nullopt;
  }
  Diagnostic& error = diagnostics.error(
      node.place(), fmt::format("{} must be a whole number, not {}", what, node.described()));
  if (value) error.help = fmt::format("write {}", *value);
  return std::nullopt;
}

std::optional<double> read_number(const Node& node, Diagnostics& diagnostics, std::string_view what,
                                  double least, double most) {
  const bool is_share = least == 0 && most == 1;
  if (is_share && refuse_percents(node, diagnostics, what)) return std::nullopt;
  const auto scan = scan_node(node, diagnostics, what, "a number");
  if (!scan) return std::nullopt;
  const DecimalValue number = decimal_value(scan->literal);
  if (number.range == DecimalValue::Range::representable) {
    return in_range(number.value, node, diagnostics, what, least, most);
  }
  const bool large = number.range == DecimalValue::Range::too_large;
  diagnostics.error(node.place(),
                    fmt::format("{}: {} is too {}", what, node.described(), large ? "large" : "small"));
  return std::nullopt;
}

std::optional<std::string> read_text(const Node& node, Diagnostics& diagnostics, std::string_view what) {
  if (!is_scalar(node, diagnostics, what, "a text")) return std::nullopt;
  if (!node.scalar().empty()) return node.scalar();
  diagnostics.error(node.place(), fmt::format("{} is empty", what)).help =
      "write a text, or leave the key out";
  return std::nullopt;
}

std::optional<bool> read_boolean(const Node& node, Diagnostics& diagnostics, std::string_view what) {
  if (!is_scalar(node, diagnostics, what, "true or false")) return std::nullopt;
  if (!node.quoted() && node.scalar() == "true") return true;
  if (!node.quoted() && node.scalar() == "false") return false;
  diagnostics.error(node.place(), fmt::format("{} must be true or false, not {}", what, node.described()))
      .help = boolean_help(node.scalar(), node.quoted());
  return std::nullopt;
}

template <class Q>
std::optional<Q> read_quantity(const Node& node, Diagnostics& diagnostics, std::string_view what) {
  if (!is_scalar(node, diagnostics, what, "an amount with its unit")) return std::nullopt;
  auto parsed = parse_quantity<Q>(node.scalar());
  if (auto* error = std::get_if<QuantityError>(&parsed)) {
    diagnostics.error(node.place(), fmt::format("{}: {}", what, error->message)).help =
        std::move(error->help);
    return std::nullopt;
  }
  return std::get<Q>(parsed);
}

std::optional<std::size_t> read_choice(const Node& node, Diagnostics& diagnostics, std::string_view what,
                                       const std::vector<std::string>& words) {
  if (!is_scalar(node, diagnostics, what, fmt::format("one of {}", list_of(words)))) return std::nullopt;
  const auto found = std::find(words.begin(), words.end(), node.scalar());
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  const std::string meant = did_you_mean(node.scalar(), words);
  diagnostics.error(node.place(), fmt::format("{} cannot be {}", what, node.described())).help =
      fmt::format("{}{}it is one of {}", meant, meant.empty() ? "" : " ", list_of(words));
  return std::nullopt;
}

template std::optional<Bytes> read_quantity(const Node&, Diagnostics&, std::string_view);
template std::optional<Hertz> read_quantity(const Node&, Diagnostics&, std::string_view);
template std::optional<Seconds> read_quantity(const Node&, Diagnostics&, std::string_view);
template std::optional<Watts> read_quantity(const Node&, Diagnostics&, std::string_view);
template std::optional<SquareMillimetres> read_quantity(const Node&, Diagnostics&, std::string_view);
template std::optional<Picojoules> read_quantity(const Node&, Diagnostics&, std::string_view);
template std::optional<Nanometres> read_quantity(const Node&, Diagnostics&, std::string_view);
template std::optional<Cycles> read_quantity(const Node&, Diagnostics&, std::string_view);
template std::optional<Bandwidth> read_quantity(const Node&, Diagnostics&, std::string_view);
template std::optional<AccessEnergy> read_quantity(const Node&, Diagnostics&, std::string_view);

}  // namespace ridge::yaml
