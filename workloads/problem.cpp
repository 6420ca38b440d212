#include "workloads/problem.hpp"

#include <algorithm>
#include <array>

#include "base/checked.hpp"
#include "base/progressions.hpp"

namespace ridge {
namespace {

template <class Enum>
std::string_view name_in(const std::vector<std::string>& names, Enum value) {
  return names[static_cast<std::size_t>(value)];
}

std::vector<Progression> progressions_of(const Problem& problem, const Rank& rank) {
  std::vector<Progression> terms;
  for (const Term& term : rank.terms) {
    terms.push_back({term.coefficient, problem.dimensions[term.dimension].bound});
  }
  return terms;
}

template <class Table>
std::vector<std::string> names_of(const Table& table) {
  std::vector<std::string> names;
  for (const auto& item : table)
    names.push_back(item.name);
  return names;
}

}  // namespace

std::vector<std::string> dimension_names(const Problem& problem) {
  return names_of(problem.dimensions);
}
std::vector<std::string> tensor_names(const Problem& problem) {
  return names_of(problem.tensors);
}

const std::vector<std::string>& role_names() {
  static const std::vector<std::string> names{"weights", "inputs", "outputs"};
  return names;
}

const std::vector<std::string>& origin_names() {
  static const std::vector<std::string> names{"parameter", "activation", "kv_cache"};
  return names;
}

const std::vector<std::string>& precision_names() {
  static const std::vector<std::string> names{"int4", "int8", "int16", "int32", "fp8",
                                              "fp16", "bf16", "fp32",  "fp64"};
  return names;
}

const std::vector<std::string>& operation_names() {
  static const std::vector<std::string> names{"mac", "elementwise", "reduction", "normalisation", "gather"};
  return names;
}

std::string_view name_of(Role role) {
  return name_in(role_names(), role);
}
std::string_view name_of(Origin origin) {
  return name_in(origin_names(), origin);
}
std::string_view name_of(Precision precision) {
  return name_in(precision_names(), precision);
}
std::string_view name_of(Operation operation) {
  return name_in(operation_names(), operation);
}

std::optional<Precision> precision_named(std::string_view name) {
  const auto& names = precision_names();
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Precision>(found - names.begin());
}

int bits_of(Precision precision) {
  static constexpr std::array<int, 9> bits{4, 8, 16, 32, 8, 16, 16, 32, 64};
  return bits[static_cast<std::size_t>(precision)];
}

Precision partial_of(Precision precision) {
  switch (precision) {
    case Precision::int4:
    case Precision::int8:
    case Precision::int16:
      return Precision::int32;
    case Precision::fp8:
    case Precision::fp16:
    case Precision::bf16:
      return Precision::fp32;
    default:
      return precision;
  }
}

std::optional<DimensionId> Problem::dimension_named(std::string_view wanted) const {
  for (const DimensionId id : dimensions.ids()) {
    if (dimensions[id].name == wanted) return id;
  }
  return std::nullopt;
}

std::optional<TensorId> Problem::tensor_named(std::string_view wanted) const {
  for (const TensorId id : tensors.ids()) {
    if (tensors[id].name == wanted) return id;
  }
  return std::nullopt;
}

bool Problem::relevant(TensorId tensor, DimensionId dimension) const {
  for (const Rank& rank : tensors[tensor].ranks) {
    for (const Term& term : rank.terms) {
      if (term.dimension == dimension) return true;
    }
  }
  return false;
}

std::int64_t Problem::iterations() const {
  std::int64_t product = 1;
  for (const Dimension& dimension : dimensions)
    product *= dimension.bound;
  return product;
}

std::int64_t Problem::words(const Rank& rank) const {
  const std::optional<std::int64_t> count = distinct_sums(progressions_of(*this, rank));
  check(count.has_value(), "the words of a rank are counted only after the problem was validated");
  return *count;
}

std::int64_t Problem::words(TensorId tensor) const {
  std::int64_t product = 1;
  for (const Rank& rank : tensors[tensor].ranks)
    product *= words(rank);
  return product;
}

}  // namespace ridge
