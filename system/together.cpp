#include "system/together.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "sim/cost/setting.hpp"
#include "system/layer_searches.hpp"
#include "system/least_product.hpp"
#include "system/totals.hpp"

namespace ridge {

namespace {

/// The same machine, on which a cycle takes so many pJ more.
Machine priced(Machine machine, double price) {
  const LevelId outermost(0);
  const double milliwatts = price * machine.clock.value * 1e-9;  // 1e9 pJ = 1 mW s
  auto& power = machine.levels[outermost].static_power_mw;
  power = power.value_or(0) + milliwatts / static_cast<double>(machine.instances(outermost));
  return machine;
}

/// Of the gap, the part that further rounds should be able to close.
constexpr double worth_a_round = 0.05;

class Together {
 public:
  Together(const Network& network, const Machine& machine, const NetworkMapOptions& options, NetworkMap& map)
      : network_(&network), machine_(&machine), options_(options), constants_(machine), map_(&map) {
    if (options.search.time_limit) end_ = options.search.time_limit->value;
  }

  void run() {
    search(*machine_, objective(), map_->distinct);
    map_->totals = total(*map_, constants_);
    const NetworkTotals totals = map_->totals;
    if (!objective().trades() || totals.without_answer > 0 || !totals.status || !totals.value) return;
    begin();
    for (int round = 0; round < most_rounds && !is_met() && !only_layers_are_open() && !cut_short_; ++round) {
      const std::optional<double> price = next_price();
      if (!price || !add_round(*price)) break;
    }
    answer();
  }

 private:
  using Clock = std::chrono::steady_clock;
  Objective objective() const { return options_.search.objective; }
  double value(const Score& sums) const {
    return objective().value(constants_.amounts(sums.cycles, sums.energy_pj));
  }
  Score with_traffic(const Score& mapped) const {
    return {mapped.cycles + traffic_.cycles, mapped.energy_pj + traffic_.energy_pj};
  }
  Score sums(const Choice& choice) const { return with_traffic(sum_of(parts_, choice)); }

  /// Searches all groups; a round has a third of the time that is left.
  void search(const Machine& machine, Objective least, std::vector<DistinctLayer>& groups) {
    NetworkMapOptions options = options_;
    options.search.objective = least;
    if (end_) {
      const double now = std::chrono::duration<double>(Clock::now() - begun_).count();
      options.search.time_limit = Seconds{std::max(0.0, *end_ - now) / 3};
    }
    std::vector<const Mapping*> starts(groups.size(), nullptr);
    for (std::size_t i = 0; i < mapped_.size(); ++i)
      starts[mapped_[i]] = &*found_[i][choice_[i]].mapping;
    search_layers(*network_, machine, options, starts, groups);
    for (const DistinctLayer& group : groups)
      cut_short_ |= group.work == LayerWork::mapped && group.search.cut_short();
  }

  /// What the layers' own searches say: a choice, and floors of energy and of cycles.
  void begin() {
    Score least;
    for (std::size_t i = 0; i < map_->distinct.size(); ++i) {
      const DistinctLayer& group = map_->distinct[i];
      const auto count = static_cast<double>(group.count);
      if (group.work == LayerWork::traffic) {
        traffic_.cycles += group.traffic->cycles * count;
        traffic_.energy_pj += group.traffic->energy_pj.value() * count;
        continue;
      }
      mapped_.push_back(i);
      found_.push_back({group.search});
      parts_.push_back({{score(*group.search.evaluation)}, count});
      least.cycles += group.search.least.cycles * count;
      least.energy_pj += group.search.least.energy_pj * count;
    }
    ends_.add(0, least.energy_pj + traffic_.energy_pj);
    ends_.add(Floors::time_alone, least.cycles + traffic_.cycles);
    floors_ = ends_;
    choose();
  }

  static Score score(const Evaluation& evaluation) {
    return {evaluation.cycles, evaluation.energy_pj.value()};
  }

  void choose() {
    choice_ = least_corner(parts_, [&](const Score& mapped) { return value(with_traffic(mapped)); });
  }

  FloorCorner least_corner_of(const Floors& floors) const {
    const std::vector<FloorCorner> corners = floors.corners();
    return *std::min_element(corners.begin(), corners.end(), [&](const FloorCorner& a, const FloorCorner& b) {
      return value(a.at) < value(b.at);
    });
  }
  double lower_bound(const Floors& floors) const {
    const Score least = least_corner_of(floors).at;
    return objective().value_at_least(constants_.amounts(least.cycles, least.energy_pj));
  }
  bool is_met() const {
    return meets_bound(value(sums(choice_)), std::max(lower_bound(floors_), map_->totals.lower_bound));
  }

  /// Whether nearly all of the gap is what the layers' own searches left open: with every layer proven at the
  /// prices so far, little of it would remain, and further prices can take away no more than that.
  bool only_layers_are_open() const {
    Floors floors = ends_;
    for (const double price : prices_) {
      const Score least = sums(cheapest(parts_, price));
      floors.add(price, least.energy_pj + price * least.cycles);
    }
    const double best = value(sums(choice_));
    const double gap = best - std::max(lower_bound(floors_), map_->totals.lower_bound);
    return best - lower_bound(floors) <= worth_a_round * gap;
  }

  /// A price between those of the least corner: that at which the choices found for them cost the same; where
  /// one of the floors is of no round, the price at which the objective is level. Nothing when there is none
  /// to be had: what is left is what the rounds did not prove.
  std::optional<double> next_price() const {
    const FloorCorner corner = least_corner_of(floors_);
    const auto is_between = [&](double price) {
      return price > corner.lower_price * (1 + 1e-9) && price < corner.upper_price * (1 - 1e-9);
    };
    const Score slow = sums(cheapest(parts_, corner.lower_price));
    const Score fast = sums(cheapest(parts_, corner.upper_price));
    if (is_searched(corner.lower_price) && is_searched(corner.upper_price)) {
      const double chord = (fast.energy_pj - slow.energy_pj) / (slow.cycles - fast.cycles);
      return is_between(chord) ? std::optional(chord) : std::nullopt;
    }
    const double level =
        objective().latency_weight() / objective().energy_weight() * corner.at.energy_pj / corner.at.cycles;
    if (is_between(level)) return level;
    return std::nullopt;
  }
  bool is_searched(double price) const {
    return std::find(prices_.begin(), prices_.end(), price) != prices_.end();
  }

  /// Searches all layers at a price. False when some layer has no answer within the limit.
  bool add_round(double price) {
    const Machine dearer = priced(*machine_, price);
    std::vector<DistinctLayer> groups;
    for (const DistinctLayer& group : map_->distinct) {
      DistinctLayer next;
      next.first = group.first;
      next.count = group.count;
      groups.push_back(std::move(next));
    }
    search(dearer, Objective::energy, groups);
    const Problem& any = network_->layers[map_->distinct[mapped_.front()].first].problem;
    const double paid = static_pj(any, dearer) - static_pj(any, *machine_);  // the price as it was counted
    double least = traffic_.energy_pj + paid * traffic_.cycles;
    for (std::size_t i = 0; i < mapped_.size(); ++i) {
      SearchResult& result = groups[mapped_[i]].search;
      if (!result.mapping) return false;
      const double floor = result.status == SearchStatus::optimal ? result.value : result.lower_bound;
      least += floor * parts_[i].count;
      keep(i, std::move(result));
    }
    floors_.add(paid, least);
    prices_.push_back(paid);
    choose();
    return true;
  }

  static double static_pj(const Problem& problem, const Machine& machine) {
    return cost::Setting(problem, machine).static_pj_per_cycle.value_or(0);
  }

  /// A mapping that was found at a price, at what it costs without one.
  void keep(std::size_t part, SearchResult result) {
    std::vector<SearchResult>& found = found_[part];
    SearchStats& stats = map_->distinct[mapped_[part]].search.stats;
    stats.evaluated += result.stats.evaluated;
    stats.feasible += result.stats.feasible;
    const auto same = [&](const SearchResult& other) { return other.mapping == result.mapping; };
    if (std::any_of(found.begin(), found.end(), same)) return;
    const Problem& problem = network_->layers[map_->distinct[mapped_[part]].first].problem;
    Evaluation evaluation;
    const auto obstacle =
        Evaluator(problem, *machine_, options_.search.conventions).evaluate(*result.mapping, evaluation);
    check(!obstacle, "a mapping runs whatever a cycle costs");
    parts_[part].points.push_back(score(evaluation));
    result.evaluation = std::move(evaluation);
    found.push_back(std::move(result));
  }

  void answer() {
    for (std::size_t i = 0; i < mapped_.size(); ++i) {
      SearchResult& search = map_->distinct[mapped_[i]].search;
      const SearchResult& chosen = found_[i][choice_[i]];
      search.mapping = chosen.mapping;
      search.evaluation = chosen.evaluation;
      search.value = objective_value(objective(), *search.evaluation);
      search.gap = search.value / search.lower_bound - 1;
      search.status =
          meets_bound(search.value, search.lower_bound) ? SearchStatus::optimal : SearchStatus::limit_reached;
    }
    const double bound = lower_bound(floors_);
    map_->totals = total(*map_, constants_);
    NetworkTotals& totals = map_->totals;
    totals.lower_bound = std::max(totals.lower_bound, bound);
    totals.gap = *totals.value / totals.lower_bound - 1;
    totals.cut_short = cut_short_;
    totals.status =
        meets_bound(*totals.value, totals.lower_bound) ? SearchStatus::optimal : SearchStatus::limit_reached;
  }

  const Network* network_;
  const Machine* machine_;
  NetworkMapOptions options_;
  MachineConstants constants_;
  NetworkMap* map_;
  Clock::time_point begun_ = Clock::now();
  std::optional<double> end_;  // seconds
  bool cut_short_ = false;
  std::vector<std::size_t> mapped_;               // groups that are searched
  std::vector<Part> parts_;                       // of these: what their mappings cost
  std::vector<std::vector<SearchResult>> found_;  // and the mappings themselves
  Choice choice_;
  Score traffic_;  // of all layers that are counted as traffic
  Floors ends_;    // of energy alone and of cycles alone, as they are known without a round
  Floors floors_;
  std::vector<double> prices_;
};

}  // namespace

void map_together(const Network& network, const Machine& machine, const NetworkMapOptions& options,
                  NetworkMap& map) {
  Together(network, machine, options, map).run();
}

}  // namespace ridge
