// Timeloop's form of a nest: the nodes of a level stand together, then its temporal loops, each dimension at
// most once, then the spatial loops of the fanout below, each dimension on one axis.
#pragma once

#include "mapper/edit.hpp"

namespace ridge::mapper {

/// Rewrites `nest` into that form: the nodes of a level move out to where the first of them, or of a level
/// further in, stands; of several loops over a dimension below one level the outermost takes all trips. Legal
/// stays legal; tiles may grow. Returns false when a dimension lies on both axes of a fanout, when a temporal
/// loop stands behind the spatial ones of a fanout below all levels, or when bounds are imperfect. Scratch
/// space: one object per thread.
class Evener {
 public:
  explicit Evener(const Space& space) : space_(&space) {}
  bool even(const Nest& nest, Nest& result);

 private:
  struct Group {
    std::size_t before = 0;  // entry of the nest before which the level's nodes stand
  };
  static bool on_one_axis(const Nest& nest);
  bool loops_at_the_end(const Nest& nest) const;
  void place_fanouts(const Nest& nest);
  void place_groups(const Nest& nest);
  void append_loop(const NestEntry& loop, std::size_t section, Nest& result) const;

  const Space* space_;
  std::vector<Group> groups_;              // by level
  std::vector<std::size_t> last_spatial_;  // by fanout: its last spatial loop; the size of the nest: none
};

}  // namespace ridge::mapper
