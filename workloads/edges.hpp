// Whether the layers of a network read what those in their `from` write. Internal to workloads/.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "base/diagnostics.hpp"
#include "workloads/network.hpp"

namespace ridge {

/// Where a finding about a layer points.
struct EdgePlaces {
  Place layer;
  std::vector<Place> from;  // one per name in its `from`; none when it reads the layer before by default
};

/// Warns of every layer that reads something else than its producers write, with the shapes at both ends. The
/// network's layers are in topological order. As many producers as a layer has inputs, or fewer, each are one
/// of them, in any order; more are concatenated. What is read from "input" fits, and so does an input without
/// a producer. Each of `count` layers is taken to read what the first does. No error: what looks wrong may be
/// a reshape or a slice that this cannot know.
void check_edges(const Network& network, const std::unordered_map<std::string, EdgePlaces>& places,
                 Diagnostics& diagnostics);

}  // namespace ridge
