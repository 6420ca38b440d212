// In how many ways temporal loops can stand in gaps, told by how often each dimension is looped.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "sim/verify/arrangements.hpp"

namespace ridge::verify {

/// A number for every way to loop each dimension so many times: by mixed radix, the first dimension fastest.
using Amounts = std::vector<double>;

class Splits {
 public:
  /// `most`: the loops that each dimension can have at most.
  Splits(std::vector<std::size_t> most, Work& work);

  /// The ways to put loops into the gaps and to order them there, by how often each dimension is looped;
  /// bounds aside.
  const Amounts& orders(const Gaps& gaps);

 private:
  Amounts with_gap(const Amounts& amounts, const Gap& gap) const;

  std::vector<std::size_t> most_;
  std::size_t size_ = 1;
  Work& work_;
  std::map<Gaps, Amounts> known_;
};

/// The ways to write numbers as products.
class OrderedProducts {
 public:
  /// The ways to write `trips` as a product of `factors` numbers of at least 2, in order.
  double ways(std::int64_t trips, std::size_t factors);

 private:
  const std::vector<std::int64_t>& divisors(std::int64_t number);

  std::map<std::pair<std::int64_t, std::size_t>, double> ways_;
  std::map<std::int64_t, std::vector<std::int64_t>> divisors_;  // those above 1
};

}  // namespace ridge::verify
