#include "mapper/heuristic.hpp"

#include <algorithm>
#include <memory>

#include "base/parallel.hpp"
#include "mapper/anneal.hpp"
#include "mapper/seeds.hpp"

namespace ridge::mapper {

namespace {

constexpr std::size_t island_count = 8;
constexpr std::size_t elite_count = 3;
constexpr double seed_share = 0.2;         // of an island's effort
constexpr double first_round_share = 0.6;  // seeds included

class Island {
 public:
  Island(const Space& space, const SearchOptions& options, std::size_t index, Watch& watch)
      : space_(&space),
        index_(index),
        watch_(&watch),
        judge_(space, options.objective),
        random_(options.seed, index),
        effort_(options.effort / static_cast<std::int64_t>(island_count)) {
    if (index < static_cast<std::size_t>(options.effort) % island_count) ++effort_;
  }

  void make_seeds(const Recipes& recipes) {
    const std::int64_t until = share(seed_share);
    for (std::size_t at = index_; at < recipes.size() && judge_.evaluated() < until; at += island_count) {
      if (!watch_->goes_on()) break;
      if (auto plan = recipes.plan(at))
        grow(*space_, std::move(*plan), recipes.grows_from_inside(at), until, judge_);
    }
    report();
  }

  /// When no seed can run, all effort goes into finding a way from one that cannot.
  void first_round(const Recipes& recipes) {
    make_seeds(recipes);
    if (judge_.best().exists()) {
      anneal_from(judge_.best().mapping, 0.1, share(first_round_share));
    } else if (const auto start = first_nest(recipes)) {
      anneal_from(*start, 0.1, effort_);
    }
  }
  void second_round(const Candidate& start) { anneal_from(start.mapping, 0.03, effort_); }

  const Judge& judge() const { return judge_; }

 private:
  std::int64_t share(double part) const {
    return static_cast<std::int64_t>(part * static_cast<double>(effort_));
  }

  void anneal_from(const Mapping& start, double hot, std::int64_t until) {
    if (judge_.evaluated() >= until) return;
    anneal(*space_, start, {until - judge_.evaluated(), hot, 0.001}, judge_, random_, *watch_);
    report();
  }

  std::optional<Mapping> first_nest(const Recipes& recipes) const {
    for (std::size_t at = index_; at < recipes.size(); at += island_count) {
      const auto plan = recipes.plan(at);
      if (!plan) continue;
      Mapping mapping;
      write_nest(*space_, *plan, mapping);
      return mapping;
    }
    return std::nullopt;
  }

  void report() {
    watch_->report(judge_.evaluated() - reported_, judge_.best().value);
    reported_ = judge_.evaluated();
  }

  const Space* space_;
  std::size_t index_;
  Watch* watch_;
  Judge judge_;
  Random random_;
  std::int64_t effort_;
  std::int64_t reported_ = 0;
};

using Islands = std::vector<std::unique_ptr<Island>>;

/// The islands' best answers, best first, each once.
std::vector<Candidate> elites_of(const Space& space, const Islands& islands) {
  std::vector<Candidate> elites;
  for (const auto& island : islands) {
    if (island->judge().best().exists()) elites.push_back(island->judge().best());
  }
  std::stable_sort(elites.begin(), elites.end(),
                   [&](const Candidate& a, const Candidate& b) { return is_better_by_text(space, a, b); });
  const auto last = std::unique(elites.begin(), elites.end(), [](const Candidate& a, const Candidate& b) {
    return a.mapping == b.mapping;
  });
  elites.erase(last, elites.end());
  return elites;
}

}  // namespace

HeuristicAnswer heuristic_search(const Space& space, const SearchOptions& options, double enough,
                                 Watch& watch) {
  Islands islands;
  for (std::size_t i = 0; i < island_count; ++i)
    islands.push_back(std::make_unique<Island>(space, options, i, watch));
  const Recipes recipes(space);
  parallel_for(island_count, [&](std::size_t i) { islands[i]->first_round(recipes); });

  std::vector<Candidate> elites = elites_of(space, islands);
  if (!elites.empty() && elites.front().value > enough) {
    const std::size_t starts = std::min(elites.size(), elite_count);
    parallel_for(island_count, [&](std::size_t i) { islands[i]->second_round(elites[i % starts]); });
    elites = elites_of(space, islands);
  }
  HeuristicAnswer answer;
  if (!elites.empty()) answer.best = std::move(elites.front());
  for (const auto& island : islands) {
    answer.evaluated += island->judge().evaluated();
    answer.feasible += island->judge().feasible();
  }
  return answer;
}

}  // namespace ridge::mapper
