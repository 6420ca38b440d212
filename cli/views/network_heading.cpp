#include "cli/views/network_heading.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "cli/views/numbers.hpp"
#include "cli/views/wrap.hpp"
#include "sim/cost/setting.hpp"

namespace ridge::cli {

namespace {

/// "int8", or "int8 and fp16" in order of first appearance: what the layers ask of a compute unit. Gathers
/// compute nothing, and their indices are of another kind.
std::string precisions_text(const NetworkReport& report) {
  std::vector<std::string> names;
  for (const DistinctLayer& group : report.map.distinct) {
    const Problem& problem = report.layer(group).problem;
    std::string name(name_of(cost::compute_precision(problem)));
    const bool known = std::find(names.begin(), names.end(), name) != names.end();
    if (!known && problem.operation != Operation::gather) names.push_back(std::move(name));
  }
  return fmt::format("{}", fmt::join(names, " and "));
}

/// Equal layers are one group when they are searched; mappings that are given are given to each.
std::string layers_text(const NetworkReport& report) {
  const std::int64_t layers = report.layer_count();
  if (!report.searched) return counted(layers, "layer");
  return fmt::format("{} of {} distinct", report.map.distinct.size(), counted(layers, "layer"));
}

}  // namespace

std::string network_heading(const NetworkReport& report, const Style& style) {
  const Network& network = *report.network;
  std::string text = style.heading(fmt::format("{} on {}", network.name, report.machine->name));
  const std::string precisions = precisions_text(report);
  text += fmt::format(": {}batch {}", precisions.empty() ? "" : precisions + ", ", network.batch);
  if (!network.pass.empty()) text += ", " + network.pass;
  text += ", " + layers_text(report);
  if (report.map.fronts) {
    const bool two = *report.map.fronts == FrontAxes::latency_energy;
    text += two ? ", fronts of latency and energy" : ", fronts of latency, energy and capacity";
  } else if (report.searched) {
    text += fmt::format(", for least {}", name_of(report.map.objective));
  }
  text += '\n';
  for (const std::string& note : report.notes)
    text += wrapped("  note: ", note);
  return text;
}

}  // namespace ridge::cli
