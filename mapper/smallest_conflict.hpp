// Which facts empty a space: few of them, so that without any one the others do not.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "mapper/facts.hpp"
#include "mapper/space.hpp"
#include "mapper/watch.hpp"

namespace ridge::mapper {

struct Conflict {
  std::vector<Fact> facts;            // in their order; they leave no mapping, whatever else holds
  bool smallest = true;               // without any one of them there are mappings; false: perhaps
  std::vector<std::string> ways_out;  // each enough alone, with all other facts as they are
};

/// The conflict in a space that is known to be empty. Asks by halves whether less than all facts leave it
/// empty (QuickXplain: Junker, AAAI 2004): of n facts, k of which conflict, about 2 k log2(n / k) + 2 k
/// times; and once more for each of these to see whether it is enough to lift it, of a size some twenty times
/// to see how far. `most_work`: of all these questions together; where they would take more, less is
/// known; so, too, where `watch` ends it.
Conflict smallest_conflict(const Space& space, std::int64_t most_work, Watch& watch);

}  // namespace ridge::mapper
