#include "tests/timeloop/two_visits.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <set>

namespace ridge::timeloop {
namespace {

using Vector = std::vector<std::int64_t>;  // by rank of a tensor, or by loop

std::int64_t product(const Vector& values) {
  std::int64_t all = 1;
  for (const std::int64_t value : values)
    all *= value;
  return all;
}

class Walk {
 public:
  explicit Walk(const Case& made) : problem_(made.problem), nest_(made.mapping.nest) {}

  std::vector<Walked> all() {
    std::vector<Walked> nodes(nest_.size());
    for (const TensorId tensor : problem_.tensors.ids())
      walk_tensor(tensor, nodes);
    std::vector<Walked> kept;
    for (std::size_t e = 0; e < nest_.size(); ++e)
      if (nest_[e].kind == NestEntry::Kind::keep) kept.push_back(nodes[e]);
    return kept;
  }

 private:
  bool spatial(std::size_t e) const { return nest_[e].kind == NestEntry::Kind::spatial; }
  bool temporal(std::size_t e) const { return nest_[e].kind == NestEntry::Kind::temporal; }
  bool loop(std::size_t e) const { return spatial(e) || temporal(e); }

  /// What index `at` of the loop adds to each rank: loops of the same dimension inside it set its stride.
  Vector displacement(TensorId tensor, std::size_t e, std::int64_t at) const {
    std::int64_t stride = 1;
    for (std::size_t inner = e + 1; inner < nest_.size(); ++inner)
      if (loop(inner) && nest_[inner].dimension == nest_[e].dimension) stride *= nest_[inner].bound;
    Vector ranks;
    for (const Rank& rank : problem_.tensors[tensor].ranks) {
      std::int64_t coefficient = 0;
      for (const Term& term : rank.terms)
        if (term.dimension == nest_[e].dimension) coefficient = term.coefficient;
      ranks.push_back(coefficient * stride * at);
    }
    return ranks;
  }

  /// The different places that these loops reach, all of them at every index.
  std::set<Vector> places(TensorId tensor, const std::vector<std::size_t>& loops) const {
    std::set<Vector> reached{Vector(problem_.tensors[tensor].ranks.size(), 0)};
    for (const std::size_t e : loops) {
      std::set<Vector> further;
      for (std::int64_t at = 0; at < nest_[e].bound; ++at) {
        const Vector by = displacement(tensor, e, at);
        for (Vector place : reached) {
          std::transform(place.begin(), place.end(), by.begin(), place.begin(), std::plus<>());
          further.insert(place);
        }
      }
      reached = further;
    }
    return reached;
  }

  /// The sides of the box around what these loops reach.
  Vector box(TensorId tensor, const std::vector<std::size_t>& loops) const {
    Vector sides(problem_.tensors[tensor].ranks.size(), 1);
    for (const Vector& place : places(tensor, loops))
      for (std::size_t rank = 0; rank < sides.size(); ++rank)
        sides[rank] = std::max(sides[rank], place[rank] + 1);
    return sides;
  }

  std::vector<std::size_t> loops_from(std::size_t first) const {
    std::vector<std::size_t> loops;
    for (std::size_t e = first; e < nest_.size(); ++e)
      if (loop(e)) loops.push_back(e);
    return loops;
  }

  /// Rule by rule: words new to a box that was at `last` and is now at `corner`.
  struct State {
    std::optional<Vector> last, direction;
  };
  static std::int64_t fresh(State& state, const Vector& corner, const Vector& sides) {
    const std::optional<Vector> before = state.last;
    state.last = corner;
    if (!before) return product(sides);
    if (*before == corner) return 0;
    Vector move;
    for (std::size_t rank = 0; rank < corner.size(); ++rank)
      move.push_back(corner[rank] - (*before)[rank]);
    if (state.direction && *state.direction != move) {
      state.direction.reset();
      return product(sides);
    }
    state.direction = move;
    Vector strip = sides;
    int moved = 0;
    for (std::size_t rank = 0; rank < move.size(); ++rank) {
      if (move[rank] == 0) continue;
      ++moved;
      strip[rank] = std::min(sides[rank], std::abs(move[rank]));
      if (std::abs(move[rank]) >= sides[rank]) return product(sides);
    }
    return moved > 1 ? product(sides) : product(strip);
  }

  std::int64_t received(TensorId tensor, std::size_t node) const {
    const Vector sides = box(tensor, loops_from(node));
    State state;
    std::int64_t words = 0;
    const std::function<void(std::size_t, Vector, std::int64_t)> step =
        [&](std::size_t e, const Vector& corner, std::int64_t weight) {
          if (e == node) {
            words += weight * fresh(state, corner, sides);
          } else if (!temporal(e)) {
            step(e + 1, corner, weight);
          } else {
            for (std::int64_t at = 0; at < std::min<std::int64_t>(2, nest_[e].bound); ++at) {
              Vector moved = displacement(tensor, e, at);
              std::transform(moved.begin(), moved.end(), corner.begin(), moved.begin(), std::plus<>());
              step(e + 1, moved, at == 0 ? weight : weight * (nest_[e].bound - 1));
            }
          }
        };
    step(0, Vector(sides.size(), 0), 1);
    return words;
  }

  /// The spatial loops of one fanout that stand in [first, last).
  std::vector<std::vector<std::size_t>> fanouts(std::size_t first, std::size_t last) const {
    std::vector<std::vector<std::size_t>> runs;
    for (std::size_t e = first; e < last; ++e) {
      if (!spatial(e)) continue;
      if (runs.empty() || nest_[runs.back().back()].fanout != nest_[e].fanout) runs.emplace_back();
      runs.back().push_back(e);
    }
    return runs;
  }

  std::int64_t sets_between(TensorId tensor, std::size_t first, std::size_t last) const {
    std::int64_t sets = 1;
    for (const std::vector<std::size_t>& run : fanouts(first, last))
      sets *= static_cast<std::int64_t>(places(tensor, run).size());
    return sets;
  }

  /// Words that one instance at `node` ever holds, by proportion, rounded down at every fanout.
  std::int64_t part(TensorId tensor, std::size_t node) const {
    std::int64_t words = product(box(tensor, loops_from(0)));
    for (const std::vector<std::size_t>& run : fanouts(0, node)) {
      std::vector<std::size_t> together = loops_from(run.back() + 1);
      const std::int64_t one = product(box(tensor, together));
      together.insert(together.end(), run.begin(), run.end());
      words = words * one / product(box(tensor, together));
    }
    return words;
  }

  std::int64_t instances(std::size_t node) const {
    std::int64_t count = 1;
    for (std::size_t e = 0; e < node; ++e)
      if (spatial(e)) count *= nest_[e].bound;
    return count;
  }

  void walk_tensor(TensorId tensor, std::vector<Walked>& nodes) const {
    const bool written = problem_.is_written(tensor);
    std::optional<std::size_t> parent;
    const auto arrive = [&](std::size_t at, std::int64_t words) {
      words *= sets_between(tensor, *parent, at);
      Walked& counts = nodes[*parent];
      counts.reads = (written ? words - part(tensor, *parent) : words) * instances(*parent);
      if (written) counts.updates = words * instances(*parent);
    };
    for (std::size_t e = 0; e < nest_.size(); ++e) {
      if (nest_[e].kind != NestEntry::Kind::keep || nest_[e].tensor != tensor) continue;
      nodes[e].tile_words = product(box(tensor, loops_from(e)));
      if (parent) {
        const std::int64_t words = received(tensor, e);
        arrive(e, words);
        nodes[e].fills = (written ? words - part(tensor, e) : words) * instances(e);
      }
      parent = e;
    }
    std::int64_t steps = 1;  // compute keeps nothing from one to the next
    for (std::size_t e = 0; e < nest_.size(); ++e)
      if (temporal(e)) steps *= nest_[e].bound;
    arrive(nest_.size(), steps);
  }

  const Problem& problem_;
  const std::vector<NestEntry>& nest_;
};

}  // namespace

std::vector<Walked> walk_two_visits(const Case& made) {
  return Walk(made).all();
}

}  // namespace ridge::timeloop
