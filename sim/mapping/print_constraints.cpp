// Constraints as a `ridge: constraints/1` file.
#include <fmt/format.h>

#include "sim/mapping/constraints.hpp"
#include "sim/mapping/names.hpp"

namespace ridge {
namespace {

using Fields = std::vector<std::string>;

/// ">= 2, <= 4", a number alone where the two meet, "all"; empty when nothing is demanded of that dimension.
std::string bound_text(const BoundRule& rule, std::int64_t size) {
  Fields conditions;
  if (rule.all) conditions.emplace_back("all");
  if (rule.least == rule.most && !rule.all) return std::to_string(rule.least);
  if (rule.least > 1) conditions.push_back(fmt::format(">= {}", rule.least));
  if (rule.most < size) conditions.push_back(fmt::format("<= {}", rule.most));
  if (conditions.size() == 1 && rule.least == 1) return conditions.front();
  return conditions.empty() ? "" : fmt::format("\"{}\"", fmt::join(conditions, ", "));
}

/// "not: [...], bounds: {...}, order: [...]"; empty when nothing is demanded.
std::string loops_text(const LoopRules& rules, const Problem& problem) {
  Fields bounds, forbidden, order;
  for (const DimensionId dimension : problem.dimensions.ids()) {
    const Dimension& of = problem.dimensions[dimension];
    const BoundRule& rule = rules.bounds[dimension];
    if (of.bound == 1) continue;
    const std::string bound = bound_text(rule, of.bound);
    if (rule.most == 1 && !rule.all) {
      forbidden.push_back(yaml_word(of.name));
    } else if (!bound.empty()) {
      bounds.push_back(fmt::format("{}: {}", yaml_word(of.name), bound));
    }
  }
  for (const DimensionId dimension : rules.order)
    order.push_back(yaml_word(problem.dimensions[dimension].name));
  Fields fields;
  if (!forbidden.empty()) fields.push_back(fmt::format("not: [{}]", fmt::join(forbidden, ", ")));
  if (!bounds.empty()) fields.push_back(fmt::format("bounds: {{{}}}", fmt::join(bounds, ", ")));
  if (!order.empty()) fields.push_back(fmt::format("order: [{}]", fmt::join(order, ", ")));
  return fmt::format("{}", fmt::join(fields, ", "));
}

std::string level_text(const Constraints& constraints, LevelId level, const Problem& problem) {
  Fields keep, bypass, fields;
  for (const TensorId tensor : problem.tensors.ids()) {
    const auto& rule = constraints.keep[level][tensor];
    if (rule) (*rule ? keep : bypass).push_back(yaml_word(problem.tensors[tensor].name));
  }
  if (!keep.empty()) fields.push_back(fmt::format("keep: [{}]", fmt::join(keep, ", ")));
  if (!bypass.empty()) fields.push_back(fmt::format("bypass: [{}]", fmt::join(bypass, ", ")));
  const std::string loops = loops_text(constraints.temporal[level], problem);
  if (!loops.empty()) fields.push_back(fmt::format("temporal: {{{}}}", loops));
  return fmt::format("{}", fmt::join(fields, ", "));
}

}  // namespace

std::string print_constraints(const Constraints& constraints, const Problem& problem,
                              const Machine& machine) {
  std::string levels, fanouts;
  for (const LevelId level : machine.levels.ids()) {
    const std::string rules = level_text(constraints, level, problem);
    if (!rules.empty()) levels += fmt::format("  {}: {{{}}}\n", machine.levels[level].name, rules);
  }
  for (const FanoutId fanout : machine.fanouts.ids()) {
    for (const Axis axis : {Axis::x, Axis::y}) {
      const std::string rules =
          loops_text(constraints.spatial[fanout][static_cast<std::size_t>(axis)], problem);
      if (!rules.empty())
        fanouts += fmt::format("  {}.{}: {{{}}}\n", machine.fanouts[fanout].name, name_of(axis), rules);
    }
  }
  std::string text = "ridge: constraints/1\n";
  if (constraints.used_lanes.least > 0)
    text += fmt::format("min_used_lanes: {}\n", constraints.used_lanes.least);
  if (!levels.empty()) text += "levels:\n" + levels;
  if (!fanouts.empty()) text += "fanouts:\n" + fanouts;
  return text;
}

}  // namespace ridge
