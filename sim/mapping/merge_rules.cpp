#include "sim/mapping/merge_rules.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace ridge {

namespace {

void contradiction(const Place& place, const Place& other, const std::string& message,
                   const std::string& there, Diagnostics& diagnostics) {
  Diagnostic& error = diagnostics.error(place, message);
  error.help = "relax one of the two";
  Diagnostic note;
  note.severity = Severity::note;
  note.place = other;
  note.message = there;
  error.notes.push_back(note);
}

bool ends_with(const std::vector<DimensionId>& order, const std::vector<DimensionId>& tail) {
  return tail.size() <= order.size() && std::equal(tail.rbegin(), tail.rend(), order.rbegin());
}

}  // namespace

void tighten(BoundRule& rule, const BoundRule& other, Diagnostics& diagnostics) {
  BoundRule tighter = rule;
  tighter.least = std::max(rule.least, other.least);
  tighter.most = std::min(rule.most, other.most);
  tighter.all = rule.all || other.all;
  if (tighter.least > tighter.most) {
    const bool other_demands = other.least > rule.most;
    const std::int64_t least = tighter.least;
    const std::int64_t most = tighter.most;
    const auto words = [&](bool demands) {
      return demands ? fmt::format("at least {}", least) : fmt::format("at most {}", most);
    };
    contradiction(other.place, rule.place,
                  fmt::format("bounds of {} are asked for, but another rule wants {}", words(other_demands),
                              words(!other_demands)),
                  fmt::format("{} here", words(!other_demands)), diagnostics);
    return;
  }
  if (!(tighter == rule)) tighter.place = other.place;
  rule = tighter;
}

void tighten_order(LoopRules& rules, const std::vector<DimensionId>& order, const Place& place,
                   Diagnostics& diagnostics) {
  if (ends_with(rules.order, order)) return;
  if (!ends_with(order, rules.order)) {
    contradiction(place, rules.order_place, "this order of loops excludes another one", "the other order",
                  diagnostics);
    return;
  }
  rules.order = order;
  rules.order_place = place;
}

void tighten(LoopRules& rules, const LoopRules& other, Diagnostics& diagnostics) {
  for (DimensionId dimension : rules.bounds.ids()) {
    tighten(rules.bounds[dimension], other.bounds[dimension], diagnostics);
  }
  tighten_order(rules, other.order, other.order_place, diagnostics);
}

void tighten_keep(std::optional<bool>& rule, Place& rule_place, bool keep, const Place& place,
                  Diagnostics& diagnostics) {
  if (rule && *rule != keep) {
    contradiction(place, rule_place,
                  fmt::format("{} is asked for, but another rule wants {}", keep ? "'keep'" : "'bypass'",
                              keep ? "'bypass'" : "'keep'"),
                  fmt::format("{} here", keep ? "'bypass'" : "'keep'"), diagnostics);
    return;
  }
  if (rule) return;
  rule = keep;
  rule_place = place;
}

}  // namespace ridge
