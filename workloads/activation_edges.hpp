// Which layers write the activations that a layer reads, tensor by tensor.
#pragma once

#include <cstddef>
#include <vector>

#include "workloads/network.hpp"

namespace ridge {

/// An activation or a KV cache that a layer reads. Writers are indices into Network::layers; several are
/// concatenated.
struct ReadActivation {
  TensorId tensor;
  std::vector<std::size_t> writers;
  bool from_outside = false;  // the network's input, or a part of it
};

struct ActivationEdges {
  std::vector<ReadActivation>
      reads;  // of every activation and KV cache, in the order of the problem's tensors
  /// False: `from` does not tell which producer writes which of them, and `reads` have no writers.
  bool known = true;
};

/// By layer. As many producers as a layer has inputs are one of them each, in the listed order where their
/// shapes fit so, else in the first order in which they do; more producers than one input are concatenated.
std::vector<ActivationEdges> activation_edges(const Network& network);

}  // namespace ridge
