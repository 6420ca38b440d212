#include "system/resident_map.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "system/layer_searches.hpp"
#include "system/least_product.hpp"
#include "system/stay_states.hpp"
#include "system/totals.hpp"

namespace ridge {

namespace {

bool is_infeasible(const DistinctLayer& layer) {
  return layer.work == LayerWork::mapped && layer.search.status == SearchStatus::infeasible;
}

/// Searches the variants: first those that have the level to themselves, then those whose best mapping of the
/// first kind leaves too little room for what else stays.
class VariantSearches {
 public:
  VariantSearches(const Network& network, const Machine& machine, const NetworkMapOptions& options,
                  const StayStates& states, std::span<const DistinctLayer> groups)
      : network_(network), machine_(machine), options_(options), states_(states), groups_(groups) {}

  std::vector<DistinctLayer> run() {
    answers_.resize(states_.variants.size());
    search([this](std::size_t variant) { return states_.alone[variant] == variant; });
    search([this](std::size_t variant) { return states_.alone[variant] != variant && !takes_over(variant); });
    return std::move(answers_);
  }

 private:
  void search(const std::function<bool(std::size_t)>& is_asked) {
    std::vector<std::size_t> asked;
    std::vector<DistinctLayer> layers;
    for (std::size_t variant = 0; variant < answers_.size(); ++variant) {
      if (!is_asked(variant)) continue;
      asked.push_back(variant);
      layers.push_back(unanswered(variant));
    }
    search_layers(network_, machine_, options_, {}, layers);
    for (std::size_t i = 0; i < asked.size(); ++i)
      answers_[asked[i]] = std::move(layers[i]);
  }

  DistinctLayer unanswered(std::size_t variant) const {
    DistinctLayer layer;
    layer.first = groups_[states_.variants[variant].group].first;
    layer.residence = states_.variants[variant].residence;
    return layer;
  }

  /// Less room makes no mapping better: the best one with all the room is the best wherever it fits.
  bool takes_over(std::size_t variant) {
    const DistinctLayer& alone = answers_[states_.alone[variant]];
    const Residence& residence = states_.variants[variant].residence;
    const Evaluation* evaluation = alone.evaluation();
    const bool fits = evaluation == nullptr || alone.work == LayerWork::traffic ||
                      evaluation->levels[*options_.resident_level].demanded_bytes + residence.other_bytes <=
                          *machine_.levels[*options_.resident_level].size_bytes;
    const bool none = evaluation == nullptr && !is_infeasible(alone);
    if (!fits || none) return false;
    answers_[variant] = alone;
    return true;
  }

  const Network& network_;
  const Machine& machine_;
  const NetworkMapOptions& options_;
  const StayStates& states_;
  std::span<const DistinctLayer> groups_;
  std::vector<DistinctLayer> answers_;  // by variant
};

/// The least sum of an amount over all ways through the states; infinite when there is none.
double least_sum(const StayStates& states, const std::function<double(std::size_t)>& amount) {
  constexpr double none = std::numeric_limits<double>::infinity();
  std::vector<double> sums{0.0};
  for (std::size_t layer = 0; layer < states.steps.size(); ++layer) {
    std::vector<double> after(states.states[layer], none);
    for (const StayStep& step : states.steps[layer])
      after[step.after] = std::min(after[step.after], sums[step.before] + amount(step.variant));
    sums = std::move(after);
  }
  return sums.front();
}

/// Finds the way with the least objective of the sums. Of ways to one state those are kept that can still be
/// on a corner of the hull of all sums, where products of sums are least (system/least_product.hpp).
class Ways {
 public:
  Ways(const StayStates& states, std::span<const DistinctLayer> answers, Objective objective,
       const MachineConstants& machine)
      : states_(states), answers_(answers), objective_(objective), machine_(machine) {}

  /// A step of every layer, by index; none: no way has an answer for each.
  std::vector<std::size_t> best() {
    ways_.emplace_back(1).front().push_back({});
    for (std::size_t layer = 0; layer < states_.steps.size(); ++layer)
      pass(layer);
    std::vector<std::size_t> steps(states_.steps.size());
    const Way* way = least(ways_.back().front());
    if (way == nullptr) return {};
    for (std::size_t layer = steps.size(); layer-- > 0;) {
      steps[layer] = way->step;
      way = &ways_[layer][states_.steps[layer][way->step].before][way->before];
    }
    return steps;
  }

 private:
  struct Way {
    Score sum;
    std::size_t step = 0;    // of the layer before
    std::size_t before = 0;  // among the ways to the state before that
  };

  void pass(std::size_t layer) {
    std::vector<std::vector<Way>> after(states_.states[layer]);
    for (std::size_t s = 0; s < states_.steps[layer].size(); ++s) {
      const StayStep& step = states_.steps[layer][s];
      const Evaluation* evaluation = answers_[step.variant].evaluation();
      if (evaluation == nullptr) continue;
      const std::vector<Way>& before = ways_[layer][step.before];
      for (std::size_t w = 0; w < before.size(); ++w) {
        const Score& sum = before[w].sum;
        after[step.after].push_back(
            {{sum.cycles + evaluation->cycles, sum.energy_pj + evaluation->energy_pj.value_or(0)}, s, w});
      }
    }
    for (std::vector<Way>& ways : after)
      ways = worth_following(ways);
    ways_.push_back(std::move(after));
  }

  std::vector<Way> worth_following(const std::vector<Way>& ways) const {
    std::vector<Way> kept;
    if (!objective_.trades()) {
      if (const Way* best = least(ways)) kept.push_back(*best);
      return kept;
    }
    std::vector<Score> sums;
    for (const Way& way : ways)
      sums.push_back(way.sum);
    if (sums.empty()) return kept;
    for (const std::size_t corner : lower_left_hull(sums))
      kept.push_back(ways[corner]);
    return kept;
  }

  const Way* least(const std::vector<Way>& ways) const {
    const auto value = [this](const Way& way) {
      return objective_.value(machine_.amounts(way.sum.cycles, way.sum.energy_pj));
    };
    const auto best = std::min_element(ways.begin(), ways.end(),
                                       [&](const Way& a, const Way& b) { return value(a) < value(b); });
    return best == ways.end() ? nullptr : &*best;
  }

  const StayStates& states_;
  std::span<const DistinctLayer> answers_;
  Objective objective_;
  const MachineConstants& machine_;
  std::vector<std::vector<std::vector<Way>>> ways_;  // before each layer, and after the last: by state
};

/// Groups the layers anew by the answers that the steps take.
void take_answers(const Network& network, const StayStates& states, std::span<const DistinctLayer> answers,
                  std::span<const std::size_t> variants, NetworkMap& map) {
  map.distinct.clear();
  std::vector<std::size_t> group_of(answers.size(), answers.size());
  for (LayerResult& layer : map.layers) {
    // Variants that took over another's answer are the same layer to whoever looks at it.
    std::size_t variant = variants[layer.layer];
    const std::size_t alone = states.alone[variant];
    if (answers[variant].residence == answers[alone].residence) variant = alone;
    if (group_of[variant] == answers.size()) {
      group_of[variant] = map.distinct.size();
      map.distinct.push_back(answers[variant]);
      map.distinct.back().first = layer.layer;
      map.distinct.back().count = 0;
    }
    layer.distinct = group_of[variant];
    map.distinct[layer.distinct].count += network.layers[layer.layer].count;
  }
}

}  // namespace

void map_resident(const Network& network, const Machine& machine, const NetworkMapOptions& options,
                  NetworkMap& map) {
  const LevelId level = *options.resident_level;
  std::vector<std::size_t> groups;
  for (const LayerResult& layer : map.layers)
    groups.push_back(layer.distinct);
  const Lifetimes all = lifetimes(network, machine, level);
  const StayStates states = stay_states(network, machine, level, all, groups, most_states);
  const std::vector<DistinctLayer> answers =
      VariantSearches(network, machine, options, states, map.distinct).run();
  const MachineConstants constants(machine);
  const std::vector<std::size_t> way = Ways(states, answers, map.objective, constants).best();

  ResidentSummary summary{level};
  std::vector<std::size_t> variants = states.plain;
  for (std::size_t layer = 0; layer < way.size(); ++layer) {
    const StayStep& step = states.steps[layer][way[layer]];
    variants[layer] = step.variant;
    summary.peak_bytes = std::max(summary.peak_bytes, step.resident_bytes);
    const RoleSet roles = states.variants[step.variant].residence.roles;
    summary.staying += roles.has(static_cast<std::size_t>(MachineRole::outputs)) ? 1 : 0;
  }
  for (const Stay& stay : all.layers)
    summary.can_stay += stay.result ? 1 : 0;
  summary.results = static_cast<std::int64_t>(std::count_if(
      all.layers.begin(), all.layers.end(), [](const Stay& stay) { return stay.last_read > 0; }));
  map.resident = summary;
  take_answers(network, states, answers, variants, map);
  if (way.empty()) {
    map.totals = total(map, constants);
    return;
  }
  const auto floor_of = [&](auto&& amount) {
    return least_sum(states, [&](std::size_t variant) {
      const DistinctLayer& answer = answers[variant];
      if (is_infeasible(answer)) return std::numeric_limits<double>::infinity();
      const double least = amount(layer_floor(map.objective, answer));
      return std::isnan(least) ? 0 : least;
    });
  };
  map.totals = total(map, constants,
                     Floor{{floor_of([](const Floor& floor) { return floor.least.cycles; }),
                            floor_of([](const Floor& floor) { return floor.least.energy_pj; })},
                           floor_of([](const Floor& floor) { return floor.roots; })});
}

}  // namespace ridge
