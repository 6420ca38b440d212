// Activations that stay on chip between layers, against all choices of what stays.
#include "system/residency.hpp"

#include <array>
#include <map>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "mapper/search.hpp"
#include "sim/cost/evaluator.hpp"
#include "system/lifetimes.hpp"
#include "system/network_map.hpp"
#include "tests/mapper/cases.hpp"
#include "tests/sanitized.hpp"
#include "tests/workloads/support.hpp"
#include "workloads/activation_edges.hpp"

namespace ridge {
namespace {

constexpr LevelId buffer(1);
constexpr auto weights = static_cast<std::size_t>(MachineRole::weights);
constexpr auto inputs = static_cast<std::size_t>(MachineRole::inputs);
constexpr auto outputs = static_cast<std::size_t>(MachineRole::outputs);

Network network_of(const std::string& layers) {
  return test::read("ridge: workload/1\nname: net\nlayers:\n" + layers);
}

// Two matrices that are added, multiplied with each other, and a row of them taken up again.
const char* const branches = R"(
  - {name: a, type: gemm, M: 4, N: 8, K: 8}
  - {name: b, type: gemm, M: 4, N: 8, K: 8, from: [a]}
  - {name: sum, type: elementwise, E: 32, operands: 2, from: [a, b]}
  - {name: scores, type: attention_scores, heads: 1, queries: 4, keys: 4, head_size: 8, origin: activation, from: [sum, b]}
  - {name: c, type: gemm, M: 4, N: 8, K: 4, from: [scores]}
)";

TEST(ActivationEdges, TellWhichTensorEachProducerWrites) {
  const Network network = network_of(branches);
  const std::vector<ActivationEdges> edges = activation_edges(network);
  EXPECT_TRUE(edges[0].reads.front().from_outside);
  EXPECT_TRUE(edges[0].reads.front().writers.empty());
  ASSERT_EQ(edges[2].reads.size(), 2U);
  EXPECT_EQ(edges[2].reads[0].writers, std::vector<std::size_t>{0});
  EXPECT_EQ(edges[2].reads[1].writers, std::vector<std::size_t>{1});
  ASSERT_EQ(edges[3].reads.size(), 2U);
  EXPECT_EQ(network.layers[3].problem.tensors[edges[3].reads[0].tensor].name, "Queries");
  EXPECT_EQ(edges[3].reads[0].writers, std::vector<std::size_t>{2});
  EXPECT_EQ(edges[3].reads[1].writers, std::vector<std::size_t>{1});
}

TEST(ActivationEdges, GoByShapesWhereTheListedOrderDoesNotFit) {
  const std::string two = R"(
  - {name: q, type: gemm, M: 2, N: 8, K: 8}
  - {name: k, type: gemm, M: 4, N: 8, K: 8, from: [input]}
  - {name: s, type: attention_scores, heads: 1, queries: 2, keys: 4, head_size: 8, origin: activation, from: )";
  for (const char* from : {"[q, k]}\n", "[k, q]}\n"}) {
    const std::vector<ActivationEdges> edges = activation_edges(network_of(two + from));
    EXPECT_EQ(edges[2].reads[0].writers, std::vector<std::size_t>{0}) << from;
    EXPECT_EQ(edges[2].reads[1].writers, std::vector<std::size_t>{1}) << from;
  }
  const std::vector<ActivationEdges> one = activation_edges(network_of(two + "[k]}\n"));
  EXPECT_FALSE(one[2].known);
}

TEST(ActivationEdges, ManyProducersOfOneTensorAreConcatenated) {
  const std::vector<ActivationEdges> edges = activation_edges(network_of(R"(
  - {name: a, type: gemm, M: 4, N: 8, K: 8}
  - {name: b, type: gemm, M: 4, N: 4, K: 8, from: [input]}
  - {name: c, type: gemm, M: 4, N: 8, K: 12, from: [a, b]}
)"));
  EXPECT_EQ(edges[2].reads.front().writers, (std::vector<std::size_t>{0, 1}));
}

TEST(Lifetimes, ResultsThatOneRoleReadsStayTogether) {
  const Lifetimes found = lifetimes(network_of(branches), test::three_levels(256, 2, 2, 16), buffer);
  EXPECT_EQ(found.layers[0].result, StayGroup{0});  // a, and b with it: `sum` adds them
  EXPECT_EQ(found.layers[1].result, StayGroup{0});
  EXPECT_EQ(found.layers[2].result, StayGroup{1});
  EXPECT_EQ(found.layers[3].result, StayGroup{2});
  EXPECT_FALSE(found.layers[4].result) << "nobody reads it";
  EXPECT_EQ(found.layers[3].reads[inputs], StayGroup{1});
  EXPECT_EQ(found.layers[3].reads[weights], StayGroup{0});
  EXPECT_FALSE(found.layers[1].reads[weights]) << "parameters";
  EXPECT_EQ(found.layers[0].bytes, 32);
  EXPECT_EQ(found.layers[0].last_read, 2U);
  EXPECT_EQ(found.first_written, (std::vector<std::size_t>{0, 2, 3}));
  EXPECT_EQ(found.last_read, (std::vector<std::size_t>{3, 3, 4}));
}

TEST(Lifetimes, WhatACacheTakesUpOrSeveralLayersReadDoesNotStay) {
  const Network network = network_of(R"(
  - {name: q, type: gemm, M: 1, N: 8, K: 8}
  - {name: k, type: gemm, M: 1, N: 8, K: 8, from: [input]}
  - {name: s, type: attention_scores, heads: 1, queries: 1, keys: 4, head_size: 8, from: [q, k]}
  - {name: row, type: gemm, M: 1, N: 4, K: 4, count: 3}
  - {name: end, type: gemm, M: 1, N: 4, K: 4}
)");
  const Lifetimes found = lifetimes(network, test::three_levels(256, 2, 2, 16), buffer);
  EXPECT_TRUE(found.layers[0].result);
  EXPECT_FALSE(found.layers[1].result) << "goes into the cache";
  EXPECT_FALSE(found.layers[2].result) << "is read by the first of three";
  EXPECT_FALSE(found.layers[3].result) << "three in a row";
}

TEST(Residency, ALayerSeesWhatStaysNowhereFurtherOut) {
  const Machine machine = test::three_levels(256, 2, 2, 16);
  const Machine seen = machine_for(machine, buffer, {RoleSet().with(inputs).with(outputs), 56});
  EXPECT_EQ(seen.levels[LevelId(0)].keeps, RoleSet().with(weights));
  EXPECT_EQ(seen.levels[LevelId(0)].may_keep, RoleSet().with(weights));
  EXPECT_TRUE(seen.levels[buffer].keeps.has(inputs));
  EXPECT_FALSE(seen.levels[buffer].keeps.has(weights));
  EXPECT_EQ(seen.levels[buffer].size_bytes, 200);
}

TEST(Residency, SaysWhyALevelCannotHoldActivations) {
  Machine machine = test::three_levels(256, 2, 2, 16);
  EXPECT_EQ(resident_level(machine, "auto"), buffer);
  EXPECT_EQ(resident_level(machine, "GLB"), buffer);
  const auto message = [&machine](const std::string& name) -> std::string {
    try {
      resident_level(machine, name);
    } catch (const InputError& error) {
      return error.diagnostics().front().message;
    }
    return "";
  };
  EXPECT_EQ(
      message("DRAM"),
      "activations cannot stay in 'DRAM': it is the outermost level: there is nothing to stay away from");
  EXPECT_EQ(message("RF"), "activations cannot stay in 'RF': there are 4 of it, and each would hold a part");
  EXPECT_EQ(message("GBL"), "'made_up' has no level called 'GBL'");
  machine.levels[buffer].may_keep = RoleSet().with(weights);
  EXPECT_EQ(message("auto"), "'made_up' has no level in which activations could stay between layers");
}

/// Layers that read earlier ones, add two of them, or multiply two with each other.
Network random_branches(test::Dice& dice) {
  std::string layers;
  std::vector<std::int64_t> widths;
  const auto layer = [&](const std::string& text, std::int64_t width) {
    layers += fmt::format("  - {{name: n{}, {}}}\n", widths.size(), text);
    widths.push_back(width);
  };
  const std::vector<std::int64_t> sizes{2, 4, 4, 8};
  layer(fmt::format("type: gemm, M: 4, N: 4, K: {}", dice.of(sizes)), 4);
  for (std::size_t i = 0, more = 2 + dice.roll(3); i < more; ++i) {
    const std::size_t from = dice.roll(3) == 0 ? dice.roll(widths.size()) : widths.size() - 1;
    const std::size_t other = dice.roll(widths.size());
    const std::int64_t width = dice.of(sizes);
    if (other != from && widths[other] == widths[from] && dice.flip()) {
      if (dice.flip())
        layer(fmt::format("type: elementwise, E: {}, operands: 2, from: [n{}, n{}]", 4 * widths[from], from,
                          other),
              widths[from]);
      else
        layer(fmt::format("type: attention_scores, heads: 1, queries: 4, keys: 4, head_size: {}, "
                          "origin: activation, from: [n{}, n{}]",
                          widths[from], from, other),
              4);
    } else {
      layer(fmt::format("type: gemm, M: 4, N: {}, K: {}, from: [n{}]", width, widths[from], from), width);
    }
  }
  return network_of(layers);
}

/// Costs of a layer on its own machine; nothing: it cannot run.
std::optional<Score> least_of(const Problem& problem, const Machine& machine, Objective objective) {
  if (!has_unit_for(problem, machine)) {
    const Evaluation evaluation = evaluate_as_traffic(problem, machine);
    return Score{evaluation.cycles, *evaluation.energy_pj};
  }
  SearchOptions options;
  options.objective = objective;
  const SearchResult found = search(problem, machine, Constraints::none(problem, machine), options);
  if (!found.evaluation) return std::nullopt;
  EXPECT_EQ(found.status, SearchStatus::optimal);
  return Score{found.evaluation->cycles, *found.evaluation->energy_pj};
}

/// What stays while a layer runs when the results of the layers in `staying` do; nothing: they cannot, since
/// a role reads some that do and some that do not, or there is no room.
std::optional<Residence> residence_of(const Network& network, const std::vector<ActivationEdges>& edges,
                                      const Machine& machine, const std::vector<bool>& staying,
                                      std::size_t at) {
  const Problem& problem = network.layers[at].problem;
  Residence residence;
  std::int64_t own = 0;
  std::vector<std::size_t> mine{at};
  for (const std::size_t role : {inputs, weights}) {
    std::size_t found = 0;
    std::size_t all = 0;
    for (const TensorId tensor : problem.tensors.ids())
      all += static_cast<std::size_t>(problem.tensors[tensor].role) == role ? 1 : 0;
    for (const ReadActivation& read : edges[at].reads) {
      if (static_cast<std::size_t>(problem.tensors[read.tensor].role) != role) continue;
      mine.insert(mine.end(), read.writers.begin(), read.writers.end());
      found += !read.writers.empty() && staying[read.writers.front()] ? 1 : 0;
    }
    if (found != 0 && found != all) return std::nullopt;
    if (found > 0) residence.roles = residence.roles.with(role);
  }
  if (staying[at]) residence.roles = residence.roles.with(outputs);
  for (const TensorId tensor : problem.tensors.ids())
    if (residence.roles.has(static_cast<std::size_t>(problem.tensors[tensor].role)))
      own += problem.words(tensor);
  for (std::size_t writer = 0; writer < at; ++writer) {
    bool later = false;
    for (std::size_t reader = at + 1; reader < network.layers.size(); ++reader)
      for (const ReadActivation& read : edges[reader].reads)
        later |= std::find(read.writers.begin(), read.writers.end(), writer) != read.writers.end();
    const bool is_mine = std::find(mine.begin(), mine.end(), writer) != mine.end();
    if (staying[writer] && later && !is_mine)
      residence.other_bytes += network.layers[writer].problem.words(network.layers[writer].problem.written);
  }
  if (own + residence.other_bytes > *machine.levels[buffer].size_bytes) return std::nullopt;
  return residence;
}

/// The least objective of the sums over all choices of what stays.
double least_of_all_choices(const Network& network, const Machine& machine, Objective objective) {
  const std::vector<ActivationEdges> edges = activation_edges(network);
  const MachineConstants constants(machine);
  std::map<std::array<std::int64_t, 3>, std::optional<Score>> known;  // by layer, roles and what else stays
  const auto cost_of = [&](std::size_t layer, const Residence& residence) {
    const std::array<std::int64_t, 3> key{static_cast<std::int64_t>(layer), residence.roles.bits(),
                                          residence.other_bytes};
    const auto [at, is_new] = known.try_emplace(key);
    if (is_new)
      at->second =
          least_of(network.layers[layer].problem, machine_for(machine, buffer, residence), objective);
    return at->second;
  };
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t choice = 0; choice < std::size_t{1} << (network.layers.size() - 1); ++choice) {
    std::vector<bool> staying(network.layers.size());
    bool can = true;
    for (std::size_t i = 0; i < staying.size(); ++i) {
      staying[i] = ((choice >> i) & 1U) != 0;
      bool is_read = false;
      for (const ActivationEdges& each : edges)
        for (const ReadActivation& read : each.reads)
          is_read |= std::find(read.writers.begin(), read.writers.end(), i) != read.writers.end();
      can = can && (is_read || !staying[i]);
    }
    Score sum;
    for (std::size_t i = 0; can && i < staying.size(); ++i) {
      const auto residence = residence_of(network, edges, machine, staying, i);
      const auto cost = residence ? cost_of(i, *residence) : std::nullopt;
      can = cost.has_value();
      if (can) sum = {sum.cycles + cost->cycles, sum.energy_pj + cost->energy_pj};
    }
    if (can) least = std::min(least, objective.value(constants.amounts(sum.cycles, sum.energy_pj)));
  }
  return least;
}

TEST(Residency, TakesTheBestOfAllChoices) {
  const std::uint64_t cases = test::sanitized ? 2 : 16;
  std::int64_t staying = 0;
  std::int64_t gone = 0;
  for (std::uint64_t seed = 0; seed < cases; ++seed) {
    test::Dice dice(seed);
    const Network network = random_branches(dice);
    const Machine machine = test::three_levels(dice.of<std::int64_t>({48, 64, 96, 200}), 2, 1, 12);
    for (const Objective objective : {Objective::latency, Objective::energy, Objective::edp}) {
      NetworkMapOptions options;
      options.search.objective = objective;
      options.resident_level = buffer;
      const NetworkMap map = map_network(network, machine, options);
      const double least = least_of_all_choices(network, machine, objective);
      ASSERT_TRUE(map.totals.value) << seed;
      EXPECT_NEAR(*map.totals.value, least, least * 1e-12) << seed << ' ' << name_of(objective) << '\n'
                                                           << print_workload(network);
      EXPECT_LE(map.totals.lower_bound, *map.totals.value * (1 + 1e-12)) << seed;
      options.resident_level.reset();
      EXPECT_LE(*map.totals.value, *map_network(network, machine, options).totals.value * (1 + 1e-12))
          << seed;
      staying += map.resident->staying;
      gone += map.resident->can_stay - map.resident->staying;
    }
  }
  if (cases < 10) return;  // too few for both
  EXPECT_GT(staying, 0);
  EXPECT_GT(gone, 0) << "there was always room for all";
}

}  // namespace
}  // namespace ridge
