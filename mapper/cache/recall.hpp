// From what was kept back to what a search finds: nothing is believed that cannot be checked.
#pragma once

#include <optional>

#include "mapper/cache/kept_answer.hpp"
#include "mapper/judge.hpp"

namespace ridge::mapper {

/// The nest of a kept answer with what it costs; one that does not exist where none was kept. Nothing when
/// the answer cannot be of this space: its nest has ids that are not there, is illegal, breaks a constraint,
/// does not fit, or is worth something else than was kept with it (a model changed and search_version did
/// not).
std::optional<Candidate> recall(const Space& space, Objective objective, const KeptAnswer& answer);

}  // namespace ridge::mapper
