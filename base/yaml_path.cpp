#include "base/yaml_path.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include <fmt/format.h>

namespace ridge::yaml {

namespace {

[[noreturn]] void refuse_ambiguous(const PathComponent& component, const Node& first, const Node& second) {
  Diagnostic error;
  error.place = component.place;
  error.message = fmt::format("several items are named {}", in_quotes(component.name));
  error.help = "use the index of the item in its list, counted from 0";
  error.add_note(first.place(), "one is here");
  error.add_note(second.place(), "another is here");
  throw InputError({std::move(error)});
}

}  // namespace

const Node& TreePath::below(const Step& step) {
  return step.parent.is_map() ? step.parent.entries()[step.index].value : step.parent.items()[step.index];
}

/// The name that a map gives itself, "" when it has none.
std::string TreePath::name_of(const Node& node) {
  const Node* name = node.find("name");
  return name != nullptr && name->is_scalar() ? name->scalar() : "";
}

void TreePath::take(const Step& step) {
  steps_.push_back(step);
  here_ = below(step);
}

bool TreePath::step_to(const PathComponent& component) {
  return step_to_index(component) || step_to_key(component) || step_to_name(component);
}

bool TreePath::step_to_index(const PathComponent& component) {
  if (!here_.is_list()) return false;
  std::size_t index = 0;
  const char* end = component.name.data() + component.name.size();
  const auto parsed = std::from_chars(component.name.data(), end, index);
  if (parsed.ec != std::errc{} || parsed.ptr != end) return false;
  if (index >= here_.items().size()) {
    throw InputError(component.place,
                     fmt::format("the list has {} items, counted from 0", here_.items().size()),
                     here_.items().empty() ? "there is nothing to change in it"
                                           : fmt::format("the last one is {}", here_.items().size() - 1));
  }
  take({here_, index});
  return true;
}

bool TreePath::step_to_key(const PathComponent& component) {
  const auto& entries = here_.entries();
  const auto found = std::find_if(entries.begin(), entries.end(),
                                  [&](const Node::Entry& entry) { return entry.key == component.name; });
  if (found == entries.end()) return false;
  take({here_, static_cast<std::size_t>(found - entries.begin())});
  return true;
}

bool TreePath::step_to_name(const PathComponent& component) {
  const std::vector<Route> routes = routes_to_names();
  const Route* found = nullptr;
  for (const Route& route : routes) {
    if (name_of(below(route.back())) != component.name) continue;
    if (found != nullptr) refuse_ambiguous(component, below(found->back()), below(route.back()));
    found = &route;
  }
  if (found == nullptr) return false;
  for (const Step& step : *found)
    take(step);
  return true;
}

/// Routes to all maps with a name: values of here_, items of its lists, and maps that are the one entry of
/// such an item ({fanout: {name: PE}}).
std::vector<TreePath::Route> TreePath::routes_to_names() const {
  std::vector<Route> routes;
  add_named_items({}, here_, routes);
  for (std::size_t i = 0; i < here_.entries().size(); ++i) {
    const Step step{here_, i};
    if (!name_of(below(step)).empty()) routes.push_back({step});
    add_named_items({step}, below(step), routes);
  }
  return routes;
}

void TreePath::add_named_items(const Route& before, const Node& list, std::vector<Route>& routes) {
  for (std::size_t i = 0; i < list.items().size(); ++i) {
    Route route = before;
    route.push_back({list, i});
    const Node& item = list.items()[i];
    if (name_of(item).empty() && item.entries().size() == 1) route.push_back({item, 0});
    if (!name_of(below(route.back())).empty()) routes.push_back(std::move(route));
  }
}

Node TreePath::with(Node value) const {
  for (auto step = steps_.rbegin(); step != steps_.rend(); ++step) {
    auto data = std::make_shared<Node::Data>(step->parent.data());
    if (step->parent.is_map()) {
      data->entries[step->index].value = std::move(value);
    } else {
      data->items[step->index] = std::move(value);
    }
    value = Node(std::move(data));
  }
  return value;
}

void TreePath::refuse(const PathComponent& component) const {
  std::vector<std::string> names;
  for (const Node::Entry& entry : here_.entries())
    names.push_back(entry.key);
  for (const Route& route : routes_to_names())
    names.push_back(name_of(below(route.back())));
  std::string help = did_you_mean(component.name, names);
  if (help.empty() && !names.empty()) help = fmt::format("there are {}", list_of(names, "and"));
  if (names.empty()) help = fmt::format("what stands there is {}", here_.described());
  throw InputError(component.place, fmt::format("there is no {}", in_quotes(component.name)),
                   std::move(help));
}

}  // namespace ridge::yaml
