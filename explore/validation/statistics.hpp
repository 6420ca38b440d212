// How far predictions are from what they predict.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

namespace ridge::validation {

/// A prediction and what it is compared with.
struct Pair {
  double ours = 0;    // >= 0
  double theirs = 0;  // > 0
};

/// |ours / theirs - 1|: 0.1 is 10 % too many or too few.
double absolute_error(const Pair& pair);

/// Errors are fractions. Nothing where too few points leave it undefined.
struct Errors {
  std::size_t points = 0;
  std::optional<double> mean;
  std::optional<double> p90;    // 90th percentile
  std::optional<double> worst;  // largest
  std::optional<double> rank_correlation;
};

/// Mean, 90th percentile and largest of the absolute errors, and Spearman's rank correlation.
Errors errors_of(std::span<const Pair> pairs);

/// The percentile by linear interpolation between the two nearest values: that of `fraction` of n sorted
/// values stands at position fraction (n - 1), counted from 0 (Hyndman and Fan, The American Statistician 50,
/// 1996, definition 7; numpy's default). `values` is not empty, 0 <= fraction <= 1.
double percentile(std::span<const double> values, double fraction);

/// Spearman's rank correlation: the correlation of the ranks, equal values having the mean of their ranks.
/// Nothing for fewer than two points, or where all of one side are equal.
std::optional<double> rank_correlation(std::span<const Pair> pairs);

}  // namespace ridge::validation
