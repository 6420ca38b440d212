#include "cli/views/validation_view.hpp"

namespace ridge::cli {
namespace {

using validation::Comparison;
using validation::Errors;
using validation::Row;

void add_errors(const Errors& errors, Json& json) {
  json["points"] = errors.points;
  json["mean_abs_error"] = json_number(errors.mean);
  json["p90_abs_error"] = json_number(errors.p90);
  json["worst_abs_error"] = json_number(errors.worst);
  json["rank_correlation"] = json_number(errors.rank_correlation);
}

Json row_json(const Row& row) {
  Json json{{"name", row.name}, {"ours", json_number(row.ours)}, {"theirs", json_number(row.theirs)}};
  json["error"] =
      json_number(row.ours && row.theirs ? std::optional(*row.ours / *row.theirs - 1) : std::nullopt);
  if (row.peers) json["peer"] = json_number(row.peers);
  if (!row.note.empty()) json["note"] = row.note;
  return json;
}

void add_comparison(const Comparison& comparison, Json& json) {
  json["quantity"] = comparison.quantity;
  json["unit"] = comparison.unit;
  add_errors(comparison.errors(), json);
  if (!comparison.peer.empty()) {
    json["peer"] = {{"name", comparison.peer}};
    add_errors(comparison.peer_errors(), json["peer"]);
  }
  json["rows"] = Json::array();
  for (const Row& row : comparison.rows)
    json["rows"].push_back(row_json(row));
}

}  // namespace

Json validation_json(const validation::Set& set) {
  Json json{{"schema", "ridge.validation/1"}, {"name", set.name}, {"sentence", set.sentence}};
  json["source"] = set.source;
  json["notes"] = set.notes;
  add_comparison(set.comparisons.front(), json);
  json["also"] = Json::array();
  for (std::size_t i = 1; i < set.comparisons.size(); ++i) {
    Json other{{"name", set.name}};
    add_comparison(set.comparisons[i], other);
    json["also"].push_back(std::move(other));
  }
  if (set.histogram) {
    json["histogram"] = {{"quantity", set.histogram->quantity},
                         {"unit", set.histogram->unit},
                         {"bounds", set.histogram->bounds},
                         {"counts", set.histogram->counts}};
  }
  return json;
}

}  // namespace ridge::cli
