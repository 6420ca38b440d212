// Reading one tensor of the general form. Internal to workloads/.
#pragma once

#include <optional>

#include "base/yaml.hpp"
#include "workloads/problem.hpp"

namespace ridge {

/// What one tensor's map says; what it leaves open is settled when all tensors are known.
struct TensorEntry {
  Tensor tensor;
  Place place;  // of its name
  std::optional<Role> role;
  std::optional<Origin> origin;
  std::optional<Precision> partial;
  Place partial_place;
  bool output = false;
};

/// The precision under `key`; nothing when absent, or after an error.
std::optional<Precision> precision_choice(yaml::MapReader& reader, std::string_view key);

/// Reads {index: [...], role, origin, precision, partial, density, output}. Indices are over the dimensions
/// of `problem`; without any (their absence was reported) they are not looked at. `precision` is that of a
/// tensor without its own. Records what is wrong; nothing when the entry is no map.
std::optional<TensorEntry> read_tensor(const yaml::Node::Entry& from, const Problem& problem,
                                       Precision precision, Diagnostics& diagnostics);

}  // namespace ridge
