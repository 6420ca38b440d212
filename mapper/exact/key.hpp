// Answers that are kept by the numbers they depend on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace ridge::mapper {

using Key = std::vector<std::int64_t>;

struct KeyHash {  // FNV-1a
  std::size_t operator()(std::span<const std::int64_t> key) const {
    std::uint64_t hash = 14695981039346656037U;
    for (const std::int64_t part : key)
      hash = (hash ^ static_cast<std::uint64_t>(part)) * 1099511628211U;
    return static_cast<std::size_t>(hash ^ (hash >> 29));
  }
};

}  // namespace ridge::mapper
