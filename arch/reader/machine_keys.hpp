// The keys at the top of a `ridge: architecture/1` file.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "arch/reader/key_table.hpp"

namespace ridge::reader {

/// A machine as written, its parts still raw.
struct MachineDraft {
  std::optional<yaml::Node> ridge;  // checked by yaml::read_kind
  std::optional<std::string> name;
  std::optional<Hertz> clock;
  std::optional<Nanometres> technology;
  std::optional<SquareMillimetres> area;
  std::optional<yaml::Node> source, sources;
  std::optional<yaml::Node> levels, compute, constraints;
};

std::span<const Key<MachineDraft>> machine_keys();

}  // namespace ridge::reader
