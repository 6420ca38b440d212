// The mappings of a network's layers with the least product of sums, (sum of E)^b x (sum of T)^a, and a
// proof.
//
// Layers that are best each for themselves need not be best together: where one layer can save much energy
// for little time, and another one cannot, it should. What is best together is best at a price of time
// (system/least_product.hpp): for some price every layer's mapping has the least energy + price x cycles.
// Each round searches all layers at one price, which is a search for least energy on a machine that leaks as
// much more; its bounds are a floor under all sums. The price of a round is where the floors so far leave
// most to be known, until their least corner meets the best choice.
#pragma once

#include "system/network_map.hpp"

namespace ridge {

/// Rounds that are made at most, beside the search of each layer for itself; with the floors of what is not
/// known by then the answer is marked limit_reached.
inline constexpr int most_rounds = 24;

/// Answers the groups of `map`, and adds the totals. A layer's `value` is the objective of the mapping that
/// is chosen, its `lower_bound` that of the layer alone: their gap is what it gives up for the others, or is
/// unproven. Where a layer has no mapping, or the objective trades nothing, all layers are best for
/// themselves. Throws InputError as `search` does.
void map_together(const Network& network, const Machine& machine, const NetworkMapOptions& options,
                  NetworkMap& map);

}  // namespace ridge
