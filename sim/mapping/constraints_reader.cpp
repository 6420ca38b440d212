// The reader of `ridge: constraints/1`.
#include <fmt/format.h>

#include "sim/mapping/config_file.hpp"
#include "sim/mapping/dimension_set.hpp"
#include "sim/mapping/loop_rules_reader.hpp"
#include "sim/mapping/merge_rules.hpp"
#include "sim/mapping/selectors.hpp"

namespace ridge {

namespace {

class ConstraintsReader {
 public:
  ConstraintsReader(const Problem& problem, const Machine& machine)
      : problem_(problem), machine_(machine), constraints_(Constraints::none(problem, machine)) {}

  Constraints read(const yaml::Node& root) {
    yaml::MapReader file(root, diagnostics_, "a set of constraints");
    file.child("ridge");
    file.text("name");
    file.text("source");
    if (const auto least = file.number("min_used_lanes", 0, 1))
      constraints_.used_lanes = {*least, root.find("min_used_lanes")->place()};
    const auto levels = file.child("levels");
    const auto fanouts = file.child("fanouts");
    file.finish();
    if (levels) read_levels(*levels);
    if (fanouts) read_fanouts(*fanouts);
    diagnostics_.throw_if_errors();
    return std::move(constraints_);
  }

 private:
  bool is_map(const yaml::Node& node, const char* key) {
    if (node.is_map()) return true;
    diagnostics_.error(node.place(), fmt::format("'{}' is a map, not {}", key, node.described())).help =
        fmt::format("write '{}: {{NAME: {{...}}}}'", key);
    return false;
  }

  void read_levels(const yaml::Node& levels) {
    if (!is_map(levels, "levels")) return;
    for (const yaml::Node::Entry& entry : levels.entries()) {
      const auto selected = levels_selected(entry.key, entry.key_place, machine_, diagnostics_);
      yaml::MapReader rules(entry.value, diagnostics_, "the constraints of a level");
      read_keeps(rules.child("keep"), "keep", selected);
      read_keeps(rules.child("bypass"), "bypass", selected);
      if (const auto temporal = rules.child("temporal")) {
        const LoopRules read =
            read_loop_rules(*temporal, "the rules of temporal loops", problem_, diagnostics_);
        for (LevelId level : selected)
          tighten(constraints_.temporal[level], read, diagnostics_);
      }
      rules.finish();
    }
  }

  void read_keeps(const std::optional<yaml::Node>& list, const char* key,
                  const std::vector<LevelId>& levels) {
    if (!list) return;
    if (!list->is_list()) {
      diagnostics_
          .error(list->place(), fmt::format("'{}' is a list of roles, not {}", key, list->described()))
          .help = fmt::format("write '{}: [weights, inputs]'", key);
      return;
    }
    for (const yaml::Node& item : list->items()) {
      const auto text = yaml::read_text(item, diagnostics_, "a role");
      if (!text) continue;
      for (TensorId tensor : tensors_named(*text, item.place(), problem_, diagnostics_)) {
        for (LevelId level : levels)
          add_keep(level, tensor, std::string_view(key) == "keep", item.place());
      }
    }
  }

  void add_keep(LevelId id, TensorId tensor, bool keep, const Place& place) {
    const StorageLevel& level = machine_.levels[id];
    const Role role = problem_.tensors[tensor].role;
    const auto bit = static_cast<std::size_t>(role);
    const bool must = level.keeps.has(bit);
    if (keep ? must || level.may_keep.has(bit) : !must) {
      tighten_keep(constraints_.keep[id][tensor], constraints_.keep_places[id][tensor], keep, place,
                   diagnostics_);
      return;
    }
    Diagnostic& error = diagnostics_.error(
        place, fmt::format("'{}' {} {}", level.name, keep ? "cannot keep" : "cannot bypass", name_of(role)));
    Diagnostic note;
    note.severity = Severity::note;
    note.place = level.place;
    note.message = fmt::format("'{}' {} {}", level.name, keep ? "may keep" : "keeps",
                               roles_text(keep ? level.may_keep : level.keeps));
    error.notes.push_back(note);
    error.help = keep ? fmt::format("add {} to 'may_keep' of '{}'", name_of(role), level.name)
                      : fmt::format("say 'may_keep' instead of 'keeps' in '{}'", level.name);
  }

  void read_fanouts(const yaml::Node& fanouts) {
    if (!is_map(fanouts, "fanouts")) return;
    for (const yaml::Node::Entry& entry : fanouts.entries()) {
      const LoopRules read =
          read_loop_rules(entry.value, "the rules of spatial loops", problem_, diagnostics_);
      for (const FanoutAxis& axis : axes_selected(entry.key, entry.key_place, machine_, diagnostics_)) {
        tighten(constraints_.spatial[axis.fanout][static_cast<std::size_t>(axis.axis)], read, diagnostics_);
        check_width(axis, read);
      }
    }
  }

  void check_width(const FanoutAxis& at, const LoopRules& rules) {
    const Fanout& fanout = machine_.fanouts[at.fanout];
    const std::int64_t width = fanout.size[static_cast<std::size_t>(at.axis)];
    for (DimensionId dimension : problem_.dimensions.ids()) {
      const BoundRule& rule = rules.bounds[dimension];
      if (rule.least <= width) continue;
      Diagnostic& error = diagnostics_.error(
          rule.place, fmt::format("'{}' is to be unrolled {} times over {}, which is {} wide",
                                  problem_.dimensions[dimension].name, rule.least,
                                  axis_name(machine_, at.fanout, at.axis), width));
      error.help = fmt::format("at most {}, or a wider '{}'", width, fanout.name);
    }
  }

  const Problem& problem_;
  const Machine& machine_;
  Diagnostics diagnostics_;
  Constraints constraints_;
};

}  // namespace

Constraints read_constraints(const yaml::Node& root, const Problem& problem, const Machine& machine) {
  return ConstraintsReader(problem, machine).read(root);
}

Constraints load_constraints(const std::string& path_or_name, const Problem& problem,
                             const Machine& machine) {
  const yaml::Node root = yaml::parse_file(config_file("constraints", "constraint set", path_or_name));
  yaml::read_kind(root, {"constraints"});
  return read_constraints(root, problem, machine);
}

}  // namespace ridge
