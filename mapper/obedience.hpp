// Whether a nest obeys the constraints of a space: what broken_constraint says (sim/mapping/constraints.hpp),
// without text and without allocating, for the search. Tests hold the two equal. In a space of perfect bounds
// these are a constraint, too.
#pragma once

#include "mapper/space.hpp"

namespace ridge::mapper {

/// Keeps scratch space: one object per thread. The space must outlive it.
class Obedience {
 public:
  explicit Obedience(const Space& space);

  /// True when every node and loop obeys. Legality is another question.
  bool obeys(const Mapping& mapping);

 private:
  bool nodes_obey(const Mapping& mapping) const;
  bool loops_obey(const Mapping& mapping);
  void start();
  bool visit_temporal(const NestEntry& loop);
  bool trips_within_limits() const;
  bool enough_lanes(const Mapping& mapping) const;
  std::size_t axis_cell(const NestEntry& loop) const {
    return (loop.fanout.index() * 2 + static_cast<std::size_t>(loop.axis)) * dimensions_ +
           loop.dimension.index();
  }

  const Space* space_;
  std::size_t dimensions_;
  std::size_t must_keep_ = 0;           // nodes that have to be there
  std::vector<std::int64_t> temporal_;  // trips by level and dimension
  std::vector<std::int64_t> spatial_;   // by fanout, axis and dimension
  std::vector<char> begun_;             // levels whose first node was seen
  std::size_t place_ = 0;               // the level whose loops are being read
  std::vector<std::size_t>
      ordered_;  // by level: rank in its order rule, from 1, of the loop read last; 0: in none
};

}  // namespace ridge::mapper
