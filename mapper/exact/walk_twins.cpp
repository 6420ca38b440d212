// Dimensions that do the same: in the same tensors, alone in their ranks, none with short last trips. What
// stands counts their trips multiplied, so that states are alike which differ in how these are divided among
// the dimensions (docs/exact-search.md, "Twins").
#include "mapper/exact/walk_state.hpp"

namespace ridge::mapper {

void Walk::find_twins() {
  const ActiveMask apart = shape_->sliding() | root_->short_dimensions();
  for (std::size_t d = 0; d < shape_->size(); ++d) {
    first_twin_[d] = d;
    if (has(apart, d) || root_->trips()[d] == 1) continue;
    for (std::size_t first = 0; first < d && first_twin_[d] == d; ++first) {
      if (has(apart, first) || root_->trips()[first] == 1) continue;
      bool alike = true;
      for (const TensorId tensor : space_->problem().tensors.ids())
        alike = alike && has(shape_->relevant(tensor), d) == has(shape_->relevant(tensor), first);
      if (alike) first_twin_[d] = first_twin_[first];
    }
    has_twins_ = has_twins_ || first_twin_[d] != d;
  }
}

/// Loops of a gap, as far as they are not those of twins in another way.
void Walk::add_to_key(const Factors& loops, std::size_t innermost, Key& key) const {
  Factors together = all_ones;
  for (std::size_t d = 0; d < shape_->size(); ++d)
    together[first_twin_[d]] *= loops[d];
  for (std::size_t d = 0; d < shape_->size(); ++d)
    if (first_twin_[d] == d) key.push_back(together[d]);
  key.push_back(static_cast<std::int64_t>(innermost < shape_->size() ? first_twin_[innermost] : innermost));
}

Key Walk::key_of_path() const {
  Key key;
  for (const Step& step : path_) {
    switch (step.kind) {
      case Step::Kind::loops:
        add_to_key(step.loops, step.innermost, key);
        break;
      case Step::Kind::node:
        key.push_back(
            static_cast<std::int64_t>(step.node.level.index() * max_tensors + step.node.tensor.index()));
        break;
      case Step::Kind::spatial:
        key.push_back(-1);
        break;
    }
  }
  return key;
}

/// Whether one of the twins of a dimension has several lanes.
bool Walk::any_twin_has(const Factors& lanes, std::size_t dimension) const {
  for (std::size_t d = 0; d < shape_->size(); ++d) {
    if (first_twin_[d] == first_twin_[dimension] && lanes[d] > 1) return true;
  }
  return false;
}

}  // namespace ridge::mapper
