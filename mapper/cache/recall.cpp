#include "mapper/cache/recall.hpp"

#include <algorithm>
#include <limits>

namespace ridge::mapper {

namespace {

bool has_ids_of(const Space& space, const NestEntry& entry) {
  const Problem& problem = space.problem();
  const Machine& machine = space.machine();
  switch (entry.kind) {
    case NestEntry::Kind::keep:
      return entry.level.index() < machine.levels.size() && entry.tensor.index() < problem.tensors.size();
    case NestEntry::Kind::temporal:
      return entry.dimension.index() < problem.dimensions.size();
    case NestEntry::Kind::spatial:
      return entry.dimension.index() < problem.dimensions.size() &&
             entry.fanout.index() < machine.fanouts.size();
  }
  return false;
}

}  // namespace

std::optional<Candidate> recall(const Space& space, Objective objective, const KeptAnswer& answer) {
  constexpr double none = std::numeric_limits<double>::infinity();
  if (answer.nest.empty()) return answer.value == none ? std::optional(Candidate{}) : std::nullopt;
  const auto known = [&](const NestEntry& entry) { return has_ids_of(space, entry); };
  if (!std::all_of(answer.nest.begin(), answer.nest.end(), known)) return std::nullopt;
  Mapping mapping;
  mapping.nest = answer.nest;
  if (find_violation(space.problem(), space.machine(), mapping)) return std::nullopt;
  Judge judge(space, objective, nullptr);
  judge.judge(mapping);
  if (judge.best().value != answer.value || judge.best().mapping != mapping) return std::nullopt;
  return judge.best();
}

}  // namespace ridge::mapper
