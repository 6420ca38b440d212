#include "cli/certificate.hpp"

#include <cmath>

#include "cli/version.hpp"

namespace ridge::cli {

namespace {

verify::Claim claim_of(const DistinctLayer& group, const Layer& layer) {
  const SearchResult& search = group.search;
  verify::Claim claim;
  claim.problem = layer.problem;
  claim.problem.name = layer.name;
  claim.count = group.count;
  claim.objective = search.objective;
  claim.status = search.status;
  if (!std::isnan(search.value)) claim.value = search.value;
  claim.lower_bound = search.lower_bound;
  claim.mapping = search.mapping;
  claim.end = name_of(search.end);
  claim.evaluated = search.stats.evaluated;
  return claim;
}

}  // namespace

verify::Certificate certificate_of(const NetworkReport& report,
                                   const std::function<Constraints(const Problem&)>& constraints,
                                   verify::Form form) {
  verify::Certificate certificate;
  certificate.program = program_version();
  certificate.machine = *report.machine;
  for (const DistinctLayer& group : report.map.distinct) {
    if (group.work != LayerWork::mapped) continue;
    const Layer& layer = report.layer(group);
    verify::Claim claim = claim_of(group, layer);
    claim.constraints = constraints(layer.problem);
    claim.form = form;
    certificate.claims.push_back(std::move(claim));
  }
  return certificate;
}

}  // namespace ridge::cli
