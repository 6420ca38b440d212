#include <algorithm>
#include <functional>

#include <fmt/format.h>

#include "cli/views/changes.hpp"

namespace ridge::cli {

namespace {

/// Amounts by name, in the order of their first appearance.
class Amounts {
 public:
  /// Adds up what has the same name; what is unknown once stays so.
  void add(const std::string& name, const std::optional<double>& amount) {
    const auto found =
        std::find_if(rows_.begin(), rows_.end(), [&name](const auto& row) { return row.first == name; });
    if (found == rows_.end())
      rows_.emplace_back(name, amount);
    else
      found->second = found->second && amount ? std::optional(*found->second + *amount) : std::nullopt;
  }
  const std::vector<std::pair<std::string, std::optional<double>>>& rows() const { return rows_; }

 private:
  std::vector<std::pair<std::string, std::optional<double>>> rows_;
};

std::optional<double> number(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number() ? std::optional(found->get<double>()) : std::nullopt;
}

std::optional<double> times(const std::optional<double>& amount, double count) {
  return amount ? std::optional(*amount * count) : std::nullopt;
}

/// A layer of a result and how often it counts.
struct Part {
  std::string name;
  const Json* evaluation = nullptr;
  double count = 1;
};

bool is_network(const Json& result) {
  return result.contains("layers") && result.contains("totals");
}

const Json* evaluation_in(const Json& result) {
  if (result.value("schema", "") == "ridge.evaluation/1") return &result;
  const auto found = result.find("evaluation");
  return found != result.end() && found->is_object() ? &*found : nullptr;
}

std::vector<Part> parts_of(const Json& result) {
  std::vector<Part> parts;
  if (!is_network(result)) {
    parts.push_back({"", evaluation_in(result), 1});
  } else {
    for (const Json& layer : result["layers"])
      parts.push_back({layer.value("name", ""), evaluation_in(layer), number(layer, "count").value_or(1)});
  }
  std::erase_if(parts, [](const Part& part) {
    return part.evaluation == nullptr || !part.evaluation->value("feasible", false);
  });
  return parts;
}

void add_causes(const Part& part, Amounts& amounts) {
  const Json& causes = (*part.evaluation)["causes"];
  for (const auto& [key, value] : causes.items()) {
    if (value.is_number()) {
      std::string name = key;
      std::replace(name.begin(), name.end(), '_', ' ');
      amounts.add(name, times(number(causes, key.c_str()), part.count));
      continue;
    }
    for (const Json& stall : value)
      amounts.add(fmt::format("waits for {} {} {}", stall.value("level", ""), stall.value("tensor", ""),
                              stall.value("direction", "")),
                  times(number(stall, "cycles"), part.count));
  }
}

void add_energies(const Part& part, Amounts& amounts) {
  const Json& evaluation = *part.evaluation;
  for (const char* list : {"levels", "networks"})
    for (const Json& each : evaluation[list])
      amounts.add(each.value("name", ""), times(number(each, "energy_pj"), part.count));
  amounts.add("compute", times(number(evaluation["compute"], "energy_pj"), part.count));
  amounts.add("leakage", times(number(evaluation, "static_energy_pj"), part.count));
}

void add_words(const Part& part, Amounts& amounts) {
  for (const Json& level : (*part.evaluation)["levels"]) {
    for (const auto& [tensor, counts] : level["tensors"].items()) {
      double words = 0;
      for (const char* action : {"reads", "fills", "updates", "drains"})
        words += number(counts, action).value_or(0);
      amounts.add(fmt::format("{} {}", level.value("name", ""), tensor), words * part.count);
    }
  }
}

void add_roofline(const Part& part, Amounts& amounts) {
  const Json& roofline = (*part.evaluation)["roofline"];
  for (const char* rate : {"peak", "attainable", "attainable_mapped", "achieved"}) {
    std::string name = rate;
    std::replace(name.begin(), name.end(), '_', ' ');
    amounts.add(name, number(roofline, fmt::format("{}_ops_per_cycle", rate).c_str()));
  }
}

void add_layer(const Part& part, Amounts& amounts) {
  amounts.add(part.name, times(number(*part.evaluation, "cycles"), part.count));
}

AmountTable joined(const std::string& title, AmountUnit unit, const Amounts& a, const Amounts& b) {
  AmountTable table{title, unit, {}};
  for (const auto& [name, amount] : a.rows())
    table.rows.push_back({name, amount, 0.0});
  for (const auto& [name, amount] : b.rows()) {
    const auto row = std::find_if(table.rows.begin(), table.rows.end(),
                                  [&name = name](const AmountChange& change) { return change.name == name; });
    if (row == table.rows.end())
      table.rows.push_back({name, 0.0, amount});
    else
      row->b = amount;
  }
  std::erase_if(table.rows, [](const AmountChange& row) { return row.a == 0.0 && row.b == 0.0; });
  return table;
}

/// What stands in one place of both results.
AmountTable total(const std::string& name, AmountUnit unit, const Json& a, const Json& b, const char* key) {
  const auto value = [key](const Json& result) {
    const Json* const evaluation = evaluation_in(result);
    if (is_network(result)) return number(result["totals"], key);
    return evaluation == nullptr ? std::nullopt : number(*evaluation, key);
  };
  return {name, unit, {{name, value(a), value(b)}}};
}

}  // namespace

bool is_result(const Json& json) {
  return json.is_object() && (is_network(json) || evaluation_in(json) != nullptr);
}

std::vector<AmountTable> result_changes(const Json& a, const Json& b) {
  std::vector<AmountTable> tables{
      total("cycles", AmountUnit::cycles, a, b, "cycles"),
      total("time", AmountUnit::seconds, a, b, "seconds"),
      total("energy", AmountUnit::picojoules, a, b, "energy_pj"),
      total("EDP", AmountUnit::joule_seconds, a, b, "edp_js"),
  };
  const std::vector<Part> before = parts_of(a);
  const std::vector<Part> after = parts_of(b);
  if (!before.empty() && !after.empty()) {
    tables.push_back({"area",
                      AmountUnit::square_millimetres,
                      {{"area", number(*before.front().evaluation, "area_mm2"),
                        number(*after.front().evaluation, "area_mm2")}}});
  }
  const auto table = [&](const char* title, AmountUnit unit, void (*add)(const Part&, Amounts&)) {
    Amounts of_a;
    Amounts of_b;
    for (const Part& part : before)
      add(part, of_a);
    for (const Part& part : after)
      add(part, of_b);
    tables.push_back(joined(title, unit, of_a, of_b));
  };
  table("cycles by cause", AmountUnit::cycles, add_causes);
  table("energy by level", AmountUnit::picojoules, add_energies);
  table("words by level and tensor", AmountUnit::words, add_words);
  if (is_network(a) || is_network(b)) {
    table("cycles by layer", AmountUnit::cycles, add_layer);
  } else {
    table("roofline, operations a cycle", AmountUnit::ops_per_cycle, add_roofline);
  }
  return tables;
}

}  // namespace ridge::cli
