// From counts to an evaluation: the closed form without legality and counting, so that it can be tested on
// counts written by hand.
#pragma once

#include "sim/cost/account.hpp"
#include "sim/cost/capacity.hpp"
#include "sim/cost/conventions.hpp"
#include "sim/cost/roofline.hpp"
#include "sim/cost/time.hpp"
#include "sim/cost/traffic.hpp"
#include "sim/cost/wires.hpp"

namespace ridge::cost {

/// Evaluates counted mappings of one problem on one machine. Holds scratch space: one object per thread.
class CostModel {
 public:
  /// Keeps references: problem and machine must outlive it.
  CostModel(const Problem& problem, const Machine& machine, Conventions conventions = {});
  CostModel(const CostModel&) = delete;  // its parts refer to its setting
  CostModel& operator=(const CostModel&) = delete;

  /// Assumes a legal mapping, its counts, and its steps under our own conventions (else they are not looked
  /// at). Fills `result` (re-using its vectors) and returns nothing, or returns why the mapping cannot run:
  /// no unit, capacity. `given`: compute, stalls and start-up that another model has found, in the place of
  /// our own cycles; null: none has.
  std::optional<Infeasible> evaluate(const Mapping& mapping, const Counts& counts, const Steps& steps,
                                     Evaluation& result, const Causes* given = nullptr);

  /// The layer as memory traffic alone: see ridge::evaluate_as_traffic.
  void evaluate_as_traffic(Evaluation& result);

  /// What another model has worked out: see ridge::evaluation_of. The setting takes over its iterations:
  /// this object evaluates nothing else afterwards. The setting has a unit.
  void write_account(const Account& account, Evaluation& result);

  const Setting& setting() const { return setting_; }

 private:
  void prepare(Evaluation& result) const;
  void write_levels(Evaluation& result) const;
  std::optional<Infeasible> evaluate_averages(const Counts& counts, Evaluation& result);
  void write_charges(const Account& account, Evaluation& result) const;
  void write_time(const Counts& counts, Evaluation& result);

  Setting setting_;
  Conventions conventions_;
  Traffic traffic_;
  Time time_;
  Wires wires_;
  Roofs roofs_;
};

}  // namespace ridge::cost
