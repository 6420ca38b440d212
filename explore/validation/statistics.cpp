#include "explore/validation/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "base/diagnostics.hpp"

namespace ridge::validation {
namespace {

double mean_of(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// Counted from 1; equal values share the mean of their ranks.
std::vector<double> ranks_of(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> ranks(values.size());
  for (std::size_t first = 0; first < order.size();) {
    std::size_t end = first + 1;
    while (end < order.size() && values[order[end]] == values[order[first]])
      ++end;
    for (std::size_t i = first; i < end; ++i)
      ranks[order[i]] = static_cast<double>(first + end + 1) / 2;
    first = end;
  }
  return ranks;
}

std::optional<double> correlation(std::span<const double> a, std::span<const double> b) {
  const double mean_a = mean_of(a);
  const double mean_b = mean_of(b);
  double both = 0;
  double square_a = 0;
  double square_b = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    both += (a[i] - mean_a) * (b[i] - mean_b);
    square_a += (a[i] - mean_a) * (a[i] - mean_a);
    square_b += (b[i] - mean_b) * (b[i] - mean_b);
  }
  if (square_a == 0 || square_b == 0) return std::nullopt;
  return both / std::sqrt(square_a * square_b);
}

}  // namespace

double absolute_error(const Pair& pair) {
  return std::abs(pair.ours / pair.theirs - 1);
}

Errors errors_of(std::span<const Pair> pairs) {
  Errors errors;
  errors.points = pairs.size();
  if (pairs.empty()) return errors;
  std::vector<double> values;
  for (const Pair& pair : pairs)
    values.push_back(absolute_error(pair));
  errors.mean = mean_of(values);
  errors.p90 = percentile(values, 0.9);
  errors.worst = *std::max_element(values.begin(), values.end());
  errors.rank_correlation = rank_correlation(pairs);
  return errors;
}

double percentile(std::span<const double> values, double fraction) {
  check(!values.empty(), "a percentile is of at least one value");
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  const double position = fraction * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (position - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

std::optional<double> rank_correlation(std::span<const Pair> pairs) {
  if (pairs.size() < 2) return std::nullopt;
  std::vector<double> ours;
  std::vector<double> theirs;
  for (const Pair& pair : pairs) {
    ours.push_back(pair.ours);
    theirs.push_back(pair.theirs);
  }
  return correlation(ranks_of(ours), ranks_of(theirs));
}

}  // namespace ridge::validation
