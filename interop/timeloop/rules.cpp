#include "interop/timeloop/rules.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "interop/timeloop/directives.hpp"
#include "interop/timeloop/mapping.hpp"

namespace ridge::timeloop {
namespace {

class RuleReader {
 public:
  RuleReader(const Spec& spec, Diagnostics& diagnostics)
      : spec_(spec), problem_(spec.problem), machine_(spec.machine), diagnostics_(diagnostics) {
    rules_ = Constraints::none(problem_, machine_);
    // Timeloop's mapper always keeps everything in the outermost level, unless it is told otherwise.
    for (const TensorId tensor : problem_.tensors.ids())
      rules_.keep[outermost_][tensor] = true;
  }

  void read_section(const yaml::Node& section) {
    const yaml::Node* targets = section.find("targets");
    for (const yaml::Node& item : targets != nullptr ? targets->items() : section.items())
      read_item(item);
  }

  void read_targeted(const TargetedRule& rule) {
    const auto level = machine_.level_named(rule.target);
    if (!level) return;  // a container without instances of its own
    if (rule.type == "nothing") {
      for (const TensorId tensor : problem_.tensors.ids())
        rules_.keep[*level][tensor] = false;
      for (const DimensionId dimension : problem_.dimensions.ids())
        rules_.temporal[*level].bounds[dimension].most = 1;
      return;
    }
    read_rule(*level, rule.type, rule.node);
  }

  Constraints take() { return std::move(rules_); }

 private:
  /// {target, type, ...}, or {name, constraints: [{type, attributes}]}.
  void read_item(const yaml::Node& item) {
    const yaml::Node* target = item.find("target");
    if (target == nullptr) target = item.find("name");
    if (target == nullptr) {
      diagnostics_.error(item.place(), "a constraint needs a 'target'").help = "name a level";
      return;
    }
    const auto level = machine_.level_named(target->scalar());
    if (!level) {
      std::vector<std::string> names;
      for (const StorageLevel& each : machine_.levels)
        names.push_back(each.name);
      if (target->scalar() == spec_.architecture.compute.name) return;
      const std::string meant = did_you_mean(target->scalar(), names);
      diagnostics_
          .error(target->place(),
                 fmt::format("{} is no level of the architecture", in_quotes(target->scalar())))
          .help = meant.empty() ? "its levels are " + list_of(names, "and") : meant;
      return;
    }
    if (const yaml::Node* nested = item.find("constraints")) {
      for (const yaml::Node& rule : nested->items()) {
        const yaml::Node* type = rule.find("type");
        const yaml::Node* attributes = rule.find("attributes");
        if (type != nullptr && attributes != nullptr) read_rule(*level, type->scalar(), *attributes);
      }
      return;
    }
    const yaml::Node* type = item.find("type");
    read_rule(*level, type == nullptr ? "" : type->scalar(), item);
  }

  void read_rule(LevelId level, const std::string& type, const yaml::Node& node) {
    Attributes keys(node, fmt::format("a constraint of '{}'", machine_.levels[level].name), none_,
                    diagnostics_);
    keys.ignore({"target", "name", "type"});
    if (type == "temporal") {
      read_temporal(level, keys);
    } else if (type == "spatial") {
      read_spatial(level, keys);
    } else if (type == "bypass" || type == "datatype" || type == "dataspace" || type == "bypassing") {
      read_keeps(level, keys);
    } else if (type == "parallelism" || type == "utilization" || type == "max_overbooked_proportion") {
      diagnostics_.warning(node.place(), fmt::format("a constraint of type '{}' is left out", type)).help =
          "the search looks at more mappings than it allows";
      return;
    } else {
      const std::vector<std::string> types{"temporal", "spatial", "bypass", "datatype", "dataspace"};
      const std::string meant = did_you_mean(type, types);
      diagnostics_.error(node.place(), fmt::format("a constraint of type {} is not known", in_quotes(type)))
          .help = meant.empty() ? "the types are " + list_of(types, "and") : meant;
      return;
    }
    keys.finish();
  }

  void read_keeps(LevelId level, Attributes& keys) {
    const auto set = [&](const yaml::Node* list, bool keep) {
      if (list == nullptr) return;
      for (const TensorId tensor : read_tensors(*list, problem_, diagnostics_)) {
        const bool by_default = level == outermost_ && !told_.contains(tensor);
        if (level == outermost_) told_.insert(tensor);
        if (!by_default && rules_.keep[level][tensor] == !keep) {
          diagnostics_.error(list->place(),
                             fmt::format("'{}' must both keep and bypass '{}'", machine_.levels[level].name,
                                         problem_.tensors[tensor].name));
        }
        rules_.keep[level][tensor] = keep;
      }
    };
    set(keys.find({"keep"}), true);
    set(keys.find({"bypass"}), false);
  }

  static void apply(const Factor& factor, std::int64_t size, BoundRule& rule) {
    const std::int64_t value = std::min(factor.value, size);
    rule.place = factor.place;
    if (factor.value == 0) {
      rule.all = true;
      return;
    }
    if (factor.rule != FactorRule::at_least) rule.most = std::min(rule.most, value);
    if (factor.rule != FactorRule::at_most) rule.least = std::max(rule.least, value);
  }

  void read_temporal(LevelId level, Attributes& keys) {
    LoopRules& loops = rules_.temporal[level];
    if (const yaml::Node* factors = keys.find({"factors"})) {
      for (const Factor& factor : read_factors(*factors, problem_, diagnostics_))
        apply(factor, size_of(factor), loops.bounds[factor.dimension]);
    }
    if (const yaml::Node* order = keys.find({"permutation"})) {
      loops.order = read_permutation(*order, problem_, diagnostics_);
      std::reverse(loops.order.begin(), loops.order.end());  // ours is outermost first
      loops.order_place = order->place();
    }
    keys.ignore({"no_reuse", "no_iteration_over_dataspaces"});
  }

  void read_spatial(LevelId level, Attributes& keys) {
    const auto fanout = fanout_below(machine_, level);
    const yaml::Node* factors_node = keys.find({"factors"});
    const yaml::Node* order_node = keys.find({"permutation"});
    const auto split = keys.integer({"split"}, 0);
    keys.ignore({"no_reuse", "no_link_transfer", "no_multicast_no_reduction"});
    if (!fanout) return;
    auto& axes = rules_.spatial[*fanout];
    std::vector<DimensionId> order;
    if (order_node != nullptr) order = read_permutation(*order_node, problem_, diagnostics_);
    if (split && order_node != nullptr) {
      for (std::size_t at = 0; at < order.size(); ++at) {
        const std::size_t closed = at < static_cast<std::size_t>(*split) ? 1 : 0;
        axes[closed].bounds[order[at]].most = 1;
      }
    }
    if (factors_node == nullptr) return;
    for (const Factor& factor : read_factors(*factors_node, problem_, diagnostics_)) {
      const std::size_t axis = open_axis(axes, factor, *fanout);
      if (factor.value == 1 && factor.rule != FactorRule::at_least)
        axes[1 - axis].bounds[factor.dimension].most = 1;
      apply(factor, size_of(factor), axes[axis].bounds[factor.dimension]);
      if (factor.value != 1 && factor.rule == FactorRule::exactly)
        axes[1 - axis].bounds[factor.dimension].most = 1;
    }
  }

  /// The axis that a spatial factor is meant for: the one that is left, else the first that is long enough.
  std::size_t open_axis(const std::array<LoopRules, 2>& axes, const Factor& factor, FanoutId fanout) const {
    const auto closed = [&](std::size_t axis) {
      return axes[axis].bounds[factor.dimension].most == 1 || machine_.fanouts[fanout].size[axis] == 1;
    };
    if (closed(0) != closed(1)) return closed(0) ? 1 : 0;
    return machine_.fanouts[fanout].size[0] >= factor.value ? 0 : 1;
  }

  std::int64_t size_of(const Factor& factor) const { return problem_.dimensions[factor.dimension].bound; }

  const Spec& spec_;
  const Problem& problem_;
  const Machine& machine_;
  Diagnostics& diagnostics_;
  const Variables none_;
  const LevelId outermost_ = LevelId(0);
  std::set<TensorId> told_;  // of the outermost level, by the user
  Constraints rules_;
};

}  // namespace

Constraints read_rules(const Spec& spec, Diagnostics& diagnostics) {
  RuleReader reader(spec, diagnostics);
  for (const TargetedRule& rule : spec.architecture.rules)
    reader.read_targeted(rule);
  for (const yaml::Node::Entry& section : spec.input.keys) {
    if (section.value.is_null()) continue;
    const bool rules = section.key.find("constraints") != std::string::npos;
    if (rules || (section.key == "mapspace" && section.value.find("targets") != nullptr))
      reader.read_section(section.value);
  }
  diagnostics.throw_if_errors();
  return reader.take();
}

Objective read_metric(const Spec& spec, Diagnostics& diagnostics) {
  const yaml::Node* mapper = spec.input.find("mapper");
  if (mapper == nullptr) return Objective::edp;
  const Variables none;
  Attributes keys(*mapper, "'mapper'", none, diagnostics);
  const yaml::Node* metrics = keys.find({"optimization_metrics", "optimization_metric"});
  if (metrics == nullptr || (metrics->is_list() && metrics->items().empty())) return Objective::edp;
  const yaml::Node& first = metrics->is_list() ? metrics->items()[0] : *metrics;
  if (first.scalar() == "edp") return Objective::edp;
  if (first.scalar() == "delay") return Objective::latency;
  if (first.scalar() == "energy") return Objective::energy;
  diagnostics.error(first.place(), fmt::format("the metric {} is not known here", in_quotes(first.scalar())))
      .help = "use edp, delay or energy";
  diagnostics.throw_if_errors();
  return Objective::edp;
}

}  // namespace ridge::timeloop
