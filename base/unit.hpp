// The units of files: what each measures, and its size in the unit that the program counts in.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ridge {

enum class Measure { size, bandwidth, frequency, time, power, area, energy, access_energy, length, cycles };

/// value in base units = number * 10^decimal * 2^binary * factor. Base units: B, B/cycle or B/s, Hz, s, W,
/// mm2, pJ, pJ/B or pJ/access, nm, cycles.
struct Unit {
  enum class Per { nothing, cycle, second, byte, access };
  std::string name;
  Measure measure = Measure::size;
  int decimal = 0;
  int binary = 0;
  int factor = 1;
  Per per = Per::nothing;
};

/// Every unit there is. Prefixes: SI (KB = 1000 B) and, for bytes and bits, IEC (KiB = 1024 B).
const std::vector<Unit>& all_units();

/// The unit of exactly this name, or null. Upper and lower case matter: KB is bytes, Kb is bits.
const Unit* find_unit(std::string_view name);

/// "a size", "a bandwidth": for messages.
std::string_view measure_name(Measure measure);

/// Usual units of a measure, the one for examples first: {"KiB", "B"}.
const std::vector<std::string>& usual_units(Measure measure);

/// What to write instead of the unknown unit `name` where `measure` is needed.
std::string unit_help(std::string_view name, Measure measure);

}  // namespace ridge
