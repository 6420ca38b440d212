#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/readable_bytes.hpp"
#include "cli/views/changes.hpp"
#include "cli/views/numbers.hpp"
#include "cli/views/table.hpp"
#include "cli/views/wrap.hpp"

namespace ridge::cli {

namespace {

using Align = Table::Align;

std::string amount_text(const std::optional<double>& amount, AmountUnit unit) {
  if (!amount) return "unknown";
  if (*amount == 0) return "-";
  switch (unit) {
    case AmountUnit::seconds:
      return with_unit(amount, "s");
    case AmountUnit::picojoules:
      return energy(amount);
    case AmountUnit::joule_seconds:
      return with_unit(amount, "J s");
    case AmountUnit::square_millimetres:
      return fmt::format("{} mm2", engineering(*amount));
    case AmountUnit::part:
      return percent(*amount);
    case AmountUnit::cycles:
    case AmountUnit::words:
    case AmountUnit::ops_per_cycle:
      return engineering(*amount);
  }
  return {};
}

/// "+12 %", "-3.1 %", "2.4x", "new", "gone", "=".
std::string change_text(const AmountChange& change) {
  if (!change.differs()) return "=";
  if (!change.a || !change.b) return "";
  if (*change.a == 0) return "new";
  if (*change.b == 0) return "gone";
  const double ratio = *change.b / *change.a;
  if (ratio >= 2) return factor(ratio);
  return fmt::format("{}{}", ratio > 1 ? "+" : "-", percent(std::abs(ratio - 1)));
}

Table table_of(const Changes& changes, const char* first) {
  return Table({{first, Align::left}, {changes.a}, {changes.b}, {"change"}});
}

/// A value of an input, for reading: sizes in the unit that fits, few digits, no more than a part of a long
/// text.
std::string value_text(const std::string& text) {
  constexpr std::size_t most_digits = 8;
  constexpr std::size_t most_characters = 40;
  if (text.empty()) return "-";
  if (const auto amount = amount_of(text)) {
    const auto& [number, unit] = *amount;
    if (unit == " B" && number == std::floor(number))
      return readable_bytes(static_cast<std::int64_t>(number));
    if (text.size() - unit.size() > most_digits) return fmt::format("{:.4g}{}", number, unit);
  }
  return text.size() <= most_characters ? text : text.substr(0, most_characters - 3) + "...";
}

std::string inputs_text(const Changes& changes, const Style& style) {
  if (!changes.inputs_known) return {};
  if (changes.inputs.empty()) return section(style, "Input", "  nothing differs\n");
  Table table = table_of(changes, "");
  for (const InputChange& change : changes.inputs) {
    const std::string ratio = change.ratio       ? factor(*change.ratio)
                              : change.a.empty() ? "new"
                              : change.b.empty() ? "gone"
                                                 : "";
    table.add_row({change.path, value_text(change.a), value_text(change.b), ratio});
  }
  return section(style, "Input", table.text(style));
}

double size_of(const AmountChange& change) {
  return std::abs(change.b.value_or(0) - change.a.value_or(0));
}

/// Tables of one row are totals.
std::string totals_text(const Changes& changes, const Style& style) {
  Table table = table_of(changes, "");
  for (const AmountTable& of : changes.results) {
    if (of.rows.size() != 1 || of.rows.front().name != of.title) continue;
    const AmountChange& row = of.rows.front();
    if (row.a || row.b)
      table.add_row({row.name, amount_text(row.a, of.unit), amount_text(row.b, of.unit), change_text(row)});
  }
  return table.empty() ? "" : section(style, "Result", table.text(style));
}

/// What changed most stands first.
std::string rows_text(const Changes& changes, const AmountTable& of, const Style& style) {
  std::vector<AmountChange> rows;
  std::copy_if(of.rows.begin(), of.rows.end(), std::back_inserter(rows),
               [](const AmountChange& row) { return row.differs(); });
  std::stable_sort(rows.begin(), rows.end(),
                   [](const AmountChange& a, const AmountChange& b) { return size_of(a) > size_of(b); });
  std::string title = of.title;
  title.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(title.front())));
  if (rows.empty()) return of.rows.empty() ? "" : section(style, title, "  nothing differs\n");
  Table table = table_of(changes, "");
  for (const AmountChange& row : rows)
    table.add_row({row.name, amount_text(row.a, of.unit), amount_text(row.b, of.unit), change_text(row)});
  std::string text = table.text(style);
  if (const std::size_t equal = of.rows.size() - rows.size(); equal > 0)
    text += fmt::format("  and {} that {} equal\n", equal, equal == 1 ? "is" : "are");
  return section(style, title, text);
}

const char* key_of(AmountUnit unit) {
  switch (unit) {
    case AmountUnit::cycles:
      return "cycles";
    case AmountUnit::seconds:
      return "seconds";
    case AmountUnit::picojoules:
      return "pj";
    case AmountUnit::joule_seconds:
      return "js";
    case AmountUnit::square_millimetres:
      return "mm2";
    case AmountUnit::words:
      return "words";
    case AmountUnit::ops_per_cycle:
      return "ops_per_cycle";
    case AmountUnit::part:
      return "part";
  }
  return "";
}

}  // namespace

std::string changes_text(const Changes& changes, const Style& style) {
  std::string text = style.heading(fmt::format("{} -> {}", changes.a, changes.b));
  if (!changes.about.empty()) text += ": " + changes.about;
  text += '\n';
  text += inputs_text(changes, style) + totals_text(changes, style);
  for (const AmountTable& table : changes.results)
    if (table.rows.size() != 1 || table.rows.front().name != table.title)
      text += rows_text(changes, table, style);
  return text;
}

Json changes_json(const Changes& changes) {
  Json inputs = Json::array();
  for (const InputChange& change : changes.inputs) {
    inputs.push_back({{"path", change.path},
                      {"a", change.a.empty() ? Json(nullptr) : Json(change.a)},
                      {"b", change.b.empty() ? Json(nullptr) : Json(change.b)},
                      {"ratio", json_number(change.ratio)}});
  }
  Json results = Json::array();
  for (const AmountTable& table : changes.results) {
    Json rows = Json::array();
    for (const AmountChange& row : table.rows)
      rows.push_back({{"name", row.name}, {"a", json_number(row.a)}, {"b", json_number(row.b)}});
    results.push_back({{"title", table.title}, {"unit", key_of(table.unit)}, {"rows", std::move(rows)}});
  }
  return {{"schema", "ridge.comparison/1"},
          {"a", changes.a},
          {"b", changes.b},
          {"about", changes.about},
          {"inputs", changes.inputs_known ? std::move(inputs) : Json(nullptr)},
          {"results", std::move(results)}};
}

}  // namespace ridge::cli
