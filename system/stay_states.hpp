// Every way in which results can stay on chip while a network runs, layer by layer.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "system/lifetimes.hpp"
#include "system/residency.hpp"

namespace ridge {

/// What one layer is mapped for: a problem, by its group of equal ones, and what stays meanwhile.
struct Variant {
  std::size_t group = 0;
  Residence residence;
  bool operator==(const Variant&) const = default;
};

/// A layer that takes what stays from one state to the next.
struct StayStep {
  std::size_t before = 0;  // state, among those before the layer
  std::size_t after = 0;   // among those after it
  std::size_t variant = 0;
  std::int64_t resident_bytes = 0;  // in the level while the layer runs, at least
};

struct StayStates {
  std::vector<Variant> variants;
  std::vector<std::vector<StayStep>> steps;  // by layer; before the first and after the last stays nothing
  std::vector<std::size_t> states;           // how many there are after a layer
  /// Of a variant: the same with nothing else in the level. Of those, the variant itself.
  std::vector<std::size_t> alone;
  std::vector<std::size_t> plain;  // by layer: the variant in which nothing stays at all
};

/// `groups`: by layer, of equal problems. A step exists where what stays has room beside the layer's own
/// activations that do.
StayStates stay_states(const Network& network, const Machine& machine, LevelId level,
                       const Lifetimes& lifetimes, std::span<const std::size_t> groups,
                       std::size_t most_states);

}  // namespace ridge
