#include "cli/views/mapping_json.hpp"
#include "cli/views/verification.hpp"

namespace ridge::cli {

namespace {

Json finding_json(const verify::Claim& claim, const verify::Finding& finding, const Machine& machine) {
  const Json better = finding.better ? mapping_json(*finding.better, claim.problem, machine) : Json(nullptr);
  return {{"layer", claim.problem.name},
          {"count", claim.count},
          {"verdict", name_of(finding.verdict())},
          {"objective", name_of(claim.objective)},
          {"unit", unit_of(claim.objective)},
          {"status", name_of(claim.status)},
          {"value", json_number(claim.value)},
          {"value_found", json_number(finding.value)},
          {"lower_bound", json_number(claim.lower_bound)},
          {"bound_proof", name_of(finding.proof)},
          {"own_bound", json_number(finding.own_bound)},
          {"mappings", json_number(finding.nests)},
          {"least_found", json_number(finding.least)},
          {"wrong", finding.wrong},
          {"remark", finding.remark.empty() ? Json(nullptr) : Json(finding.remark)},
          {"better_mapping", better}};
}

}  // namespace

Json verification_json(const Verification& verification) {
  const verify::Certificate& certificate = verification.certificate;
  Json claims = Json::array();
  for (std::size_t i = 0; i < verification.findings.size(); ++i)
    claims.push_back(finding_json(certificate.claims[i], verification.findings[i], certificate.machine));
  return {{"schema", "ridge.verification/1"},
          {"certificate", verification.file},
          {"program", certificate.program},
          {"architecture", certificate.machine.name},
          {"claims", std::move(claims)},
          {"verified", verification.count(verify::Verdict::verified)},
          {"bound_not_reproven", verification.count(verify::Verdict::unproven)},
          {"wrong", verification.count(verify::Verdict::wrong)}};
}

}  // namespace ridge::cli
