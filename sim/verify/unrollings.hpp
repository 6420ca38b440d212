// The sum over all ways to unroll, told by what they leave for temporal loops.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "arch/machine.hpp"
#include "sim/verify/splits.hpp"

namespace ridge::verify {

/// The most loops of bound 2 or more that a dimension can have.
std::size_t most_loops(std::int64_t bound);

/// Lanes still free on each axis of the fanouts that are unrolled: what the next dimensions can have.
using Rooms = std::vector<std::int64_t>;

/// Takes the dimensions one after another: every way to unroll it, the ways to loop what is left of it.
class Unroller {
 public:
  /// `bounds`: of the dimensions, in the order of the numbers in `Amounts`.
  Unroller(std::vector<std::int64_t> bounds, Work& work);

  /// Sum over all unrollings of these fanouts, each on one axis at least, of the ways to loop what they
  /// leave; `orders` are those of the loops, by how often each dimension is looped.
  double total(Amounts orders, const std::vector<const Fanout*>& fanouts);

 private:
  void unroll(std::size_t axis, std::int64_t trips, Rooms& rooms);
  void add(std::int64_t trips, const Rooms& rooms);
  const Amounts& contracted(std::int64_t trips);
  const std::vector<double>& products_of(std::int64_t trips);

  std::vector<std::int64_t> bounds_;
  Work& work_;
  std::size_t radix_ = 1;  // of the dimension that is taken: the numbers of loops it can have
  const Amounts* from_ = nullptr;
  std::map<Rooms, Amounts>* to_ = nullptr;
  std::map<std::int64_t, Amounts> contracted_;  // of `from_`, by trips
  OrderedProducts products_;
  std::map<std::int64_t, std::vector<double>> by_loops_;  // by trips
};

}  // namespace ridge::verify
