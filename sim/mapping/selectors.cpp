#include "sim/mapping/selectors.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace ridge {

namespace {

/// What `innermost`, `outermost` and `every` select of a table; nothing for another word.
template <class Table>
auto by_position(const std::string& word, const Table& table) {
  std::vector<decltype(*table.ids().begin())> selected;
  for (auto id : table.ids()) {
    const bool first = id.index() == 0;
    const bool last = id.index() + 1 == table.size();
    if (word == "every" || (word == "outermost" && first) || (word == "innermost" && last))
      selected.push_back(id);
  }
  return selected;
}

std::vector<FanoutId> fanouts_selected(const std::string& word, const Machine& machine) {
  if (const auto named = machine.fanout_named(word)) return {*named};
  return by_position(word, machine.fanouts);
}

}  // namespace

std::vector<LevelId> levels_selected(const std::string& key, const Place& place, const Machine& machine,
                                     Diagnostics& diagnostics) {
  if (const auto named = machine.level_named(key)) return {*named};
  std::vector<LevelId> selected = by_position(key, machine.levels);
  for (LevelId level : machine.levels.ids()) {
    if (name_of(machine.levels[level].kind) == key) selected.push_back(level);
  }
  if (selected.empty()) {
    std::vector<std::string> known = level_names(machine);
    known.insert(known.end(), {"innermost", "outermost", "every"});
    for (const StorageLevel& level : machine.levels)
      known.emplace_back(name_of(level.kind));
    unknown_name(diagnostics, place, fmt::format("machine '{}'", machine.name), "level", key, known);
  }
  return selected;
}

std::vector<FanoutAxis> axes_selected(const std::string& key, const Place& place, const Machine& machine,
                                      Diagnostics& diagnostics) {
  std::string word = key;
  std::vector<Axis> axes{Axis::x, Axis::y};
  const bool one_axis = !machine.fanout_named(key) && (key.ends_with(".x") || key.ends_with(".y"));
  if (one_axis) {
    word = key.substr(0, key.size() - 2);
    axes = {key.ends_with(".x") ? Axis::x : Axis::y};
  }
  std::vector<FanoutAxis> selected;
  for (FanoutId fanout : fanouts_selected(word, machine)) {
    for (Axis axis : axes)
      selected.push_back({fanout, axis});
  }
  if (selected.empty()) {
    std::vector<std::string> known = axis_names(machine);
    if (!known.empty())
      known.insert(known.end(), {"innermost.x", "innermost.y", "outermost.x", "outermost.y", "every"});
    unknown_name(diagnostics, place, fmt::format("machine '{}'", machine.name), "fanout axis", key, known);
  }
  return selected;
}

}  // namespace ridge
