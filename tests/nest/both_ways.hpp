// Hand-worked numbers are held against both implementations: each test runs once with the walker and once
// with the closed form.
#pragma once

#include <ostream>
#include <string>

#include <gtest/gtest.h>

#include "tests/nest/einsum.hpp"
#include "tests/nest/small_nest.hpp"
#include "tests/nest/walker.hpp"

namespace ridge {

class BothWays : public testing::TestWithParam<const char*> {
 protected:
  Counts count(const Case& made) const {
    if (GetParam() == std::string("Walker")) return walk(made.problem, made.machine, made.mapping);
    Counts counts;
    Counter(made.problem, made.machine).count(made.mapping, counts);
    return counts;
  }
  /// Also asserts that the nest, written by hand, is legal.
  Counts counts_of(const Case& made) const {
    EXPECT_FALSE(find_violation(made.problem, made.machine, made.mapping)) << "an illegal nest in a test";
    return count(made);
  }
};

/// What moves at one node, as a test writes it down; what a test leaves out is 0.
struct Moved {
  std::int64_t reads = 0;
  std::int64_t fills = 0;
  std::int64_t updates = 0;
  std::int64_t drains = 0;
  std::int64_t complete_updates = 0;
  std::int64_t complete_drains = 0;
  bool operator==(const Moved&) const = default;
};

inline Moved moved_at(const Counts& counts, const Case& made, const char* level, const char* tensor) {
  const NodeCounts& node = node_at(counts, made, level, tensor);
  return {node.reads, node.fills, node.updates, node.drains, node.complete_updates, node.complete_drains};
}

inline void PrintTo(const Moved& moved, std::ostream* out) {
  *out << "reads " << moved.reads << ", fills " << moved.fills << ", updates " << moved.updates << " ("
       << moved.complete_updates << " complete), drains " << moved.drains << " (" << moved.complete_drains
       << " complete)";
}

#define RIDGE_BOTH_WAYS(suite)                                                      \
  INSTANTIATE_TEST_SUITE_P(Counted, suite, testing::Values("Walker", "ClosedForm"), \
                           [](const auto& way) { return std::string(way.param); })

}  // namespace ridge
