#include "sim/cost/evaluator.hpp"

#include "sim/cost/bound.hpp"
#include "sim/cost/cost_model.hpp"
#include "sim/mapping/legality.hpp"

namespace ridge {

/// Its own copies: what an Evaluator works on outlives the arguments it was made from.
struct Evaluator::Impl {
  Impl(const Problem& the_problem, const Machine& the_machine, const Conventions& conventions)
      : problem(the_problem),
        machine(the_machine),
        legality(problem, machine),
        counter(problem, machine, conventions.counting),
        step_counter(problem, machine),
        needs_steps(!conventions.averages && conventions.waiting == Waiting::as_built),
        model(problem, machine, conventions) {}

  std::optional<Infeasible> evaluate(const Mapping& mapping, const Causes* given, Evaluation& result);

  Problem problem;
  Machine machine;
  LegalityChecker legality;
  Counter counter;
  StepCounter step_counter;
  bool needs_steps;
  cost::CostModel model;
  Counts counts;
  Steps steps;
};

Evaluator::Evaluator(const Problem& problem, const Machine& machine, const Conventions& conventions)
    : impl_(std::make_unique<Impl>(problem, machine, conventions)) {}
Evaluator::~Evaluator() = default;
Evaluator::Evaluator(Evaluator&&) noexcept = default;
Evaluator& Evaluator::operator=(Evaluator&&) noexcept = default;

std::optional<Infeasible> Evaluator::Impl::evaluate(const Mapping& mapping, const Causes* given,
                                                    Evaluation& result) {
  if (const auto violation = legality.check(mapping)) {
    Infeasible illegal;
    illegal.reason = Infeasible::Reason::illegal;
    illegal.violation = violation;
    return illegal;
  }
  counter.count(mapping, counts);
  if (needs_steps && given == nullptr) step_counter.count(mapping, steps);
  return model.evaluate(mapping, counts, steps, result, given);
}

std::optional<Infeasible> Evaluator::evaluate(const Mapping& mapping, Evaluation& result) {
  return impl_->evaluate(mapping, nullptr, result);
}

std::optional<Infeasible> Evaluator::evaluate(const Mapping& mapping, const Causes& causes,
                                              Evaluation& result) {
  return impl_->evaluate(mapping, &causes, result);
}

Score Evaluator::lower_bound() const {
  return cost::lower_bound(impl_->model.setting());
}

const Problem& Evaluator::problem() const {
  return impl_->problem;
}

const Machine& Evaluator::machine() const {
  return impl_->machine;
}

}  // namespace ridge
