// What breaks a nest, for people: the place in the mapping, the place in the machine, a way out.
//
//   ws.yaml:9:17: error: loops over PE.x multiply to 32, but it is 16 wide
//       9 |   - spatial: {C: 2, over: PE.x}
//         |               ^ K 16 x C 2
//   small.yaml:8:5: note: 'PE' is 16 x 16
//      help: at most 'C: 1' here, or a width of 32
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "sim/mapping/mapping.hpp"

namespace ridge {

/// Turns one violation into an error; one method per rule.
class Describer {
 public:
  Describer(const Violation& violation, const Problem& problem, const Machine& machine,
            const Mapping& mapping)
      : violation_(violation), problem_(problem), machine_(machine), mapping_(mapping) {}

  Diagnostic describe();

 private:
  void level_may_not_keep();
  void level_must_keep();
  void node_twice();
  void node_order();
  void node_above_fanout_after_loop();
  void node_below_fanout_before_loop();
  void no_home();
  void fanout_order();
  void axis_overfull();
  void bound_below_one();
  void bounds_too_small();
  void bounds_overflow();
  void needs_reduction();
  std::string reduction_text() const;
  void outputs_overlap();

  const NestEntry& entry() const { return mapping_.nest[violation_.entry]; }
  const NestEntry& other() const { return mapping_.nest[violation_.other]; }
  const std::string& level() const { return machine_.levels[violation_.level].name; }
  const std::string& tensor() const { return problem_.tensors[violation_.tensor].name; }
  const std::string& dimension() const { return problem_.dimensions[violation_.dimension].name; }
  const std::string& written() const { return problem_.tensors[problem_.written].name; }
  const Fanout& fanout() const { return machine_.fanouts[entry().fanout]; }
  std::string axis() const;
  std::int64_t axis_size() const { return fanout().size[static_cast<std::size_t>(entry().axis)]; }
  std::string printed(const NestEntry& shown) const { return print_entry(shown, problem_, machine_); }
  std::string printed_node(LevelId at) const { return printed(NestEntry::keep(at, violation_.tensor)); }
  /// The loop to blame, in time instead.
  std::string printed_in_time() const {
    return printed(NestEntry::temporal(entry().dimension, entry().bound));
  }
  /// Levels before position `below` of the machine that may keep the tensor to blame.
  std::vector<std::string> levels_for_tensor(std::size_t below) const;

  Place place_of(std::size_t at) const { return at < mapping_.places.size() ? mapping_.places[at] : Place(); }
  /// The error at an entry; a mapping that was not read from a file shows the entry in the message.
  void error_at(std::size_t at, const std::string& message);
  /// The error at the nest as a whole: the line of its first entry.
  void error_at_nest(const std::string& message);
  void note(const Place& place, const std::string& message);
  void note_entry(std::size_t at, const std::string& message);
  void note_level(LevelId at, const std::string& message) { note(machine_.levels[at].place, message); }

  Violation violation_;
  const Problem& problem_;
  const Machine& machine_;
  const Mapping& mapping_;
  Diagnostic result_;
};

}  // namespace ridge
