#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "cli/views/cause_names.hpp"
#include "cli/views/explanation_view.hpp"
#include "cli/views/numbers.hpp"
#include "cli/views/table.hpp"
#include "cli/views/wrap.hpp"

namespace ridge::cli {
namespace {

constexpr double mostly = 0.95;             // of the cycles: the lanes are what limits
constexpr double least_to_speak_of = 0.01;  // of the cycles saved

double saved(double cycles, double before) {
  return 1 - cycles / before;
}

std::string fewer(double cycles, double before) {
  return fmt::format("{} cycles, {} fewer", grouped(cycles), percent(saved(cycles, before)));
}

/// "waiting until DRAM has read Weights".
std::string as_activity(const NamedCause& cause, const ExplainedLayer& layer) {
  if (cause.stall != nullptr) {
    return fmt::format("waiting until {} has {} {}", layer.machine->levels[cause.stall->level].name,
                       cause.stall->direction == Direction::read ? "read" : "written",
                       layer.problem->tensors[cause.stall->tensor].name);
  }
  if (cause.name == "start-up") return "start-up, when the first tiles come in and the last results go out";
  return cause.name;
}

std::string what_limits(const ExplainedLayer& layer) {
  const Evaluation& evaluation = layer.explanation.evaluation;
  const double working = evaluation.causes.compute / evaluation.cycles;
  std::string text = fmt::format("{} on {} takes {} cycles. In {} of them the lanes work", layer.name,
                                 layer.machine->name, grouped(evaluation.cycles), percent(working));
  if (evaluation.lanes_utilization < 0.995)
    text += fmt::format(", on the average {} of the lanes", percent(evaluation.lanes_utilization));
  const auto causes = named_causes(evaluation.causes, *layer.problem, *layer.machine);
  if (causes.size() < 2) return text + "; nothing else takes any.";
  if (working >= mostly) text += ": compute is what limits it";
  return text + fmt::format("; most of the others are spent {}: {}, {}.", as_activity(causes[1], layer),
                            grouped(causes[1].cycles), percent(causes[1].cycles / evaluation.cycles));
}

std::string what_is_known(const SearchResult& best) {
  if (best.status == SearchStatus::optimal) return "and no mapping of this machine takes fewer";
  return fmt::format("and none takes fewer than {}", grouped(best.lower_bound));
}

std::string what_another_mapping_does(const ExplainedLayer& layer) {
  const SearchResult& best = layer.explanation.best;
  const double cycles = layer.explanation.evaluation.cycles;
  if (!best.mapping) return "No other mapping was found that obeys the constraints.";
  const double found = best.evaluation->cycles;
  if (layer.mapping_given && found < cycles)
    return fmt::format("Another mapping takes {}, {}.", fewer(found, cycles), what_is_known(best));
  return fmt::format("That is the best mapping found, {}.", what_is_known(best));
}

/// Of the machine as it is: the least that changes are measured against.
double least_cycles(const ExplainedLayer& layer) {
  const double cycles = layer.explanation.evaluation.cycles;
  const SearchResult& best = layer.explanation.best;
  return best.mapping ? std::min(cycles, best.evaluation->cycles) : cycles;
}

std::string what_would_help(const ExplainedLayer& layer) {
  const Explanation& explanation = layer.explanation;
  if (explanation.changes.empty()) return "";
  const double before = least_cycles(layer);
  const ChangeEffect& best = explanation.changes.front();
  if (!best.remapped_cycles || saved(*best.remapped_cycles, before) < least_to_speak_of)
    return "No change of the machine that was tried would save as much as 1 %.";
  std::string text = fmt::format("Of the changes of the machine that were tried, {} would help most: {}",
                                 best.change, fewer(*best.remapped_cycles, before));
  if (best.as_mapped_cycles && *best.as_mapped_cycles == *best.remapped_cycles)
    return text + ", as it is mapped.";
  text += ", with a mapping made for it";
  if (!best.as_mapped_cycles) return text + "; this one would not fit.";
  const double saved_as_mapped = saved(*best.as_mapped_cycles, explanation.evaluation.cycles);
  if (saved_as_mapped < least_to_speak_of) return text + "; as it is mapped next to nothing.";
  return text + fmt::format("; as it is mapped {}.", percent(saved_as_mapped));
}

/// What is saved as mapped is of the explained mapping's cycles, what is saved anew of the best one's.
std::string changes_table(const ExplainedLayer& layer, const Style& style) {
  const auto cell = [](const std::optional<double>& cycles, const char* otherwise) {
    return cycles ? grouped(*cycles) : std::string(otherwise);
  };
  const auto saving = [](const std::optional<double>& cycles, double before) {
    if (!cycles) return std::string();
    return *cycles < before ? percent(saved(*cycles, before)) : std::string("-");
  };
  const double mapped = layer.explanation.evaluation.cycles;
  const double least = least_cycles(layer);
  const auto proof = [](bool proven) { return std::string(proven ? "optimal" : ""); };
  Table table({{"change", Table::Align::left},
               {"as mapped"},
               {"saves"},
               {"mapped anew"},
               {"saves"},
               {"", Table::Align::left}});
  table.add_row({"none", grouped(mapped), "", grouped(least), "",
                 proof(meets_bound(least, layer.explanation.best.lower_bound))});
  for (const ChangeEffect& effect : layer.explanation.changes) {
    table.add_row({effect.change, cell(effect.as_mapped_cycles, "does not fit"),
                   saving(effect.as_mapped_cycles, mapped), cell(effect.remapped_cycles, "none found"),
                   saving(effect.remapped_cycles, least), proof(effect.proven)});
  }
  return table.text(style);
}

}  // namespace

std::string explanation_text(const ExplainedLayer& layer, const Style& style) {
  const std::string help = what_would_help(layer);
  const std::string paragraph =
      what_limits(layer) + " " + what_another_mapping_does(layer) + (help.empty() ? "" : " " + help);
  return wrapped("", paragraph) +
         section(style, "What changes of the machine do, in cycles", changes_table(layer, style));
}

}  // namespace ridge::cli
