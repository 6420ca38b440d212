#include "sim/mapping/loop_rules_reader.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "sim/mapping/dimension_set.hpp"
#include "sim/mapping/merge_rules.hpp"
#include "sim/mapping/names.hpp"

namespace ridge {

namespace {

/// A whole text as a number from 1 to greatest_bound, blanks before it skipped.
std::optional<std::int64_t> number_in(std::string_view text) {
  while (text.starts_with(' '))
    text.remove_prefix(1);
  if (text.starts_with('0')) return std::nullopt;  // "010" is no number in files
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (value < 1 || value > greatest_bound) return std::nullopt;
  return value;
}

/// "4", "<= 4", ">= 2", "all", for a dimension of that size; nothing for any other text.
std::optional<BoundRule> bound_rule(std::string_view text, std::int64_t size) {
  BoundRule rule;
  if (text == "all") {
    rule.all = true;
    return rule;
  }
  const bool at_most = text.starts_with("<=");
  const bool at_least = text.starts_with(">=");
  const auto number = number_in(at_most || at_least ? text.substr(2) : text);
  if (!number) return std::nullopt;
  if (!at_most) rule.least = std::min(*number, size);
  if (!at_least) rule.most = at_most ? *number : std::min(*number, size);
  return rule;
}

/// ">= 2, <= 4" is two conditions, both of which must hold.
std::vector<std::string_view> conditions_in(std::string_view text) {
  std::vector<std::string_view> conditions;
  for (std::size_t comma = text.find(','); comma != std::string_view::npos; comma = text.find(',')) {
    conditions.push_back(text.substr(0, comma));
    text.remove_prefix(comma + 1);
    while (text.starts_with(' '))
      text.remove_prefix(1);
  }
  conditions.push_back(text);
  return conditions;
}

class LoopRulesReader {
 public:
  LoopRulesReader(const Problem& problem, Diagnostics& diagnostics)
      : problem_(problem), diagnostics_(diagnostics) {
    rules_.bounds.assign(problem.dimensions.size(), BoundRule());
  }

  LoopRules read(const yaml::Node& node, const std::string& what) {
    yaml::MapReader map(node, diagnostics_, what);
    if (const auto only = map.child("only")) read_only(*only);
    if (const auto must = map.child("must")) {
      read_each(*must, "must", [&](DimensionId dimension) {
        BoundRule rule;
        rule.least = std::min<std::int64_t>(2, size(dimension));
        return rule;
      });
    }
    if (const auto forbidden = map.child("not")) {
      read_each(*forbidden, "not", [](DimensionId) { return at_most_one(); });
    }
    if (const auto bounds = map.child("bounds")) read_bounds(*bounds);
    if (const auto order = map.child("order")) read_order(*order);
    map.finish();
    return std::move(rules_);
  }

 private:
  static BoundRule at_most_one() {
    BoundRule rule;
    rule.most = 1;
    return rule;
  }
  std::int64_t size(DimensionId dimension) const { return problem_.dimensions[dimension].bound; }

  void add(DimensionId dimension, BoundRule rule, const Place& place) {
    rule.place = place;
    tighten(rules_.bounds[dimension], rule, diagnostics_);
  }

  /// The dimensions that the items of a list mean, each with its place.
  std::vector<std::pair<DimensionId, Place>> read_list(const yaml::Node& list, const char* key) {
    std::vector<std::pair<DimensionId, Place>> dimensions;
    if (!list.is_list()) {
      diagnostics_
          .error(list.place(), fmt::format("'{}' is a list of dimensions, not {}", key, list.described()))
          .help = fmt::format("write '{}: [{}]'", key, fmt::join(dimension_names(problem_), ", "));
      return dimensions;
    }
    for (const yaml::Node& item : list.items()) {
      const auto text = yaml::read_text(item, diagnostics_, "a dimension");
      if (!text) continue;
      for (DimensionId dimension : dimensions_named(*text, item.place(), problem_, diagnostics_)) {
        dimensions.emplace_back(dimension, item.place());
      }
    }
    return dimensions;
  }

  template <class MakeRule>
  void read_each(const yaml::Node& list, const char* key, MakeRule make_rule) {
    for (const auto& [dimension, place] : read_list(list, key))
      add(dimension, make_rule(dimension), place);
  }

  void read_only(const yaml::Node& list) {
    const auto allowed = read_list(list, "only");
    for (DimensionId dimension : problem_.dimensions.ids()) {
      const auto is_it = [&](const auto& each) { return each.first == dimension; };
      if (std::ranges::none_of(allowed, is_it)) add(dimension, at_most_one(), list.place());
    }
  }

  void read_bounds(const yaml::Node& map) {
    if (!map.is_map()) {
      diagnostics_.error(map.place(), fmt::format("'bounds' is a map, not {}", map.described())).help =
          "write 'bounds: {K: 16, C: <= 4, P: \">= 2\", R: all}'";
      return;
    }
    for (const yaml::Node::Entry& entry : map.entries()) {
      const auto text =
          yaml::read_text(entry.value, diagnostics_, fmt::format("the bound of '{}'", entry.key));
      if (!text) continue;
      const std::vector<std::string_view> conditions = conditions_in(*text);
      const auto is_none = [](std::string_view condition) { return !bound_rule(condition, 1); };
      if (std::ranges::any_of(conditions, is_none)) {
        diagnostics_.error(entry.value.place(), fmt::format("{} is no bound", in_quotes(*text))).help =
            "write a number of at least 1, '<= 4', '>= 2' or 'all'";
      }
      for (DimensionId dimension : dimensions_named(entry.key, entry.key_place, problem_, diagnostics_)) {
        for (const std::string_view condition : conditions) {
          if (const auto rule = bound_rule(condition, size(dimension)))
            add(dimension, *rule, entry.value.place());
        }
      }
    }
  }

  void read_order(const yaml::Node& list) {
    std::vector<DimensionId> order;
    for (const auto& [dimension, place] : read_list(list, "order")) {
      if (std::ranges::find(order, dimension) == order.end()) {
        order.push_back(dimension);
        continue;
      }
      diagnostics_
          .error(place, fmt::format("'{}' stands in this order twice", problem_.dimensions[dimension].name))
          .help = "name each dimension once, outermost first";
    }
    rules_.order = std::move(order);
    rules_.order_place = list.place();
  }

  const Problem& problem_;
  Diagnostics& diagnostics_;
  LoopRules rules_;
};

}  // namespace

LoopRules read_loop_rules(const yaml::Node& node, const std::string& what, const Problem& problem,
                          Diagnostics& diagnostics) {
  return LoopRulesReader(problem, diagnostics).read(node, what);
}

}  // namespace ridge
