#include "sim/verify/arrangements.hpp"

#include <algorithm>

namespace ridge::verify {

namespace {

constexpr std::int16_t nowhere = -1;
constexpr double steps_per_part = 1000;
constexpr double numbers_in_part = 50;  // what it takes of memory, in doubles

/// What decides how a nest can go on: the part of it that stands, outermost first.
struct Part {
  std::vector<std::int16_t> innermost;  // by tensor: the level of its last node; nowhere: none yet
  std::int16_t blocks = 0;              // blocks of spatial loops
  std::int16_t last = nowhere;  // the node that stands last (level x tensors + tensor); nowhere: none,
                                // or spatial loops do
  Gap open;                     // the gap that goes on
  Gaps closed;
  auto operator<=>(const Part&) const = default;
};

class Arranger {
 public:
  Arranger(const Problem& problem, const Machine& machine, const Constraints& constraints,
           const std::vector<bool>& unrolled, Work& work)
      : problem_(problem), machine_(machine), constraints_(constraints), work_(work) {
    for (const FanoutId fanout : machine.fanouts.ids()) {
      if (unrolled[fanout.index()]) positions_.push_back(machine.fanouts[fanout].position);
    }
  }

  std::map<Gaps, double> run() {
    std::map<Part, double> parts = outermost_level();
    std::map<Gaps, double> result;
    while (!parts.empty()) {
      std::map<Part, double> longer;
      for (const auto& [part, ways] : parts) {
        if (work_.exhausted()) return result;
        if (is_whole(part)) result[with(part.closed, part.open)] += ways;
        add_node(part, ways, longer);
        add_block(part, ways, longer);
      }
      parts = std::move(longer);
    }
    return result;
  }

 private:
  bool may_keep(LevelId level, TensorId tensor) const {
    const auto role = static_cast<std::size_t>(problem_.tensors[tensor].role);
    return machine_.levels[level].may_keep.has(role) && constraints_.keep[level][tensor] != false;
  }
  bool must_keep(LevelId level, TensorId tensor) const {
    const auto role = static_cast<std::size_t>(problem_.tensors[tensor].role);
    return machine_.levels[level].keeps.has(role) || constraints_.keep[level][tensor] == true;
  }

  /// The nodes of the outermost level, in the one order they have, before all loops.
  std::map<Part, double> outermost_level() const {
    Part nothing;
    nothing.innermost.assign(problem_.tensors.size(), nowhere);
    std::map<Part, double> parts{{nothing, 1}};
    for (const TensorId tensor : problem_.tensors.ids()) {
      if (!may_keep(LevelId(0), tensor)) continue;
      std::map<Part, double> next;
      for (const auto& [part, ways] : parts) {
        Part kept = part;
        kept.innermost[tensor.index()] = 0;
        kept.last = static_cast<std::int16_t>(tensor.index());
        next[kept] += ways;
        if (!must_keep(LevelId(0), tensor)) next[part] += ways;
      }
      parts = std::move(next);
    }
    return parts;
  }

  /// True when no level from `first` on (and before `end`) must keep the tensor.
  bool may_skip(TensorId tensor, std::size_t first, std::size_t end) const {
    for (std::size_t level = first; level < end; ++level) {
      if (must_keep(LevelId(level), tensor)) return false;
    }
    return true;
  }

  std::size_t next_level(const Part& part, TensorId tensor) const {
    return static_cast<std::size_t>(std::max<std::int16_t>(part.innermost[tensor.index()], 0)) + 1;
  }

  bool is_whole(const Part& part) const {
    if (static_cast<std::size_t>(part.blocks) < positions_.size()) return false;
    for (const TensorId tensor : problem_.tensors.ids()) {
      const bool above = part.innermost[tensor.index()] != nowhere || may_skip(tensor, 0, 1);
      if (!above || !may_skip(tensor, next_level(part, tensor), machine_.levels.size())) return false;
    }
    return true;
  }

  static Gaps with(Gaps gaps, Gap gap) {
    gaps.insert(std::upper_bound(gaps.begin(), gaps.end(), gap), gap);
    return gaps;
  }

  void add_node(const Part& part, double ways, std::map<Part, double>& longer) const {
    for (const TensorId tensor : problem_.tensors.ids()) {
      const std::size_t first = next_level(part, tensor);
      for (std::size_t at = first; at < machine_.levels.size() && may_skip(tensor, first, at); ++at) {
        const LevelId level(at);
        if (may_keep(level, tensor) && blocks_above(level) == part.blocks)
          put(with_node(part, level, tensor), ways, longer);
      }
    }
  }

  void put(Part part, double ways, std::map<Part, double>& parts) const {
    const auto [known, is_new] = parts.try_emplace(std::move(part), 0);
    known->second += ways;
    work_.spend(steps_per_part);
    if (is_new) work_.keep(numbers_in_part);
  }

  std::int16_t blocks_above(LevelId level) const {
    const auto above = [&](std::size_t position) { return position < machine_.levels[level].position; };
    return static_cast<std::int16_t>(std::count_if(positions_.begin(), positions_.end(), above));
  }

  Part with_node(const Part& part, LevelId level, TensorId tensor) const {
    Part longer = part;
    const auto node = static_cast<std::int16_t>(level.index() * problem_.tensors.size() + tensor.index());
    if (part.last > node) ++longer.open.needed;
    longer.last = node;
    std::int16_t& innermost = longer.innermost[tensor.index()];
    if (innermost == nowhere) {
      ++longer.open.slots;
    } else {
      longer.closed = with(part.closed, longer.open);
      longer.open = {};
    }
    innermost = static_cast<std::int16_t>(level.index());
    return longer;
  }

  void add_block(const Part& part, double ways, std::map<Part, double>& longer) const {
    if (static_cast<std::size_t>(part.blocks) == positions_.size()) return;
    Part next = part;
    next.closed = with(part.closed, part.open);
    next.open = {};
    next.last = nowhere;
    ++next.blocks;
    put(std::move(next), ways, longer);
  }

  const Problem& problem_;
  const Machine& machine_;
  const Constraints& constraints_;
  Work& work_;
  std::vector<std::size_t> positions_;  // of the fanouts that are unrolled, in the machine's order
};

}  // namespace

std::map<Gaps, double> arrangements(const Problem& problem, const Machine& machine,
                                    const Constraints& constraints, const std::vector<bool>& unrolled,
                                    Work& work) {
  return Arranger(problem, machine, constraints, unrolled, work).run();
}

}  // namespace ridge::verify
