#include "tests/accelforge/ordered_space.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>
#include <vector>

#include "base/diagnostics.hpp"
#include "mapper/exact/roots.hpp"
#include "mapper/factors.hpp"
#include "sim/cost/setting.hpp"

namespace ridge::accelforge {
namespace {

constexpr double none = std::numeric_limits<double>::infinity();
constexpr std::size_t most_dimensions = 4;
constexpr double rounding = 1e-9;

/// Of all instances together, but for the lanes' time.
struct Cost {
  double energy_pj = 0;
  std::vector<double> busy_cycles;  // by limited port
};

struct Node {
  LevelId level;
  TensorId tensor;
};

using State = std::array<std::int64_t, most_dimensions>;  // trips left below a node

/// All that can be left of the trips that an unrolling leaves, the fewest first.
struct States {
  States(const Problem& problem, const mapper::Unrolling& unrolling) {
    check(problem.dimensions.size() <= most_dimensions, "test: at most four dimensions");
    for (const DimensionId dimension : problem.dimensions.ids()) {
      std::int64_t lanes = 1;
      for (const mapper::SpatialLoop& loop : unrolling)
        lanes *= loop.dimension == dimension ? loop.bound : 1;
      trips.push_back(problem.dimensions[dimension].bound / lanes);
      steps *= static_cast<double>(trips.back());
    }
    trips.resize(most_dimensions, 1);
    State none_left{};
    choose(none_left, 0);
    within.resize(all.size());
    for (std::size_t outer = 0; outer < all.size(); ++outer) {
      for (std::size_t inner = 0; inner <= outer; ++inner)
        if (divides(all[inner], all[outer])) within[outer].push_back(inner);
    }
  }

  std::vector<std::int64_t> trips;  // by dimension
  double steps = 1;
  std::vector<State> all;
  std::vector<std::vector<std::size_t>> within;  // those that divide a state

 private:
  void choose(State& state, std::size_t d) {
    if (d == most_dimensions) return all.push_back(state);
    for (const std::int64_t divisor : mapper::divisors_of(trips[d])) {
      state[d] = divisor;
      choose(state, d + 1);
    }
  }
  static bool divides(const State& inner, const State& outer) {
    for (std::size_t d = 0; d < inner.size(); ++d)
      if (outer[d] % inner[d] != 0) return false;
    return true;
  }
};

/// One unrolling, one placement and one order of the nodes below the homes.
class Order {
 public:
  Order(const cost::Setting& setting, const mapper::Unrolling& unrolling, const States& states,
        std::vector<Node> nodes)
      : setting_(setting),
        unrolling_(unrolling),
        states_(states.all),
        within_(states.within),
        trips_(states.trips),
        nodes_(std::move(nodes)) {}

  /// The least energy with each cycle of one port (or of none) at a price; infinity: none below the limit.
  double least(const std::size_t* port, double price_pj, double limit) {
    port_ = port;
    price_pj_ = price_pj;
    best_ = limit;
    const Cost base = base_cost();
    find_suffixes();
    descend(0, states_.size() - 1, {}, weighed(base));
    return best_ < limit ? best_ : none;
  }

  /// What the last least one costs.
  Cost cost() const {
    Cost all = base_cost();
    for (std::size_t node = 0; node < nodes_.size(); ++node)
      add_node(node, states_[best_path_[node]], all);
    return all;
  }

 private:
  bool has(TensorId tensor, DimensionId dimension) const {
    return setting_.problem.relevant(tensor, dimension);
  }

  bool stands_below(LevelId level, FanoutId fanout) const {
    return setting_.machine.fanouts[fanout].position < setting_.machine.levels[level].position;
  }

  /// Lanes above `child` (not above `parent`, where there is one) that hold the same words; `apart`: of those
  /// that one read serves or one update joins, one.
  double copies(TensorId tensor, const LevelId* parent, const LevelId* child, bool apart) const {
    double lanes = 1;
    for (const mapper::SpatialLoop& loop : unrolling_) {
      if (has(tensor, loop.dimension)) continue;
      if (child != nullptr && !stands_below(*child, loop.fanout)) continue;
      if (parent != nullptr && stands_below(*parent, loop.fanout)) continue;
      const Fanout& fanout = setting_.machine.fanouts[loop.fanout];
      const auto axis = static_cast<std::size_t>(loop.axis);
      const bool joins = tensor == setting_.problem.written
                             ? joins_results(fanout, axis, CountingRules::accelforge)
                             : fanout.multicast[axis].has(setting_.role_of(tensor));
      if (!apart || !joins) lanes *= static_cast<double>(loop.bound);
    }
    return lanes;
  }

  void charge(LevelId level, TensorId tensor, Direction direction, double words, Cost& cost) const {
    const std::size_t at = setting_.slot(level, tensor);
    const cost::Slot& slot = setting_.slots[at];
    cost.energy_pj += slot.energy[cost::side(direction)].of(words);
    for (const cost::PortUse& use : setting_.uses(at, direction)) {
      cost.busy_cycles.resize(setting_.ports.size(), 0);
      cost.busy_cycles[use.port] +=
          words * slot.word_bytes * use.share / (setting_.ports[use.port].bytes_per_cycle * instances(level));
    }
  }

  double instances(LevelId level) const {
    double used = 1;
    for (const mapper::SpatialLoop& loop : unrolling_)
      if (stands_below(level, loop.fanout)) used *= static_cast<double>(loop.bound);
    return used;
  }

  const LevelId* level_above(std::size_t node) const {
    for (std::size_t i = node; i-- > 0;)
      if (nodes_[i].tensor == nodes_[node].tensor) return &nodes_[i].level;
    return &home_;
  }

  /// Adds what passes into a node when `state` is left below it, and out again.
  void add_node(std::size_t node, const State& state, Cost& cost) const {
    const auto& [level, tensor] = nodes_[node];
    const LevelId parent = *level_above(node);
    double passes = 1;
    for (const DimensionId d : setting_.problem.dimensions.ids())
      if (!has(tensor, d)) passes *= static_cast<double>(trips_[d.index()] / state[d.index()]);
    const double words = static_cast<double>(setting_.problem.words(tensor));
    const double here = words * copies(tensor, nullptr, &level, false);
    const double there =
        words * copies(tensor, nullptr, &parent, false) * copies(tensor, &parent, &level, true);
    if (tensor != setting_.problem.written) {
      charge(parent, tensor, Direction::read, there * passes, cost);
      charge(level, tensor, Direction::write, here * passes, cost);
      return;
    }
    charge(parent, tensor, Direction::write, there * passes, cost);
    charge(level, tensor, Direction::read, here * passes, cost);
    charge(parent, tensor, Direction::read, there * (passes - 1), cost);
    charge(level, tensor, Direction::write, here * (passes - 1), cost);
  }

  Cost base_cost() const {
    Cost cost;
    cost.energy_pj = *setting_.unit->pj_per_iteration * setting_.iterations;
    for (const TensorId tensor : setting_.problem.tensors.ids()) {
      LevelId level = home_;
      for (const Node& node : nodes_)
        if (node.tensor == tensor) level = node.level;
      const double all = copies(tensor, &level, nullptr, false);
      const double apart = copies(tensor, &level, nullptr, true);
      const double served = setting_.iterations / all * apart;
      if (tensor != setting_.problem.written) {
        charge(level, tensor, Direction::read, served, cost);
        continue;
      }
      const double first = static_cast<double>(setting_.problem.words(tensor)) *
                           copies(tensor, nullptr, &level, false) * apart;
      charge(level, tensor, Direction::write, served, cost);
      charge(level, tensor, Direction::read, served - first, cost);
    }
    return cost;
  }

  double weighed(const Cost& cost) const {
    const bool counts = port_ != nullptr && !cost.busy_cycles.empty();
    return cost.energy_pj + (counts ? price_pj_ * cost.busy_cycles[*port_] : 0);
  }

  double bytes(std::size_t node, const State& state) const {
    const auto& [level, tensor] = nodes_[node];
    double words = 1;
    for (const DimensionId d : setting_.problem.dimensions.ids()) {
      if (!has(tensor, d)) continue;
      words *= static_cast<double>(state[d.index()]);
      for (const mapper::SpatialLoop& loop : unrolling_)
        if (loop.dimension == d && !stands_below(level, loop.fanout))
          words *= static_cast<double>(loop.bound);
    }
    return words * setting_.slots[setting_.slot(level, tensor)].word_bytes;
  }

  double room(std::size_t node) const {
    const auto& size = setting_.machine.levels[nodes_[node].level].size_bytes;
    return size ? static_cast<double>(*size) : none;
  }

  /// What a node costs by the trips left below it; and the least of it and all behind it, by those left
  /// above, when each has its level alone.
  void find_suffixes() {
    own_.assign(nodes_.size(), std::vector<double>(states_.size(), none));
    suffix_.assign(nodes_.size() + 1, std::vector<double>(states_.size(), 0));
    for (std::size_t node = nodes_.size(); node-- > 0;) {
      for (std::size_t s = 0; s < states_.size(); ++s) {
        if (bytes(node, states_[s]) > room(node)) continue;
        Cost cost;
        add_node(node, states_[s], cost);
        own_[node][s] = weighed(cost);
      }
      for (std::size_t s = 0; s < states_.size(); ++s) {
        double least = none;
        for (const std::size_t inner : within_[s])
          least = std::min(least, own_[node][inner] + suffix_[node + 1][inner]);
        suffix_[node][s] = least;
      }
    }
  }

  void descend(std::size_t node, std::size_t left, std::vector<double> used_bytes, double value) {
    if (value + suffix_[node][left] >= best_) return;
    if (node == nodes_.size()) {
      best_ = value;
      best_path_ = path_;
      return;
    }
    used_bytes.resize(setting_.level_count, 0);
    path_.resize(nodes_.size());
    double& used = used_bytes[nodes_[node].level.index()];
    const double before = used;
    for (const std::size_t inner : within_[left]) {
      if (value + own_[node][inner] + suffix_[node + 1][inner] >= best_) continue;
      used = before + bytes(node, states_[inner]);
      if (used > room(node)) continue;
      path_[node] = inner;
      descend(node + 1, inner, used_bytes, value + own_[node][inner]);
    }
  }

  const cost::Setting& setting_;
  const mapper::Unrolling& unrolling_;
  const std::vector<State>& states_;
  const std::vector<std::vector<std::size_t>>& within_;
  const std::vector<std::int64_t>& trips_;
  std::vector<Node> nodes_;
  LevelId home_{0};
  const std::size_t* port_ = nullptr;
  double price_pj_ = 0;
  std::vector<std::vector<double>> own_, suffix_;  // by node and state
  std::vector<std::size_t> path_, best_path_;      // states, by node
  double best_ = none;
};

/// All orders of the nodes below the homes: by level, and any among those of one level.
std::vector<std::vector<Node>> orders_of(const mapper::Placement& placement) {
  std::vector<std::vector<Node>> orders{{}};
  for (const LevelId level : placement.ids()) {
    if (level == LevelId(0)) continue;
    std::vector<TensorId> kept;
    for (const TensorId tensor : placement[level].ids())
      if (placement[level][tensor] != 0) kept.push_back(tensor);
    std::vector<std::vector<Node>> longer;
    do {
      for (std::vector<Node> order : orders) {
        for (const TensorId tensor : kept)
          order.push_back({level, tensor});
        longer.push_back(std::move(order));
      }
    } while (std::next_permutation(kept.begin(), kept.end()));
    orders = std::move(longer);
  }
  return orders;
}

std::int64_t lanes_of(const mapper::Unrolling& unrolling) {
  std::int64_t lanes = 1;
  for (const mapper::SpatialLoop& loop : unrolling)
    lanes *= loop.bound;
  return lanes;
}

/// The cheapest nests when one component alone is waited for.
struct Cheapest {
  double at_least_pj = none;  // no nest takes less energy, whatever it waits for
  double there_is_pj = none;  // one takes so much, waiting for all
};

class Search {
 public:
  Search(const cost::Setting& setting, const Constraints& constraints)
      : setting_(setting),
        constraints_(constraints),
        space_(setting.problem, setting.machine, constraints, perfect()),
        static_pj_(setting.static_pj_per_cycle.value_or(0)) {
    const auto all = mapper::Unrollings(space_).all(10'000);
    check(all.has_value(), "test: few unrollings");
    for (const mapper::Unrolling& unrolling : *all)
      if (constraints_.used_lanes.allows(lanes_of(unrolling), setting.machine.lanes()))
        unrollings_.push_back(unrolling);
  }

  /// `port`: what is waited for; null: the lanes.
  Cheapest cheapest(const std::size_t* port) const {
    Cheapest found;
    for (const mapper::Unrolling& unrolling : unrollings_) {
      const States states(setting_.problem, unrolling);
      const double lanes_cycles = states.steps / setting_.unit->iterations_per_cycle;
      const double waiting_pj = port == nullptr ? static_pj_ * lanes_cycles : 0;
      for (const mapper::Placement& placement : mapper::all_placements(space_)) {
        for (const std::vector<Node>& nodes : orders_of(placement)) {
          Order order(setting_, unrolling, states, nodes);
          const double value = order.least(port, static_pj_, found.at_least_pj - waiting_pj) + waiting_pj;
          if (value >= found.at_least_pj) continue;
          found.at_least_pj = value;
          found.there_is_pj = std::min(found.there_is_pj, energy_pj(order.cost(), lanes_cycles));
        }
      }
    }
    return found;
  }

 private:
  static mapper::SpaceOptions perfect() {
    mapper::SpaceOptions options;
    options.perfect = true;
    return options;
  }

  double energy_pj(const Cost& cost, double lanes_cycles) const {
    double slowest_cycles = lanes_cycles;
    for (const double busy_cycles : cost.busy_cycles)
      slowest_cycles = std::max(slowest_cycles, busy_cycles);
    return cost.energy_pj + static_pj_ * slowest_cycles;
  }

  const cost::Setting& setting_;
  const Constraints& constraints_;
  mapper::Space space_;
  double static_pj_;
  std::vector<mapper::Unrolling> unrollings_;
};

}  // namespace

/// Whatever is slowest: no energy is below the least with the time of one component alone. So one component
/// after another, until a nest takes no more.
double least_energy_in_order_pj(const Problem& problem, const Machine& machine,
                                const Constraints& constraints) {
  const cost::Setting setting(problem, machine);
  const Search search(setting, constraints);
  Cheapest best = search.cheapest(nullptr);
  for (std::size_t port = 0; port < setting.ports.size(); ++port) {
    if (best.there_is_pj <= best.at_least_pj * (1 + rounding)) break;
    const Cheapest other = search.cheapest(&port);
    best.at_least_pj = std::max(best.at_least_pj, other.at_least_pj);
    best.there_is_pj = std::min(best.there_is_pj, other.there_is_pj);
  }
  check(best.there_is_pj <= best.at_least_pj * (1 + rounding),
        "test: one component is the slowest of all good nests");
  return best.there_is_pj;
}

}  // namespace ridge::accelforge
