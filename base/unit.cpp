#include "base/unit.hpp"

#include <algorithm>
#include <unordered_map>

#include <fmt/format.h>

#include "base/characters.hpp"
#include "base/diagnostics.hpp"

namespace ridge {

namespace {

struct Prefix {
  std::string_view letters;
  int decimal;
  int binary;
};

constexpr Prefix data_prefixes[] = {{"", 0, 0},    {"K", 3, 0},   {"M", 6, 0},   {"G", 9, 0},
                                    {"T", 12, 0},  {"P", 15, 0},  {"Ki", 0, 10}, {"Mi", 0, 20},
                                    {"Gi", 0, 30}, {"Ti", 0, 40}, {"Pi", 0, 50}};

/// Sizes in `letters` ("B", "b") with all prefixes, `binary` being log2 of the unit in bytes.
void add_sizes(std::vector<Unit>& units, std::string_view letters, int binary) {
  for (const Prefix& prefix : data_prefixes) {
    units.push_back({fmt::format("{}{}", prefix.letters, letters), Measure::size, prefix.decimal,
                     prefix.binary + binary, 1, Unit::Per::nothing});
  }
}

std::vector<Unit> sizes() {
  std::vector<Unit> units;
  add_sizes(units, "B", 0);
  add_sizes(units, "b", -3);
  units.push_back({"bit", Measure::size, 0, -3, 1, Unit::Per::nothing});
  units.push_back({"byte", Measure::size, 0, 0, 1, Unit::Per::nothing});
  return units;
}

std::vector<Unit> energies() {
  std::vector<Unit> units;
  const Prefix prefixes[] = {{"f", -3, 0}, {"p", 0, 0}, {"n", 3, 0}, {"u", 6, 0}, {"m", 9, 0}, {"", 12, 0}};
  for (const Prefix& prefix : prefixes) {
    units.push_back(
        {fmt::format("{}J", prefix.letters), Measure::energy, prefix.decimal, 0, 1, Unit::Per::nothing});
  }
  return units;
}

/// Every `unit` divided by `divisor`: "GB" by "s" is "GB/s".
void add_ratios(std::vector<Unit>& units, const std::vector<Unit>& numerators, std::string_view divisor,
                Measure measure, Unit::Per per, int binary = 0) {
  for (Unit unit : numerators) {
    unit.name += fmt::format("/{}", divisor);
    unit.measure = measure;
    unit.per = per;
    unit.binary += binary;
    units.push_back(std::move(unit));
  }
}

std::vector<Unit> make_units() {
  constexpr Unit::Per none = Unit::Per::nothing;
  std::vector<Unit> units = sizes();
  add_ratios(units, sizes(), "cycle", Measure::bandwidth, Unit::Per::cycle);
  add_ratios(units, sizes(), "s", Measure::bandwidth, Unit::Per::second);
  const std::vector<Unit> energy = energies();
  units.insert(units.end(), energy.begin(), energy.end());
  add_ratios(units, energy, "B", Measure::access_energy, Unit::Per::byte);
  add_ratios(units, energy, "byte", Measure::access_energy, Unit::Per::byte);
  add_ratios(units, energy, "b", Measure::access_energy, Unit::Per::byte, 3);
  add_ratios(units, energy, "bit", Measure::access_energy, Unit::Per::byte, 3);
  add_ratios(units, energy, "access", Measure::access_energy, Unit::Per::access);
  const Unit others[] = {
      {"Hz", Measure::frequency, 0, 0, 1, none},   {"kHz", Measure::frequency, 3, 0, 1, none},
      {"MHz", Measure::frequency, 6, 0, 1, none},  {"GHz", Measure::frequency, 9, 0, 1, none},
      {"THz", Measure::frequency, 12, 0, 1, none}, {"ps", Measure::time, -12, 0, 1, none},
      {"ns", Measure::time, -9, 0, 1, none},       {"us", Measure::time, -6, 0, 1, none},
      {"ms", Measure::time, -3, 0, 1, none},       {"s", Measure::time, 0, 0, 1, none},
      {"min", Measure::time, 0, 0, 60, none},      {"h", Measure::time, 0, 0, 3600, none},
      {"nW", Measure::power, -9, 0, 1, none},      {"uW", Measure::power, -6, 0, 1, none},
      {"mW", Measure::power, -3, 0, 1, none},      {"W", Measure::power, 0, 0, 1, none},
      {"kW", Measure::power, 3, 0, 1, none},       {"um2", Measure::area, -6, 0, 1, none},
      {"mm2", Measure::area, 0, 0, 1, none},       {"cm2", Measure::area, 2, 0, 1, none},
      {"nm", Measure::length, 0, 0, 1, none},      {"um", Measure::length, 3, 0, 1, none},
      {"cycles", Measure::cycles, 0, 0, 1, none},  {"cycle", Measure::cycles, 0, 0, 1, none},
  };
  units.insert(units.end(), std::begin(others), std::end(others));
  return units;
}

/// Units of `measure` that differ from `name` in case only.
std::vector<std::string> same_but_case(std::string_view name, Measure measure) {
  std::vector<std::string> found;
  for (const Unit& unit : all_units()) {
    if (unit.measure == measure && lower_case(unit.name) == lower_case(name)) found.push_back(unit.name);
  }
  return found;
}

std::string usual_help(Measure measure) {
  return fmt::format("{} is written with {}", measure_name(measure), list_of(usual_units(measure)));
}

}  // namespace

const std::vector<Unit>& all_units() {
  static const std::vector<Unit> units = make_units();
  return units;
}

const Unit* find_unit(std::string_view name) {
  const std::vector<Unit>& units = all_units();
  const auto found = std::find_if(units.begin(), units.end(), [&](const Unit& u) { return u.name == name; });
  return found == units.end() ? nullptr : &*found;
}

std::string_view measure_name(Measure measure) {
  switch (measure) {
    case Measure::size:
      return "a size";
    case Measure::bandwidth:
      return "a bandwidth";
    case Measure::frequency:
      return "a frequency";
    case Measure::time:
      return "a time";
    case Measure::power:
      return "a power";
    case Measure::area:
      return "an area";
    case Measure::energy:
      return "an energy";
    case Measure::access_energy:
      return "an energy per byte or access";
    case Measure::length:
      return "a length";
    case Measure::cycles:
      return "a number of cycles";
  }
  return "an amount";
}

const std::vector<std::string>& usual_units(Measure measure) {
  static const std::unordered_map<Measure, std::vector<std::string>> usual = {
      {Measure::size, {"KiB", "B", "MiB", "GiB", "KB", "MB", "GB", "b"}},
      {Measure::bandwidth, {"GB/s", "B/cycle", "MB/s", "TB/s", "GiB/s", "Gb/s", "b/cycle"}},
      {Measure::frequency, {"MHz", "GHz", "Hz", "kHz", "THz"}},
      {Measure::time, {"ns", "us", "ms", "s", "min", "h"}},
      {Measure::power, {"mW", "W", "uW", "nW", "kW"}},
      {Measure::area, {"mm2", "um2", "cm2"}},
      {Measure::energy, {"pJ", "nJ", "fJ", "uJ", "mJ", "J"}},
      {Measure::access_energy, {"pJ/B", "pJ/access", "pJ/b", "fJ/b", "nJ/access"}},
      {Measure::length, {"nm", "um"}},
      {Measure::cycles, {"cycles", "cycle"}},
  };
  return usual.at(measure);
}

std::string unit_help(std::string_view name, Measure measure) {
  const std::vector<std::string> cases = same_but_case(name, measure);
  if (cases.size() == 2) {  // only data units come in both: KB and Kb
    return fmt::format("upper and lower case matter: '{}' is bytes, '{}' is bits", cases[0], cases[1]);
  }
  if (cases.size() == 1) return fmt::format("upper and lower case matter: write '{}'", cases[0]);
  if (measure == Measure::size && name.size() == 1 && std::string_view("kKMGT").find(name[0]) != name.npos) {
    const char prefix = name[0] == 'k' ? 'K' : name[0];
    return fmt::format("write '{0}iB' (powers of 1024 bytes) or '{0}B' (powers of 1000)", prefix);
  }
  std::vector<std::string> known;
  for (const Unit& unit : all_units()) {
    if (unit.measure == measure) known.push_back(unit.name);
  }
  const std::string meant = did_you_mean(name, known);
  return meant.empty() ? usual_help(measure) : meant;
}

}  // namespace ridge
