// --set PATH=VALUE: a tree with one value replaced.
#include <algorithm>

#include <fmt/format.h>

#include "base/yaml_path.hpp"
#include "base/yaml_tree.hpp"

namespace ridge::yaml {

namespace {

constexpr const char* form = "write PATH=VALUE, for example GLB.size=256KiB";

struct Assignment {
  std::vector<PathComponent> path;  // not empty
  Node value;
  Place place;
};

/// The path of an assignment: what stands before its '=', divided at the points.
std::vector<PathComponent> split_path(const Body& whole, std::size_t equals) {
  std::vector<PathComponent> path;
  for (std::size_t begin = 0; begin <= equals;) {
    const std::size_t end = std::min(whole.text.find('.', begin), equals);
    if (end == begin) throw InputError(whole.at(begin), "a name is missing here", form);
    path.push_back({std::string(whole.text.substr(begin, end - begin)), whole.at(begin)});
    begin = end + 1;
  }
  return path;
}

Assignment read_assignment(std::string_view text) {
  const auto source = std::make_shared<const SourceText>(
      SourceText{fmt::format("--set {}", in_quotes(text)), std::string(text), true});
  const Body whole{source->text, source};
  check_characters(source, Limits{});
  if (const std::size_t end = text.find('\n'); end != std::string_view::npos) {
    throw InputError(whole.at(end), "an assignment is one line",
                     "write lists as [a, b] and maps as {key: value}");
  }
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos) throw InputError(whole.at(0), "this sets nothing", form);
  const Body value{whole.text.substr(equals + 1), source, equals + 1};
  return {split_path(whole, equals), parse_body(value, Limits{}), whole.at(0)};
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

/// `map` with a further entry.
Node with_entry(const Node& map, const PathComponent& key, const Node& value) {
  auto data = std::make_shared<Node::Data>(map.data());
  data->entries.push_back({key.name, key.place, value});
  return Node(std::move(data));
}

/// The tree with `value` where the path has come to.
Node replaced(const TreePath& path, const Node& value, const Place& place) {
  constexpr std::size_t deepest = Limits{}.depth;
  if (path.depth() + height(value) > deepest) {
    throw InputError(place, fmt::format("lists and maps nest more than {} deep", deepest));
  }
  return path.with(value);
}

}  // namespace

Node with_override(const Node& root, std::string_view assignment) {
  const Assignment wanted = read_assignment(assignment);
  TreePath path(root);
  const PathComponent& last = wanted.path.back();
  for (const PathComponent& component : wanted.path) {
    if (path.step_to(component)) continue;
    if (&component != &last || !path.here().is_map()) path.refuse(component);
    return replaced(path, with_entry(path.here(), last, wanted.value), wanted.place);
  }
  return replaced(path, wanted.value, wanted.place);
}

std::optional<Node> value_at(const Node& root, std::string_view path) {
  const auto source = std::make_shared<const SourceText>(
      SourceText{fmt::format("the path {}", in_quotes(path)), std::string(path), true});
  TreePath way(root);
  for (const PathComponent& component : split_path(Body{source->text, source}, path.size()))
    if (!way.step_to(component)) return std::nullopt;
  return way.here();
}

}  // namespace ridge::yaml
