#include "interop/timeloop/architecture.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "interop/timeloop/component.hpp"
#include "interop/timeloop/node_tree.hpp"

namespace ridge::timeloop {
namespace {

/// Attributes that enclosing nodes hand down: they describe technology, and no number depends on them here.
class TreeReader {
 public:
  TreeReader(const Input& input, Architecture& machine, Diagnostics& diagnostics)
      : input_(input), machine_(machine), diagnostics_(diagnostics) {}

  /// A node of `subtree:`: its components, then what it encloses.
  void read_node(const yaml::Node& node, std::int64_t copies) {
    Attributes keys(node, "a node of the architecture", input_.variables, diagnostics_);
    const Ranged ranged = read_name(keys);
    if (machine_.name.empty()) machine_.name = ranged.name;
    copies *= ranged.copies;
    if (const yaml::Node* local = keys.list({"local"})) {
      for (const yaml::Node& component : local->items())
        read_component(component, copies);
    }
    const yaml::Node* subtree = keys.find({"subtree"});
    keys.ignore({"attributes", "version", "class"});
    keys.finish();
    if (subtree != nullptr) read_subtree(*subtree, copies);
  }

  void read_subtree(const yaml::Node& subtree, std::int64_t copies) {
    if (!subtree.is_list() || subtree.items().size() != 1) {
      diagnostics_
          .error(subtree.place(), "'subtree' must be a list of one node: trees that branch are not modelled")
          .help = "put components that stand side by side into one 'local' list";
      return;
    }
    read_node(subtree.items()[0], copies);
  }

  void read_component(const yaml::Node& node, std::int64_t copies) {
    Attributes keys(node, "a component", input_.variables, diagnostics_);
    const Ranged ranged = read_name(keys);
    Standing standing{ranged.name, keys.text({"class"}).value_or(""), node.place(), copies * ranged.copies};
    const yaml::Node* attributes = keys.find({"attributes"});
    keys.ignore({"subclass", "required_actions", "enabled", "constraints"});
    keys.finish();
    if (ranged.name.empty())
      diagnostics_.error(node.place(), "a component needs a 'name'").help = "mappings call it by that";
    add(standing, attributes == nullptr ? yaml::Node() : *attributes);
  }

  void add(const Standing& standing, const yaml::Node& attributes) {
    switch (kind_of(standing.memory_class)) {
      case ComponentKind::storage:
        machine_.levels.push_back(read_level(standing, named(standing, attributes)));
        break;
      case ComponentKind::compute:
        take_compute(standing, attributes);
        break;
      case ComponentKind::network:
        break;
      case ComponentKind::unknown:
        leave_out(standing);
        break;
    }
  }

  void leave_out(const Standing& standing) {
    const std::string why =
        standing.memory_class.empty()
            ? "it has no class"
            : fmt::format("its class {} is neither storage nor compute", in_quotes(standing.memory_class));
    diagnostics_.warning(standing.place, fmt::format("'{}' is left out: {}", standing.name, why)).help =
        "storage classes contain DRAM, SRAM, regfile, smartbuffer or storage; compute classes mac or compute";
  }

  void take_compute(const Standing& standing, const yaml::Node& attributes) {
    if (!machine_.compute.name.empty()) {
      Diagnostic& error = diagnostics_.error(standing.place, "a second compute component");
      error.help = "machines of several kinds of compute are not modelled: keep one";
      error.add_note(machine_.compute.place, fmt::format("'{}' is the first", machine_.compute.name));
      return;
    }
    machine_.compute = read_compute(standing, named(standing, attributes));
  }

  Attributes named(const Standing& standing, const yaml::Node& attributes) {
    return Attributes(attributes, fmt::format("'{}'", standing.name), input_.variables, diagnostics_);
  }

 private:
  /// The name without its range; a range that counts nothing is told.
  Ranged read_name(Attributes& keys) {
    const yaml::Node* node = keys.find({"name"});
    Ranged ranged = split_range(keys.text({"name"}).value_or(""));
    const std::size_t bracket = ranged.name.rfind('[');
    if (bracket == std::string::npos || ranged.name.find("..", bracket) == std::string::npos) return ranged;
    diagnostics_.error(node->place(), fmt::format("the range of {} counts nothing", in_quotes(ranged.name)))
        .help = "write NAME[FIRST..LAST], with numbers of which the first is not the larger one";
    return {ranged.name.substr(0, bracket), unknown_copies};
  }

  const Input& input_;
  Architecture& machine_;
  Diagnostics& diagnostics_;
};

/// The oldest form: `arithmetic:` and `storage:`, innermost first, attributes beside the name.
void read_flat(const yaml::Node& node, const Input& input, TreeReader& reader, Diagnostics& diagnostics) {
  Attributes keys(node, "'architecture'", input.variables, diagnostics);
  const auto without = [&](const yaml::Node& component, std::string_view fallback) {
    auto data = std::make_shared<yaml::Node::Data>(component.data());
    Standing standing{std::string(fallback), "", component.place(), 1};
    std::erase_if(data->entries, [&](const yaml::Node::Entry& entry) {
      if (entry.key == "name") standing.name = split_range(entry.value.scalar()).name;
      if (entry.key == "class") standing.memory_class = entry.value.scalar();
      return entry.key == "name" || entry.key == "class";
    });
    return std::pair(standing, yaml::Node(std::move(data)));
  };
  if (const yaml::Node* storage = keys.list({"storage"})) {
    for (auto level = storage->items().rbegin(); level != storage->items().rend(); ++level) {
      auto [standing, attributes] = without(*level, "");
      if (standing.memory_class.empty()) standing.memory_class = "storage";
      reader.add(standing, attributes);
    }
  }
  if (const yaml::Node* arithmetic = keys.find({"arithmetic"})) {
    auto [standing, attributes] = without(*arithmetic, "__ARITH__");
    standing.memory_class = "compute";
    reader.add(standing, attributes);
  }
  keys.ignore({"version", "subtree", "nodes"});
  keys.finish();
}

void check_names(const Architecture& machine, Diagnostics& diagnostics) {
  for (std::size_t i = 0; i < machine.levels.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (machine.levels[i].name != machine.levels[j].name) continue;
      Diagnostic& error = diagnostics.error(machine.levels[i].place,
                                            fmt::format("a second level '{}'", machine.levels[i].name));
      error.help = "give each its own name";
      error.add_note(machine.levels[j].place, "the first is here");
    }
  }
}

/// Every level's mesh must divide that of the next one in.
void check_meshes(const Architecture& machine, Diagnostics& diagnostics) {
  for (std::size_t i = 0; i < machine.levels.size(); ++i) {
    const Mesh& outer = machine.levels[i].mesh;
    const bool last = i + 1 == machine.levels.size();
    const Mesh& inner = last ? machine.compute.mesh : machine.levels[i + 1].mesh;
    if (inner.x % outer.x == 0 && inner.y % outer.y == 0) continue;
    const std::string& name = last ? machine.compute.name : machine.levels[i + 1].name;
    diagnostics
        .error(machine.levels[i].place,
               fmt::format("the mesh of '{}', {} x {}, does not divide that of '{}' inside, "
                           "{} x {}",
                           machine.levels[i].name, outer.x, outer.y, name, inner.x, inner.y))
        .help =
        "give meshX (and meshY) such that every instance has the same number below it along both axes";
  }
}

}  // namespace

Architecture read_architecture(const Input& input, Diagnostics& diagnostics) {
  Architecture machine;
  TreeReader reader(input, machine, diagnostics);
  const yaml::Node* tree = input.find("architecture");
  const yaml::Node* flat = input.find("arch");
  if (tree == nullptr && flat == nullptr) {
    diagnostics.error({}, "there is no architecture").help =
        "one of the files must have the key 'architecture:'";
    diagnostics.throw_if_errors();
  }
  const yaml::Node& node = tree != nullptr ? *tree : *flat;
  if (!node.is_map()) {
    throw InputError(node.place(), fmt::format("'architecture' must be a map, not {}", node.described()),
                     "it has 'subtree:', 'nodes:', or 'arithmetic:' and 'storage:'");
  }
  if (tree != nullptr && flat != nullptr)
    diagnostics.error(flat->place(), "'arch' is a second architecture").help =
        "keep 'architecture' or 'arch'";
  if (const yaml::Node* nodes = node.find("nodes")) {
    for (const FlatNode& each : flatten(*nodes, input, machine, diagnostics))
      reader.add(each.standing, each.attributes);
  } else if (const yaml::Node* subtree = node.find("subtree")) {
    reader.read_subtree(*subtree, 1);
  } else {
    read_flat(node, input, reader, diagnostics);
  }
  diagnostics.throw_if_errors();
  if (machine.levels.empty()) {
    diagnostics.error(node.place(), "the architecture has no storage level").help =
        "give a component whose class contains DRAM, SRAM, regfile, smartbuffer or storage";
  }
  if (machine.compute.name.empty()) {
    diagnostics.error(node.place(), "the architecture has no compute component").help =
        "give a component whose class contains mac or compute";
  }
  diagnostics.throw_if_errors();
  check_names(machine, diagnostics);
  check_meshes(machine, diagnostics);
  diagnostics.throw_if_errors();
  return machine;
}

}  // namespace ridge::timeloop
