// A problem: an extended Einsum. Dimensions with bounds, tensors whose ranks are affine in them, one tensor
// written.
//
//   Outputs[n, k, p, q] += Inputs[n, c, 2p + r, 2q + s] * Weights[k, c, r, s]
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/checked.hpp"
#include "base/diagnostics.hpp"
#include "base/ids.hpp"

namespace ridge {

/// More than any layer needs; bounds what a reader accepts and what counting sets aside.
inline constexpr std::size_t max_dimensions = 32;
inline constexpr std::size_t max_tensors = 16;

using DimensionId = Id<struct DimensionTag>;
using TensorId = Id<struct TensorTag>;

/// What a tensor is to the machine: machines speak of roles, problems of tensors.
enum class Role : std::uint8_t { weights, inputs, outputs };
inline constexpr int role_count = 3;
std::string_view name_of(Role role);

/// Where a tensor's content comes from; decides what counts as parameters and what may stay resident.
enum class Origin : std::uint8_t { parameter, activation, kv_cache };
std::string_view name_of(Origin origin);

enum class Precision : std::uint8_t { int4, int8, int16, int32, fp8, fp16, bf16, fp32, fp64 };
std::string_view name_of(Precision precision);
std::optional<Precision> precision_named(std::string_view name);
int bits_of(Precision precision);
/// The default precision of a partial result: int4, int8, int16 -> int32; fp8, fp16, bf16 -> fp32; others
/// themselves.
Precision partial_of(Precision precision);

/// What one iteration does. `mac` is two operations; the others count `operations_per_iteration` of their
/// problem.
enum class Operation : std::uint8_t { mac, elementwise, reduction, normalisation, gather };
std::string_view name_of(Operation operation);

/// All names of one of the enumerations above, in the order of its values: for choices in files.
const std::vector<std::string>& role_names();
const std::vector<std::string>& origin_names();
const std::vector<std::string>& precision_names();
const std::vector<std::string>& operation_names();

/// coefficient * dimension, coefficient > 0.
struct Term {
  DimensionId dimension;
  std::int64_t coefficient = 1;
  bool operator==(const Term&) const = default;
};

/// One index expression of a tensor: the sum of its terms, plus a constant that moves nothing. No terms: a
/// single word.
struct Rank {
  std::vector<Term> terms;
  bool operator==(const Rank&) const = default;
};

struct Tensor {
  std::string name;
  Role role = Role::inputs;
  Origin origin = Origin::activation;
  Precision precision = Precision::int8;
  Precision partial = Precision::int32;  // of a word not yet complete; only the written tensor has such words
  double density = 1.0;
  std::vector<Rank> ranks;
  bool operator==(const Tensor&) const = default;
};

struct Dimension {
  std::string name;
  std::int64_t bound = 1;
  bool operator==(const Dimension&) const = default;
};

/// One layer's arithmetic. Invariants (established by the readers and `validate`): bounds >= 1, the product
/// of all bounds fits in 63 bits, a dimension occurs in at most one rank of a tensor, exactly one tensor is
/// written.
struct Problem {
  std::string name;
  Operation operation = Operation::mac;
  int operations_per_iteration = 2;
  IdVector<DimensionId, Dimension> dimensions;
  IdVector<TensorId, Tensor> tensors;
  TensorId written;

  std::optional<DimensionId> dimension_named(std::string_view name) const;
  std::optional<TensorId> tensor_named(std::string_view name) const;
  bool is_written(TensorId tensor) const { return tensor == written; }
  /// True when `dimension` occurs in a rank of `tensor`.
  bool relevant(TensorId tensor, DimensionId dimension) const;

  /// Iterations: the product of all bounds. For Operation::mac these are the MACs.
  std::int64_t iterations() const;
  /// At most 2^63 - 1, where iterations just fit and operations do not.
  std::int64_t operations() const { return saturating_multiply(iterations(), operations_per_iteration); }
  std::int64_t macs() const { return operation == Operation::mac ? iterations() : 0; }

  /// Distinct words of a rank over the whole iteration space (the exact set: stride gaps are not counted).
  std::int64_t words(const Rank& rank) const;
  std::int64_t words(TensorId tensor) const;
  /// Bits of one complete word.
  int word_bits(TensorId tensor) const { return bits_of(tensors[tensor].precision); }
  /// Bits of one word while partial: wider for the written tensor.
  int partial_bits(TensorId tensor) const {
    return is_written(tensor) ? bits_of(tensors[tensor].partial) : word_bits(tensor);
  }
  bool operator==(const Problem&) const = default;
};

/// Names in the problem's order, for messages.
std::vector<std::string> dimension_names(const Problem& problem);
std::vector<std::string> tensor_names(const Problem& problem);

/// Records at `place` every broken invariant of a problem: a bound below 1, a product of bounds, an index or
/// a tensor that leaves 63 bits, a dimension in two ranks of one tensor, a rank too irregular to count, a
/// written tensor whose role is not `outputs`, a read tensor whose role is, doubled names. Returns true when
/// it found nothing; only then may the counting methods of `problem` be called. `tensor_places`, one for each
/// tensor, are blamed for what concerns one tensor.
bool validate(const Problem& problem, const Place& place, Diagnostics& diagnostics,
              std::span<const Place> tensor_places = {});

}  // namespace ridge
