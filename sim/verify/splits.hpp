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
  explicit Splits(std::vector<std::size_t> most);

  /// The ways to put loops into the gaps and to order them there, by how often each dimension is looped;
  /// bounds aside.
  const Amounts& orders(const Gaps& gaps);

 private:
  Amounts with_gap(const Amounts& amounts, const Gap& gap) const;

  std::vector<std::size_t> most_;
  std::size_t size_ = 1;
  std::map<Gaps, Amounts> known_;
};

/// The ways to write `trips` as a product of `factors` numbers of at least 2, in order.
double ordered_products(std::int64_t trips, std::size_t factors);

}  // namespace ridge::verify
