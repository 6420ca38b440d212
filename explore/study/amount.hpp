// Amounts as a study calculates with them: a number and a unit, whatever the unit measures.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ridge::study {

struct Amount {
  double number = 0;
  std::string unit;  // "" of a plain number; sizes are in "B", clocks in "Hz"
  bool operator==(const Amount&) const = default;
};

/// "108 KiB" is 110592 B, "1.4 GHz" is 1.4e9 Hz, "16 B/cycle" and "25.6 GB/s" stay as they are. Nothing when
/// the text does not begin with a number, or goes on with something else than a unit.
std::optional<Amount> amount_of(std::string_view text);

/// As a file writes it. Bytes are whole, rounded; other numbers have twelve significant digits.
std::string text_of(const Amount& amount);

/// True for the second part of a unit such as "B/cycle" or "pJ/B".
bool is_denominator(std::string_view word);

}  // namespace ridge::study
