#include "sim/nest/nest_view.hpp"

#include <algorithm>

namespace ridge::nest {
namespace {

std::uint16_t axis_of(const NestEntry& entry) {
  return static_cast<std::uint16_t>(2 * entry.fanout.index() + static_cast<std::size_t>(entry.axis));
}

}  // namespace

void NestView::rebuild(const Problem& problem, const Mapping& mapping) {
  const std::vector<NestEntry>& nest = mapping.nest;
  const std::size_t dimensions = problem.dimensions.size();
  entries_ = nest.size();
  product_.assign(dimensions, 1);
  first_.assign(dimensions + 1, 0);
  for (const NestEntry& entry : nest) {
    if (entry.kind == NestEntry::Kind::keep || entry.bound == 1) continue;
    product_[entry.dimension.index()] *= entry.bound;
    ++first_[entry.dimension.index() + 1];
  }
  size_.resize(dimensions);
  perfect_.resize(dimensions);
  imperfect_.clear();
  for (std::size_t d = 0; d < dimensions; ++d) {
    size_[d] = problem.dimensions[DimensionId(d)].bound;
    perfect_[d] = product_[d] == size_[d] ? 1 : 0;
    if (perfect_[d] == 0) imperfect_.emplace_back(d);
    first_[d + 1] += first_[d];
  }
  digits_.resize(first_[dimensions]);
  next_.assign(first_.begin() + 1, first_.end());
  product_.assign(dimensions, 1);
  for (std::size_t e = entries_; e-- > 0;)
    place_digit(nest[e], e);

  temporal_above_.resize(entries_ + 1);
  spatial_above_.resize(entries_ + 1);
  loops_.clear();
  temporal_above_[0] = spatial_above_[0] = 1;
  for (std::size_t e = 0; e < entries_; ++e) {
    const NestEntry& entry = nest[e];
    temporal_above_[e + 1] = temporal_above_[e];
    spatial_above_[e + 1] = spatial_above_[e];
    if (entry.kind == NestEntry::Kind::keep || entry.bound == 1) continue;
    const bool spatial = entry.kind == NestEntry::Kind::spatial;
    loops_.push_back({static_cast<std::uint32_t>(e), entry.dimension, entry.bound, spatial, axis_of(entry)});
    if (perfect(entry.dimension)) (spatial ? spatial_above_ : temporal_above_)[e + 1] *= entry.bound;
  }
}

// Called from the innermost entry outwards, so that `product_` is the digit's weight.
void NestView::place_digit(const NestEntry& entry, std::size_t index) {
  if (entry.kind == NestEntry::Kind::keep || entry.bound == 1) return;
  const std::size_t d = entry.dimension.index();
  Digit& digit = digits_[--next_[d]];
  digit.bound = entry.bound;
  digit.weight = product_[d];
  digit.cut = perfect_[d] != 0 ? entry.bound - 1 : (size_[d] - 1) / product_[d] % entry.bound;
  digit.entry = static_cast<std::uint32_t>(index);
  digit.spatial = entry.kind == NestEntry::Kind::spatial;
  digit.axis = axis_of(entry);
  product_[d] *= entry.bound;
}

DigitView NestView::above(DimensionId dimension, std::size_t entry) const {
  const std::size_t begin = first_[dimension.index()];
  std::size_t end = first_[dimension.index() + 1];
  while (end > begin && digits_[end - 1].entry >= entry)
    --end;
  DigitView view;
  view.digits = {digits_.data() + begin, end - begin};
  view.size = size_[dimension.index()];
  if (end > begin) {
    view.block = digits_[end - 1].weight;
  } else {
    view.block = first_[dimension.index() + 1] > begin ? digits_[begin].weight * digits_[begin].bound : 1;
  }
  return view;
}

std::int64_t NestView::extent(DimensionId dimension, std::size_t entry) const {
  return std::min(above(dimension, entry).block, size_[dimension.index()]);
}

}  // namespace ridge::nest
