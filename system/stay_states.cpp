#include "system/stay_states.hpp"

#include <algorithm>
#include <map>

#include "base/checked.hpp"

namespace ridge {

namespace {

using State = std::vector<StayGroup>;  // ascending

bool holds(const State& state, const std::optional<StayGroup>& group) {
  return group && std::binary_search(state.begin(), state.end(), *group);
}

State with(State state, StayGroup group) {
  state.insert(std::lower_bound(state.begin(), state.end(), group), group);
  return state;
}

class Walk {
 public:
  Walk(const Network& network, const Machine& machine, LevelId level, const Lifetimes& lifetimes,
       std::span<const std::size_t> groups, std::size_t most_states)
      : network_(network),
        machine_(machine),
        level_(level),
        lifetimes_(lifetimes),
        groups_(groups),
        most_states_(most_states),
        writers_(lifetimes.first_written.size()) {
    for (std::size_t i = 0; i < lifetimes.layers.size(); ++i)
      if (const auto& group = lifetimes.layers[i].result) writers_[*group].push_back(i);
  }

  StayStates run() {
    std::vector<State> states{State()};
    for (std::size_t layer = 0; layer < network_.layers.size(); ++layer) {
      result_.plain.push_back(variant({groups_[layer], {}}));
      result_.steps.emplace_back();
      std::map<State, std::size_t> after;
      for (std::size_t before = 0; before < states.size(); ++before) {
        take(layer, states[before], before, after);
        if (const auto begins = begins_at(layer); begins && 2 * states.size() <= most_states_)
          take(layer, with(states[before], *begins), before, after);
      }
      states.assign(after.size(), {});
      for (const auto& [state, index] : after)
        states[index] = state;
      result_.states.push_back(states.size());
    }
    return std::move(result_);
  }

 private:
  std::optional<StayGroup> begins_at(std::size_t layer) const {
    const auto& group = lifetimes_.layers[layer].result;
    return group && lifetimes_.first_written[*group] == layer ? group : std::nullopt;
  }

  void take(std::size_t layer, const State& during, std::size_t before, std::map<State, std::size_t>& after) {
    Variant one{groups_[layer], {}};
    const std::int64_t own_bytes = find_roles(layer, during, one.residence.roles);
    std::int64_t all_bytes = 0;
    for (const StayGroup group : during) {
      for (const std::size_t writer : writers_[group]) {
        const Stay& stay = lifetimes_.layers[writer];
        if (writer <= layer && stay.last_read >= layer) all_bytes = saturating_add(all_bytes, stay.bytes);
      }
    }
    one.residence.other_bytes = std::max<std::int64_t>(0, all_bytes - own_bytes);
    const std::int64_t resident_bytes = std::max(all_bytes, own_bytes);
    if (resident_bytes > *machine_.levels[level_].size_bytes) return;
    State left;
    for (const StayGroup group : during)
      if (lifetimes_.last_read[group] > layer) left.push_back(group);
    const std::size_t to = after.emplace(left, after.size()).first->second;
    result_.steps.back().push_back({before, to, variant(one), resident_bytes});
  }

  /// The roles of the layer's activations that are in the level, and the bytes that its mapping holds of
  /// them.
  std::int64_t find_roles(std::size_t layer, const State& during, RoleSet& roles) const {
    const Stay& stay = lifetimes_.layers[layer];
    const Problem& problem = network_.layers[layer].problem;
    for (std::size_t role = 0; role < machine_role_count; ++role)
      if (holds(during, stay.reads[role])) roles = roles.with(role);
    if (holds(during, stay.result)) roles = roles.with(static_cast<std::size_t>(MachineRole::outputs));
    std::int64_t bytes = 0;
    for (const TensorId tensor : problem.tensors.ids()) {
      if (roles.has(static_cast<std::size_t>(problem.tensors[tensor].role)))
        bytes = saturating_add(bytes, bytes_at(machine_, level_, problem, tensor));
    }
    return bytes;
  }

  std::size_t variant(const Variant& one) {
    const auto found = std::find(result_.variants.begin(), result_.variants.end(), one);
    if (found != result_.variants.end()) return static_cast<std::size_t>(found - result_.variants.begin());
    const std::size_t index = result_.variants.size();
    result_.variants.push_back(one);
    result_.alone.push_back(index);
    if (one.residence.other_bytes > 0) result_.alone[index] = variant({one.group, {one.residence.roles, 0}});
    return index;
  }

  const Network& network_;
  const Machine& machine_;
  LevelId level_;
  const Lifetimes& lifetimes_;
  std::span<const std::size_t> groups_;
  std::size_t most_states_;
  std::vector<std::vector<std::size_t>> writers_;  // by stay group
  StayStates result_;
};

}  // namespace

StayStates stay_states(const Network& network, const Machine& machine, LevelId level,
                       const Lifetimes& lifetimes, std::span<const std::size_t> groups,
                       std::size_t most_states) {
  return Walk(network, machine, level, lifetimes, groups, most_states).run();
}

}  // namespace ridge
