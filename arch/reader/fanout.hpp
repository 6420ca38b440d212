// Reads one `- fanout:` entry of `levels:`.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "arch/machine.hpp"
#include "arch/reader/context.hpp"
#include "arch/reader/key_table.hpp"

namespace ridge::reader {

/// A fanout as written.
struct FanoutDraft {
  std::optional<std::string> name;
  std::optional<std::int64_t> x, y;
  std::optional<yaml::Node> multicast, reduce, delay, tree;
  std::optional<AccessEnergy> hop_energy;
  std::optional<Nanometres> pitch;
  std::optional<std::string> source;
};

std::span<const Key<FanoutDraft>> fanout_keys();

/// Reads the map under `fanout:`. `position` is left to the caller.
Fanout read_fanout(const yaml::Node& node, Context& context);

}  // namespace ridge::reader
