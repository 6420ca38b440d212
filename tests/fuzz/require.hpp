// What a fuzz target says when something holds no longer: the sentence on stderr, then a crash that libFuzzer
// reports together with the input.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace ridge::fuzz {

inline void require(bool condition, const char* sentence) {
  if (condition) return;
  std::fprintf(stderr, "does not hold: %s\n", sentence);
  std::abort();
}

}  // namespace ridge::fuzz
