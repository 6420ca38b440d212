#include "interop/timeloop/parallelism.hpp"

#include <fmt/format.h>

#include "interop/timeloop/attributes.hpp"
#include "sim/mapping/used_lanes.hpp"

namespace ridge::timeloop {
namespace {

void check_level(const WrittenRule& rule, const Machine& machine, Diagnostics& diagnostics) {
  const LevelId innermost(machine.levels.size() - 1);
  if (rule.level == innermost) return;
  diagnostics
      .error(rule.node.place(),
             fmt::format("parallelism cannot be constrained at '{}': it speaks of all lanes",
                         machine.levels[rule.level].name))
      .help = fmt::format("as in Timeloop, name the innermost level, '{}'", machine.levels[innermost].name);
}

void refuse_second(const WrittenRule& rule, const Place& first, Diagnostics& diagnostics) {
  Diagnostic& error = diagnostics.error(rule.node.place(), "a second constraint on parallelism");
  error.help = "keep one of them";
  error.add_note(first, "the first is here");
}

UsedLanesRule read_minimum(const WrittenRule& rule, const Spec& spec, Diagnostics& diagnostics) {
  Attributes keys(rule.node, fmt::format("a constraint of type '{}'", rule.type), spec.input.variables,
                  diagnostics);
  keys.ignore({"target", "name", "type"});
  const yaml::Node* node = keys.find({"min"});
  const auto least = keys.number({"min"});
  keys.finish();
  const std::string help = "write the part of all lanes that must be used, as in 'min: 0.5'";
  if (node == nullptr) {
    diagnostics.error(rule.node.place(), fmt::format("a constraint of type '{}' needs a 'min'", rule.type))
        .help = help;
  } else if (least && !(*least >= 0 && *least <= 1)) {
    diagnostics
        .error(node->place(), fmt::format("'min' must be between 0 and 1, not {}", in_quotes(node->scalar())))
        .help = help;
  } else if (least) {
    return {*least, node->place()};
  }
  return {};
}

}  // namespace

bool is_parallelism(const WrittenRule& rule) {
  return rule.type == "parallelism" || rule.type == "utilization";
}

UsedLanesRule read_parallelism(const std::vector<WrittenRule>& rules, const Spec& spec,
                               Diagnostics& diagnostics) {
  UsedLanesRule read;
  const WrittenRule* first = nullptr;
  for (const WrittenRule& rule : rules) {
    if (!is_parallelism(rule)) continue;
    if (first != nullptr) {
      refuse_second(rule, first->node.place(), diagnostics);
      continue;
    }
    first = &rule;
    check_level(rule, spec.machine, diagnostics);
    read = read_minimum(rule, spec, diagnostics);
  }
  return read;
}

void warn_of_parallelism(const Mapping& mapping, const Spec& spec, Diagnostics& diagnostics) {
  Diagnostics for_the_mapper;
  const UsedLanesRule rule = read_parallelism(written_rules(spec, for_the_mapper), spec, for_the_mapper);
  const std::int64_t used = used_lanes(spec.problem, mapping.nest);
  const std::int64_t lanes = spec.machine.lanes();
  if (for_the_mapper.has_errors() || rule.allows(used, lanes)) return;
  diagnostics
      .warning(rule.place,
               fmt::format("the mapping uses {} of {} lanes, less than this minimum: it is taken as "
                           "it is, as in Timeloop",
                           used, lanes))
      .help = "'ridge timeloop mapper' obeys the minimum";
}

}  // namespace ridge::timeloop
