#include "interop/timeloop/sparse/rank_loops.hpp"

#include <algorithm>

namespace ridge::timeloop::sparse {
namespace {

class HandOut {
 public:
  HandOut(const std::vector<BoxedLoop>& loops, const Format* format, const Tensor& tensor)
      : loops_(loops), format_(format), tensor_(tensor) {
    for (std::size_t at = 0; at < loops.size(); ++at)
      if (loops[at].loop.trips > 1) left_.push_back(at);
  }

  /// A rank whose flattening does not allow the loop at hand stays empty and ends up outside of those filled
  /// so far, as Timeloop has it.
  bool outer_to_inner(std::size_t first, std::size_t end) {
    std::size_t rank = end;
    while (rank > first && !left_.empty()) {
      --rank;
      if (!allowed(rank, left_.back())) {
        ranks_.push_back(empty());
        continue;
      }
      RankTile tile{{}, loops_[left_.back()].box, 1};
      const std::size_t outermost = left_.back();
      do {
        tile.loops.push_back(loops_[left_.back()].loop);
        left_.pop_back();
      } while (!left_.empty() && goes_on(rank, outermost, left_.back()));
      ranks_.insert(ranks_.begin(), std::move(tile));
    }
    ranks_.insert(ranks_.begin(), rank - first, empty());
    return left_.empty();
  }

  bool inner_to_outer(std::size_t first, std::size_t end) {
    std::reverse(left_.begin(), left_.end());  // the next one to hand out stands last
    std::size_t rank = first;
    for (; rank < end && !left_.empty(); ++rank) {
      if (!allowed(rank, left_.back())) {
        ranks_.push_back({{}, one_word(tensor_), 1});
        continue;
      }
      const std::size_t innermost = left_.back();
      RankTile tile{{}, loops_[innermost].box, 1};
      do {
        tile.loops.push_back(loops_[left_.back()].loop);
        left_.pop_back();
      } while (!left_.empty() && goes_on(rank, innermost, left_.back()));
      ranks_.push_back(std::move(tile));
    }
    ranks_.insert(ranks_.end(), end - rank, empty());
    return left_.empty();
  }

  std::vector<RankTile> take(const Extents& one) {
    for (RankTile& rank : ranks_) {
      Extents extents = one;
      for (const LevelLoop& loop : rank.loops)
        extents[loop.dimension] *= loop.trips;
      rank.fibre = words_of(box_of(tensor_, extents));
    }
    return std::move(ranks_);
  }

 private:
  RankTile empty() const { return {{}, loops_.empty() ? one_word(tensor_) : loops_.front().box, 1}; }

  /// The rule of the rank that has the dimension; null: none has.
  const std::vector<DimensionId>* rule(std::size_t rank, DimensionId dimension) const {
    for (const auto& rule : format_->ranks[rank].flattening)
      if (std::find(rule.begin(), rule.end(), dimension) != rule.end()) return &rule;
    return nullptr;
  }

  bool allowed(std::size_t rank, std::size_t loop) const {
    return format_ == nullptr || format_->ranks[rank].flattening.empty() ||
           rule(rank, loops_[loop].loop.dimension) != nullptr;
  }

  /// Whether a rank that began with one loop takes the next one too.
  bool goes_on(std::size_t rank, std::size_t began, std::size_t next) const {
    if (format_ == nullptr) return true;
    const auto* shared = rule(rank, loops_[began].loop.dimension);
    if (shared == nullptr) return false;
    return std::find(shared->begin(), shared->end(), loops_[next].loop.dimension) != shared->end();
  }

  const std::vector<BoxedLoop>& loops_;
  const Format* format_;
  const Tensor& tensor_;
  std::vector<std::size_t> left_;  // loops of more than one trip without a rank; innermost first
  std::vector<RankTile> ranks_;
};

}  // namespace

std::optional<std::vector<RankTile>> hand_out(const std::vector<BoxedLoop>& loops, const Format* format,
                                              std::size_t first, std::size_t count, const Problem& problem,
                                              TensorId tensor) {
  HandOut hand_out(loops, format, problem.tensors[tensor]);
  const bool inner_to_outer = format != nullptr && format->inner_to_outer;
  const bool all = inner_to_outer ? hand_out.inner_to_outer(first, first + count)
                                  : hand_out.outer_to_inner(first, first + count);
  if (!all) return std::nullopt;
  return hand_out.take(one_operation(problem));
}

}  // namespace ridge::timeloop::sparse
