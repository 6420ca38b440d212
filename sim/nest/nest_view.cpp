#include "sim/nest/nest_view.hpp"

namespace ridge::nest {

void NestView::rebuild(const Problem& problem, const Mapping& mapping) {
  entries_ = mapping.nest.size();
  rows_.resize(problem.dimensions.size());
  for (DimensionId dimension : problem.dimensions.ids()) {
    rows_[dimension.index()] = Row{.size = problem.dimensions[dimension].bound};
  }
  std::size_t loops = 0;
  for (const NestEntry& entry : mapping.nest) {
    if (entry.kind == NestEntry::Kind::keep || entry.bound == 1) continue;
    Row& row = rows_[entry.dimension.index()];
    row.product *= entry.bound;
    ++row.count;
    ++loops;
  }
  imperfect_.clear();
  imperfect_set_ = 0;
  std::uint32_t first = 0;
  for (DimensionId dimension : problem.dimensions.ids()) {
    Row& row = rows_[dimension.index()];
    row.first = first;
    first += row.count;
    if (row.product == row.size) continue;
    imperfect_.push_back(dimension);
    imperfect_set_ |= only(dimension);
  }
  digits_.resize(loops);
  loops_.resize(loops);
  place_loops(mapping);
  passed_ = 0;
  temporal_ = spatial_ = 1;
  with_temporal_ = with_spatial_ = 0;
}

// From the innermost loop outwards, so that a row's block is the weight of its next digit.
void NestView::place_loops(const Mapping& mapping) {
  std::size_t next = loops_.size();
  for (std::size_t e = entries_; e-- > 0;) {
    const NestEntry& entry = mapping.nest[e];
    if (entry.kind == NestEntry::Kind::keep || entry.bound == 1) continue;
    Row& row = rows_[entry.dimension.index()];
    const bool perfect = row.product == row.size;
    const bool spatial = entry.kind == NestEntry::Kind::spatial;
    const auto axis =
        static_cast<std::uint16_t>(2 * entry.fanout.index() + static_cast<std::size_t>(entry.axis));
    const auto place = static_cast<std::uint32_t>(e);
    const std::int64_t cut = perfect ? entry.bound - 1 : (row.size - 1) / row.block % entry.bound;
    digits_[row.first + --row.count] = {entry.bound, row.block, cut, place, spatial, axis};
    loops_[--next] = {place, entry.dimension, spatial, perfect, axis, entry.bound, row.block, 1};
    row.block *= entry.bound;
  }
}

void NestView::pass_loop() {
  Loop& loop = loops_[passed_++];
  Row& row = rows_[loop.dimension.index()];
  ++row.passed;
  row.block = loop.weight;
  loop.temporal_above = temporal_;
  if (!loop.perfect) return;
  if (loop.spatial) {
    spatial_ *= loop.bound;
    with_spatial_ |= only(loop.dimension);
  } else {
    temporal_ *= loop.bound;
    with_temporal_ |= only(loop.dimension);
  }
}

}  // namespace ridge::nest
