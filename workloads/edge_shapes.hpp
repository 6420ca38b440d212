// The two ends of an edge between layers: the tensor that one writes, the activations that the other reads.
// Internal to workloads/.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "workloads/network.hpp"

namespace ridge {

/// How far a tensor reaches along one rank.
struct Extent {
  std::int64_t least = 1;
  std::int64_t most = 1;  // above `least` only where windows slide
};

/// What a layer writes.
struct WrittenTensor {
  std::string layer;
  std::string tensor;
  std::vector<std::int64_t> extents;  // of its ranks; of a feature map samples, channels, plane
  std::size_t plane_axes = 0;         // how many of the last ones are a plane; 0: it is no feature map
  std::int64_t words = 0;
};

/// An activation, or a KV cache, that a layer reads.
struct ReadTensor {
  std::string tensor;
  std::vector<Extent> extents;        // of a feature map samples, channels, plane
  std::size_t plane_axes = 0;         // as above
  std::vector<std::int64_t> or_else;  // numbers of words that are right as well: see `read_tensors`
  bool any_part = false;              // of a KV cache, when it cannot be told how much of it is new
};

/// The result of `layer`. An elementwise layer or a normalisation of a feature map writes a feature map:
/// `first` is what its first producer writes, or null.
WrittenTensor written_tensor(const Layer& layer, const WrittenTensor* first);

/// All that `layer` reads and other layers may write.
///
/// A window that slides over p places, r taps wide, touches s (p - 1) + d (r - 1) + 1 words (stride s,
/// dilation d). The image may have fewer, as far as padding surrounds it: it holds the s (p - 1) + 1 words
/// around which the windows lie; of a pooling layer, which pads with nothing, one window at least. And it may
/// have s - 1 more, which no window reaches.
///
/// Of keys and values in a cache only those of the new tokens need a producer; queries, keys and values may
/// come from one layer that writes them side by side.
std::vector<ReadTensor> read_tensors(const Layer& layer);

/// "Inputs[1, 64, 56..58, 56..58]"
std::string text_of(const ReadTensor& read);
std::string text_of(const WrittenTensor& written);

}  // namespace ridge
