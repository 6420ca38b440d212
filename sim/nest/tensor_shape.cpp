#include "sim/nest/tensor_shape.hpp"

namespace ridge::nest {

TensorShape::TensorShape(const Problem& problem, const Machine& machine, TensorId tensor, CountingRules rules)
    : written(problem.is_written(tensor)), words(problem.words(tensor)) {
  for (const Rank& rank : problem.tensors[tensor].ranks) {
    std::vector<Term> terms;
    for (const Term& term : rank.terms) {
      if (problem.dimensions[term.dimension].bound > 1) terms.push_back(term);
    }
    for (const Term& term : terms)
      relevant |= only(term.dimension);
    if (terms.size() == 1) {
      plain |= only(terms[0].dimension);
      plain_list.push_back(terms[0].dimension);
    } else if (!terms.empty()) {
      windows.push_back(std::move(terms));
    }
  }
  const auto role = static_cast<std::size_t>(problem.tensors[tensor].role);
  for (const Fanout& fanout : machine.fanouts) {
    for (std::size_t axis = 0; axis < 2; ++axis) {
      const bool joins = written ? joins_results(fanout, axis, rules) : fanout.multicast[axis].has(role);
      joining_axes.push_back(joins ? 1 : 0);
    }
  }
}

}  // namespace ridge::nest
