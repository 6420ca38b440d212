#include "explore/validation/systolic.hpp"

#include "base/checked.hpp"

namespace ridge::validation {

std::optional<Stationary> stationary_named(std::string_view word) {
  if (word == "os") return Stationary::outputs;
  if (word == "ws") return Stationary::weights;
  if (word == "is") return Stationary::inputs;
  return std::nullopt;
}

std::optional<Folds> systolic_folds(const Product& product, const SystolicArray& array,
                                    Stationary stationary) {
  const bool outputs = stationary == Stationary::outputs;
  const std::int64_t over_rows = outputs ? product.m : product.k;
  const std::int64_t over_columns = stationary == Stationary::inputs ? product.m : product.n;
  Checked checked;
  Folds folds;
  folds.count =
      checked.multiply(ceil_divide(over_rows, array.rows), ceil_divide(over_columns, array.columns));
  folds.streaming_cycles = outputs ? product.k : stationary == Stationary::weights ? product.m : product.n;
  folds.fill_drain_cycles = (outputs ? 1 : 2) * array.rows + array.columns - 2;
  checked.multiply(folds.count, checked.add(folds.streaming_cycles, folds.fill_drain_cycles));
  if (checked.overflowed()) return std::nullopt;
  return folds;
}

}  // namespace ridge::validation
