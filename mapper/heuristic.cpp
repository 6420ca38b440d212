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
// Of the mappings of a round, one in so many, at most, is for seeds.
constexpr std::int64_t seed_share = 4;

class Island {
 public:
  Island(const Space& space, const SearchOptions& options, std::int64_t round, std::size_t index,
         Watch& watch)
      : space_(&space),
        options_(&options),
        round_(round / static_cast<std::int64_t>(island_count)),
        index_(index),
        watch_(&watch),
        random_(options.seed, index),
        left_(options.effort / static_cast<std::int64_t>(island_count)) {
    if (index < static_cast<std::size_t>(options.effort) % island_count) ++left_;
  }

  /// One round, from `start`, or from further seeds when there is none. When no seed can run, all of it goes
  /// into finding a way from one that cannot.
  void round(const Recipes& recipes, const Candidate* start) {
    Judge judge(*space_, options_->objective, watch_,
                options_->evaluator ? options_->evaluator() : MappingEvaluator());
    if (start != nullptr) {
      anneal_from(start->mapping, 0.03, judge);
    } else {
      make_seeds(recipes, judge);
      if (judge.best().exists()) {
        anneal_from(judge.best().mapping, 0.1, judge);
      } else if (const auto nest = next_nest(recipes)) {
        anneal_from(*nest, 0.1, judge);
      }
    }
    left_ -= judge.evaluated();
    evaluated_ += judge.evaluated();
    feasible_ += judge.feasible();
    if (is_better_by_text(*space_, judge.best(), best_)) best_ = judge.best();
    idle_ = judge.evaluated() == 0;
    watch_->count(judge.evaluated());
  }

  bool goes_on() const { return left_ > 0 && !idle_; }
  const Candidate& best() const { return best_; }
  std::int64_t evaluated() const { return evaluated_; }
  std::int64_t feasible() const { return feasible_; }

 private:
  /// Grows plans of recipes of its own, until a seed's share of the round is spent.
  void make_seeds(const Recipes& recipes, Judge& judge) {
    const std::int64_t until = std::min(left_, round_ / seed_share);
    while (judge.evaluated() < until && watch_->goes_on()) {
      const std::size_t at = next_recipe_ * island_count + index_;
      if (at >= recipes.size()) return;
      ++next_recipe_;
      if (auto plan = recipes.plan(at))
        grow(*space_, std::move(*plan), recipes.grows_from_inside(at), until, judge);
    }
  }

  void anneal_from(const Mapping& start, double hot, Judge& judge) {
    const std::int64_t evaluations = round_ - judge.evaluated();
    anneal(*space_, start, {evaluations, left_ - judge.evaluated(), hot, 0.001}, judge, random_, *watch_);
  }

  /// The nest of a recipe that cannot run, another one each time.
  std::optional<Mapping> next_nest(const Recipes& recipes) {
    for (std::size_t tried = 0; tried < recipes.size(); ++tried) {
      const auto plan = recipes.plan((next_start_++ * island_count + index_) % recipes.size());
      if (!plan) continue;
      Mapping mapping;
      write_nest(*space_, *plan, mapping);
      return mapping;
    }
    return std::nullopt;
  }

  const Space* space_;
  const SearchOptions* options_;
  std::int64_t round_;  // mappings
  std::size_t index_;
  Watch* watch_;
  Random random_;
  std::int64_t left_;  // of its share of the effort
  std::int64_t evaluated_ = 0;
  std::int64_t feasible_ = 0;
  std::size_t next_recipe_ = 0;
  std::size_t next_start_ = 0;
  Candidate best_;
  bool idle_ = false;  // the last round found nothing to evaluate
};

/// The mapping that the caller begins with, where it is one of the space.
std::vector<Candidate> given_elites(const Space& space, const SearchOptions& options, Watch& watch) {
  if (options.start == nullptr) return {};
  Judge judge(space, options.objective, &watch, options.evaluator ? options.evaluator() : MappingEvaluator());
  judge.judge(*options.start);
  if (!judge.best().exists()) return {};
  return {judge.best()};
}

using Islands = std::vector<std::unique_ptr<Island>>;

/// The islands' best answers, best first, each once.
std::vector<Candidate> elites_of(const Space& space, const Islands& islands) {
  std::vector<Candidate> elites;
  for (const auto& island : islands) {
    if (island->best().exists()) elites.push_back(island->best());
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

HeuristicAnswer heuristic_search(const Space& space, const SearchOptions& options, std::int64_t round,
                                 double enough, Watch& watch) {
  Islands islands;
  for (std::size_t i = 0; i < island_count; ++i)
    islands.push_back(std::make_unique<Island>(space, options, round, i, watch));
  const Recipes recipes(space);
  std::vector<Candidate> elites = given_elites(space, options, watch);
  const auto any_left = [&] {
    return std::any_of(islands.begin(), islands.end(), [](const auto& island) { return island->goes_on(); });
  };
  for (std::size_t rounds = 0; any_left() && !watch.cut_short(); ++rounds) {
    const std::size_t starts = std::min(elites.size(), elite_count);
    parallel_for(island_count, [&](std::size_t i) {
      const bool from_elite = starts > 0 && (i + rounds) % 2 == 0;
      if (islands[i]->goes_on()) islands[i]->round(recipes, from_elite ? &elites[i / 2 % starts] : nullptr);
    });
    elites = elites_of(space, islands);
    if (!elites.empty() && elites.front().value <= enough) break;
  }
  HeuristicAnswer answer;
  if (!elites.empty()) answer.best = std::move(elites.front());
  for (const auto& island : islands) {
    answer.evaluated += island->evaluated();
    answer.feasible += island->feasible();
  }
  return answer;
}

}  // namespace ridge::mapper
