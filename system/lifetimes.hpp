// Which results of a network can stay on chip, and for how long.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "arch/machine.hpp"
#include "workloads/network.hpp"

namespace ridge {

/// Results that stay together or not at all: a layer finds all activations of a role in one place.
using StayGroup = std::size_t;

/// One layer's part.
struct Stay {
  std::optional<StayGroup> result;  // of its result; none: that never stays
  /// By role, of the activations that it reads; none: they come from further out.
  std::array<std::optional<StayGroup>, machine_role_count> reads;
  std::int64_t bytes = 0;     // of its result
  std::size_t last_read = 0;  // the last layer that reads it
};

struct Lifetimes {
  std::vector<Stay> layers;
  std::vector<std::size_t> first_written;  // by group: the first layer that writes one of its results
  std::vector<std::size_t> last_read;      // by group: the last layer that reads one
};

/// A result can stay when a later layer reads it and all that do are known to find it in a role of which they
/// read nothing else but such results: no parameters, caches or input of the network, and from `from` it is
/// clear which producer writes which tensor. Layers that stand for several in a row neither leave nor find
/// anything.
Lifetimes lifetimes(const Network& network, const Machine& machine, LevelId level);

}  // namespace ridge
