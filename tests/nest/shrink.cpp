#include "tests/nest/shrink.hpp"

#include <algorithm>
#include <vector>

#include "tests/nest/written_rules.hpp"

namespace ridge {
namespace {

using Cases = std::vector<Case>;

std::int64_t covered(const Mapping& mapping, DimensionId dimension) {
  std::int64_t product = 1;
  for (const NestEntry& entry : mapping.nest)
    if (entry.kind != NestEntry::Kind::keep && entry.dimension == dimension) product *= entry.bound;
  return product;
}

/// Loops that were dropped or lowered take their part of the dimension with them.
void fit_dimensions(Case& made) {
  for (auto id : made.problem.dimensions.ids()) {
    std::int64_t& bound = made.problem.dimensions[id].bound;
    bound = std::min(bound, covered(made.mapping, id));
  }
}

bool legal(const Case& made) {
  for (std::size_t i = 0; i < made.mapping.nest.size(); ++i)
    if (made.mapping.nest[i].kind == NestEntry::Kind::spatial &&
        lacks_reduction(made.problem, made.machine, made.mapping, i))
      return false;
  return !places_overlap(made.problem, made.mapping);
}

bool has_other_node(const Case& made, std::size_t entry) {
  const auto& nest = made.mapping.nest;
  for (std::size_t i = 0; i < nest.size(); ++i)
    if (i != entry && nest[i].kind == NestEntry::Kind::keep && nest[i].tensor == nest[entry].tensor)
      return true;
  return false;
}

void simplify_nest(const Case& made, Cases& smaller) {
  for (std::size_t i = 0; i < made.mapping.nest.size(); ++i) {
    const NestEntry entry = made.mapping.nest[i];
    const bool keep = entry.kind == NestEntry::Kind::keep;
    if (!keep || has_other_node(made, i)) {
      Case& dropped = smaller.emplace_back(made);
      dropped.mapping.nest.erase(dropped.mapping.nest.begin() + std::ptrdiff_t(i));
    }
    if (keep) continue;
    if (entry.kind == NestEntry::Kind::spatial)
      smaller.emplace_back(made).mapping.nest[i] = NestEntry::temporal(entry.dimension, entry.bound);
    if (entry.bound > 2) smaller.emplace_back(made).mapping.nest[i].bound = 2;
    if (entry.bound > 1) --smaller.emplace_back(made).mapping.nest[i].bound;
  }
}

void drop_tensor(Case& made, TensorId tensor) {
  IdVector<TensorId, Tensor> rest;
  for (auto id : made.problem.tensors.ids())
    if (id != tensor) rest.push_back(made.problem.tensors[id]);
  made.problem.tensors = rest;
  std::erase_if(made.mapping.nest, [&](const NestEntry& entry) {
    return entry.kind == NestEntry::Kind::keep && entry.tensor == tensor;
  });
  for (NestEntry& entry : made.mapping.nest)
    if (entry.kind == NestEntry::Kind::keep && entry.tensor > tensor)
      entry.tensor = TensorId(entry.tensor.index() - 1);
  if (made.problem.written > tensor) made.problem.written = TensorId(made.problem.written.index() - 1);
}

void simplify_problem(const Case& made, Cases& smaller) {
  for (auto id : made.problem.tensors.ids())
    if (!made.problem.is_written(id)) drop_tensor(smaller.emplace_back(made), id);
  for (auto id : made.problem.dimensions.ids())
    if (made.problem.dimensions[id].bound > 1) --smaller.emplace_back(made).problem.dimensions[id].bound;
  for (auto id : made.problem.tensors.ids()) {
    const auto& ranks = made.problem.tensors[id].ranks;
    for (std::size_t r = 0; r < ranks.size(); ++r) {
      for (std::size_t t = 0; t < ranks[r].terms.size(); ++t) {
        auto& terms = smaller.emplace_back(made).problem.tensors[id].ranks[r].terms;
        terms.erase(terms.begin() + std::ptrdiff_t(t));
        if (ranks[r].terms[t].coefficient > 1)
          smaller.emplace_back(made).problem.tensors[id].ranks[r].terms[t].coefficient = 1;
      }
    }
  }
}

void simplify_machine(const Case& made, Cases& smaller) {
  for (auto id : made.machine.fanouts.ids()) {
    for (std::size_t axis = 0; axis < 2; ++axis) {
      const Fanout& fanout = made.machine.fanouts[id];
      if (!fanout.multicast[axis].empty())
        smaller.emplace_back(made).machine.fanouts[id].multicast[axis] = RoleSet();
      if (fanout.reduce[axis]) smaller.emplace_back(made).machine.fanouts[id].reduce[axis] = false;
    }
  }
}

}  // namespace

Case shrink(Case made, const std::function<bool(const Case&)>& fails) {
  while (true) {
    Cases smaller;
    simplify_nest(made, smaller);
    simplify_problem(made, smaller);
    simplify_machine(made, smaller);
    const auto next = std::ranges::find_if(smaller, [&](Case& candidate) {
      fit_dimensions(candidate);
      return legal(candidate) && fails(candidate);
    });
    if (next == smaller.end()) return made;
    made = *next;
  }
}

}  // namespace ridge
