#include "cli/network_notes.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "cli/overrides.hpp"
#include "cli/views/numbers.hpp"
#include "mapper/search.hpp"
#include "system/weights_fit.hpp"

namespace ridge::cli {

namespace {

/// "no unit of 'tpu_v1' does mac at bf16: 85 layers are counted as memory traffic".
std::string gap_sentence(const PrecisionGap& gap, const Machine& machine) {
  const std::string work = fmt::format("{} at {}", name_of(gap.operation), name_of(gap.precision));
  const std::string layers = counted(gap.layers, "layer") + (gap.layers == 1 ? " is" : " are");
  if (gap.unit_beside.empty()) {
    return fmt::format("no unit of '{}' does {}: {} counted as memory traffic", machine.name, work, layers);
  }
  return fmt::format(
      "no unit at the end of the array of '{}' does {}: {} counted as memory traffic, at the rate of '{}' "
      "beside it where that is slower",
      machine.name, work, layers, gap.unit_beside);
}

/// The precision to try: of the same kind of numbers where there is one.
const std::string& nearest_precision(const PrecisionGap& gap) {
  const auto is_float = [](std::string_view name) { return name.find("fp") != name.npos || name == "bf16"; };
  for (const std::string& precision : gap.precisions) {
    if (is_float(precision) == is_float(name_of(gap.precision))) return precision;
  }
  return gap.precisions.front();
}

}  // namespace

std::vector<Diagnostic> precision_warnings(const Network& network, const std::vector<std::size_t>& layers,
                                           const Machine& machine, const std::string& workload) {
  std::vector<Diagnostic> warnings;
  for (const PrecisionGap& gap : precision_gaps(network, layers, machine)) {
    Diagnostic warning;
    warning.severity = Severity::warning;
    warning.place = option_place("--workload " + workload);
    warning.message = gap_sentence(gap, machine);
    warning.help = fmt::format(
        "the array does {} at {}: '--precision {}' for a built-in network, 'precision: {}' in a file",
        name_of(gap.operation), fmt::join(gap.precisions, ", "), nearest_precision(gap),
        nearest_precision(gap));
    warnings.push_back(std::move(warning));
  }
  return warnings;
}

std::optional<std::string> traffic_notice(const Network& network, const std::vector<std::size_t>& layers,
                                          const Machine& machine) {
  constexpr std::size_t most_names = 3;
  const std::vector<PrecisionGap> gaps = precision_gaps(network, layers, machine);
  std::vector<std::string> names;
  for (const std::size_t index : layers) {
    const Layer& layer = network.layers[index];
    const bool warned = std::any_of(gaps.begin(), gaps.end(),
                                    [&](const PrecisionGap& gap) { return gap.is_of(layer.problem); });
    if (!warned && !has_unit_for(layer.problem, machine)) names.push_back(in_quotes(layer.name));
  }
  if (names.empty()) return std::nullopt;
  const bool one = names.size() == 1;
  const std::size_t shown = std::min(names.size(), most_names);
  return fmt::format(
      "no unit of the array of '{}' does {} {}{}: {} counted as memory traffic, and no mapping is used",
      machine.name, one ? "layer" : "layers",
      fmt::join(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(shown), ", "),
      shown < names.size() ? fmt::format(" and {} more", names.size() - shown) : "",
      one ? "it is" : "they are");
}

std::vector<std::string> network_notes(const Network& network, const std::vector<std::size_t>& layers,
                                       const Machine& machine) {
  std::vector<std::string> notes;
  for (const PrecisionGap& gap : precision_gaps(network, layers, machine)) {
    notes.push_back(gap_sentence(gap, machine));
  }
  if (const auto shortage = weights_shortage(network, layers, machine)) {
    notes.push_back(fmt::format(
        "weights of {} need {}; {} holds {}: they would have to be streamed in, which is not modelled",
        network.name, with_unit(shortage->weight_bytes, "B"), machine.levels[shortage->level].name,
        format_bytes(shortage->level_bytes)));
  }
  return notes;
}

}  // namespace ridge::cli
