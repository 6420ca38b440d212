#include "interop/timeloop/rule_list.hpp"

#include "interop/timeloop/directives.hpp"

namespace ridge::timeloop {
namespace {

class RuleList {
 public:
  RuleList(const Spec& spec, Diagnostics& diagnostics) : spec_(spec), diagnostics_(diagnostics) {}

  void add_section(const yaml::Node& section) {
    const yaml::Node* list = section.find("targets");
    if (list == nullptr) list = section.find("constraints");
    for (const yaml::Node& item : list != nullptr ? list->items() : section.items())
      add_item(item);
  }

  /// One that is written inside a node.
  void add(const TargetedRule& rule) {
    const auto level = spec_.machine.level_named(rule.target);
    if (!level) return;  // a container without instances of its own
    rules_.push_back({*level, rule.type, rule.node, rule.type == "nothing"});
  }

  std::vector<WrittenRule> take() { return std::move(rules_); }

 private:
  void add_item(const yaml::Node& item) {
    const yaml::Node* target = item.find("target");
    if (target == nullptr) target = item.find("name");
    if (target == nullptr) {
      diagnostics_.error(item.place(), "a constraint needs a 'target'").help = "name a level";
      return;
    }
    if (target->scalar() == spec_.architecture.compute.name) return;
    const auto level = read_target(*target, spec_.machine, diagnostics_);
    if (!level) return;
    const yaml::Node* nested = item.find("constraints");
    if (nested == nullptr) return add_rule(*level, item);
    for (const yaml::Node& rule : nested->items())
      add_rule(*level, rule);
  }

  void add_rule(LevelId level, const yaml::Node& rule) {
    const yaml::Node* type = rule.find("type");
    const yaml::Node* attributes = rule.find("attributes");
    rules_.push_back(
        {level, type == nullptr ? "" : type->scalar(), attributes == nullptr ? rule : *attributes});
  }

  const Spec& spec_;
  Diagnostics& diagnostics_;
  std::vector<WrittenRule> rules_;
};

}  // namespace

std::vector<WrittenRule> written_rules(const Spec& spec, Diagnostics& diagnostics) {
  RuleList list(spec, diagnostics);
  for (const TargetedRule& rule : spec.architecture.rules)
    list.add(rule);
  for (const yaml::Node::Entry& section : spec.input.keys) {
    if (section.value.is_null()) continue;
    if (section.key == "mapspace" || section.key.find("constraints") != std::string::npos)
      list.add_section(section.value);
  }
  return list.take();
}

}  // namespace ridge::timeloop
