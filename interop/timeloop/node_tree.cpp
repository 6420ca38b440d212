#include "interop/timeloop/node_tree.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace ridge::timeloop {
namespace {

yaml::Node scalar_at(const Place& place, std::string text) {
  auto data = std::make_shared<yaml::Node::Data>();
  data->kind = yaml::Kind::scalar;
  data->place = place;
  data->scalar = std::move(text);
  return yaml::Node(std::move(data));
}

class Flattener {
 public:
  Flattener(const Input& input, Architecture& machine, Diagnostics& diagnostics)
      : input_(input), machine_(machine), diagnostics_(diagnostics) {}

  void walk(const yaml::Node& nodes) {
    if (!nodes.is_list()) {
      diagnostics_.error(nodes.place(), fmt::format("'nodes' must be a list, not {}", nodes.described()));
      return;
    }
    for (const yaml::Node& node : nodes.items())
      visit(node);
  }

  std::vector<FlatNode> take() { return std::move(flat_); }

 private:
  void visit(const yaml::Node& node) {
    const std::string& tag = node.tag();
    if (tag == "Nothing") return;
    if (tag == "Parallel" || tag == "Hierarchical" || tag == "Pipelined") {
      if (const yaml::Node* inner = node.find("nodes")) walk(*inner);
      return;
    }
    if (tag != "Container" && tag != "Component") {
      diagnostics_.error(node.place(), "a node needs its kind before it").help =
          "write '- !Component', '- !Container', '- !Parallel', '- !Hierarchical' or '- !Nothing'";
      return;
    }
    visit_part(node, tag == "Component");
  }

  void visit_part(const yaml::Node& node, bool component) {
    Attributes keys(node, component ? "a component" : "a container", input_.variables, diagnostics_);
    if (!keys.boolean({"enabled"}).value_or(true)) return;
    const std::string name = keys.text({"name"}).value_or("");
    if (name.empty()) diagnostics_.error(node.place(), "a node needs a 'name'");
    const yaml::Node* attributes = keys.find({"attributes"});
    const yaml::Node* constraints = keys.find({"constraints"});
    const yaml::Node* spatial = keys.find({"spatial"});
    const yaml::Node* sparse = keys.find({"sparse_optimizations"});
    const std::string memory_class = keys.text({"class"}).value_or("");
    keys.ignore({"subclass", "required_actions"});
    keys.finish();
    if (!component && machine_.name.empty()) machine_.name = name;
    if (!component && attributes != nullptr) hand_down(*attributes);
    const bool spreads = spatial != nullptr && spread(node, name, *spatial);
    if (constraints != nullptr) add_rules(*constraints, name, spreads);
    if (component && sparse != nullptr) machine_.sparse.push_back({name, "", *sparse});
    if (component) {
      const bool storage = kind_of(memory_class) == ComponentKind::storage;
      put({name, memory_class, node.place(), mesh_.x * mesh_.y},
          attributes == nullptr ? yaml::Node() : *attributes, storage);
    }
  }

  /// A dummy level before the node, and more instances from here on.
  bool spread(const yaml::Node& node, const std::string& name, const yaml::Node& spatial) {
    Attributes keys(spatial, fmt::format("'spatial' of '{}'", name), input_.variables, diagnostics_);
    const std::int64_t x = keys.integer({"meshX"}, 1).value_or(1);
    const std::int64_t y = keys.integer({"meshY"}, 1).value_or(1);
    keys.ignore({"meshX", "meshY"});
    keys.finish();
    if (x * y == 1) return false;
    auto data = std::make_shared<yaml::Node::Data>();
    data->kind = yaml::Kind::map;
    data->place = node.place();
    for (const char* key : {"width", "depth", "datawidth"})
      data->entries.push_back({key, node.place(), scalar_at(node.place(), "1")});
    put({fmt::format("inter_{}_spatial", name), "dummy_storage", node.place(), mesh_.x * mesh_.y},
        yaml::Node(std::move(data)), true);
    machine_.rules.push_back({flat_.back().standing.name, "nothing", node});
    mesh_.x *= x;
    mesh_.y *= y;
    return true;
  }

  void add_rules(const yaml::Node& constraints, const std::string& name, bool spreads) {
    for (const yaml::Node::Entry& rule : constraints.entries()) {
      if (rule.value.is_null()) continue;
      const bool spatial = rule.key == "spatial";
      const std::string target = spatial && spreads ? fmt::format("inter_{}_spatial", name) : name;
      machine_.rules.push_back({target, rule.key == "dataspace" ? "bypass" : rule.key, rule.value});
    }
  }

  void hand_down(const yaml::Node& attributes) {
    for (const yaml::Node::Entry& entry : attributes.entries()) {
      std::erase_if(handed_down_, [&](const yaml::Node::Entry& old) { return old.key == entry.key; });
      handed_down_.push_back(entry);
    }
  }

  void put(Standing standing, const yaml::Node& own, bool storage) {
    auto data = std::make_shared<yaml::Node::Data>(own.data());
    data->kind = yaml::Kind::map;
    if (data->place.source == nullptr) data->place = standing.place;
    const auto set = [&](const yaml::Node::Entry& entry) {
      const auto same = [&](const yaml::Node::Entry& other) {
        return normal_key(other.key) == normal_key(entry.key);
      };
      if (std::none_of(data->entries.begin(), data->entries.end(), same)) data->entries.push_back(entry);
    };
    const Place& place = standing.place;
    set({"meshX", place, scalar_at(place, std::to_string(mesh_.x))});
    set({"meshY", place, scalar_at(place, std::to_string(mesh_.y))});
    if (storage) set({"cluster_size", place, scalar_at(place, "1")});  // the front end's default
    for (const yaml::Node::Entry& entry : handed_down_)
      set(entry);
    flat_.push_back({std::move(standing), yaml::Node(std::move(data))});
  }

  const Input& input_;
  Architecture& machine_;
  Diagnostics& diagnostics_;
  std::vector<FlatNode> flat_;
  std::vector<yaml::Node::Entry> handed_down_;
  Mesh mesh_;
};

}  // namespace

std::vector<FlatNode> flatten(const yaml::Node& nodes, const Input& input, Architecture& machine,
                              Diagnostics& diagnostics) {
  Flattener flattener(input, machine, diagnostics);
  flattener.walk(nodes);
  diagnostics.throw_if_errors();
  return flattener.take();
}

}  // namespace ridge::timeloop
