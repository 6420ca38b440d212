#include "arch/reader/compute.hpp"

#include <algorithm>
#include <array>

#include "arch/reader/names.hpp"

namespace ridge::reader {

namespace {

constexpr double fewest_iterations_per_cycle = 1e-9;
constexpr double most_iterations_per_cycle = 1e9;
using ByPrecision = std::vector<std::pair<std::string, double>>;

constexpr std::array compute_table{
    Key<ComputeDraft>{"name", "name", Need::required, "what results call the unit",
                      text<&ComputeDraft::name>},
    Key<ComputeDraft>{"does", "operations", Need::optional, "operations it can do; not given: mac",
                      raw<&ComputeDraft::does>},
    Key<ComputeDraft>{
        "rate", "rate", Need::optional,
        "iterations (MACs) per cycle of one unit, for all precisions or by precision; not given: 1; "
        "a precision left out of a map is one it cannot do",
        raw<&ComputeDraft::rate>},
    Key<ComputeDraft>{"energy", "energies", Need::optional,
                      "of one iteration, for all precisions or by precision", raw<&ComputeDraft::energy>},
    Key<ComputeDraft>{
        "arithmetic", "precisions", Need::optional,
        "precisions whose MAC is looked up in the technology library: energies, and the area of the "
        "largest, where they are not written",
        raw<&ComputeDraft::arithmetic>},
    Key<ComputeDraft>{"area", "area", Need::optional, "of one unit", quantity<&ComputeDraft::area>},
    Key<ComputeDraft>{"static_power", "power", Need::optional, "of one unit",
                      quantity<&ComputeDraft::static_power>},
    Key<ComputeDraft>{
        "below", "name", Need::optional,
        "the level under which it hangs, one unit per instance; not given: one per innermost lane",
        raw<&ComputeDraft::below>},
    Key<ComputeDraft>{"source", "text", Need::optional, "where this unit's numbers come from",
                      text<&ComputeDraft::source>},
};

/// One word or a list of them, each at most once.
std::vector<std::string> read_words(const yaml::Node& node, Diagnostics& diagnostics, std::string_view what,
                                    const std::vector<std::string>& known) {
  std::vector<yaml::Node> items{node};
  if (node.is_list()) items = node.items();
  if (items.empty()) {
    diagnostics.error(node.place(), std::string(what) + ": the list is empty").help =
        "name one of " + list_of(known) + ", or leave the key out";
  }
  std::vector<std::string> words;
  for (const yaml::Node& item : items) {
    const auto index = yaml::read_choice(item, diagnostics, what, known);
    if (!index) continue;
    if (std::find(words.begin(), words.end(), known[*index]) != words.end()) {
      diagnostics.error(item.place(), "'" + known[*index] + "' stands twice").help = "leave one out";
    }
    words.push_back(known[*index]);
  }
  return words;
}

/// A map by precision without any is a key without effect.
void require_precisions(const yaml::Node& map, const std::string& key, Diagnostics& diagnostics) {
  if (!map.entries().empty()) return;
  diagnostics.error(map.place(), "'" + key + "' names no precision").help =
      "write one value for all of them, or for example {int8: ...}";
}

std::optional<double> read_rate_value(const yaml::Node& node, Diagnostics& diagnostics) {
  const auto value = yaml::read_number(node, diagnostics, "'rate'", 0, most_iterations_per_cycle);
  if (value && *value <= 0) {
    diagnostics.error(node.place(), "rate 0 would never finish").help =
        "write iterations per cycle above zero, or leave the precision out if the unit cannot do it";
    return std::nullopt;
  }
  if (value && *value < fewest_iterations_per_cycle) {
    diagnostics.error(node.place(), "'rate' is below 1e-9 iterations per cycle").help =
        "look for a slip of the keyboard";
    return std::nullopt;
  }
  return value;
}

void read_rate(const yaml::Node& node, Diagnostics& diagnostics, ComputeUnit& unit) {
  if (!node.is_map()) {
    unit.operations_per_cycle = 2 * read_rate_value(node, diagnostics).value_or(1);
    return;
  }
  double fastest = 0;
  yaml::MapReader map(node, diagnostics, "'rate'");
  for (const std::string& precision : precision_words()) {
    const auto value = map.child(precision);
    if (!value) continue;
    const double rate = read_rate_value(*value, diagnostics).value_or(1);
    unit.rate_by_precision.emplace_back(precision, rate);
    fastest = std::max(fastest, rate);
  }
  map.finish();
  require_precisions(node, "rate", diagnostics);
  if (fastest > 0) unit.operations_per_cycle = 2 * fastest;
}

void read_energy(const yaml::Node& node, Diagnostics& diagnostics, ComputeUnit& unit) {
  if (!node.is_map()) {
    if (const auto energy = yaml::read_quantity<Picojoules>(node, diagnostics, "'energy'")) {
      unit.energy_pj = energy->value;
    }
    return;
  }
  require_precisions(node, "energy", diagnostics);
  yaml::MapReader map(node, diagnostics, "'energy'");
  for (const std::string& precision : precision_words()) {
    const auto energy = map.quantity<Picojoules>(precision);
    if (!energy) continue;
    unit.energy_by_precision.emplace_back(precision, energy->value);
    if (!unit.rate_by_precision.empty() && !unit.rate(precision)) {
      diagnostics.warning(place_of(node, precision),
                          "energy at " + precision + " has no effect: the unit has no rate for it");
    }
  }
  map.finish();
}

/// The area of a unit that does all of `precisions`: that of the largest; unknown when one of them is.
std::optional<double> largest_area(const std::vector<std::string>& precisions, Context& context,
                                   const std::string& name) {
  std::optional<double> largest;
  for (const std::string& precision : precisions) {
    const auto area = context.take_if_known(technology::mac_area_mm2(precision, *context.technology),
                                            "area of " + name + " at " + precision);
    if (!area) return std::nullopt;
    largest = std::max(largest.value_or(0), *area);
  }
  return largest;
}

void look_up(const yaml::Node& node, bool area_is_written, Context& context, ComputeUnit& unit) {
  const auto precisions = read_words(node, context.diagnostics, "a precision", precision_words());
  if (!context.technology) {
    context.diagnostics.error(node.place(), "'arithmetic' needs the machine's 'technology'").help =
        "write for example 'technology: 45 nm', or the energy itself";
    return;
  }
  for (const std::string& precision : precisions) {
    if (unit.energy(precision)) continue;
    const auto energy = context.take(technology::mac_energy_pj(precision, *context.technology), node.place(),
                                     unit.name + " at " + precision);
    if (energy) unit.energy_by_precision.emplace_back(precision, *energy);
  }
  if (!area_is_written) unit.area_mm2 = largest_area(precisions, context, unit.name);
}

void read_below(const yaml::Node& node, const IdVector<LevelId, StorageLevel>& levels,
                Diagnostics& diagnostics, ComputeUnit& unit) {
  std::vector<std::string> names;
  for (const StorageLevel& level : levels)
    names.push_back(level.name);
  if (const auto index = yaml::read_choice(node, diagnostics, "the level under 'below'", names)) {
    unit.below = LevelId(*index);
  }
}

}  // namespace

const std::vector<std::string>& operation_words() {
  static const std::vector<std::string> words{"mac", "elementwise", "reduction", "normalisation", "gather"};
  return words;
}

const std::vector<std::string>& precision_words() {
  static const std::vector<std::string> words{"int4", "int8", "int16", "int32", "fp8",
                                              "fp16", "bf16", "fp32",  "fp64"};
  return words;
}

std::span<const Key<ComputeDraft>> compute_keys() {
  return compute_table;
}

ComputeUnit read_compute(const yaml::Node& node, const IdVector<LevelId, StorageLevel>& levels,
                         Context& context) {
  Diagnostics& diagnostics = context.diagnostics;
  ComputeDraft draft;
  yaml::MapReader map(node, diagnostics, "a compute unit");
  read_keys(compute_keys(), draft, map);

  ComputeUnit unit;
  unit.place = node.place();
  unit.name = draft.name.value_or("");
  check_name(unit.name, place_of(node, "name"), diagnostics);
  unit.does = draft.does ? read_words(*draft.does, diagnostics, "an operation", operation_words())
                         : std::vector<std::string>{"mac"};
  if (draft.rate) read_rate(*draft.rate, diagnostics, unit);
  if (draft.energy) read_energy(*draft.energy, diagnostics, unit);
  if (draft.area) unit.area_mm2 = draft.area->value;
  if (draft.static_power) unit.static_power_mw = draft.static_power->value * 1e3;
  if (draft.arithmetic) look_up(*draft.arithmetic, draft.area.has_value(), context, unit);
  if (draft.below) read_below(*draft.below, levels, diagnostics, unit);
  if (draft.source) context.sources.push_back(unit.name + ": " + *draft.source);
  return unit;
}

}  // namespace ridge::reader
