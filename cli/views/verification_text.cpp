// ridge verify as text:
//
//   best.cert: 2 claims of ridge 0.1.0 about small
//
//     layer   x  objective  status         value     bound  mappings  verdict
//     first   2  edp        optimal    1.2 nJ s  1.2 nJ s     48231  verified: every mapping was tried
//
//   2 claims: 1 verified, 1 right as far as checked, 0 wrong
#include <algorithm>

#include <fmt/format.h>

#include "cli/views/numbers.hpp"
#include "cli/views/objective_text.hpp"
#include "cli/views/table.hpp"
#include "cli/views/verification.hpp"
#include "sim/verify/space_size.hpp"

namespace ridge::cli {

namespace {

using verify::BoundProof;
using verify::Claim;
using verify::Finding;
using verify::Verdict;

std::string verdict_text(const Finding& finding) {
  switch (finding.verdict()) {
    case Verdict::wrong:
      return "wrong";
    case Verdict::unproven:
      return finding.value ? "value right, bound not re-proven" : "not re-proven";
    case Verdict::verified:
      break;
  }
  switch (finding.proof) {
    case BoundProof::enumerated:
      return "verified: every mapping was tried";
    case BoundProof::own_bound:
      return "verified: the verifier's own bound is as high";
    default:
      return "verified: no bound is claimed";
  }
}

using Align = Table::Align;

Table table_of(const Verification& verification) {
  Table table({{"layer", Align::left},
               {"x"},
               {"objective", Align::left},
               {"status", Align::left},
               {"value"},
               {"bound"},
               {"mappings"},
               {"verdict", Align::left}});
  for (std::size_t i = 0; i < verification.findings.size(); ++i) {
    const Claim& claim = verification.certificate.claims[i];
    const Finding& finding = verification.findings[i];
    table.add_row({claim.problem.name, grouped(claim.count), std::string(name_of(claim.objective)),
                   std::string(name_of(claim.status)),
                   claim.value ? objective_text(claim.objective, *claim.value) : "none",
                   claim.lower_bound > 0 ? objective_text(claim.objective, claim.lower_bound) : "none",
                   finding.nests ? verify::rounded_count(*finding.nests) : "not counted",
                   verdict_text(finding)});
  }
  return table;
}

/// Everything that is wrong with a claim, or why its bound is not re-proven, each on a line.
std::string details_text(const Claim& claim, const Finding& finding, const Machine& machine) {
  std::string text;
  for (const std::string& wrong : finding.wrong)
    text += fmt::format("{}: wrong: {}\n", claim.problem.name, wrong);
  if (finding.wrong.empty() && !finding.remark.empty())
    text += fmt::format("{}: {}\n", claim.problem.name, finding.remark);
  if (finding.better) text += "  the mapping:\n" + print_nest(*finding.better, claim.problem, machine, 4);
  return text;
}

std::string summary_text(const Verification& verification) {
  return fmt::format("{}: {} verified, {} right as far as checked, {} wrong\n",
                     counted(static_cast<std::int64_t>(verification.findings.size()), "claim"),
                     verification.count(Verdict::verified), verification.count(Verdict::unproven),
                     verification.count(Verdict::wrong));
}

}  // namespace

std::size_t Verification::count(Verdict verdict) const {
  return static_cast<std::size_t>(
      std::count_if(findings.begin(), findings.end(),
                    [&](const Finding& finding) { return finding.verdict() == verdict; }));
}

std::string verification_text(const Verification& verification, const Style& style) {
  const verify::Certificate& certificate = verification.certificate;
  const auto claims = static_cast<std::int64_t>(certificate.claims.size());
  std::string text =
      style.heading(fmt::format("{}: {} of {} about {}", verification.file, counted(claims, "claim"),
                                certificate.program, certificate.machine.name)) +
      "\n\n";
  const Table table = table_of(verification);
  if (!table.empty()) text += table.text(style) + "\n";
  std::string details;
  for (std::size_t i = 0; i < verification.findings.size(); ++i)
    details += details_text(certificate.claims[i], verification.findings[i], certificate.machine);
  if (!details.empty()) text += details + "\n";
  return text + summary_text(verification);
}

}  // namespace ridge::cli
