// The sum over all ways to unroll, told by what they leave for temporal loops.
#pragma once

#include <cstdint>
#include <map>
#include <unordered_map>
#include <vector>

#include "arch/machine.hpp"
#include "sim/verify/form.hpp"
#include "sim/verify/splits.hpp"

namespace ridge::verify {

/// The most loops of bound 2 or more that a dimension can have.
std::size_t most_loops(std::int64_t bound);

/// Takes the dimensions one after another: every way to unroll it, the ways to loop what is left of it.
class Unroller {
 public:
  /// `bounds`: of the dimensions, in the order of the numbers in `Amounts`. `form`: not even.
  Unroller(std::vector<std::int64_t> bounds, Form form, Work& work);

  /// Sum over all unrollings of these fanouts, each on one axis at least, of the ways to loop what they
  /// leave; `orders` are those of the loops, by how often each dimension is looped.
  double total(Amounts orders, const std::vector<const Fanout*>& fanouts);

 private:
  /// An axis. What the next dimensions can have is its size over the lanes that are taken, rounded down: few
  /// different *rooms*, which are numbered, the whole first.
  struct Line {
    std::vector<std::int64_t> rooms;     // falling
    std::vector<std::size_t> number_of;  // of a room, by its lanes
    std::size_t stride = 1;              // of the number in that of a state
  };
  /// Lanes of one dimension on one axis, and the trips that they leave.
  struct Lanes {
    std::int64_t lanes = 1;
    std::int64_t trips = 1;
  };
  /// By the rooms of all axes.
  struct States {
    std::unordered_map<std::size_t, std::size_t> place_of;
    std::vector<std::size_t> numbers;
    std::vector<Amounts> amounts;
  };

  void lay_lines(const std::vector<const Fanout*>& fanouts);
  void unroll(std::size_t line, std::int64_t trips, std::size_t left, std::size_t reached);
  void add(std::int64_t trips, std::size_t state);
  bool uses_all(std::size_t state) const;
  const Amounts& contracted(std::int64_t trips);
  const std::vector<double>& products_of(std::int64_t trips);
  const std::vector<Lanes>& lanes_of(std::int64_t trips);

  std::vector<std::int64_t> bounds_;
  Form form_;
  Work& work_;
  std::vector<Line> lines_;
  std::size_t radix_ = 1;  // of the dimension that is taken: the numbers of loops it can have
  const Amounts* from_ = nullptr;
  States* to_ = nullptr;  // none: the dimension is the last, and its numbers are summed
  double sum_ = 0;
  std::map<std::int64_t, Amounts> contracted_;  // of `from_`, by trips
  OrderedProducts products_;
  std::map<std::int64_t, std::vector<double>> by_loops_;  // by trips
  std::map<std::int64_t, std::vector<Lanes>> lanes_;      // by trips
};

}  // namespace ridge::verify
