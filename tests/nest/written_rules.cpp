#include "tests/nest/written_rules.hpp"

#include "tests/nest/loop_space.hpp"

namespace ridge {
namespace {

using namespace walked;

bool indexes(const Tensor& tensor, DimensionId dimension) {
  for (const Rank& rank : tensor.ranks)
    for (const Term& term : rank.terms)
      if (term.dimension == dimension) return true;
  return false;
}

/// The lane with all coordinates of loops that do not index the tensor at 0.
Ordinal place_of(Ordinal lane, const Tensor& tensor, const std::vector<Loop>& spatial) {
  auto digits = digits_of(lane, spatial);
  for (std::size_t i = 0; i < digits.size(); ++i)
    if (!indexes(tensor, spatial[i].dimension)) digits[i] = 0;
  return ordinal_of(digits, spatial);
}

}  // namespace

bool lacks_reduction(const Problem& problem, const Machine& machine, const Mapping& mapping,
                     std::size_t entry) {
  const NestEntry& loop = mapping.nest[entry];
  if (indexes(problem.tensors[problem.written], loop.dimension)) return false;
  if (!machine.fanouts[loop.fanout].reduce[static_cast<std::size_t>(loop.axis)]) return true;
  for (std::size_t i = 0; i < entry; ++i)
    if (mapping.nest[i].kind == NestEntry::Kind::keep && mapping.nest[i].tensor == problem.written)
      return false;
  return true;
}

bool places_overlap(const Problem& problem, const Mapping& mapping) {
  const LoopSpace space = execute(problem, mapping);
  std::map<std::int64_t, Ordinal> place_of_word;
  for (const Iteration& iteration : space.iterations) {
    const Ordinal place = place_of(iteration.lane, problem.tensors[problem.written], space.spatial);
    if (place_of_word.try_emplace(iteration.word_used[problem.written], place).first->second != place)
      return true;
  }
  return false;
}

}  // namespace ridge
