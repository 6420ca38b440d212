// A search as a text: what a cache of answers looks it up by.
#pragma once

#include <string>

#include "mapper/search.hpp"

namespace ridge::mapper {

/// To be raised with every change after which some search may answer otherwise than before: of what a mapping
/// costs (sim/), of the space, a bound or the search (mapper/), of the order of random numbers, of what an
/// answer holds (mapper/cache/). Answers of other versions are never found. A test (cache_version_test.cpp)
/// knows the answers of a few searches and fails when they change without it.
inline constexpr int search_version = 13;

/// Everything that the answer of a search depends on, and nothing else: two searches with equal texts answer
/// alike. In it are all amounts and all names of parts (levels, fanouts, dimensions, tensors: the last tie
/// between two mappings goes to their text), the version of the search and that of the program. Not in it
/// are the names of the machine and of the problem, what is only told and not computed with (sources, notes,
/// places in files), and what ends a search or watches it: a search that was cut short has no answer to keep.
/// The machine's own constraints are those in `constraints`. Areas are in it where the objective weighs them.
///
/// Doubles lose nothing. `options.evaluator` must be empty: another model is no value.
std::string question_text(const Problem& problem, const Machine& machine, const Constraints& constraints,
                          const SearchOptions& options);

}  // namespace ridge::mapper
