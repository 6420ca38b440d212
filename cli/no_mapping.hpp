// That a search proved that no mapping exists, for people.
#pragma once

#include <string_view>

#include "mapper/search.hpp"

namespace ridge::cli {

/// Tells on stderr, at the place of the rule to blame where there is one. `what` has no mapping: "'conv1'".
/// Nothing when `result` is not infeasible.
void report_no_mapping(std::string_view what, const SearchResult& result);

}  // namespace ridge::cli
