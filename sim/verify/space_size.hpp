// How many nests the space of mappings has, without looking at one of them.
#pragma once

#include <optional>
#include <string>

#include "sim/mapping/constraints.hpp"
#include "sim/verify/form.hpp"

namespace ridge::verify {

/// The nests that `enumerate` (sim/verify/enumerate.hpp) tries: all ways to keep, unroll and loop that the
/// machine's and the constraints' keeps allow, before legality, room and rules on loops are asked. `form`:
/// not even. Of imperfect nests those are counted whose temporal loops make no more trips than they must: the
/// outermost loop of a dimension makes what the others leave, rounded up. Exact up to 2^53, else rounded.
/// Nothing where even counting is too much (more than `most_steps` of about a nanosecond): very many levels,
/// fanouts or dimensions, or a dimension above 2^31.
std::optional<double> count_nests(const Problem& problem, const Machine& machine,
                                  const Constraints& constraints, Form form = Form::any,
                                  double most_steps = 5e9);

/// A number of nests for people: "12345", from ten millions on two digits, "3.1e14".
std::string rounded_count(double nests);

}  // namespace ridge::verify
