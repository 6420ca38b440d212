// What `ridge map` claims, as a certificate.
#pragma once

#include <functional>

#include "cli/network_report.hpp"
#include "sim/verify/certificate.hpp"

namespace ridge::cli {

/// The claims about all layers that were mapped, each with the constraints that `constraints` gives for its
/// problem, over a space of nests of this form. Layers that are counted as memory traffic claim nothing.
verify::Certificate certificate_of(const NetworkReport& report,
                                   const std::function<Constraints(const Problem&)>& constraints,
                                   verify::Form form);

}  // namespace ridge::cli
