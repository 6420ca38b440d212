#include "mapper/anneal.hpp"

#include <algorithm>
#include <cmath>

#include "mapper/moves.hpp"

namespace ridge::mapper {

namespace {

/// Nests that disobey the constraints never reach the evaluator: looking at them ends, too.
constexpr std::int64_t seen_per_evaluation = 16;
constexpr int most_repairs = 2;

/// Above every nest of the space: nests that take too many cycles, and above these what cannot run.
constexpr double hills = 5e3;
constexpr double mountains = 1e4;

/// What the walk goes down. Latency alone is flat over wide plains: a little of the energy shows the way on
/// them.
double height_of(const Candidate& verdict, const Judge& judge) {
  if (std::isinf(verdict.value)) {
    if (std::isfinite(verdict.cycles)) return hills + std::log(verdict.cycles);
    const auto& obstacle = judge.obstacle();
    if (!obstacle || obstacle->reason != Infeasible::Reason::capacity) return verdict.value;
    return mountains + std::log(static_cast<double>(obstacle->demanded_bytes) /
                                static_cast<double>(obstacle->available_bytes));
  }
  double height = std::log(verdict.value);
  if (judge.objective().energy_weight() == 0 && std::isfinite(verdict.energy_pj)) {
    height += 0.02 * std::log(verdict.energy_pj);
  }
  return height;
}

class Walk {
 public:
  Walk(const Space& space, const Mapping& start, Judge& judge, Random& random)
      : judge_(&judge), random_(&random), even_(space.options().even), moves_(space, random) {
    here_.nest = start.nest;
    height_ = height(here_);
  }

  void step(double temperature) {
    next_.nest = here_.nest;
    do {
      moves_.change(next_.nest);
    } while (random_->chance(0.35));
    double next_height = height(next_);
    for (int repairs = 0; repairs < most_repairs && judge_->obstacle(); ++repairs) {
      if (!moves_.relieve(next_.nest, *judge_->obstacle())) break;
      next_height = height(next_);
    }
    if (next_height <= height_ || random_->unit() < std::exp((height_ - next_height) / temperature)) {
      std::swap(here_.nest, next_.nest);
      height_ = next_height;
    }
  }

 private:
  /// In a space of even nests the walk goes on from the nest that was made even.
  double height(Mapping& mapping) {
    const double height = height_of(judge_->judge(mapping), *judge_);
    if (even_ && (std::isfinite(height) || judge_->obstacle())) mapping.nest = judge_->judged();
    return height;
  }

  Judge* judge_;
  Random* random_;
  bool even_;
  Moves moves_;
  Mapping here_;
  Mapping next_;
  double height_ = 0;
};

}  // namespace

void anneal(const Space& space, const Mapping& start, const Annealing& annealing, Judge& judge,
            Random& random, Watch& watch) {
  Walk walk(space, start, judge, random);
  const std::int64_t first = judge.evaluated();
  const std::int64_t last = first + std::min(annealing.evaluations, annealing.at_most);
  const std::int64_t last_seen = judge.seen() + annealing.evaluations * seen_per_evaluation;
  while (judge.evaluated() < last && judge.seen() < last_seen && watch.goes_on()) {
    const double done =
        static_cast<double>(judge.evaluated() - first) / static_cast<double>(annealing.evaluations);
    walk.step(annealing.hot * std::pow(annealing.cold / annealing.hot, done));
  }
}

}  // namespace ridge::mapper
