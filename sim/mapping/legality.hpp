// Legality for searches: the rules of a legal nest, checked by the million for one problem and one machine.
#pragma once

#include <cstddef>
#include <memory_resource>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "sim/mapping/mapping.hpp"
#include "sim/mapping/output_overlap.hpp"

namespace ridge {

/// Checks nests of one problem on one machine: tables are made once, `check` is one pass over the nest and
/// allocates nothing. Keeps scratch space: one object per thread. Problem and machine may go away after
/// construction.
class LegalityChecker {
 public:
  /// All tables and scratch space come from `memory`.
  LegalityChecker(const Problem& problem, const Machine& machine,
                  std::pmr::memory_resource* memory = std::pmr::get_default_resource());

  /// The first rule that `nest` breaks, in the order of its entries; rules about the nest as a whole come
  /// last. Ids in the nest must be those of the problem and the machine.
  std::optional<Violation> check(std::span<const NestEntry> nest);
  std::optional<Violation> check(const Mapping& mapping) { return check(std::span(mapping.nest)); }

 private:
  using Rule = Violation::Rule;
  static constexpr int nowhere = -1;

  struct DimensionRow {
    std::int64_t size = 1;
    std::int64_t covered = 1;     // product of the bounds seen
    bool written_has_it = false;  // relevant to the written tensor
    bool slides = false;          // shares a rank of the written tensor with another dimension
  };
  struct TensorRow {
    int innermost = nowhere;  // position of the innermost level seen that keeps it
    int entry = nowhere;      // its node
  };
  struct AxisRow {
    std::int64_t size = 1;
    std::int64_t used = 1;  // product of the bounds seen
    bool reduces = false;
  };

  void start(std::span<const NestEntry> nest);
  bool visit_node(std::size_t entry, const NestEntry& node);
  bool visit_loop(std::size_t entry, const NestEntry& loop);
  bool visit_spatial_loop(std::size_t entry, const NestEntry& loop);
  bool check_sums(std::size_t entry, const NestEntry& loop, const AxisRow& axis);
  bool check_whole();

  std::size_t cell(LevelId level, TensorId tensor) const {
    return level.index() * tensors_.size() + tensor.index();
  }
  /// Records a violation; always false, so that visitors can return it.
  bool broken(Rule rule, std::size_t entry, std::size_t other, const NestEntry& blamed);

  TensorId written_;
  std::pmr::vector<DimensionRow> dimensions_;
  std::pmr::vector<TensorRow> tensors_;
  std::pmr::vector<AxisRow> axes_;        // by fanout and axis
  std::pmr::vector<int> level_position_;  // in Machine::order
  std::pmr::vector<int> fanout_position_;
  std::pmr::vector<char> may_keep_;  // by cell
  std::pmr::vector<int> node_;       // by cell: the entry of its node
  std::pmr::vector<std::pair<LevelId, TensorId>> must_keep_;
  OutputOverlap overlap_;

  // What the pass has seen so far.
  std::span<const NestEntry> nest_;
  std::int64_t iterations_ = 1;    // product of all bounds
  int innermost_level_ = nowhere;  // greatest position of a node's level, and the node
  int innermost_node_ = nowhere;
  int innermost_fanout_ = nowhere;  // greatest position of a spatial loop's fanout, and the loop
  int innermost_spatial_ = nowhere;
  bool unrolls_sliding_ = false;  // a spatial loop over a dimension that slides in the written tensor
  Violation violation_{};
};

}  // namespace ridge
