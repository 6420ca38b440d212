// Folds of a systolic array against an array that computes, register by register, and against reports.
#include "explore/validation/systolic.hpp"

#include <algorithm>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "arch/machine.hpp"
#include "explore/validation/catalogue.hpp"
#include "explore/validation/scalesim.hpp"
#include "sim/cost/evaluator.hpp"
#include "workloads/network.hpp"

namespace ridge::validation {
namespace {

using Matrix = std::vector<std::vector<int>>;

int at(const Matrix& matrix, std::int64_t row, std::int64_t column) {
  const bool inside = row >= 0 && row < static_cast<std::int64_t>(matrix.size()) && column >= 0 &&
                      column < static_cast<std::int64_t>(matrix.front().size());
  return inside ? matrix[static_cast<std::size_t>(row)][static_cast<std::size_t>(column)] : 0;
}

Matrix zeros(std::int64_t rows, std::int64_t columns) {
  return Matrix(static_cast<std::size_t>(rows), std::vector<int>(static_cast<std::size_t>(columns), 0));
}

Matrix random_matrix(std::int64_t rows, std::int64_t columns, std::mt19937& dice) {
  Matrix matrix = zeros(rows, columns);
  for (auto& row : matrix)
    for (int& word : row)
      word = static_cast<int>(dice() % 9) - 4;
  return matrix;
}

Matrix transposed(const Matrix& matrix) {
  Matrix other =
      zeros(static_cast<std::int64_t>(matrix.front().size()), static_cast<std::int64_t>(matrix.size()));
  for (std::size_t i = 0; i < matrix.size(); ++i)
    for (std::size_t j = 0; j < matrix.front().size(); ++j)
      other[j][i] = matrix[i][j];
  return other;
}

Matrix product_of(const Matrix& a, const Matrix& b) {
  Matrix product = zeros(static_cast<std::int64_t>(a.size()), static_cast<std::int64_t>(b.front().size()));
  for (std::size_t i = 0; i < a.size(); ++i)
    for (std::size_t j = 0; j < b.front().size(); ++j)
      for (std::size_t k = 0; k < b.size(); ++k)
        product[i][j] += a[i][k] * b[k][j];
  return product;
}

/// An array whose registers all move at once, once a cycle. `down` and `right` are what each cell passes on.
class Array {
 public:
  Array(std::int64_t rows, std::int64_t columns)
      : rows_(rows), held_(zeros(rows, columns)), down_(held_), right_(held_) {}

  std::int64_t cycles() const { return cycles_; }
  const Matrix& held() const { return held_; }

  /// What is held moves down by one row; `top` enters.
  void load(const std::vector<int>& top) {
    for (std::size_t row = held_.size() - 1; row > 0; --row)
      held_[row] = held_[row - 1];
    held_.front() = top;
    ++cycles_;
  }

  /// `left` enters the first column, `top` the first row. Sums move down past what is held, or, when outputs
  /// are held, both operands move on and their product is added where they meet.
  void step(const std::vector<int>& left, const std::vector<int>& top, bool outputs) {
    const Matrix down = down_, right = right_;
    for (std::size_t row = 0; row < held_.size(); ++row) {
      for (std::size_t column = 0; column < held_.front().size(); ++column) {
        const int from_left = column == 0 ? left[row] : right[row][column - 1];
        const int from_top = row == 0 ? top[column] : down[row - 1][column];
        right_[row][column] = from_left;
        if (outputs) held_[row][column] += from_left * from_top;
        down_[row][column] = outputs ? from_top : from_top + from_left * held_[row][column];
      }
    }
    ++cycles_;
  }

  int bottom(std::int64_t column) const { return at(down_, rows_ - 1, column); }

 private:
  std::int64_t rows_;
  Matrix held_, down_, right_;
  std::int64_t cycles_ = 0;
};

/// Adds a fold's part of Z to `z`, with B's rows from `k` and columns from `n` held; returns the cycles.
std::int64_t run_weights(const Matrix& a, const Matrix& b, std::int64_t k, std::int64_t n,
                         const SystolicArray& size, Matrix& z) {
  Array array(size.rows, size.columns);
  for (std::int64_t row = size.rows - 1; row >= 0; --row) {
    std::vector<int> top;
    for (std::int64_t column = 0; column < size.columns; ++column)
      top.push_back(at(b, k + row, n + column));
    array.load(top);
  }
  const auto m = static_cast<std::int64_t>(a.size());
  std::int64_t left_over = m * size.columns;
  const std::vector<int> nothing(static_cast<std::size_t>(size.columns), 0);
  for (std::int64_t t = 0; left_over > 0; ++t) {
    std::vector<int> left;
    for (std::int64_t row = 0; row < size.rows; ++row)
      left.push_back(t - row >= 0 && t - row < m ? at(a, t - row, k + row) : 0);
    array.step(left, nothing, false);
    for (std::int64_t column = 0; column < size.columns; ++column) {
      const std::int64_t row = t - (size.rows - 1) - column;  // of Z: whose sum leaves below
      if (row < 0 || row >= m) continue;
      --left_over;
      if (n + column < static_cast<std::int64_t>(z.front().size()))
        z[static_cast<std::size_t>(row)][static_cast<std::size_t>(n + column)] += array.bottom(column);
    }
  }
  return array.cycles();
}

/// The same with a part of Z held, until its last product is added.
std::int64_t run_outputs(const Matrix& a, const Matrix& b, std::int64_t m, std::int64_t n,
                         const SystolicArray& size, Matrix& z) {
  Array array(size.rows, size.columns);
  const auto k = static_cast<std::int64_t>(b.size());
  for (std::int64_t t = 0; t - (size.rows - 1) - (size.columns - 1) < k; ++t) {
    std::vector<int> left, top;
    for (std::int64_t row = 0; row < size.rows; ++row)
      left.push_back(at(a, m + row, t - row));
    for (std::int64_t column = 0; column < size.columns; ++column)
      top.push_back(at(b, t - column, n + column));
    array.step(left, top, true);
  }
  for (std::int64_t row = m; row < std::min(m + size.rows, static_cast<std::int64_t>(z.size())); ++row)
    for (std::int64_t column = n;
         column < std::min(n + size.columns, static_cast<std::int64_t>(z.front().size())); ++column)
      z[static_cast<std::size_t>(row)][static_cast<std::size_t>(column)] +=
          at(array.held(), row - m, column - n);
  return array.cycles();
}

/// All folds; the product it computes is right, so it is an array that works.
std::int64_t cycles_of_array(const Matrix& a, const Matrix& b, const SystolicArray& size,
                             Stationary stationary) {
  const auto m = static_cast<std::int64_t>(a.size()), k = static_cast<std::int64_t>(b.size());
  const auto n = static_cast<std::int64_t>(b.front().size());
  Matrix z = zeros(m, n);
  std::int64_t cycles = 0;
  const bool outputs = stationary == Stationary::outputs;
  for (std::int64_t row = 0; row < (outputs ? m : k); row += size.rows)
    for (std::int64_t column = 0; column < n; column += size.columns)
      cycles += outputs ? run_outputs(a, b, row, column, size, z) : run_weights(a, b, row, column, size, z);
  EXPECT_EQ(z, product_of(a, b));
  return cycles;
}

TEST(Systolic, FoldsTakeAsLongAsAnArrayThatComputes) {
  std::mt19937 dice(11);
  for (int i = 0; i < 300; ++i) {
    const auto roll = [&](unsigned most) { return static_cast<std::int64_t>(1 + dice() % most); };
    const Product product{roll(9), roll(9), roll(9)};
    const SystolicArray size{roll(5), roll(5)};
    SCOPED_TRACE(i);
    const Matrix a = random_matrix(product.m, product.k, dice), b = random_matrix(product.k, product.n, dice);
    for (const Stationary stationary : {Stationary::outputs, Stationary::weights})
      EXPECT_EQ(systolic_folds(product, size, stationary)->cycles(), cycles_of_array(a, b, size, stationary));
    // Z' = B' A': what was held of B is now held of A.
    EXPECT_EQ(systolic_folds(product, size, Stationary::inputs)->cycles(),
              cycles_of_array(transposed(b), transposed(a), size, Stationary::weights));
  }
}

TEST(Systolic, TheStreamingPartIsWhatOurModelComputes) {
  std::vector<Diagnostic> warnings;
  const Problem problem =
      load_workload("gemm", {"layer.M=100", "layer.N=70", "layer.K=50", "layer.precision=int8"})
          .layers.front()
          .problem;
  const Machine machine = load_machine("gemmini_16x16", {}, warnings);
  const auto dimension = [&](const char* name) { return *problem.dimension_named(name); };
  const auto tensor = [&](const char* name) { return *problem.tensor_named(name); };
  const auto level = [&](const char* name) { return *machine.level_named(name); };
  Mapping mapping;
  for (const char* name : {"A", "B", "Z"})
    mapping.nest.push_back(NestEntry::keep(level("DRAM"), tensor(name)));
  mapping.nest.push_back(NestEntry::temporal(dimension("N"), 5));
  mapping.nest.push_back(NestEntry::temporal(dimension("K"), 4));
  for (const char* name : {"A", "B"})
    mapping.nest.push_back(NestEntry::keep(level("Scratchpad"), tensor(name)));
  mapping.nest.push_back(NestEntry::spatial(dimension("N"), 16, *machine.fanout_named("Column"), Axis::x));
  mapping.nest.push_back(NestEntry::keep(level("Accumulator"), tensor("Z")));
  mapping.nest.push_back(NestEntry::spatial(dimension("K"), 16, *machine.fanout_named("Row"), Axis::y));
  mapping.nest.push_back(NestEntry::keep(level("WeightRegister"), tensor("B")));
  mapping.nest.push_back(NestEntry::temporal(dimension("M"), 100));
  Evaluation evaluation;
  ASSERT_FALSE(Evaluator(problem, machine).evaluate(mapping, evaluation));
  const auto folds = systolic_folds({100, 70, 50}, {16, 16}, Stationary::weights);
  EXPECT_EQ(static_cast<double>(folds->count * folds->streaming_cycles), evaluation.causes.compute);
}

TEST(Systolic, CyclesThatLeave63BitsAreNone) {
  const std::int64_t large = std::int64_t{1} << 31;
  EXPECT_FALSE(systolic_folds({large, large, large}, {1, 1}, Stationary::outputs));
  EXPECT_TRUE(systolic_folds({large, large, large}, {1 << 20, 1 << 20}, Stationary::outputs));
}

TEST(ScaleSimSet, EqualsEveryReport) {
  const Set set = scalesim_set(shipped_data(set_named("scalesim")));
  const Errors errors = set.comparisons.front().errors();
  EXPECT_EQ(errors.points, 13U);
  EXPECT_EQ(*errors.worst, 0);
  EXPECT_EQ(set.comparisons.front().rows.size(), 31U);
}

}  // namespace
}  // namespace ridge::validation
