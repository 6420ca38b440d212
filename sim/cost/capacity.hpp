// Does it fit: bytes demanded of one instance of every level.
#pragma once

#include <optional>

#include "sim/cost/traffic.hpp"

namespace ridge::cost {

/// Bytes that a tile of `words` words demands of one instance: whole bytes of its words at complete width, or
/// at partial width when words are partial there at some time; twice when double-buffered and it `changes`
/// (a home never changes). Nothing when the product leaves 64 bits.
std::optional<std::int64_t> demanded_bytes(const Slot& slot, std::int64_t words, bool partial, bool changes);

/// Writes tile_bytes and demanded_bytes of every level into `levels`, whose counts are filled. Returns what
/// does not fit: the outermost level that demands more than it has.
std::optional<Infeasible> demand_capacity(const Setting& setting, const Traffic& traffic,
                                          IdVector<LevelId, LevelCost>& levels);

}  // namespace ridge::cost
