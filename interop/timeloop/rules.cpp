#include "interop/timeloop/rules.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "interop/timeloop/directives.hpp"
#include "interop/timeloop/mapping.hpp"
#include "interop/timeloop/parallelism.hpp"

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

  void read(const WrittenRule& rule) {
    if (is_parallelism(rule)) return;
    if (rule.closed) return forbid_all(rule.level);
    if (rule.type == "max_overbooked_proportion") return read_overbooking(rule);
    Attributes keys(rule.node, fmt::format("a constraint of '{}'", machine_.levels[rule.level].name), none_,
                    diagnostics_);
    keys.ignore({"target", "name", "type"});
    if (rule.type == "temporal") {
      read_temporal(rule.level, keys);
    } else if (rule.type == "spatial") {
      read_spatial(rule.level, keys);
    } else if (rule.type == "bypass" || rule.type == "datatype" || rule.type == "dataspace" ||
               rule.type == "bypassing") {
      read_keeps(rule.level, keys);
    } else {
      return refuse_type(rule);
    }
    keys.finish();
  }

  Constraints take(const UsedLanesRule& used_lanes) {
    rules_.used_lanes = used_lanes;
    return std::move(rules_);
  }

 private:
  void forbid_all(LevelId level) {
    for (const TensorId tensor : problem_.tensors.ids())
      rules_.keep[level][tensor] = false;
    for (const DimensionId dimension : problem_.dimensions.ids())
      rules_.temporal[level].bounds[dimension].most = 1;
  }

  void refuse_type(const WrittenRule& rule) {
    const std::vector<std::string> types{"temporal",  "spatial",     "bypass",     "datatype",
                                         "dataspace", "parallelism", "utilization"};
    const std::string meant = did_you_mean(rule.type, types);
    diagnostics_
        .error(rule.node.place(),
               rule.type.empty() ? std::string("a constraint needs a 'type'")
                                 : fmt::format("a constraint of type {} is not known", in_quotes(rule.type)))
        .help = meant.empty() ? "the types are " + list_of(types, "and") : meant;
  }

  /// How large a part of the tiles may be larger than the level. Dense tiles have one size: they fit or not.
  void read_overbooking(const WrittenRule& rule) {
    Attributes keys(rule.node, "a constraint of type 'max_overbooked_proportion'", spec_.input.variables,
                    diagnostics_);
    keys.ignore({"target", "name", "type"});
    const auto proportion = keys.number({"proportion"});
    keys.finish();
    const Level& level = spec_.architecture.levels[rule.level.index()];
    if (!proportion || !(*proportion >= 0 && *proportion <= 1)) {
      diagnostics_.error(rule.node.place(), "a part of the tiles between 0 and 1 is needed").help =
          "write 'proportion: 0' where none may be overbooked";
    } else if (*proportion > 0 && level.metadata.overbooks) {
      diagnostics_
          .warning(
              rule.node.place(),
              fmt::format("overbooked tiles are not modelled: every tile found fits in '{}'", level.name))
          .help = "leave the constraint out, or make its proportion 0";
    }
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
  const std::vector<WrittenRule> rules = written_rules(spec, diagnostics);
  RuleReader reader(spec, diagnostics);
  for (const WrittenRule& rule : rules)
    reader.read(rule);
  const UsedLanesRule used_lanes = read_parallelism(rules, spec, diagnostics);
  diagnostics.throw_if_errors();
  return reader.take(used_lanes);
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
