// What the event engine played, for a viewer of traces (Perfetto, chrome://tracing): one track for the lanes
// and one for every port, in Chrome's trace event format. A microsecond there is a cycle here.
#pragma once

#include <string>

#include "system/played.hpp"

namespace ridge::cli {

std::string timeline_json(const std::string& layer, const Problem& problem, const Machine& machine,
                          const Played& played);

}  // namespace ridge::cli
