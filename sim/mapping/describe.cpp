#include <fmt/format.h>

#include "sim/mapping/describer.hpp"
#include "sim/mapping/names.hpp"

namespace ridge {

Diagnostic Describer::describe() {
  using Rule = Violation::Rule;
  static constexpr std::pair<Rule, void (Describer::*)()> rules[] = {
      {Rule::level_may_not_keep, &Describer::level_may_not_keep},
      {Rule::level_must_keep, &Describer::level_must_keep},
      {Rule::node_twice, &Describer::node_twice},
      {Rule::node_order, &Describer::node_order},
      {Rule::node_above_fanout_after_loop, &Describer::node_above_fanout_after_loop},
      {Rule::node_below_fanout_before_loop, &Describer::node_below_fanout_before_loop},
      {Rule::fanout_order, &Describer::fanout_order},
      {Rule::axis_overfull, &Describer::axis_overfull},
      {Rule::no_home, &Describer::no_home},
      {Rule::bound_below_one, &Describer::bound_below_one},
      {Rule::bounds_too_small, &Describer::bounds_too_small},
      {Rule::bounds_overflow, &Describer::bounds_overflow},
      {Rule::needs_reduction, &Describer::needs_reduction},
      {Rule::outputs_overlap, &Describer::outputs_overlap},
  };
  for (const auto& [rule, method] : rules) {
    if (rule == violation_.rule) (this->*method)();
  }
  check(!result_.message.empty(), "every rule of a legal nest has its words");
  return std::move(result_);
}

void Describer::error_at(std::size_t at, const std::string& message) {
  result_.place = place_of(at);
  result_.message = message;
  if (!result_.place.source)
    result_.message += fmt::format(" (entry {}: {})", at + 1, printed(mapping_.nest[at]));
}

void Describer::error_at_nest(const std::string& message) {
  result_.place = place_of(0);
  result_.message = message;
}

void Describer::note(const Place& place, const std::string& message) {
  Diagnostic note;
  note.severity = Severity::note;
  note.place = place;
  note.message = message;
  result_.notes.push_back(note);
}

void Describer::note_entry(std::size_t at, const std::string& message) {
  const Place place = place_of(at);
  note(place, place.source ? message
                           : fmt::format("{} (entry {}: {})", message, at + 1, printed(mapping_.nest[at])));
}

std::string Describer::axis() const {
  return axis_name(machine_, entry().fanout, entry().axis);
}

std::vector<std::string> Describer::levels_for_tensor(std::size_t below) const {
  std::vector<std::string> names;
  const auto role = static_cast<std::size_t>(problem_.tensors[violation_.tensor].role);
  for (const StorageLevel& candidate : machine_.levels) {
    const bool may = candidate.may_keep.has(role) || candidate.keeps.has(role);
    if (may && candidate.position < below) names.push_back(candidate.name);
  }
  return names;
}

Diagnostic describe(const Violation& violation, const Problem& problem, const Machine& machine,
                    const Mapping& mapping) {
  return Describer(violation, problem, machine, mapping).describe();
}

}  // namespace ridge
