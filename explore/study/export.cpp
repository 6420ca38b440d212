#include "explore/study/export.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sqlite3.h>

#include "arch/facts.hpp"
#include "explore/study/pareto.hpp"

namespace ridge::study {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t most_failures = 10;

/// A point with what is known of it.
struct Found {
  Point point;
  const Variant* variant = nullptr;
  std::string status;  // "missing", "left_out", "no_machine", or the record's
  Json body;           // of a record
};

/// Goes through all points in order; one variant at a time is made.
void for_each_point(const Plan& plan, StoreReader& store, const std::function<void(const Found&)>& take) {
  for (std::size_t v = 0; v < plan.variants().size(); ++v) {
    const Variant variant = plan.variants().make(v);
    for (std::size_t p = 0; p < plan.per_variant(); ++p) {
      Found found{plan.point(v * plan.per_variant() + p), &variant, "", Json()};
      if (variant.left_out) {
        found.status = "left_out";
      } else if (!variant.machine) {
        found.status = "no_machine";
      } else if (const auto kept = store.find(plan.inputs(found.point, variant).key)) {
        found.status = kept->status;
        found.body = Json::parse(kept->body);
      } else {
        found.status = "missing";
      }
      take(found);
    }
  }
}

std::string reason_of(const Found& found) {
  if (found.status == "no_machine") return found.variant->failure;
  return found.status == "infeasible" ? "a layer has no mapping" : "";
}

Cell cell_of(const Json& object, const char* key) {
  const auto at = object.find(key);
  if (at == object.end() || at->is_null()) return {};
  if (at->is_number()) return at->get<double>();
  return at->is_string() ? Cell(at->get<std::string>()) : Cell(at->dump());
}

double number_of(const Json& body, const char* part, const char* key) {
  const auto at = body.find(part);
  if (at == body.end()) return std::nan("");
  const auto value = at->find(key);
  return value != at->end() && value->is_number() ? value->get<double>() : std::nan("");
}

Costs costs_of(const Found& found, const std::vector<std::string>& objectives) {
  Costs costs;
  for (const std::string& word : objectives) {
    if (word == "latency")
      costs.push_back(number_of(found.body, "totals", "seconds"));
    else if (word == "energy")
      costs.push_back(number_of(found.body, "totals", "energy_pj"));
    else if (word == "edp")
      costs.push_back(number_of(found.body, "totals", "edp_js"));
    else if (word == "area")
      costs.push_back(number_of(found.body, "machine", "area_mm2"));
    else
      costs.push_back(number_of(found.body, "machine", "power_w"));
  }
  return costs;
}

/// Whether a point is on the front of its workload, by point.
std::vector<bool> fronts_of(const Plan& plan, StoreReader& store) {
  std::vector<bool> on_front(plan.size(), false);
  const std::vector<std::string>& objectives = plan.study().pareto;
  if (objectives.empty()) return on_front;
  std::vector<std::vector<Costs>> costs(plan.workloads().size());
  std::vector<std::vector<std::size_t>> points(plan.workloads().size());
  for_each_point(plan, store, [&](const Found& found) {
    if (found.body.is_null()) return;
    points[found.point.workload].push_back(found.point.index);
    costs[found.point.workload].push_back(costs_of(found, objectives));
  });
  for (std::size_t workload = 0; workload < costs.size(); ++workload) {
    const std::vector<bool> front = pareto_front(costs[workload]);
    for (std::size_t i = 0; i < front.size(); ++i)
      on_front[points[workload][i]] = front[i];
  }
  return on_front;
}

/// The paths that have a value of their own at some point, in the order of the study.
std::vector<std::string> paths_of(const Study& study) {
  std::vector<std::string> paths;
  const auto add = [&paths](const std::string& path) {
    if (std::find(paths.begin(), paths.end(), path) == paths.end()) paths.push_back(path);
  };
  for (const Axis& axis : study.axes)
    std::for_each(axis.paths.begin(), axis.paths.end(), add);
  for (const Calculated& each : study.calculated)
    add(each.path);
  if (study.hold) add(study.hold->by);
  return paths;
}

std::string value_at(const Variant& variant, const std::string& path) {
  std::string text;
  for (const auto& [name, value] : variant.values)
    if (name == path) text = value;  // the last one holds
  return text;
}

bool is_shown(const Found& found) {
  return found.status != "missing" && found.status != "left_out";
}

Cell text_or_nothing(const std::string& text) {
  return text.empty() ? Cell() : Cell(text);
}

/// The labels that every export begins a point with.
std::string machine_label(const Plan& plan, const Found& found) {
  return found.variant->machine ? found.variant->machine->name
                                : plan.study().machines[found.variant->base].label;
}

/// The axes as lists of the paths that move together.
Json moves_of(const Study& study) {
  Json moves = Json::array();
  for (const Axis& axis : study.axes)
    moves.push_back(axis.paths);
  return moves;
}

/// Read bandwidth of all instances of a level, in bytes per cycle, of levels that have a limit.
Json roofs_of(const Machine& machine) {
  Json roofs = Json::object();
  for (const LevelFacts& facts : facts_of(machine).levels)
    if (facts.read.total_bytes_per_cycle)
      roofs[machine.levels[facts.level].name] = *facts.read.total_bytes_per_cycle;
  return roofs;
}

}  // namespace

StudyStatus study_status(const Plan& plan, const std::filesystem::path& folder, const Place& place) {
  StoreReader store(folder, place);
  StudyStatus status;
  status.points = plan.size();
  status.machines = plan.variants().size();
  for_each_point(plan, store, [&status](const Found& found) {
    if (found.status == "missing")
      ++status.missing;
    else if (found.status == "left_out")
      ++status.left_out;
    else if (found.status != "no_machine")
      ++status.done;
    if (found.status == "optimal") ++status.proven;
    const std::string reason = reason_of(found);
    if (reason.empty()) return;
    ++status.failed;
    if (status.failures.size() < most_failures)
      status.failures.push_back(fmt::format("point {}: {}", found.point.index, reason));
  });
  status.store = store.facts();
  status.files = store.files();
  return status;
}

TableOfResults points_table(const Plan& plan, const std::filesystem::path& folder, const Place& place) {
  static const std::vector<const char*> amounts{
      "layers", "operations",  "cycles", "seconds",     "energy_pj",     "edp_js",
      "value",  "lower_bound", "gap",    "utilization", "mapped_cycles", "traffic_cycles"};
  StoreReader store(folder, place);
  const std::vector<bool> front = fronts_of(plan, store);
  const std::vector<std::string> paths = paths_of(plan.study());
  TableOfResults table{"points", {"point", "machine", "constraints"}, {}};
  table.columns.insert(table.columns.end(), paths.begin(), paths.end());
  for (const char* column : {"workload", "objective", "status", "reason", "area_mm2", "power_w", "lanes"})
    table.columns.emplace_back(column);
  table.columns.insert(table.columns.end(), amounts.begin(), amounts.end());
  for (const char* column : {"resident_results", "resident_bytes", "front"})
    table.columns.emplace_back(column);
  for_each_point(plan, store, [&](const Found& found) {
    if (!is_shown(found)) return;
    std::vector<Cell> row{static_cast<double>(found.point.index), machine_label(plan, found),
                          text_or_nothing(plan.study().constraints[found.variant->constraints])};
    for (const std::string& path : paths)
      row.push_back(text_or_nothing(value_at(*found.variant, path)));
    row.emplace_back(plan.study().workloads[found.point.workload].label);
    row.emplace_back(name_of(plan.study().objectives[found.point.objective]));
    row.emplace_back(found.status);
    row.push_back(text_or_nothing(reason_of(found)));
    const Json none = Json::object();
    const auto part = [&](const char* key) -> const Json& {
      const auto at = found.body.find(key);
      return at == found.body.end() ? none : *at;
    };
    for (const char* key : {"area_mm2", "power_w", "lanes"})
      row.push_back(cell_of(part("machine"), key));
    for (const char* key : amounts)
      row.push_back(cell_of(part("totals"), key));
    row.push_back(cell_of(part("resident"), "staying"));
    row.push_back(cell_of(part("resident"), "peak_bytes"));
    row.push_back(plan.study().pareto.empty() ? Cell() : Cell(front[found.point.index] ? 1.0 : 0.0));
    table.rows.push_back(std::move(row));
  });
  return table;
}

TableOfResults layers_table(const Plan& plan, const std::filesystem::path& folder, const Place& place) {
  StoreReader store(folder, place);
  TableOfResults table{"layers",
                       {"point", "layer", "count", "work", "status", "cycles", "seconds", "energy_pj",
                        "utilization", "operations", "peak", "attainable", "attainable_mapped", "achieved"},
                       {}};
  for_each_point(plan, store, [&](const Found& found) {
    if (found.body.is_null()) return;
    for (const Json& each : found.body["layers"]) {
      const auto text = store.layer(each["layer"].get<std::string>());
      const Json layer = text ? Json::parse(*text) : Json::object();
      std::vector<Cell> row{static_cast<double>(found.point.index), each["name"].get<std::string>(),
                            each["count"].get<double>()};
      for (const char* key :
           {"work", "status", "cycles", "seconds", "energy_pj", "utilization", "operations"})
        row.push_back(cell_of(layer, key));
      const auto roofline = layer.find("roofline");
      for (const char* key : {"peak", "attainable", "attainable_mapped", "achieved"})
        row.push_back(roofline == layer.end() ? Cell() : cell_of(*roofline, key));
      table.rows.push_back(std::move(row));
    }
  });
  return table;
}

TableOfResults parts_table(const Plan& plan, const std::filesystem::path& folder, const Place& place) {
  StoreReader store(folder, place);
  TableOfResults table{"parts", {"point", "kind", "name", "amount"}, {}};
  const std::vector<std::pair<const char*, const char*>> kinds{
      {"causes", "cycles"}, {"energy_by_level", "energy_pj"}, {"bytes_by_level", "bytes"}};
  for_each_point(plan, store, [&](const Found& found) {
    if (found.body.is_null()) return;
    for (const auto& [key, kind] : kinds) {
      for (const auto& [name, amount] : found.body["totals"][key].items())
        table.rows.push_back({static_cast<double>(found.point.index), std::string(kind), name,
                              amount.is_number() ? Cell(amount.get<double>()) : Cell()});
    }
  });
  return table;
}

void write_json(const Plan& plan, const std::filesystem::path& folder, const Place& place,
                const std::function<void(const std::string&)>& write) {
  StoreReader store(folder, place);
  const std::vector<bool> front = fronts_of(plan, store);
  write(
      fmt::format("{{\"schema\": \"ridge.study/1\",\n \"study\": {},\n \"axes\": {},\n \"moves\": {},\n "
                  "\"pareto\": {},\n "
                  "\"points\": [",
                  Json(plan.study().name).dump(), Json(paths_of(plan.study())).dump(),
                  moves_of(plan.study()).dump(), Json(plan.study().pareto).dump()));
  std::map<std::string, bool> layers;  // by hash
  bool is_first = true;
  for_each_point(plan, store, [&](const Found& found) {
    if (!is_shown(found)) return;
    const std::string& constraints = plan.study().constraints[found.variant->constraints];
    Json values = Json::object();
    for (const std::string& path : paths_of(plan.study()))
      values[path] = value_at(*found.variant, path);
    Json json{{"point", found.point.index},
              {"base", machine_label(plan, found)},
              {"as_shipped", found.variant->as_shipped},
              {"constraints", constraints.empty() ? Json(nullptr) : Json(constraints)},
              {"values", std::move(values)},
              {"workload", plan.study().workloads[found.point.workload].label},
              {"objective", name_of(plan.study().objectives[found.point.objective])},
              {"status", found.status},
              {"reason", reason_of(found)},
              {"front", plan.study().pareto.empty() ? Json(nullptr)
                                                    : Json(static_cast<bool>(front[found.point.index]))}};
    if (!found.body.is_null()) {
      json.update(found.body);
      json["machine"]["roofs"] = roofs_of(*found.variant->machine);
      for (const Json& layer : found.body["layers"])
        layers.emplace(layer["layer"].get<std::string>(), true);
    }
    write((is_first ? "\n  " : ",\n  ") + json.dump());
    is_first = false;
  });
  write("\n ],\n \"layers\": {");
  is_first = true;
  for (const auto& [hash, used] : layers) {
    const auto body = store.layer(hash);
    if (!body) continue;
    write(fmt::format("{}\"{}\": {}", is_first ? "\n  " : ",\n  ", hash, *body));
    is_first = false;
  }
  write("\n }\n}\n");
}

namespace {

std::string csv_cell(const Cell& cell) {
  if (const double* number = std::get_if<double>(&cell)) return fmt::format("{}", *number);
  const std::string* text = std::get_if<std::string>(&cell);
  if (text == nullptr) return {};
  if (text->find_first_of(",\"\n\r") == std::string::npos) return *text;
  std::string quoted = "\"";
  for (const char c : *text)
    quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + '"';
}

std::string quoted_name(const std::string& name) {
  return "\"" + name + "\"";
}

void bind(sqlite3_stmt* statement, int at, const Cell& cell) {
  if (const double* number = std::get_if<double>(&cell)) {
    const bool whole = *number == std::floor(*number) && std::abs(*number) < 9e15;
    if (whole)
      sqlite3_bind_int64(statement, at, static_cast<std::int64_t>(*number));
    else
      sqlite3_bind_double(statement, at, *number);
  } else if (const std::string* text = std::get_if<std::string>(&cell)) {
    sqlite3_bind_text(statement, at, text->data(), static_cast<int>(text->size()), SQLITE_TRANSIENT);
  } else {
    sqlite3_bind_null(statement, at);
  }
}

/// False when the database does not take it.
bool write_table(sqlite3* database, const TableOfResults& table) {
  std::vector<std::string> names;
  for (const std::string& column : table.columns)
    names.push_back(quoted_name(column));
  const std::string create =
      fmt::format("CREATE TABLE {} ({})", quoted_name(table.name), fmt::join(names, ", "));
  if (sqlite3_exec(database, create.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) return false;
  std::string insert = fmt::format("INSERT INTO {} VALUES (", quoted_name(table.name));
  for (std::size_t i = 0; i < names.size(); ++i)
    insert += i == 0 ? "?" : ", ?";
  sqlite3_stmt* statement = nullptr;
  bool good = sqlite3_prepare_v2(database, (insert + ")").c_str(), -1, &statement, nullptr) == SQLITE_OK;
  for (const std::vector<Cell>& row : table.rows) {
    for (std::size_t i = 0; good && i < row.size(); ++i)
      bind(statement, static_cast<int>(i) + 1, row[i]);
    good = good && sqlite3_step(statement) == SQLITE_DONE;
    sqlite3_reset(statement);
  }
  sqlite3_finalize(statement);
  return good;
}

}  // namespace

std::string csv_text(const TableOfResults& table) {
  std::string text;
  const auto add = [&text](std::size_t column, const std::string& cell) {
    text += column == 0 ? cell : "," + cell;
  };
  for (std::size_t i = 0; i < table.columns.size(); ++i)
    add(i, csv_cell(table.columns[i]));
  text += "\n";
  for (const std::vector<Cell>& row : table.rows) {
    for (std::size_t i = 0; i < row.size(); ++i)
      add(i, csv_cell(row[i]));
    text += "\n";
  }
  return text;
}

void write_sqlite(const std::vector<TableOfResults>& tables, const std::filesystem::path& file,
                  const Place& place) {
  std::error_code error;
  std::filesystem::remove(file, error);
  sqlite3* database = nullptr;
  bool good = sqlite3_open(file.c_str(), &database) == SQLITE_OK &&
              sqlite3_exec(database, "BEGIN", nullptr, nullptr, nullptr) == SQLITE_OK;
  for (const TableOfResults& table : tables)
    good = good && write_table(database, table);
  good = good && sqlite3_exec(database, "COMMIT", nullptr, nullptr, nullptr) == SQLITE_OK;
  const std::string why = good ? "" : sqlite3_errmsg(database);
  sqlite3_close(database);
  if (!good)
    throw InputError(place, fmt::format("'{}' cannot be written: {}", file.string(), why),
                     "name another file");
}

}  // namespace ridge::study
