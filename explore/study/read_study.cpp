#include <algorithm>
#include <cmath>
#include <filesystem>

#include <fmt/format.h>

#include "base/config_path.hpp"
#include "explore/study/amount.hpp"
#include "explore/study/study.hpp"
#include "mapper/search.hpp"

namespace ridge::study {

namespace {

constexpr std::size_t most_steps = 100'000;
const std::vector<std::string> pareto_words{"latency", "energy", "edp", "area", "power"};

class Reader {
 public:
  explicit Reader(const yaml::Node& root) : root_(root), map_(root, diagnostics_, "the study") {}

  Study run() {
    yaml::read_kind(root_, {"study"});
    map_.has("ridge");
    map_.text("source");
    study_.name = map_.text("name").value_or("");
    if (study_.name.empty() && !map_.has("name")) map_.missing("name", "give it one: its results go by it");
    study_.machines = choices("machines", "machine", {});
    study_.workloads = choices("workloads", "workload", {"batch", "sequence", "decode", "precision"});
    read_constraints();
    read_objectives();
    read_axes();
    read_set();
    read_where();
    read_hold();
    read_sample();
    read_pareto();
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
    study_.effort = map_.integer("effort", 1, most).value_or(SearchOptions{}.effort);
    study_.seed = static_cast<std::uint64_t>(map_.integer("seed", 0, most).value_or(1));
    study_.residency = map_.text("residency").value_or("");
    map_.finish();
    diagnostics_.throw_if_errors();
    return study_;
  }

 private:
  static std::string scalar_of(const yaml::Node& node) { return node.is_scalar() ? node.scalar() : ""; }

  /// A file beside the study, or what was written.
  std::string beside(const std::string& text) const {
    const bool is_path = text.find('/') != std::string::npos || text.ends_with(".yaml") ||
                         text.ends_with(".csv") || text.ends_with(".json");
    const auto& source = root_.place().source;
    if (!is_path || source == nullptr) return text;
    const std::filesystem::path file = std::filesystem::path(source->name).parent_path() / text;
    std::error_code none;
    return std::filesystem::exists(file, none) ? file.string() : text;
  }

  /// Names, or maps of a name and changes: {workload: resnet50, batch: 8}.
  std::vector<Choice> choices(const char* key, const char* what, const std::vector<std::string>& changes) {
    std::vector<Choice> all;
    const auto list = map_.required_child(key);
    if (!list) return all;
    const std::vector<yaml::Node> items = list->is_list() ? list->items() : std::vector<yaml::Node>{*list};
    for (const yaml::Node& item : items) {
      Choice choice;
      choice.place = item.place();
      if (item.is_map()) {
        yaml::MapReader map(item, diagnostics_, fmt::format("a {} of the study", what));
        if (const auto name = map.required_child(what)) choice.what = scalar_of(*name);
        choice.label = choice.what;
        for (const std::string& change : changes) {
          const auto value = map.child(change);
          if (!value) continue;
          choice.changes.push_back(change + "=" + scalar_of(*value));
          choice.label += ", " + choice.changes.back();
        }
        map.finish();
      } else {
        choice.what = choice.label = scalar_of(item);
      }
      if (choice.what.empty())
        diagnostics_.error(item.place(), fmt::format("'{}' lists names or files of a {}", key, what)).help =
            fmt::format("write a name, or {{{}: NAME}}", what);
      choice.what = beside(choice.what);
      all.push_back(std::move(choice));
    }
    if (all.empty())
      diagnostics_.error(list->place(), fmt::format("the study has no {}", what)).help =
          fmt::format("name one: {}: [NAME]", key);
    return all;
  }

  /// The texts of a list, or of the one value in its place.
  std::vector<std::pair<std::string, Place>> texts(const char* key) {
    std::vector<std::pair<std::string, Place>> all;
    const auto list = map_.child(key);
    if (!list) return all;
    const std::vector<yaml::Node> items = list->is_list() ? list->items() : std::vector<yaml::Node>{*list};
    for (const yaml::Node& item : items) {
      if (const auto text = yaml::read_text(item, diagnostics_, fmt::format("an item of '{}'", key)))
        all.emplace_back(*text, item.place());
    }
    return all;
  }

  void read_constraints() {
    for (const auto& [text, place] : texts("constraints"))
      study_.constraints.push_back(text == "none" ? "" : beside(text));
    if (study_.constraints.empty()) study_.constraints = {""};
  }

  void read_objectives() {
    for (const auto& [text, place] : texts("objectives")) {
      const auto parsed = parse_objective(text);
      if (const auto* objective = std::get_if<Objective>(&parsed)) {
        study_.objectives.push_back(*objective);
      } else {
        diagnostics_.error(place, fmt::format("'{}' is no objective", text)).help =
            "write latency, energy, edp, edap, or weights such as energy:2,latency:1";
      }
    }
    if (study_.objectives.empty()) study_.objectives = {Objective::edp};
  }

  void read_axes() {
    const auto list = map_.child("axes");
    if (!list) return;
    if (!list->is_list()) {
      diagnostics_.error(list->place(), fmt::format("'axes' is a list, and not {}", list->described())).help =
          "begin each axis with '- ': '- GLB.size: [64 KiB, 128 KiB]'";
      return;
    }
    for (const yaml::Node& item : list->items())
      read_axis(item);
  }

  void read_axis(const yaml::Node& node) {
    if (!node.is_map() || node.entries().empty()) {
      diagnostics_
          .error(node.place(),
                 fmt::format("an axis is a map from a value of the machine to its values, and not {}",
                             node.described()))
          .help = "write 'GLB.size: [64 KiB, 128 KiB]'";
      return;
    }
    Axis axis;
    axis.place = node.place();
    for (const auto& entry : node.entries()) {
      const std::vector<std::string> values = values_of(entry.value, entry.key);
      if (values.empty()) return;
      if (axis.rows.empty()) axis.rows.resize(values.size());
      if (axis.rows.size() != values.size()) {
        Diagnostic& error = diagnostics_.error(
            entry.key_place, fmt::format("'{}' has {} values, and '{}', with which it moves, has {}",
                                         entry.key, values.size(), axis.paths.front(), axis.rows.size()));
        error.help = "give both as many, or make two axes of them";
        return;
      }
      axis.paths.push_back(entry.key);
      for (std::size_t i = 0; i < values.size(); ++i)
        axis.rows[i].push_back(values[i]);
    }
    study_.axes.push_back(std::move(axis));
  }

  std::vector<std::string> values_of(const yaml::Node& node, const std::string& path) {
    if (node.is_map()) return range_in(node, path);
    std::vector<std::string> values;
    const std::vector<yaml::Node> items = node.is_list() ? node.items() : std::vector<yaml::Node>{node};
    for (const yaml::Node& item : items)
      if (const auto text = yaml::read_text(item, diagnostics_, fmt::format("a value of '{}'", path)))
        values.push_back(*text);
    if (items.empty())
      diagnostics_.error(node.place(), fmt::format("'{}' has no values", path)).help =
          "list some, or leave the axis out";
    return values.size() == items.size() ? values : std::vector<std::string>{};
  }

  std::vector<std::string> range_in(const yaml::Node& node, const std::string& path) {
    yaml::MapReader map(node, diagnostics_, fmt::format("the range of '{}'", path));
    const auto from = map.required_child("from");
    const auto to = map.required_child("to");
    if (!map.has("steps")) map.missing("steps", "say how many values there are");
    const auto steps = map.integer("steps", 2, most_steps);
    const auto scale = map.choice("scale", {"linear", "log"});
    map.finish();
    if (!from || !to || !steps) return {};
    try {
      return range_of(scalar_of(*from), scalar_of(*to), static_cast<std::size_t>(*steps),
                      scale.value_or(0) == 1, node.place());
    } catch (const InputError& error) {
      diagnostics_.error(error.diagnostics().front().place, error.diagnostics().front().message).help =
          error.diagnostics().front().help;
      return {};
    }
  }

  void read_set() {
    const auto node = map_.child("set");
    if (!node) return;
    if (!node->is_map()) {
      diagnostics_.error(
          node->place(),
          fmt::format("'set' is a map from a value of the machine to how it is calculated, and not {}",
                      node->described()));
      return;
    }
    for (const auto& entry : node->entries())
      if (const auto text = yaml::read_text(entry.value, diagnostics_, fmt::format("'{}'", entry.key)))
        study_.calculated.push_back({entry.key, *text, entry.value.place()});
  }

  void read_where() {
    for (const auto& [text, place] : texts("where"))
      study_.where.push_back({text, place});
  }

  void read_hold() {
    const auto node = map_.child("hold");
    if (!node) return;
    yaml::MapReader map(*node, diagnostics_, "'hold'");
    Hold hold;
    hold.place = node->place();
    const auto area = map.child("area");
    const auto power = map.child("power");
    if (area.has_value() == power.has_value()) {
      diagnostics_.error(node->place(), "one budget is held, of area or of power").help =
          "write {area: base, by: PE.x}, or an amount in the place of 'base'";
      return;
    }
    hold.budget = area ? Budget::area : Budget::power;
    const std::string amount = scalar_of(area ? *area : *power);
    if (amount != "base") hold.amount = budget_of(amount, hold.budget, (area ? area : power)->place());
    if (const auto by = map.required_child("by")) hold.by = scalar_of(*by);
    hold.within = map.number("within", 0, 1).value_or(hold.within);
    map.finish();
    study_.hold = hold;
  }

  std::optional<double> budget_of(const std::string& text, Budget budget, const Place& place) {
    const auto square = parse_quantity<SquareMillimetres>(text);
    const auto watts = parse_quantity<Watts>(text);
    if (budget == Budget::area && std::holds_alternative<SquareMillimetres>(square))
      return std::get<SquareMillimetres>(square).value;
    if (budget == Budget::power && std::holds_alternative<Watts>(watts)) return std::get<Watts>(watts).value;
    diagnostics_.error(place, fmt::format("'{}' is no {}", text, budget == Budget::area ? "area" : "power"))
        .help = budget == Budget::area ? "write 'base', or an amount such as '100 mm2'"
                                       : "write 'base', or an amount such as '75 W'";
    return std::nullopt;
  }

  void read_sample() {
    const auto node = map_.child("sample");
    if (!node) return;
    Sample sample;
    if (node->is_scalar()) {
      const auto points = yaml::read_integer(*node, diagnostics_, "'sample'", 1, 10'000'000);
      sample.points = static_cast<std::size_t>(points.value_or(1));
    } else {
      yaml::MapReader map(*node, diagnostics_, "'sample'");
      if (!map.has("points")) map.missing("points", "say how many machines there are at most");
      sample.points = static_cast<std::size_t>(map.integer("points", 1, 10'000'000).value_or(1));
      sample.method =
          static_cast<SampleMethod>(map.choice("method", {"grid", "random", "sobol"}).value_or(2));
      sample.seed = static_cast<std::uint64_t>(
          map.integer("seed", 0, std::numeric_limits<std::int64_t>::max()).value_or(1));
      map.finish();
    }
    study_.sample = sample;
  }

  void read_pareto() {
    for (const auto& [text, place] : texts("pareto")) {
      if (std::find(pareto_words.begin(), pareto_words.end(), text) == pareto_words.end()) {
        Diagnostic& error =
            diagnostics_.error(place, fmt::format("'{}' is nothing that a front is made of", text));
        error.help = did_you_mean(text, pareto_words);
        if (error.help.empty()) error.help = "choose among latency, energy, edp, area and power";
      }
      study_.pareto.push_back(text);
    }
    if (study_.pareto.size() == 1)
      diagnostics_.error(root_.find("pareto")->place(), "a front has two objectives or more").help =
          "add another one, such as 'area'";
  }

  const yaml::Node& root_;
  Diagnostics diagnostics_;
  yaml::MapReader map_;
  Study study_;
};

}  // namespace

Study read_study(const yaml::Node& root) {
  return Reader(root).run();
}

Study load_study(const std::string& path_or_name) {
  const bool is_path = path_or_name.find('/') != std::string::npos || path_or_name.ends_with(".yaml") ||
                       path_or_name.ends_with(".yml") || path_or_name.ends_with(".json");
  if (is_path) return read_study(yaml::parse_file(path_or_name));
  const std::filesystem::path shipped = shipped_config("studies", path_or_name);
  if (shipped.empty()) {
    const std::vector<std::string> names = shipped_names("studies");
    throw InputError(
        {}, fmt::format("there is no study called '{}'", path_or_name),
        fmt::format("{}shipped are {}; a file of your own is given by its path, such as ./my_study.yaml",
                    did_you_mean(path_or_name, names).empty() ? "" : did_you_mean(path_or_name, names) + "; ",
                    list_of(names, "and")));
  }
  return read_study(yaml::parse_file(shipped));
}

std::vector<std::string> range_of(const std::string& from, const std::string& to, std::size_t steps, bool log,
                                  const Place& place) {
  const auto first = amount_of(from);
  const auto last = amount_of(to);
  if (!first || !last)
    throw InputError(place, fmt::format("'{}' is no amount", first ? to : from),
                     "write a number, and its unit where it has one");
  if (first->unit != last->unit)
    throw InputError(place, fmt::format("'{}' and '{}' have different units", from, to),
                     "write both with the same unit");
  if (log && (first->number <= 0 || last->number <= 0))
    throw InputError(place, "a logarithmic range begins and ends above zero", "write 'scale: linear'");
  const bool whole =
      first->unit == "B" || (first->unit.empty() && first->number == std::floor(first->number) &&
                             last->number == std::floor(last->number));
  std::vector<std::string> values;
  for (std::size_t i = 0; i < steps; ++i) {
    const double part = static_cast<double>(i) / static_cast<double>(steps - 1);
    Amount value = *first;
    if (i + 1 == steps)
      value = *last;
    else if (log)
      value.number = first->number * std::pow(last->number / first->number, part);
    else
      value.number = first->number + (last->number - first->number) * part;
    if (whole) value.number = std::round(value.number);
    std::string text = text_of(value);
    if (values.empty() || values.back() != text) values.push_back(std::move(text));
  }
  return values;
}

}  // namespace ridge::study
