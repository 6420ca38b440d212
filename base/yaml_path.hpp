// A way from the root of a tree to one value, and the tree with that value replaced. Inside of base/.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/yaml.hpp"

namespace ridge::yaml {

/// A component of a path, and where it was written.
struct PathComponent {
  std::string name;
  Place place;
};

class TreePath {
 public:
  explicit TreePath(Node root) : here_(std::move(root)) {}

  /// Where the path has come to.
  const Node& here() const { return here_; }

  /// Goes on to what `component` names: an index of a list, a key of a map, or the map further below that has
  /// this name. False when there is no such thing; throws InputError when there are several, and for an index
  /// beyond the list.
  bool step_to(const PathComponent& component);

  /// The whole tree with `value` in place of `here`.
  Node with(Node value) const;

  /// Lists and maps around `here`.
  std::size_t depth() const { return steps_.size(); }

  /// Throws InputError: there is no `component` here; names the nearest that is.
  [[noreturn]] void refuse(const PathComponent& component) const;

 private:
  /// One step from a node to a value directly below it.
  struct Step {
    Node parent;
    std::size_t index = 0;  // of the entry or item
  };
  using Route = std::vector<Step>;

  static const Node& below(const Step& step);
  static std::string name_of(const Node& node);
  static void add_named_items(const Route& before, const Node& list, std::vector<Route>& routes);

  bool step_to_index(const PathComponent& component);
  bool step_to_key(const PathComponent& component);
  bool step_to_name(const PathComponent& component);
  std::vector<Route> routes_to_names() const;
  void take(const Step& step);

  Node here_;
  Route steps_;  // from the root to here_
};

}  // namespace ridge::yaml
