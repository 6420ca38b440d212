// What must hold of any counts, asked of the closed form on random cases; the walker is not needed for these.
#include <algorithm>

#include <gtest/gtest.h>

#include "sim/mapping/used_lanes.hpp"
#include "tests/nest/both_ways.hpp"
#include "tests/nest/case_text.hpp"
#include "tests/nest/dice.hpp"
#include "tests/nest/random_case.hpp"
#include "tests/sanitized.hpp"

namespace ridge {
namespace {

constexpr std::uint64_t first_seed = 50'000;
constexpr std::uint64_t cases = test::random_cases(1500);

class CountProperties : public BothWays {
 protected:
  /// Calls body(case, its counts) for many cases; stops at the first that fails, showing it.
  template <class Body>
  void for_random_cases(Body body) const {
    for (std::uint64_t seed = first_seed; seed < first_seed + cases; ++seed) {
      const Case made = random_case(seed);
      SCOPED_TRACE(text_of(made));
      body(made, count(made));
      if (HasFailure()) return;
    }
  }
};
RIDGE_BOTH_WAYS(CountProperties);

/// Entries of the nest move when something is inserted; everything else about the nodes may not.
Counts without_entries(Counts counts) {
  for (NodeCounts& node : counts.nodes)
    node.entry = 0;
  return counts;
}

/// The next inner node of the same tensor, or none.
const NodeCounts* child_of(const Counts& counts, std::size_t node) {
  for (std::size_t i = node + 1; i < counts.nodes.size(); ++i)
    if (counts.nodes[i].tensor == counts.nodes[node].tensor) return &counts.nodes[i];
  return nullptr;
}

bool is_perfect(const Case& made) {
  return made.seed % 2 == 0;
}

TEST_P(CountProperties, EveryIterationIsExecutedOnce) {
  for_random_cases([&](const Case& made, const Counts& counts) {
    std::int64_t iterations = 1;
    for (const Dimension& dimension : made.problem.dimensions)
      iterations *= dimension.bound;
    EXPECT_EQ(counts.operations, iterations);
    EXPECT_LE(counts.compute_steps, iterations);
    EXPECT_GE(counts.compute_steps * counts.used_lanes, iterations);
  });
}

TEST_P(CountProperties, TheLanesThatWorkAreThoseThatTheNestAloneTells) {
  for_random_cases([](const Case& made, const Counts& counts) {
    EXPECT_EQ(used_lanes(made.problem, made.mapping.nest), counts.used_lanes);
  });
}

// Each word of the written tensor becomes complete at its home exactly once, and leaves no instance complete
// more often than it arrives complete above.
TEST_P(CountProperties, TheHomeReceivesEveryFinalWordOnce) {
  for_random_cases([&](const Case& made, const Counts& counts) {
    for (const NodeCounts& node : counts.nodes) {
      if (!made.problem.is_written(node.tensor)) continue;
      EXPECT_LE(node.complete_updates, node.updates);
      EXPECT_LE(node.complete_drains, node.drains);
      EXPECT_LE(node.complete_drains, node.complete_updates);
      if (!node.home) continue;
      EXPECT_EQ(node.fills, 0);
      EXPECT_EQ(node.drains, 0);
      EXPECT_EQ(node.complete_updates, made.problem.words(node.tensor));
    }
  });
}

// With no multicast and no spatial loop that sums, nothing is shared: what one side sends the other receives.
TEST_P(CountProperties, WhatIsSentIsReceivedWhereNothingIsShared) {
  for (std::uint64_t seed = first_seed; seed < first_seed + cases; ++seed) {
    Case made = random_case(seed);
    for (Fanout& fanout : made.machine.fanouts)
      fanout.multicast = {};
    const Counts counts = count(made);
    SCOPED_TRACE(text_of(made));
    for (std::size_t i = 0; i < counts.nodes.size(); ++i) {
      const NodeCounts* child = child_of(counts, i);
      if (child == nullptr) continue;
      EXPECT_EQ(counts.nodes[i].reads, child->fills);
      EXPECT_LE(counts.nodes[i].updates, child->drains);
      if (counts.nodes[i].instances != child->instances) continue;
      EXPECT_EQ(counts.nodes[i].updates, child->drains);
    }
    if (HasFailure()) return;
  }
}

// A network that multicasts more roles reads no more, and changes nothing else.
TEST_P(CountProperties, MulticastOnlySavesReadsOfReadTensors) {
  for_random_cases([&](const Case& made, const Counts& counts) {
    Case more = made;
    for (Fanout& fanout : more.machine.fanouts)
      fanout.multicast = {RoleSet::all(), RoleSet::all()};
    Counts saved = count(more);
    for (std::size_t i = 0; i < counts.nodes.size(); ++i) {
      EXPECT_LE(saved.nodes[i].reads, counts.nodes[i].reads);
      if (!made.problem.is_written(counts.nodes[i].tensor)) saved.nodes[i].reads = counts.nodes[i].reads;
    }
    EXPECT_EQ(differences(saved, counts), "");
  });
}

TEST_P(CountProperties, ALoopOfBoundOneChangesNothing) {
  for_random_cases([&](const Case& made, const Counts& counts) {
    Dice dice(made.seed);
    Case longer = made;
    const auto place = longer.mapping.nest.begin() + std::ptrdiff_t(dice.below(made.mapping.nest.size() + 1));
    longer.mapping.nest.insert(
        place, NestEntry::temporal(DimensionId(dice.below(made.problem.dimensions.size())), 1));
    EXPECT_EQ(differences(without_entries(count(longer)), without_entries(counts)), "") << text_of(longer);
  });
}

// Dimensions and tensors in another order, under other ids: the same counts at every node.
TEST_P(CountProperties, NamesAndNumbersOfDimensionsDoNotMatter) {
  for_random_cases([&](const Case& made, const Counts& counts) {
    Case renamed = made;
    const std::size_t last = made.problem.dimensions.size() - 1;
    const auto mirrored = [&](DimensionId id) { return DimensionId(last - id.index()); };
    for (auto id : made.problem.dimensions.ids()) {
      renamed.problem.dimensions[mirrored(id)] = made.problem.dimensions[id];
      renamed.problem.dimensions[mirrored(id)].name += "_";
    }
    for (Tensor& tensor : renamed.problem.tensors) {
      std::ranges::reverse(tensor.ranks);
      for (Rank& rank : tensor.ranks) {
        std::ranges::reverse(rank.terms);
        for (Term& term : rank.terms)
          term.dimension = mirrored(term.dimension);
      }
    }
    for (NestEntry& entry : renamed.mapping.nest)
      if (entry.kind != NestEntry::Kind::keep) entry.dimension = mirrored(entry.dimension);
    EXPECT_EQ(differences(count(renamed), counts), "");
  });
}

// Two neighbouring temporal loops with perfect bounds, neither an index of a tensor: their order is nothing
// to that tensor.
TEST_P(CountProperties, OrderOfLoopsIrrelevantToATensorDoesNotMatterToIt) {
  std::size_t compared = 0;
  for_random_cases([&](const Case& made, const Counts& counts) {
    if (!is_perfect(made)) return;
    for (std::size_t i = 0; i + 1 < made.mapping.nest.size(); ++i) {
      Case swapped = made;
      NestEntry& outer = swapped.mapping.nest[i];
      NestEntry& inner = swapped.mapping.nest[i + 1];
      if (outer.kind != NestEntry::Kind::temporal || inner.kind != NestEntry::Kind::temporal) continue;
      std::swap(outer, inner);
      const Counts after = count(swapped);
      for (std::size_t n = 0; n < counts.nodes.size(); ++n) {
        const TensorId tensor = counts.nodes[n].tensor;
        if (made.problem.relevant(tensor, outer.dimension) || made.problem.relevant(tensor, inner.dimension))
          continue;
        ++compared;
        Counts one_before;
        Counts one_after;
        one_before.nodes = {counts.nodes[n]};
        one_after.nodes = {after.nodes[n]};
        EXPECT_EQ(differences(one_after, one_before), "");
      }
    }
  });
  EXPECT_GT(compared, cases / 10);
}

// A level put directly below another that keeps the same tensor passes everything on: the level above sees
// each word once per change of the tile, and nothing further down notices.
TEST_P(CountProperties, ATransparentLevelPassesEverythingOn) {
  for_random_cases([&](const Case& made, const Counts& counts) {
    Dice dice(made.seed);
    const std::size_t node = dice.below(counts.nodes.size());
    const NodeCounts& above = counts.nodes[node];
    Case deeper = made;
    const LevelId added = deeper.machine.levels.push_back({});
    auto& nest = deeper.mapping.nest;
    nest.insert(nest.begin() + std::ptrdiff_t(above.entry) + 1, NestEntry::keep(added, above.tensor));
    const Counts after = count(deeper);
    const NodeCounts& upper = after.nodes[node];
    const NodeCounts& lower = after.nodes[node + 1];
    EXPECT_EQ(upper.fills, above.fills);
    EXPECT_EQ(upper.drains, above.drains);
    EXPECT_EQ(upper.reads, lower.fills);
    EXPECT_EQ(upper.updates, lower.drains);
    EXPECT_EQ(lower.updates, above.updates);
    EXPECT_EQ(lower.complete_updates, above.complete_updates);
    EXPECT_EQ(lower.reads, above.reads);
    EXPECT_EQ(lower.instances, above.instances);
    Counts others = after;
    others.nodes.erase(others.nodes.begin() + std::ptrdiff_t(node) + 1);
    others.nodes[node] = above;
    EXPECT_EQ(differences(without_entries(others), without_entries(counts)), "");
  });
}

}  // namespace
}  // namespace ridge
