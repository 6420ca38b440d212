#include "sim/verify/verify.hpp"

#include <cmath>
#include <map>

#include <fmt/format.h>

#include "sim/cost/evaluator.hpp"
#include "sim/mapping/even_constraints.hpp"
#include "sim/verify/enumerate.hpp"
#include "sim/verify/space_size.hpp"

namespace ridge::verify {

namespace {

// Sums of doubles differ by far less between compilers; a difference that matters to anyone is far more.
constexpr double rounding = 1e-11;

bool is_above(double value, double bound) {
  return value > bound * (1 + rounding);
}

bool is_same(double value, double other) {
  return !is_above(value, other) && !is_above(other, value);
}

std::string amount(const Claim& claim, double value) {
  return fmt::format("{} {}", value, unit_of(claim.objective));
}

/// The same to four digits, for what is no claim.
std::string about(const Claim& claim, double value) {
  return fmt::format("{:.4g} {}", value, unit_of(claim.objective));
}

/// What a claim may not say, whatever is true.
void check_form(const Claim& claim, Finding& finding) {
  const auto wrong = [&](std::string sentence) { finding.wrong.push_back(std::move(sentence)); };
  if (claim.value.has_value() != claim.mapping.has_value())
    wrong(claim.mapping ? "there is a mapping and no value" : "there is a value and no mapping");
  if (claim.status == SearchStatus::infeasible && claim.mapping)
    wrong("the status is 'infeasible', and there is a mapping");
  if (claim.status == SearchStatus::optimal && !claim.mapping)
    wrong("the status is 'optimal', and there is no mapping");
  if (!claim.value) return;
  if (is_above(claim.lower_bound, *claim.value))
    wrong(fmt::format("the lower bound, {}, is above the value, {}", amount(claim, claim.lower_bound),
                      amount(claim, *claim.value)));
  if (claim.status == SearchStatus::optimal && is_above(*claim.value, claim.lower_bound))
    wrong(fmt::format("the status is 'optimal', and the value, {}, is above the lower bound, {}",
                      amount(claim, *claim.value), amount(claim, claim.lower_bound)));
}

class Verifier {
 public:
  Verifier(const Certificate& certificate, const Options& options)
      : machine_(certificate.machine), options_(options) {}

  Finding check(const Claim& claim) {
    Finding finding;
    const std::string hash = input_hash(machine_, claim);
    if (hash != claim.inputs) {
      finding.wrong.push_back(
          fmt::format("the inputs are not those that were mapped: their hash is {}, and {} "
                      "is written down",
                      hash, claim.inputs));
    }
    check_form(claim, finding);
    if (claim.mapping) check_mapping(claim, finding);
    check_bound(claim, finding);
    return finding;
  }

 private:
  void check_mapping(const Claim& claim, Finding& finding) const {
    Evaluator evaluator(claim.problem, machine_);
    Evaluation evaluation;
    if (const auto obstacle = evaluator.evaluate(*claim.mapping, evaluation)) {
      const Diagnostic cause = describe(*obstacle, claim.problem, machine_, *claim.mapping);
      finding.wrong.push_back("the mapping cannot run: " + cause.message +
                              (cause.label.empty() ? "" : ", " + cause.label));
      return;
    }
    const auto first_broken = claim.form == Form::even ? broken_constraint_of_even : broken_constraint;
    if (const auto broken = first_broken(claim.constraints, claim.problem, machine_, *claim.mapping))
      finding.wrong.push_back("the mapping breaks a constraint: " + *broken);
    const double value = objective_value(claim.objective, evaluation);
    if (std::isnan(value)) {
      finding.wrong.emplace_back("the machine does not state the energy that the value needs");
      return;
    }
    finding.value = value;
    if (claim.value && !is_same(value, *claim.value))
      finding.wrong.push_back(fmt::format("the value of the mapping is {}, and {} is claimed",
                                          amount(claim, value), amount(claim, *claim.value)));
  }

  void check_bound(const Claim& claim, Finding& finding) {
    Space& space = space_of(claim);
    if (claim.form == Form::any) finding.nests = space.nests;
    finding.own_bound = own_bound(claim);
    if (const Least* least = least_of(claim, space)) {
      finding.proof = BoundProof::enumerated;
      finding.nests = static_cast<double>(least->nests);
      compare(claim, *least, finding);
    } else if (claim.status != SearchStatus::infeasible && claim.lower_bound == 0) {
      finding.proof = BoundProof::not_claimed;
    } else if (claim.status != SearchStatus::infeasible && !is_above(claim.lower_bound, finding.own_bound)) {
      finding.proof = BoundProof::own_bound;
    } else {
      finding.remark = remark(claim, space, finding);
    }
  }

  /// Compulsory traffic, iterations over lanes, compulsory energy (sim/cost/bound.hpp).
  double own_bound(const Claim& claim) const {
    const Evaluator evaluator(claim.problem, machine_);
    const Score least = evaluator.lower_bound();
    const double bound =
        claim.objective.value(MachineConstants(machine_).amounts(least.cycles, least.energy_pj));
    return std::isfinite(bound) ? bound * (1 - rounding) : 0;
  }

  /// What is known of a space, whatever the objective.
  struct Space {
    std::optional<double> nests;  // of any form: as many as there are at most; nothing: not counted
    bool tried = false;
    std::optional<Least> least;  // of all nests, once they were tried; nothing: they were not, or not all
  };

  Space& space_of(const Claim& claim) {
    Claim any_objective = claim;
    any_objective.objective = Objective::latency;
    const auto [space, is_new] = spaces_.try_emplace(input_hash(machine_, any_objective));
    if (is_new && claim.form != Form::imperfect)
      space->second.nests = count_nests(claim.problem, machine_, claim.constraints);
    return space->second;
  }

  /// The least of the claim's whole space, null where that was not gone through.
  const Least* least_of(const Claim& claim, Space& space) const {
    if (!space.nests || *space.nests > static_cast<double>(options_.most_mappings)) return nullptr;
    if (!space.tried) {
      EnumerateOptions enumeration;
      enumeration.form = claim.form;
      enumeration.proceed = [&](std::int64_t tried) {
        if (options_.progress) options_.progress(claim, tried, *space.nests);
        return options_.cancel == nullptr || !*options_.cancel;
      };
      space.least = enumerate(claim.problem, machine_, claim.constraints, enumeration);
      space.tried = true;
    }
    return space.least ? &*space.least : nullptr;
  }

  static void compare(const Claim& claim, const Least& least, Finding& finding) {
    finding.least = least.value(claim.objective);
    if (claim.status == SearchStatus::infeasible && least.exists()) {
      finding.wrong.emplace_back("there is a mapping that can run");
      finding.better = least.best(Objective::latency).mapping;
    } else if (std::isfinite(*finding.least) && is_above(claim.lower_bound, *finding.least)) {
      finding.wrong.push_back(
          fmt::format("there is a better mapping: it has {}, and none is claimed to have "
                      "less than {}",
                      amount(claim, *finding.least), amount(claim, claim.lower_bound)));
      finding.better = least.best(claim.objective).mapping;
    }
  }

  std::string remark(const Claim& claim, const Space& space, const Finding& finding) const {
    std::string reason;
    if (claim.form == Form::imperfect) {
      reason = "spaces with imperfect temporal bounds are not enumerated";
    } else if (!space.nests) {
      reason = "the space is too large to be counted";
    } else if (*space.nests > static_cast<double>(options_.most_mappings)) {
      reason = fmt::format("the space has {}{} mappings, the limit is {}",
                           claim.form == Form::any ? "" : "up to ", rounded_count(*space.nests),
                           rounded_count(static_cast<double>(options_.most_mappings)));
    } else {
      reason = "the enumeration was interrupted";
    }
    const std::string checked = claim.mapping ? "value verified; " : "";
    if (claim.status == SearchStatus::infeasible)
      return fmt::format("that there is no mapping is not re-proven: {}", reason);
    return fmt::format("{}bound not re-proven: {}; the verifier's own bound is {}", checked, reason,
                       about(claim, finding.own_bound));
  }

  const Machine& machine_;
  const Options& options_;
  std::map<std::string, Space> spaces_;  // by the hash of their inputs
};

}  // namespace

std::string_view name_of(BoundProof proof) {
  switch (proof) {
    case BoundProof::enumerated:
      return "enumerated";
    case BoundProof::own_bound:
      return "own_bound";
    case BoundProof::not_claimed:
      return "not_claimed";
    case BoundProof::none:
      return "none";
  }
  return "";
}

std::string_view name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::verified:
      return "verified";
    case Verdict::unproven:
      return "bound_not_reproven";
    case Verdict::wrong:
      return "wrong";
  }
  return "";
}

Verdict Finding::verdict() const {
  if (!wrong.empty()) return Verdict::wrong;
  return proof == BoundProof::none ? Verdict::unproven : Verdict::verified;
}

std::vector<Finding> verify(const Certificate& certificate, const Options& options) {
  Verifier verifier(certificate, options);
  std::vector<Finding> findings;
  for (const Claim& claim : certificate.claims)
    findings.push_back(verifier.check(claim));
  return findings;
}

}  // namespace ridge::verify
