// --set PATH=VALUE: a tree with one value replaced.
#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "base/yaml_tree.hpp"

namespace ridge::yaml {

namespace {

/// One step from a node to a value directly below it.
struct Step {
  Node parent;
  std::size_t index = 0;  // of the entry or item
};

const Node& below(const Step& step) {
  return step.parent.is_map() ? step.parent.entries()[step.index].value : step.parent.items()[step.index];
}

/// How many lists and maps lie around the innermost value.
std::size_t height(const Node& node) {
  std::size_t deepest = 0;
  for (const Node& item : node.items())
    deepest = std::max(deepest, height(item));
  for (const Node::Entry& entry : node.entries())
    deepest = std::max(deepest, height(entry.value));
  return deepest + (node.is_list() || node.is_map() ? 1 : 0);
}

/// A component of the path and where it stands in the assignment.
struct Component {
  std::string name;
  Place place;
};

class Override {
 public:
  Override(const Node& root, std::string_view assignment)
      : source_(std::make_shared<const SourceText>(
            SourceText{fmt::format("--set {}", in_quotes(assignment)), std::string(assignment), true})),
        here_(root) {}

  Node apply() {
    const Node value = read_assignment();
    for (std::size_t i = 0; i + 1 < path_.size(); ++i)
      descend(path_[i]);
    if (!step_to(path_.back())) return add(path_.back(), value);
    return rebuild(value);
  }

 private:
  Place at(std::size_t offset) const { return Body{source_->text, source_}.at(offset); }

  /// Splits the assignment into path_ and the value.
  Node read_assignment() {
    const std::string_view text = source_->text;
    check_characters({text, source_}, Limits{});
    if (const std::size_t end = text.find('\n'); end != std::string_view::npos) {
      throw InputError(at(end), "an assignment is one line",
                       "write lists as [a, b] and maps as {key: value}");
    }
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) {
      throw InputError(at(0), "this sets nothing", "write PATH=VALUE, for example GLB.size=256KiB");
    }
    for (std::size_t begin = 0; begin <= equals;) {
      const std::size_t end = std::min(text.find('.', begin), equals);
      if (end == begin)
        throw InputError(at(begin), "a name is missing here",
                         "write PATH=VALUE, for example GLB.size=256KiB");
      path_.push_back({std::string(text.substr(begin, end - begin)), at(begin)});
      begin = end + 1;
    }
    const Body value{text.substr(equals + 1), source_, static_cast<int>(equals) + 1};
    return parse_body(value, Limits{});
  }

  void descend(const Component& component) {
    if (!step_to(component)) refuse(component);
  }

  /// Goes on to what `component` names below here_; false when there is no such thing.
  bool step_to(const Component& component) {
    if (here_.is_list() && step_to_index(component)) return true;
    if (step_to_key(component.name)) return true;
    return step_to_named(component);
  }

  bool step_to_key(std::string_view key) {
    const auto& entries = here_.entries();
    const auto found =
        std::find_if(entries.begin(), entries.end(), [&](const auto& e) { return e.key == key; });
    if (found == entries.end()) return false;
    take({here_, static_cast<std::size_t>(found - entries.begin())});
    return true;
  }

  bool step_to_index(const Component& component) {
    std::size_t index = 0;
    const char* end = component.name.data() + component.name.size();
    const auto parsed = std::from_chars(component.name.data(), end, index);
    if (parsed.ec != std::errc{} || parsed.ptr != end) return false;
    if (index >= here_.items().size()) {
      throw InputError(component.place,
                       fmt::format("the list has {} items, counted from 0", here_.items().size()));
    }
    take({here_, index});
    return true;
  }

  /// Finds the one map with `name: COMPONENT` among the candidates below.
  bool step_to_named(const Component& component) {
    const std::vector<std::vector<Step>> routes = named_below();
    const std::vector<Step>* found = nullptr;
    for (const std::vector<Step>& route : routes) {
      if (name_of(below(route.back())) != component.name) continue;
      if (found != nullptr) refuse_ambiguous(component, below(found->back()), below(route.back()));
      found = &route;
    }
    if (found == nullptr) return false;
    for (const Step& step : *found)
      take(step);
    return true;
  }

  /// The name that a map gives itself, "" when it has none.
  static std::string name_of(const Node& node) {
    const Node* name = node.find("name");
    return name != nullptr && name->is_scalar() ? name->scalar() : "";
  }

  /// Routes to all maps with a name: values of here_, items of its lists, and maps that are the one entry of
  /// such an item ({fanout: {name: PE}}).
  std::vector<std::vector<Step>> named_below() const {
    std::vector<std::vector<Step>> routes;
    add_named_items({}, here_, routes);
    for (std::size_t i = 0; i < here_.entries().size(); ++i) {
      const Step step{here_, i};
      if (!name_of(below(step)).empty()) routes.push_back({step});
      add_named_items({step}, below(step), routes);
    }
    return routes;
  }

  static void add_named_items(const std::vector<Step>& before, const Node& list,
                              std::vector<std::vector<Step>>& routes) {
    for (std::size_t i = 0; i < list.items().size(); ++i) {
      std::vector<Step> route = before;
      route.push_back({list, i});
      const Node item = list.items()[i];
      if (name_of(item).empty() && item.entries().size() == 1) route.push_back({item, 0});
      if (!name_of(below(route.back())).empty()) routes.push_back(std::move(route));
    }
  }

  void take(const Step& step) {
    steps_.push_back(step);
    here_ = below(step);
  }

  /// The tree with `value` in place of here_.
  Node rebuild(Node value) {
    if (steps_.size() + height(value) > Limits{}.depth) {
      throw InputError(at(0), fmt::format("lists and maps nest more than {} deep", Limits{}.depth));
    }
    for (auto step = steps_.rbegin(); step != steps_.rend(); ++step) {
      auto data = std::make_shared<Node::Data>(copy(step->parent));
      if (step->parent.is_map()) {
        data->entries[step->index].value = std::move(value);
      } else {
        data->items[step->index] = std::move(value);
      }
      value = Node(std::move(data));
    }
    return value;
  }

  /// The tree with a new key in the map here_.
  Node add(const Component& key, const Node& value) {
    if (!here_.is_map()) refuse(key);
    Node::Data data = copy(here_);
    data.entries.push_back({key.name, key.place, value});
    return rebuild(Node(std::make_shared<Node::Data>(std::move(data))));
  }

  static Node::Data copy(const Node& node) {
    return {node.kind(), node.place(), node.scalar(), node.quoted(), node.items(), node.entries()};
  }

  [[noreturn]] void refuse(const Component& component) const {
    std::vector<std::string> names;
    for (const Node::Entry& entry : here_.entries())
      names.push_back(entry.key);
    for (const std::vector<Step>& route : named_below())
      names.push_back(name_of(below(route.back())));
    std::string help = did_you_mean(component.name, names);
    if (help.empty() && !names.empty()) help = fmt::format("there are {}", list_of(names, "and"));
    if (names.empty()) help = fmt::format("what stands there is {}", here_.described());
    throw InputError(component.place, fmt::format("there is no {}", in_quotes(component.name)),
                     std::move(help));
  }

  [[noreturn]] static void refuse_ambiguous(const Component& component, const Node& first,
                                            const Node& second) {
    Diagnostic error;
    error.place = component.place;
    error.message = fmt::format("several items are named {}", in_quotes(component.name));
    error.help = "use the index of the item in its list, counted from 0";
    error.add_note(first.place(), "one is here");
    error.add_note(second.place(), "another is here");
    throw InputError({error});
  }

  std::shared_ptr<const SourceText> source_;
  std::vector<Component> path_;
  std::vector<Step> steps_;  // from the root to here_
  Node here_;
};

}  // namespace

Node with_override(const Node& root, std::string_view assignment) {
  return Override(root, assignment).apply();
}

}  // namespace ridge::yaml
