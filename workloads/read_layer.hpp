// Reading one layer, and linking layers to a graph. Internal to workloads/.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "base/yaml.hpp"
#include "workloads/network.hpp"

namespace ridge {

/// Of numbers that only their type limits.
inline constexpr std::int64_t no_limit = std::numeric_limits<std::int64_t>::max();

/// A layer as read, with the places that a later check may have to blame.
struct LayerEntry {
  Layer layer;
  bool complete = true;  // false after errors: then only its name and edges may be there
  Place place;           // of the layer's map
  Place name_place;      // of its name
  bool from_given = false;
  std::vector<Place> from_places;  // one per layer.from
  Place shares_place;
};

/// Reads {name: ..., type: ..., sizes, words, from, count, extra_parameters, shares}. `fallback_name` names a
/// layer without a name (empty: a name is needed); `precision` is the file's own default ("" for none).
/// Records what is wrong; the entry is then not `complete`. Nothing when the node is no map.
std::optional<LayerEntry> read_layer(const yaml::Node& node, const std::string& fallback_name,
                                     const std::string& precision, Diagnostics& diagnostics);

/// Reads `dimensions`, `tensors`, `operation`, `operations`, `precision` and `partial` of the general form.
/// Returns nothing after errors. `name` becomes the problem's name.
std::optional<Problem> read_problem(yaml::MapReader& reader, const std::string& name,
                                    const std::string& precision);

/// Checks names, `from` and `shares`, gives a layer without `from` the layer before it (the first: "input"),
/// and returns the layers in topological order, equal ones in the order written. Records doubled names,
/// unknown names (nearest in the help) and circles; of incomplete layers the edges alone. Empty after errors.
std::vector<Layer> link_layers(std::vector<LayerEntry> entries, Diagnostics& diagnostics);

}  // namespace ridge
