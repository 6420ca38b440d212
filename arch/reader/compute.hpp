// Reads one compute unit of `compute:`.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "arch/machine.hpp"
#include "arch/reader/context.hpp"
#include "arch/reader/key_table.hpp"

namespace ridge::reader {

/// A compute unit as written.
struct ComputeDraft {
  std::optional<std::string> name;
  std::optional<yaml::Node> does, rate, energy, arithmetic;
  std::optional<SquareMillimetres> area;
  std::optional<Watts> static_power;
  std::optional<yaml::Node> below;
  std::optional<std::string> source;
};

/// The operations and precisions that workloads have, by name: what `does:` and `rate:` may say. A machine
/// knows no workload; a test holds these words equal to those of workloads/problem.hpp.
const std::vector<std::string>& operation_words();
const std::vector<std::string>& precision_words();

std::span<const Key<ComputeDraft>> compute_keys();

/// Reads a compute unit; `below` is looked up in `levels`.
ComputeUnit read_compute(const yaml::Node& node, const IdVector<LevelId, StorageLevel>& levels,
                         Context& context);

}  // namespace ridge::reader
