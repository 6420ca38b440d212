// In how many ways temporal loops can stand in gaps, told by how often each dimension is looped.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "sim/verify/arrangements.hpp"

namespace ridge::verify {

/// A number for every way to loop each dimension so many times: by mixed radix, the first dimension fastest.
using Amounts = std::vector<double>;

/// Which dimension is looped how often does not matter, only how often each is: so numbers are kept by
/// *patterns*, the numbers of loops of all dimensions in falling order.
class Splits {
 public:
  /// `most`: the loops that each dimension can have at most.
  Splits(const std::vector<std::size_t>& most, Work& work);

  /// The ways to put loops into the gaps and to order them there, by pattern; bounds aside.
  const std::vector<double>& orders(const Gaps& gaps);
  std::size_t patterns() const { return patterns_; }

  /// Of numbers by pattern those of every way to loop each dimension.
  Amounts by_dimension(const std::vector<double>& by_pattern) const;

 private:
  /// One loop less of some dimensions.
  struct Step {
    std::size_t from = 0;  // patterns
    std::size_t to = 0;
    std::size_t loops = 0;  // of the gap
    double ways = 1;        // to choose the dimensions
  };

  void add_steps(const std::vector<std::size_t>& pattern,
                 const std::map<std::vector<std::size_t>, std::size_t>& known);
  std::vector<double> with_gap(const std::vector<double>& by_pattern, const Gap& gap) const;

  std::size_t patterns_ = 0;
  std::vector<std::size_t> pattern_of_;  // every way to loop each dimension
  std::vector<Step> steps_;
  Work& work_;
  std::map<Gaps, std::vector<double>> known_;
};

/// The ways to write numbers as products.
class OrderedProducts {
 public:
  /// The ways to write `trips` as a product of `factors` numbers of at least 2, in order.
  double ways(std::int64_t trips, std::size_t factors);
  /// The same of all numbers up to `most_trips`, together.
  double ways_up_to(std::int64_t most_trips, std::size_t factors);

 private:
  const std::vector<std::int64_t>& divisors(std::int64_t number);

  std::map<std::pair<std::int64_t, std::size_t>, double> ways_;
  std::map<std::pair<std::int64_t, std::size_t>, double> ways_up_to_;
  std::map<std::int64_t, std::vector<std::int64_t>> divisors_;  // those above 1
};

}  // namespace ridge::verify
