#include "base/quantity.hpp"

#include <cmath>
#include <type_traits>

#include <fmt/format.h>

#include "base/diagnostics.hpp"
#include "base/number.hpp"
#include "base/unit.hpp"

namespace ridge {

namespace {

template <class Q>
constexpr Measure measure_of() {
  if constexpr (std::is_same_v<Q, Bytes>) return Measure::size;
  if constexpr (std::is_same_v<Q, Hertz>) return Measure::frequency;
  if constexpr (std::is_same_v<Q, Seconds>) return Measure::time;
  if constexpr (std::is_same_v<Q, Watts>) return Measure::power;
  if constexpr (std::is_same_v<Q, SquareMillimetres>) return Measure::area;
  if constexpr (std::is_same_v<Q, Picojoules>) return Measure::energy;
  if constexpr (std::is_same_v<Q, Nanometres>) return Measure::length;
  if constexpr (std::is_same_v<Q, Cycles>) return Measure::cycles;
  if constexpr (std::is_same_v<Q, Bandwidth>) return Measure::bandwidth;
  if constexpr (std::is_same_v<Q, AccessEnergy>) return Measure::access_energy;
}

/// A text split into a number and a known unit of the right kind, or what is wrong with it.
struct Amount {
  std::string_view number;
  const Unit* unit = nullptr;
};

std::string_view trim(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

/// "write a size such as '12 KiB' or '12 B'".
std::string example_help(std::string_view number, Measure measure) {
  const std::vector<std::string>& units = usual_units(measure);
  return fmt::format("write {} such as '{} {}' or '{} {}'", measure_name(measure), number, units[0], number,
                     units[1]);
}

QuantityError unit_error(std::string_view text, std::string_view number, std::string_view name,
                         Measure measure) {
  const std::string_view shown = number.size() > 20 ? "12" : number;
  if (name.empty()) return {fmt::format("{} has no unit", in_quotes(text)), example_help(shown, measure)};
  if (const Unit* other = find_unit(name)) {
    return {
        fmt::format("{} is {}, not {}", in_quotes(text), measure_name(other->measure), measure_name(measure)),
        example_help(shown, measure)};
  }
  return {fmt::format("unknown unit {} in {}", in_quotes(name), in_quotes(text)), unit_help(name, measure)};
}

/// What files may give as nothing.
bool may_be_zero(Measure measure) {
  return measure == Measure::power || measure == Measure::area || measure == Measure::energy ||
         measure == Measure::access_energy;
}

std::variant<Amount, QuantityError> split(std::string_view text, Measure measure) {
  const NumberScan scan = scan_number(text);
  if (scan.form == NumberForm::none) {
    return QuantityError{fmt::format("{} is not {}", in_quotes(text), measure_name(measure)),
                         example_help("12", measure)};
  }
  if (!scan.good()) {
    NumberError error = explain(scan);
    const std::string_view unit = trim(scan.rest);
    constexpr std::string_view advice = "write ";  // and a number: the unit goes behind it
    const bool number =
        error.help.starts_with(advice) && error.help.find_first_of("0123456789") == advice.size();
    if (number && find_unit(unit) != nullptr)
      error.help.insert(std::min(error.help.find(' ', advice.size()), error.help.size()),
                        fmt::format(" {}", unit));
    return QuantityError{std::move(error.message), std::move(error.help)};
  }
  if (scan.negative) {
    return QuantityError{
        fmt::format("{} is negative", in_quotes(text)),
        may_be_zero(measure) ? "write an amount of zero or more" : "write an amount above zero"};
  }
  const std::string_view name = trim(scan.rest);
  const Unit* unit = find_unit(name);
  if (unit == nullptr || unit->measure != measure) return unit_error(text, scan.literal, name, measure);
  return Amount{scan.literal, unit};
}

QuantityError range_error(std::string_view text, bool too_large) {
  return {fmt::format("{} is too {}", in_quotes(text), too_large ? "large" : "small"),
          "write an amount that this program can hold"};
}

std::variant<double, QuantityError> measured(std::string_view text, const Amount& amount) {
  const DecimalValue decimal = decimal_value(amount.number, amount.unit->decimal);
  if (decimal.range != DecimalValue::Range::representable) {
    return range_error(text, decimal.range == DecimalValue::Range::too_large);
  }
  const double value = std::ldexp(decimal.value, amount.unit->binary) * amount.unit->factor;
  if (!std::isfinite(value)) return range_error(text, true);
  return value;
}

std::variant<Bytes, QuantityError> counted(std::string_view text, const Amount& amount) {
  const Unit& unit = *amount.unit;
  if (const auto bytes = exact_integer(amount.number, unit.decimal, unit.binary)) return Bytes{*bytes};
  const auto rough = measured(text, amount);
  if (const auto* error = std::get_if<QuantityError>(&rough)) return *error;
  if (std::get<double>(rough) >= 0x1p63) return range_error(text, true);
  return QuantityError{fmt::format("{} is not a whole number of bytes", in_quotes(text)),
                       "write it in B, or in b as a multiple of 8"};
}

template <class Q>
Q make(double value, const Unit& unit) {
  if constexpr (std::is_same_v<Q, Bandwidth>) {
    return {value, unit.per == Unit::Per::cycle ? Bandwidth::Per::cycle : Bandwidth::Per::second};
  } else if constexpr (std::is_same_v<Q, AccessEnergy>) {
    return {value, unit.per == Unit::Per::byte ? AccessEnergy::Per::byte : AccessEnergy::Per::access};
  } else {
    return {value};
  }
}

}  // namespace

template <class Q>
std::variant<Q, QuantityError> parse_quantity(std::string_view text) {
  text = trim(text);
  const auto amount = split(text, measure_of<Q>());
  if (const auto* error = std::get_if<QuantityError>(&amount)) return *error;
  const auto& parts = std::get<Amount>(amount);
  if constexpr (std::is_same_v<Q, Bytes>) {
    return counted(text, parts);
  } else {
    const auto value = measured(text, parts);
    if (const auto* error = std::get_if<QuantityError>(&value)) return *error;
    return make<Q>(std::get<double>(value), *parts.unit);
  }
}

template std::variant<Bytes, QuantityError> parse_quantity<Bytes>(std::string_view);
template std::variant<Hertz, QuantityError> parse_quantity<Hertz>(std::string_view);
template std::variant<Seconds, QuantityError> parse_quantity<Seconds>(std::string_view);
template std::variant<Watts, QuantityError> parse_quantity<Watts>(std::string_view);
template std::variant<SquareMillimetres, QuantityError> parse_quantity<SquareMillimetres>(std::string_view);
template std::variant<Picojoules, QuantityError> parse_quantity<Picojoules>(std::string_view);
template std::variant<Nanometres, QuantityError> parse_quantity<Nanometres>(std::string_view);
template std::variant<Cycles, QuantityError> parse_quantity<Cycles>(std::string_view);
template std::variant<Bandwidth, QuantityError> parse_quantity<Bandwidth>(std::string_view);
template std::variant<AccessEnergy, QuantityError> parse_quantity<AccessEnergy>(std::string_view);

}  // namespace ridge
