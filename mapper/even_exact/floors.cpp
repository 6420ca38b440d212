#include "mapper/even_exact/floors.hpp"

#include <algorithm>
#include <bit>

#include "mapper/factors.hpp"

namespace ridge::mapper::even {

namespace {

/// What a tower says of one tensor that arrives: amounts that are linear in the words of all instances.
struct Linear {
  double copies = 1;  // of a word, in lanes that the tensor's dimensions do not tell apart
  double pj_per_word = 0;
  double free_pj = 0;  // charged less than so: first touches
  std::array<double, most_bandwidths> cycles_per_word{};
  std::array<double, most_bandwidths> free_cycles{};
};

double product(const Factors& factors, ActiveMask dimensions) {
  double all = 1;
  for (std::size_t d = 0; d < most_active; ++d)
    if (has(dimensions, d)) all *= static_cast<double>(factors[d]);
  return all;
}

Linear linear_of(const Tower& tower, const Edge& edge) {
  const Storey& child = tower.storeys()[edge.child];
  const double per_child = 1 / product(child.above, ~ActiveMask{0});
  const double per_parent = edge.groups * per_child;
  Linear linear;
  linear.copies = product(child.above, ~tower.ground().boxes->relevant(edge.tensor));
  const double parent_pj = edge.read_pj + (edge.written ? edge.update_pj : 0);
  linear.pj_per_word =
      per_parent * parent_pj / edge.parent_block + per_child * edge.fill_pj / edge.child_block;
  linear.free_pj =
      edge.parent_part * edge.read_pj / edge.parent_block + edge.child_part * edge.fill_pj / edge.child_block;
  const auto use = [&](const std::vector<Bandwidths::Use>& uses, double words, double part) {
    for (const Bandwidths::Use& one : uses) {
      linear.cycles_per_word[one.bandwidth] += words * one.cycles_per_word;
      linear.free_cycles[one.bandwidth] += part * one.cycles_per_word;
    }
  };
  use(*edge.parent_reads, per_parent, edge.parent_part);
  if (edge.written) use(*edge.parent_writes, per_parent, 0);
  use(*edge.child_writes, per_child, edge.child_part);
  return linear;
}

}  // namespace

Floors::Floors(const Ground& ground, const Kinds& kinds) : ground_(&ground), kinds_(&kinds) {
  double tiles = 1;
  for (std::size_t d = 0; d < ground.shape->size(); ++d) {
    divisors_[d] = divisors_of(ground.shape->bound(d));
    tiles *= static_cast<double>(divisors_[d].size());
  }
  few_tiles_ = tiles <= most_tiles;
}

Cost Floors::least(const Tower& tower, std::size_t storey) {
  Cost least = tower.compulsory(storey);
  const Storey& place = tower.storeys()[storey];
  const std::size_t count = place.arriving.size();
  if (count == 0 || count > most_tensors || !few_tiles_) return least;
  std::array<Linear, most_tensors> linear;
  for (std::size_t i = 0; i < count; ++i)
    linear[i] = linear_of(tower, tower.edges()[place.arriving[i]]);
  const Fronts& fronts = fronts_of(tower, storey);
  const auto raise = [&](double& amount, auto per_word, auto free) {
    double smallest = infinity;
    double freed = 0;
    for (std::size_t i = 0; i < count; ++i)
      freed += free(linear[i]);
    for (std::size_t kind = 0; kind < fronts.size(); ++kind) {
      Words price{};
      for (std::size_t i = 0; i < count; ++i) {
        const TensorId tensor = tower.edges()[place.arriving[i]].tensor;
        const bool stays = kind < kinds_->size() && ((*kinds_)[kind] & ground_->boxes->relevant(tensor)) == 0;
        price[i] = per_word(linear[i]) * (stays ? linear[i].copies : 1);
      }
      for (const Words& words : fronts[kind]) {
        double sum = 0;
        for (std::size_t i = 0; i < count; ++i)
          sum += price[i] * words[i];
        smallest = std::min(smallest, sum);
      }
    }
    amount = std::max(amount, smallest * (1 - 1e-12) - freed);
  };
  raise(
      least.energy_pj, [](const Linear& one) { return one.pj_per_word; },
      [](const Linear& one) { return one.free_pj; });
  for (std::size_t at = 0; at < ground_->bandwidths->size(); ++at) {
    raise(
        least.busy_cycles[at], [at](const Linear& one) { return one.cycles_per_word[at]; },
        [at](const Linear& one) { return one.free_cycles[at]; });
  }
  return least;
}

const Floors::Fronts& Floors::fronts_of(const Tower& tower, std::size_t storey) {
  Making making{tower.storeys()[storey], {}, {}};
  std::uint32_t kept = 0;
  std::uint32_t arrives = 0;
  for (const TensorId tensor : making.storey.kept)
    kept |= 1U << tensor.index();
  for (const std::size_t at : making.storey.arriving) {
    making.arriving.push_back(tower.edges()[at].tensor);
    arrives |= 1U << making.arriving.back().index();
  }
  const auto [known, is_new] = fronts_.try_emplace({making.storey.level, kept, arrives});
  if (!is_new) return known->second;
  making.fronts.resize(kinds_->size() + 1);
  Factors extents = all_ones;
  choose(0, extents, making);
  known->second = std::move(making.fronts);
  return known->second;
}

void Floors::choose(std::size_t active, Factors& extents, Making& making) {
  if (active == ground_->shape->size()) {
    ++tiles_;
    return add(extents, making);
  }
  for (const std::int64_t extent : divisors_[active]) {
    extents[active] = extent;
    double words = 0;
    for (const TensorId tensor : making.storey.kept)
      words += ground_->boxes->words(tensor, extents);
    if (words > making.storey.capacity_words) break;
    choose(active + 1, extents, making);
  }
  extents[active] = 1;
}

void Floors::add(const Factors& extents, Making& making) const {
  const Boxes& boxes = *ground_->boxes;
  Factors outside = all_ones;
  ActiveMask looped = 0;
  for (std::size_t d = 0; d < ground_->shape->size(); ++d) {
    outside[d] = ground_->shape->bound(d) / extents[d];
    if (outside[d] > 1) looped |= ActiveMask{1} << d;
  }
  std::array<Refills, most_tensors> refills;
  Words tiles{};
  Words others{};
  for (std::size_t i = 0; i < making.arriving.size(); ++i) {
    const TensorId tensor = making.arriving[i];
    tiles[i] = boxes.words(tensor, extents);
    refills[i] = boxes.refills(tensor, extents, outside);
    others[i] = product(outside, ~boxes.relevant(tensor));
  }
  if (looped == 0) return add_to(making.fronts.back(), tiles);
  for (std::size_t kind = 0; kind < kinds_->size(); ++kind) {
    if (((*kinds_)[kind] & looped) == 0) continue;
    const auto innermost = static_cast<std::size_t>(std::countr_zero((*kinds_)[kind] & looped));
    Words words{};
    for (std::size_t i = 0; i < making.arriving.size(); ++i) {
      const TensorId tensor = making.arriving[i];
      const Boxes::Moves moves = boxes.moves(tensor, innermost);
      words[i] = tiles[i];
      if (moves == Boxes::Moves::not_at_all)
        words[i] *= refills[i].stays;
      else if (moves == Boxes::Moves::window)
        words[i] *= refills[i].along[boxes.window(tensor, innermost)] * others[i];
      else
        words[i] *= refills[i].plain * others[i];
    }
    add_to(making.fronts[kind], words);
  }
}

/// Kept unless another one is nowhere worse; what it makes superfluous goes.
void Floors::add_to(std::vector<Words>& front, const Words& words) {
  const auto beats = [](const Words& a, const Words& b) {
    for (std::size_t i = 0; i < most_tensors; ++i)
      if (a[i] > b[i]) return false;
    return true;
  };
  for (std::size_t at = 0; at < front.size(); ++at) {
    if (!beats(front[at], words)) continue;
    if (at > 0) std::swap(front[at], front[at / 2]);  // soon asked again
    return;
  }
  std::erase_if(front, [&](const Words& other) { return beats(words, other); });
  front.push_back(words);
}

}  // namespace ridge::mapper::even
