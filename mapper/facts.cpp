#include "mapper/facts.hpp"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "base/readable_bytes.hpp"

namespace ridge::mapper {

namespace {

constexpr std::int64_t any_number = std::numeric_limits<std::int64_t>::max();

bool same_place(const Place& a, const Place& b) {
  return a.source == b.source && a.line == b.line && a.column == b.column;
}

class Facts {
 public:
  Facts(const Problem& problem, const Machine& machine, const Constraints& constraints)
      : problem_(&problem), machine_(&machine), constraints_(&constraints) {}

  std::vector<Fact> all() && {
    for (const LevelId level : machine_->levels.ids())
      add_size(level);
    for (const LevelId level : machine_->levels.ids()) {
      add_second_copies(level);
      add_machine_keeps(level);
      add_keep_rules(level);
    }
    for (const LevelId level : machine_->levels.ids()) {
      add_loop_rules(constraints_->temporal[level], fmt::format("below '{}'", machine_->levels[level].name),
                     "times",
                     [level](Constraints& constraints) -> LoopRules& { return constraints.temporal[level]; });
    }
    for (const FanoutId fanout : machine_->fanouts.ids()) {
      for (const Axis axis : {Axis::x, Axis::y}) {
        const auto at = static_cast<std::size_t>(axis);
        add_loop_rules(
            constraints_->spatial[fanout][at],
            fmt::format("over '{}.{}'", machine_->fanouts[fanout].name, name_of(axis)), "lanes",
            [fanout, at](Constraints& constraints) -> LoopRules& { return constraints.spatial[fanout][at]; });
      }
    }
    add_used_lanes();
    return std::move(facts_);
  }

 private:
  void add_size(LevelId level) {
    const StorageLevel& storage = machine_->levels[level];
    if (!storage.size_bytes) return;
    facts_.push_back({fmt::format("'{}' holds {}", storage.name, readable_bytes(*storage.size_bytes)), "",
                      storage.place, level,
                      [level](Machine& machine, Constraints&) { machine.levels[level].size_bytes.reset(); }});
  }

  void add_second_copies(LevelId level) {
    const StorageLevel& storage = machine_->levels[level];
    if (!storage.size_bytes || storage.double_buffered.empty()) return;
    facts_.push_back({fmt::format("'{}' fetches the next tile while one is in use", storage.name),
                      fmt::format("hold one tile at a time in '{}' ('buffering: single')", storage.name),
                      storage.place, std::nullopt, [level](Machine& machine, Constraints&) {
                        machine.levels[level].double_buffered = RoleSet();
                      }});
  }

  /// Of each role, if a tensor has it.
  void add_machine_keeps(LevelId level) {
    const StorageLevel& storage = machine_->levels[level];
    for (const TensorId tensor : problem_->tensors.ids()) {
      const auto role = static_cast<std::size_t>(problem_->tensors[tensor].role);
      if (!storage.keeps.has(role)) continue;
      facts_.push_back({fmt::format("'{}' must keep '{}'", storage.name, tensor_name(tensor)),
                        bypass(level, tensor), storage.place, std::nullopt,
                        [level, role](Machine& machine, Constraints&) {
                          RoleSet& keeps = machine.levels[level].keeps;
                          keeps = RoleSet(keeps.bits() & ~(1U << role));
                        }});
    }
  }

  void add_keep_rules(LevelId level) {
    for (const TensorId tensor : problem_->tensors.ids()) {
      const std::optional<bool> rule = constraints_->keep[level][tensor];
      if (!rule) continue;
      const std::string& name = machine_->levels[level].name;
      const std::string keep = fmt::format("let '{}' keep '{}'", name, tensor_name(tensor));
      facts_.push_back(
          {fmt::format("the constraints make '{}' {} '{}'", name, *rule ? "keep" : "bypass",
                       tensor_name(tensor)),
           *rule ? bypass(level, tensor) : keep, constraints_->keep_places[level][tensor], std::nullopt,
           [level, tensor](Machine&, Constraints& constraints) { constraints.keep[level][tensor].reset(); }});
    }
  }

  std::string bypass(LevelId level, TensorId tensor) const {
    return fmt::format("let '{}' bypass '{}'", machine_->levels[level].name, tensor_name(tensor));
  }

  /// `rules_in`: the same rules in a copy of the constraints.
  template <class RulesIn>
  void add_loop_rules(const LoopRules& rules, const std::string& where, std::string_view unit,
                      RulesIn rules_in) {
    std::vector<bool> told(problem_->dimensions.size());
    for (const DimensionId first : problem_->dimensions.ids()) {
      if (told[first.index()] || !is_rule(rules.bounds[first])) continue;
      std::vector<DimensionId> alike;  // the same was asked of them at once: "only: [C, R]"
      for (const DimensionId dimension : problem_->dimensions.ids()) {
        const BoundRule& rule = rules.bounds[dimension];
        if (rule != rules.bounds[first] || !same_place(rule.place, rules.bounds[first].place)) continue;
        told[dimension.index()] = true;
        alike.push_back(dimension);
      }
      facts_.push_back({asked(rules.bounds[first], alike, where, unit),
                        fmt::format("relax the rule on {} {}", names(alike), where),
                        rules.bounds[first].place, std::nullopt,
                        [alike, rules_in](Machine&, Constraints& constraints) {
                          for (const DimensionId dimension : alike)
                            rules_in(constraints).bounds[dimension] = BoundRule{};
                        }});
    }
    if (rules.order.empty()) return;
    facts_.push_back(
        {fmt::format("the constraints order the loops {}: {}", where, names(rules.order, "then")),
         fmt::format("let the loops {} stand in another order", where), rules.order_place, std::nullopt,
         [rules_in](Machine&, Constraints& constraints) { rules_in(constraints).order.clear(); }});
  }

  static bool is_rule(const BoundRule& rule) { return rule.least > 1 || rule.most < any_number || rule.all; }

  std::string asked(const BoundRule& rule, const std::vector<DimensionId>& dimensions,
                    const std::string& where, std::string_view unit) const {
    const std::string of = fmt::format("the constraints want {} {}", names(dimensions), where);
    if (rule.most == 1) return fmt::format("{} not at all", of);
    std::string sentence = of;
    if (rule.all) sentence += " whole";
    const std::string_view each = dimensions.size() > 1 ? " each" : "";
    if (rule.least == rule.most) return fmt::format("{} {} {}{}", sentence, rule.most, unit, each);
    if (rule.least > 1) sentence += fmt::format(" at least {} {}{}", rule.least, unit, each);
    if (rule.most < any_number) sentence += fmt::format(" at most {} {}{}", rule.most, unit, each);
    return sentence;
  }

  void add_used_lanes() {
    const UsedLanesRule& rule = constraints_->used_lanes;
    if (rule.least == 0) return;
    facts_.push_back({fmt::format("the constraints want {:.4g} of the lanes to have work", rule.least),
                      "ask for fewer lanes with work", rule.place, std::nullopt,
                      [](Machine&, Constraints& constraints) { constraints.used_lanes.least = 0; }});
  }

  std::string names(const std::vector<DimensionId>& dimensions, std::string_view joint = "and") const {
    std::vector<std::string> words;
    for (const DimensionId dimension : dimensions)
      words.push_back(problem_->dimensions[dimension].name);
    return list_of(words, joint);
  }
  const std::string& tensor_name(TensorId tensor) const { return problem_->tensors[tensor].name; }

  const Problem* problem_;
  const Machine* machine_;
  const Constraints* constraints_;
  std::vector<Fact> facts_;
};

}  // namespace

std::vector<Fact> facts_of(const Problem& problem, const Machine& machine, const Constraints& constraints) {
  return Facts(problem, machine, constraints).all();
}

}  // namespace ridge::mapper
