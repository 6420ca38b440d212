#include "cli/views/cause_names.hpp"
#include "cli/views/explanation_view.hpp"

namespace ridge::cli {
namespace {

Json causes_by_size(const ExplainedLayer& layer) {
  Json causes = Json::array();
  const Evaluation& evaluation = layer.explanation.evaluation;
  for (const NamedCause& cause : named_causes(evaluation.causes, *layer.problem, *layer.machine))
    causes.push_back({{"cause", cause.name}, {"cycles", json_number(cause.cycles)}});
  return causes;
}

}  // namespace

Json explanation_json(const ExplainedLayer& layer) {
  const SearchResult& best = layer.explanation.best;
  Json changes = Json::array();
  for (const ChangeEffect& effect : layer.explanation.changes) {
    changes.push_back({{"change", effect.change},
                       {"as_mapped_cycles", json_number(effect.as_mapped_cycles)},
                       {"remapped_cycles", json_number(effect.remapped_cycles)},
                       {"optimal", effect.proven}});
  }
  Json json;
  json["schema"] = "ridge.explanation/1";
  json["layer"] = layer.name;
  json["architecture"] = layer.machine->name;
  json["cycles"] = json_number(layer.explanation.evaluation.cycles);
  json["causes"] = causes_by_size(layer);
  json["best_mapping"] = {{"cycles", best.mapping ? json_number(best.evaluation->cycles) : Json(nullptr)},
                          {"lower_bound", json_number(best.lower_bound)},
                          {"status", name_of(best.status)}};
  json["changes"] = std::move(changes);
  return json;
}

}  // namespace ridge::cli
