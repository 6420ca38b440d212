// The random cases are legal and cover what they say.
#include "tests/nest/random_case.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "tests/nest/case_text.hpp"
#include "tests/nest/walker.hpp"

namespace ridge {
namespace {

constexpr std::uint64_t covering_cases = 6000;

using Kind = NestEntry::Kind;

bool has_loop(const Case& made, const std::function<bool(const NestEntry&)>& wanted) {
  return std::ranges::any_of(made.mapping.nest, [&](const NestEntry& entry) {
    return entry.kind != Kind::keep && entry.bound > 1 && wanted(entry);
  });
}

bool has_node(const Counts& counts, const std::function<bool(const NodeCounts&)>& wanted) {
  return std::ranges::any_of(counts.nodes, wanted);
}

bool slides(const Tensor& tensor, std::size_t dimensions) {
  return std::ranges::any_of(tensor.ranks, [&](const Rank& rank) { return rank.terms.size() >= dimensions; });
}

std::size_t axes_used(const Case& made) {
  std::set<std::pair<FanoutId, Axis>> used;
  for (const NestEntry& entry : made.mapping.nest)
    if (entry.kind == Kind::spatial && entry.bound > 1) used.emplace(entry.fanout, entry.axis);
  return used.size();
}

bool has_uneven_nodes(const Case& made) {
  std::set<LevelId> closed;  // levels with a node above the last loop
  std::set<LevelId> open;
  for (const NestEntry& entry : made.mapping.nest) {
    if (entry.kind != Kind::keep) {
      closed.insert(open.begin(), open.end());
    } else {
      if (closed.contains(entry.level)) return true;
      open.insert(entry.level);
    }
  }
  return false;
}

TEST(RandomCases, AreLegalNests) {
  for (std::uint64_t seed = 0; seed < covering_cases; ++seed) {
    const Case made = random_case(seed);
    const auto violation = find_violation(made.problem, made.machine, made.mapping);
    ASSERT_FALSE(violation) << "rule " << int(violation->rule) << " at entry " << violation->entry << "\n"
                            << text_of(made);
  }
}

struct Feature {
  const char* name;
  std::function<bool(const Case&, const Counts&)> in;
};

const Feature features[] = {
    {"imperfect bounds", [](const Case& made, const Counts&) { return made.seed % 2 == 1; }},
    {"four levels", [](const Case& made, const Counts&) { return made.machine.levels.size() == 4; }},
    {"four tensors", [](const Case& made, const Counts&) { return made.problem.tensors.size() == 4; }},
    {"two axes in use", [](const Case& made, const Counts&) { return axes_used(made) >= 2; }},
    {"three axes in use", [](const Case& made, const Counts&) { return axes_used(made) >= 3; }},
    {"a sum over space",
     [](const Case& made, const Counts&) {
       return has_loop(made, [&](const NestEntry& loop) {
         return loop.kind == Kind::spatial && !made.problem.relevant(made.problem.written, loop.dimension);
       });
     }},
    {"uneven nodes", [](const Case& made, const Counts&) { return has_uneven_nodes(made); }},
    {"a home inside",
     [](const Case&, const Counts& counts) {
       return has_node(counts, [](const NodeCounts& n) { return n.home && n.level.index() > 0; });
     }},
    {"several instances of a home",
     [](const Case&, const Counts& counts) {
       return has_node(counts, [](const NodeCounts& n) { return n.home && n.instances > 1; });
     }},
    {"partial sums read back",
     [](const Case& made, const Counts& counts) {
       return has_node(counts,
                       [&](const NodeCounts& n) { return made.problem.is_written(n.tensor) && n.fills > 0; });
     }},
    {"drains of which some are complete",
     [](const Case&, const Counts& counts) {
       return has_node(
           counts, [](const NodeCounts& n) { return n.complete_drains > 0 && n.complete_drains < n.drains; });
     }},
    {"a written window that moves",
     [](const Case& made, const Counts& counts) {
       return slides(made.problem.tensors[made.problem.written], 2) && has_node(counts, [&](const auto& n) {
                return made.problem.is_written(n.tensor) && n.changes && n.tile_words > 1;
              });
     }},
    {"a rank of three dimensions",
     [](const Case& made, const Counts&) {
       return std::ranges::any_of(made.problem.tensors, [](const Tensor& t) { return slides(t, 3); });
     }},
    {"lanes without work in some step",
     [](const Case&, const Counts& counts) {
       return counts.compute_steps * counts.used_lanes > counts.operations;
     }},
};

TEST(RandomCases, CoverEveryFeatureOften) {
  std::map<std::string, std::size_t> seen;
  for (std::uint64_t seed = 0; seed < covering_cases; ++seed) {
    const Case made = random_case(seed);
    const Counts counts = walk(made.problem, made.machine, made.mapping);
    for (const Feature& feature : features)
      seen[feature.name] += feature.in(made, counts) ? 1U : 0U;
  }
  for (const Feature& feature : features)
    EXPECT_GE(seen[feature.name], covering_cases / 50) << feature.name;
}

}  // namespace
}  // namespace ridge
