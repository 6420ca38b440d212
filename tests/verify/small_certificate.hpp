// A true certificate about a small case, to be falsified.
#pragma once

#include <string>

#include "sim/verify/enumerate.hpp"
#include "sim/verify/verify.hpp"
#include "tests/mapper/cases.hpp"

namespace ridge::test {

/// Outputs[4, 4] of 2 products each, on a memory, a buffer of 20 B and two lanes: some thousand nests.
inline Case small_case() {
  Machine machine = empty_machine();
  add_level(machine, {"DRAM", 0, 50, 2, false, RoleSet::all()});
  add_level(machine, {"GLB", 20, 1, 8, false, RoleSet()});
  add_fanout(machine, 2, 1, true, false);
  return {matrix_product(4, 4, 2), std::move(machine)};
}

inline verify::Claim best_claim(const Case& small, Objective objective) {
  verify::Claim claim;
  claim.problem = small.problem;
  claim.constraints = Constraints::none(small.problem, small.machine);
  const auto least = verify::enumerate(small.problem, small.machine, claim.constraints);
  claim.objective = objective;
  claim.status = SearchStatus::optimal;
  claim.value = claim.lower_bound = least->value(objective);
  claim.mapping = least->best(objective).mapping;
  claim.end = "proven";
  return claim;
}

inline verify::Certificate true_certificate() {
  const Case small = small_case();
  verify::Certificate certificate;
  certificate.program = "ridge 0.0.0";
  certificate.machine = small.machine;
  for (const Objective objective : {Objective::latency, Objective::energy, Objective::edp})
    certificate.claims.push_back(best_claim(small, objective));
  return certificate;
}

inline verify::Certificate read_certificate_text(const std::string& text) {
  const auto source = std::make_shared<const SourceText>(SourceText{"a.cert", text, false});
  return verify::read_certificate(yaml::parse(source));
}

/// As it is after a journey through a file.
inline verify::Certificate written_and_read(const verify::Certificate& certificate) {
  return read_certificate_text(verify::print_certificate(certificate));
}

/// `text` with the first `from` replaced.
inline std::string with(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  check(at != std::string::npos, "a test replaces what is there");
  return text.replace(at, from.size(), to);
}

}  // namespace ridge::test
