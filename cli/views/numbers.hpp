// Numbers as an architect reads them: three significant digits, SI prefixes, units behind a space.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ridge::cli {

/// "1.23 M", "903 k", "14", "0.5": three significant digits, an SI prefix, whole numbers below 1000 as they
/// are. Not a number is "unknown", infinity "unlimited".
std::string engineering(double value);

/// The same with a unit behind the prefix: with_unit(4.51e-6, "J") is "4.51 uJ".
std::string with_unit(double value, std::string_view unit);

/// An amount that may be unknown: "unknown" when absent.
std::string with_unit(std::optional<double> value, std::string_view unit);

/// Energy in pJ with the prefix that fits: energy(4.51e6) is "4.51 uJ".
std::string energy(std::optional<double> picojoules);

/// Energy over time, "2.5 kW"; "unknown" where the energy is, "-" where no time passes.
std::string average_power(std::optional<double> picojoules, double seconds);

/// "86 %", "0.31 %", "<0.01 %"; "100 %" only when it is all: "99.7 %", ">99.9 %".
std::string percent(double ratio);

/// "1.12x", "1.034x" near one, "16x", "1,350x".
std::string factor(double ratio);

/// Exact, grouped by thousands: "1,234,567".
std::string grouped(std::int64_t value);

/// A double that counts something: grouped, rounded to a whole number when it is one to 9 digits.
std::string grouped(double value);

/// "1 layer", "3 layers": `noun` takes an s unless it is one.
std::string counted(std::int64_t count, std::string_view noun);

}  // namespace ridge::cli
