// What the tests of sparse layers share: small inputs as text, and every step of an evaluation.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "interop/timeloop/sparse/accesses.hpp"
#include "interop/timeloop/sparse/evaluate.hpp"

namespace ridge::timeloop::sparse {

/// The spec of files "t1.yaml", "t2.yaml", ...
Spec spec_of(const std::vector<std::string>& texts);

/// All errors of reading and evaluating these texts, rendered; of a mapping that cannot run, its finding.
/// Nothing wrong: "".
std::string complaint_of(const std::vector<std::string>& texts);

/// An evaluation, and the steps that led to it.
class Made {
 public:
  explicit Made(const std::vector<std::string>& texts);

  const Tile& tile(const std::string& level, const std::string& tensor) const;
  const Accesses& accesses(const std::string& level, const std::string& tensor) const;
  const TensorCost& cost(const std::string& level, const std::string& tensor) const;
  double pj(const std::string& level, const std::string& tensor) const;
  const Computes& computes() const { return outcomes_.computes; }
  const Evaluation& evaluation() const { return evaluation_; }
  std::string warnings() const;

  /// "actual/gated/skipped" words of one instance.
  std::string words(const std::string& level, const std::string& tensor, Action action) const;
  /// Actual units of metadata, innermost rank first: "metadata+payload ...".
  std::string units(const std::string& level, const std::string& tensor, Action action) const;

 private:
  LevelId level_id(const std::string& name) const;
  TensorId tensor_id(const std::string& name) const;

  Spec spec_;
  std::unique_ptr<Loops> loops_;
  Tiles tiles_;
  Outcomes outcomes_;
  Evaluation evaluation_;
};

/// Z = A x B, as vectors: K 16. Backing (blocks of `block` words) outside, Buffer (1 word, 8 bits of metadata
/// a row, 4 a word) inside. All K at Buffer unless `outside` of it stand at Backing.
struct Dot {
  int block = 1;
  int outside = 1;
  std::string densities = "{A: 0.25}";
  std::string buffer = {};  // further attributes
  std::string backing = {};
  std::string sparse = {};  // the targets, as a flow list
  std::vector<std::string> texts() const;
};

/// Z[M, N] = A[M, K] x B[K, N], 4 each, all in Buffer, outermost M, then K, innermost N.
struct Product {
  std::string densities = "{A: 0.5, B: 0.5}";
  std::string permutation = "NKM";
  std::string sparse = {};  // the targets, as a flow list
  std::vector<std::string> texts() const;
};

/// Energies of two levels and MAC that are easy to tell apart.
extern const std::string table;

}  // namespace ridge::timeloop::sparse
