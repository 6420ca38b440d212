#include "cli/views/evaluation_text.hpp"

#include <cmath>

#include <fmt/format.h>

#include "cli/views/cause_names.hpp"
#include "cli/views/numbers.hpp"
#include "cli/views/table.hpp"
#include "cli/views/wrap.hpp"

namespace ridge::cli {

namespace {

using Align = Table::Align;

std::string bar(double share) {
  constexpr double full_length = 30;
  return std::string(static_cast<std::size_t>(std::max(0.0, share) * full_length + 0.5), '#');
}

bool has_ridge(const Boundary& boundary) {
  return boundary.ridge_ops_per_byte > 0 && std::isfinite(boundary.ridge_ops_per_byte);
}

/// "/ 1.12" rows from the peak down to what is achieved.
Table gap_table(const Roofline& roofline, const Problem& problem, const Machine& machine) {
  Table table({{"", Align::left}, {""}, {"", Align::left}});
  table.add_row({"peak", engineering(roofline.peak_ops_per_cycle), "ops/cycle"});
  for (const GapFactor& part : roofline.gap) {
    if (part.factor >= 1.0005)
      table.add_row({"  lost to " + gap_cause_text(part, problem, machine), "/ " + factor(part.factor)});
  }
  table.add_row({"achieved", engineering(roofline.achieved_ops_per_cycle), "ops/cycle"});
  return table;
}

std::string utilization(const Evaluation& evaluation) {
  const std::string of_peak = percent(evaluation.ops_utilization) + " of peak operations";
  if (evaluation.lanes_utilization == 0) return of_peak + " of the unit beside the array";
  return fmt::format("{}, {} of lanes while they compute", of_peak, percent(evaluation.lanes_utilization));
}

/// The roof, how near to it, and what keeps the mapping from it.
std::string bound(const Roofline& roofline, const Problem& problem, const Machine& machine) {
  const double share = share_of_roof(roofline);
  if (!std::isfinite(share)) return bound_by(roofline, machine);
  std::string text =
      fmt::format("{}; {} of what that roof allows", bound_by(roofline, machine), percent(share));
  if (const GapFactor* loss = largest_loss(roofline, GapCause::idle_lanes)) {
    text += fmt::format(", mostly lost to {} ({})", gap_cause_text(*loss, problem, machine),
                        factor(loss->factor));
  }
  return text;
}

std::string words(std::int64_t count) {
  return count == 0 ? "-" : engineering(static_cast<double>(count));
}

}  // namespace

std::string summary_text(const std::string& layer, const Problem& problem, const Machine& machine,
                         const Evaluation& evaluation, const Style& style) {
  std::string text = style.heading(fmt::format("{} on {}", layer, machine.name));
  text += fmt::format(": {} operations, {} at {}\n", engineering(static_cast<double>(problem.operations())),
                      counted(machine.lanes(), "lane"), format_quantity(machine.clock));
  Table table({{"", Align::left}, {"", Align::left}});
  table.add_row(
      {"cycles", fmt::format("{}  ({})", grouped(evaluation.cycles), with_unit(evaluation.seconds, "s"))});
  if (std::isfinite(evaluation.ops_utilization)) table.add_row({"utilization", utilization(evaluation)});
  table.add_row({"bound by", bound(evaluation.roofline, problem, machine)});
  table.add_row({"energy", evaluation.energy_pj && evaluation.seconds > 0
                               ? fmt::format("{}, {} on average", energy(evaluation.energy_pj),
                                             average_power(evaluation.energy_pj, evaluation.seconds))
                               : energy(evaluation.energy_pj)});
  table.add_row({"EDP", with_unit(evaluation.edp_js, "J s")});
  table.add_row({"area", evaluation.area_mm2 ? fmt::format("{:.3g} mm2", *evaluation.area_mm2) : "unknown"});
  return text + table.text(style);
}

std::string causes_text(const Problem& problem, const Machine& machine, const Evaluation& evaluation,
                        const Style& style) {
  Table table({{"", Align::left}, {""}, {""}, {"", Align::left}});
  for (const NamedCause& cause : named_causes(evaluation.causes, problem, machine)) {
    const double share = cause.cycles / evaluation.cycles;
    table.add_row({cause.name, grouped(cause.cycles), percent(share), bar(share)});
  }
  return section(style, "Where the cycles go", table.text(style));
}

std::string roofline_text(const Problem& problem, const Machine& machine, const Evaluation& evaluation,
                          const Style& style) {
  const Roofline& roofline = evaluation.roofline;
  Table roofs(
      {{"level", Align::left}, {"ops/B"}, {"ridge ops/B"}, {"attainable ops/cycle"}, {"", Align::left}});
  for (const Boundary& boundary : roofline.boundaries) {
    roofs.add_row({machine.levels[boundary.level].name, engineering(boundary.ops_per_byte),
                   has_ridge(boundary) ? engineering(boundary.ridge_ops_per_byte) : "-",
                   engineering(boundary.attainable_ops_per_cycle), boundary.binds ? "<- binds" : ""});
  }
  const std::string text = section(style, "Roofline", roofs.text(style));
  if (roofline.gap.empty()) return text;
  return text + section(style, "From peak to achieved", gap_table(roofline, problem, machine).text(style));
}

std::string energy_text(const Problem& problem, const Machine& machine, const Evaluation& evaluation,
                        const Style& style) {
  std::vector<Table::Column> columns{{"", Align::left}};
  for (const Tensor& tensor : problem.tensors)
    columns.push_back({tensor.name});
  columns.insert(columns.end(), {{"total"}, {"share"}});
  Table table(std::move(columns));
  const auto share = [&](std::optional<double> part) {
    return part && evaluation.energy_pj ? percent(*part / *evaluation.energy_pj) : std::string();
  };
  const auto add_total = [&](const std::string& name, std::optional<double> part) {
    std::vector<std::string> row{name};
    row.resize(problem.tensors.size() + 1);
    const bool left_out = !part && evaluation.energy_pj;  // of layers that no unit of the array does
    row.insert(row.end(), {left_out ? "left out" : energy(part), share(part)});
    table.add_row(std::move(row));
  };
  for (const LevelId level : machine.levels.ids()) {
    const LevelCost& cost = evaluation.levels[level];
    std::vector<std::string> row{machine.levels[level].name};
    for (const TensorCost& tensor : cost.tensors) {
      const bool known = tensor.read_energy_pj && tensor.write_energy_pj;
      row.push_back(!tensor.kept ? "-"
                    : known      ? energy(*tensor.read_energy_pj + *tensor.write_energy_pj)
                                 : "unknown");
    }
    row.insert(row.end(), {energy(cost.energy_pj), share(cost.energy_pj)});
    table.add_row(std::move(row));
  }
  for (const NetworkCost& network : evaluation.networks) {
    if (network.energy_pj) add_total("network " + machine.fanouts[network.fanout].name, network.energy_pj);
  }
  add_total("compute", evaluation.compute_energy_pj);
  if (evaluation.static_energy_pj) add_total("static", evaluation.static_energy_pj);
  add_total("total", evaluation.energy_pj);
  return section(style, "Energy by level and tensor", table.text(style));
}

std::string traffic_text(const Problem& problem, const Machine& machine, const Evaluation& evaluation,
                         const Style& style) {
  Table table({{"level", Align::left},
               {"tensor", Align::left},
               {"instances"},
               {"tile"},
               {"reads"},
               {"fills"},
               {"updates"},
               {"drains"}});
  for (const LevelId level : machine.levels.ids()) {
    for (const TensorId tensor : problem.tensors.ids()) {
      const TensorCost& cost = evaluation.levels[level].tensors[tensor];
      if (!cost.kept) continue;
      const NodeCounts& counts = cost.counts;
      table.add_row({machine.levels[level].name, problem.tensors[tensor].name, grouped(counts.instances),
                     words(counts.tile_words), words(counts.reads), words(counts.fills),
                     words(counts.updates), words(counts.drains)});
    }
  }
  return section(style, "Words moved (totals over instances)", table.text(style));
}

std::string notes_text(const Evaluation& evaluation, const Style& style) {
  return section(style, "Notes", bullets(evaluation.remarks->notes));
}

std::string details_text(const Problem& problem, const Machine& machine, const Evaluation& evaluation,
                         const Mapping* mapping, const Style& style) {
  std::string text =
      causes_text(problem, machine, evaluation, style) + roofline_text(problem, machine, evaluation, style) +
      energy_text(problem, machine, evaluation, style) + traffic_text(problem, machine, evaluation, style);
  if (mapping != nullptr) text += section(style, "Mapping", draw_nest(*mapping, problem, machine));
  return text + notes_text(evaluation, style);
}

}  // namespace ridge::cli
