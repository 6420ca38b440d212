// What is wrong with storage nodes, for people.
#include <fmt/format.h>

#include "sim/mapping/describer.hpp"
#include "sim/mapping/names.hpp"

namespace ridge {

void Describer::level_may_not_keep() {
  const Tensor& blamed = problem_.tensors[violation_.tensor];
  const StorageLevel& at = machine_.levels[violation_.level];
  error_at(violation_.entry, fmt::format("'{}' may not keep '{}'", at.name, blamed.name));
  result_.label = fmt::format("'{}' holds {}", blamed.name, name_of(blamed.role));
  note_level(violation_.level, fmt::format("'{}' keeps {}", at.name,
                                           roles_text(RoleSet(at.keeps.bits() | at.may_keep.bits()))));
  const auto levels = levels_for_tensor(machine_.order.size());
  result_.help = fmt::format("{}, or 'may_keep' with {} in '{}'",
                             levels.empty() ? "remove it here" : "keep it in " + list_of(levels),
                             name_of(blamed.role), at.name);
}

void Describer::level_must_keep() {
  const StorageLevel& at = machine_.levels[violation_.level];
  error_at_nest(fmt::format("'{}' must keep '{}', but the nest has no such node", at.name, tensor()));
  note_level(violation_.level, fmt::format("'{}' keeps {}", at.name, roles_text(at.keeps)));
  const Fanout* above = nullptr;
  for (const Fanout& candidate : machine_.fanouts) {
    if (candidate.position < at.position) above = &candidate;
  }
  const std::string where = above == nullptr ? "" : fmt::format(" inside the loops over '{}'", above->name);
  result_.help = fmt::format("add '{}'{}, or say 'may_keep' instead of 'keeps' in '{}'",
                             printed_node(violation_.level), where, at.name);
}

void Describer::node_twice() {
  error_at(violation_.entry, fmt::format("'{}' is kept in '{}' twice", tensor(), level()));
  note_entry(violation_.other, "first kept here");
  result_.help = "remove one of the two: a level holds one tile of a tensor";
}

void Describer::node_order() {
  const std::string& inner = machine_.levels[other().level].name;
  error_at(violation_.entry,
           fmt::format("'{}' is kept in '{}' inside its tile in '{}'", tensor(), level(), inner));
  note_entry(violation_.other, fmt::format("kept in '{}' here", inner));
  note_level(violation_.level, fmt::format("'{}' lies above '{}'", level(), inner));
  result_.help = fmt::format("move '{}' before '{}'", printed(entry()), printed(other()));
}

void Describer::node_above_fanout_after_loop() {
  const std::string& loop_over = machine_.fanouts[other().fanout].name;
  error_at(violation_.entry,
           fmt::format("'{0}' is kept in '{1}' inside a loop over '{2}', which '{1}' lies above", tensor(),
                       level(), loop_over));
  note_entry(violation_.other, fmt::format("loop over '{}' here", loop_over));
  note_level(violation_.level, fmt::format("'{}' lies above '{}'", level(), loop_over));
  result_.help = fmt::format("move '{}' before '{}'", printed(entry()), printed(other()));
}

void Describer::node_below_fanout_before_loop() {
  const std::string& loop_over = machine_.fanouts[other().fanout].name;
  error_at(violation_.entry,
           fmt::format("'{0}' is kept in '{1}' outside a loop over '{2}', which '{1}' lies below", tensor(),
                       level(), loop_over));
  note_entry(violation_.other, fmt::format("loop over '{}' here", loop_over));
  note_level(violation_.level, fmt::format("'{}' lies below '{}'", level(), loop_over));
  result_.help = fmt::format("move '{}' after '{}'", printed(entry()), printed(other()));
}

void Describer::no_home() {
  error_at_nest(fmt::format("no level keeps '{}'", tensor()));
  const auto levels = levels_for_tensor(machine_.order.size());
  if (levels.empty()) {
    result_.help = fmt::format("no level of '{}' may keep {}: add them to its 'may_keep'", machine_.name,
                               name_of(problem_.tensors[violation_.tensor].role));
    return;
  }
  result_.help = fmt::format("start the nest with '{}'", printed_node(*machine_.level_named(levels[0])));
}

}  // namespace ridge
