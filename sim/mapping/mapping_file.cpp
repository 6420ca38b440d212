// Mapping files: `ridge: mapping/1`.
#include <fmt/format.h>

#include "sim/mapping/config_file.hpp"
#include "sim/mapping/mapping.hpp"
#include "sim/mapping/names.hpp"

namespace ridge {

namespace {

/// The nest for `layer` in a mapping file: `nest:`, or its entry in `layers:`.
std::optional<yaml::Node> nest_for(yaml::MapReader& file, const std::string& layer,
                                   Diagnostics& diagnostics) {
  const auto nest = file.child("nest");
  const auto layers = file.child("layers");
  if (nest && layers) {
    diagnostics.error(layers->place(), "a mapping file has 'nest' or 'layers', not both").help =
        "put the nest under 'layers' with the name of its layer";
    return std::nullopt;
  }
  if (nest) return nest;
  if (!layers) {
    file.missing("nest", "write the nest under 'nest:', or one nest per layer under 'layers:'");
    return std::nullopt;
  }
  if (!layers->is_map()) {
    diagnostics.error(layers->place(), fmt::format("'layers' needs a map, not {}", layers->described()))
        .help = "write 'layers: {NAME: nest, ...}'";
    return std::nullopt;
  }
  if (const yaml::Node* found = layers->find(layer)) return *found;
  std::vector<std::string> names;
  for (const yaml::Node::Entry& entry : layers->entries())
    names.push_back(entry.key);
  unknown_name(diagnostics, layers->place(), "this mapping file", "nest for layer", layer, names);
  return std::nullopt;
}

}  // namespace

Mapping read_mapping(const yaml::Node& root, const std::string& layer, const Problem& problem,
                     const Machine& machine) {
  yaml::read_kind(root, {"mapping"});
  Diagnostics diagnostics;
  yaml::MapReader file(root, diagnostics, "a mapping file");
  file.child("ridge");
  file.text("name");
  file.text("source");
  const auto nest = nest_for(file, layer, diagnostics);
  file.finish();
  std::optional<Mapping> mapping;
  if (nest) mapping = read_nest(*nest, problem, machine, diagnostics);
  diagnostics.throw_if_errors();
  check(mapping.has_value(), "a nest without errors is a mapping");
  return std::move(*mapping);
}

Mapping load_mapping(const std::string& path, const std::string& layer, const Problem& problem,
                     const Machine& machine, const std::vector<std::string>& overrides) {
  yaml::Node root = yaml::parse_file(config_file("mappings", "mapping", path));
  for (const std::string& assignment : overrides)
    root = yaml::with_override(root, assignment);
  return read_mapping(root, layer, problem, machine);
}

}  // namespace ridge
