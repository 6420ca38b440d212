// How large the space was that a search looked through.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sim/mapping/constraints.hpp"
#include "sim/verify/form.hpp"

namespace ridge::cli {

struct NetworkReport;

/// Nests of a space (sim/verify/space_size.hpp), before it is asked whether tiles fit.
struct SpaceSize {
  std::optional<double> nests;  // nothing: counting them takes too long
  bool up_to = false;           // rules on loops, or the form, exclude some of these
};

/// By distinct layer; of layers that were not mapped nothing.
std::vector<SpaceSize> space_sizes(const NetworkReport& report,
                                   const std::function<Constraints(const Problem&)>& constraints,
                                   verify::Form form);

/// "12.1 k of up to 3.1e17 mappings evaluated".
std::string evaluated_text(std::int64_t evaluated, const SpaceSize& space);

}  // namespace ridge::cli
