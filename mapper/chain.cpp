#include "mapper/chain.hpp"

#include <algorithm>
#include <cmath>

#include "base/checked.hpp"

namespace ridge::mapper {

namespace {

double real(std::int64_t count) {
  return static_cast<double>(count);
}

/// True when two iterations that differ in a relevant dimension can want the same word.
bool slides(const Tensor& tensor) {
  return std::any_of(tensor.ranks.begin(), tensor.ranks.end(),
                     [](const Rank& rank) { return rank.terms.size() > 1; });
}

/// What a chain costs at one node.
struct NodeFloor {
  LevelFloor bytes;
  double energy_pj = 0;  // NaN: unknown
};

class ChainFloor {
 public:
  ChainFloor(const Space& space, const cost::Setting& setting, TensorId tensor)
      : space_(&space),
        setting_(&setting),
        tensor_(tensor),
        written_(space.problem().is_written(tensor)),
        words_(real(space.problem().words(tensor))) {}

  /// The node at `level`, as a home or not, as the innermost one or not.
  NodeFloor node(LevelId level, bool home, bool innermost) const {
    const double served = innermost ? std::ceil(setting_->iterations / real(most_sharing(level))) : 0;
    const double below = std::max(words_, served);  // words that leave downwards, or come up
    return written_ ? written_node(level, home, below) : read_node(level, home, below);
  }

  /// A home of limited size must hold every word: spread over its instances at best.
  bool can_be_home(LevelId level) const {
    const auto& size = space_->machine().levels[level].size_bytes;
    if (!size) return true;
    const cost::Slot& slot = setting_->slots[setting_->slot(level, tensor_)];
    const std::int64_t bits = std::min(slot.word_bits, slot.partial_bits);
    return words_ * real(bits) <= real(*size) * 8.0 * real(space_->machine().instances(level));
  }

 private:
  NodeFloor read_node(LevelId level, bool home, double reads) const {
    const cost::Slot& slot = setting_->slots[setting_->slot(level, tensor_)];
    const double fills = home ? 0 : words_;
    NodeFloor floor;
    floor.bytes = {reads * slot.word_bytes, fills * slot.word_bytes, fills * slot.word_bytes, 0};
    floor.energy_pj = energy(slot, Direction::read, reads, 0) + energy(slot, Direction::write, fills, 0);
    return floor;
  }

  NodeFloor written_node(LevelId level, bool home, double updates) const {
    const cost::Slot& slot = setting_->slots[setting_->slot(level, tensor_)];
    // At most w words are complete. (Where partial words are the narrower ones, none need be.)
    const double complete = slot.partial_bits >= slot.word_bits ? words_ : 0;
    const double complete_drains = home ? 0 : complete;
    const double out = home ? updates - words_ : updates;  // reads and drains
    NodeFloor floor;
    floor.bytes.write_bytes = mixed(slot, complete, updates - complete);
    floor.bytes.read_bytes = mixed(slot, complete_drains, out - complete_drains);
    floor.bytes.drain_bytes = home ? 0 : mixed(slot, complete, words_ - complete);
    floor.energy_pj = energy(slot, Direction::read, complete_drains, out - complete_drains) +
                      energy(slot, Direction::write, complete, updates - complete);
    return floor;
  }

  static double mixed(const cost::Slot& slot, double complete, double partial) {
    return complete * slot.word_bytes + partial * slot.partial_bytes;
  }

  static double energy(const cost::Slot& slot, Direction direction, double complete, double partial) {
    const cost::MoveEnergy& move = slot.energy[static_cast<std::size_t>(direction)];
    if (complete + partial > 0 && std::isnan(move.of(1))) return std::nan("");  // not stated
    return move.at_least(complete) + move.at_least_partial(partial);
  }

  /// The most lanes below `level` that one read serves (or whose partial sums one update joins): the product
  /// over the axes that multicast (reduce). Lanes that share a word differ in dimensions the tensor does not
  /// have, unless it slides.
  std::int64_t most_sharing(LevelId level) const {
    const Machine& machine = space_->machine();
    Checked lanes;
    std::int64_t sharing = 1;
    for (FanoutId fanout : machine.fanouts.ids()) {
      if (machine.fanouts[fanout].position < machine.levels[level].position) continue;
      for (Axis axis : {Axis::x, Axis::y})
        sharing = lanes.multiply(sharing, axis_sharing(fanout, axis));
    }
    return lanes.overflowed() ? std::numeric_limits<std::int64_t>::max() : sharing;
  }

  std::int64_t axis_sharing(FanoutId fanout, Axis axis) const {
    const Fanout& step = space_->machine().fanouts[fanout];
    const auto side = static_cast<std::size_t>(axis);
    if (!(written_ ? step.reduce[side] : step.multicast[side].has(setting_->role_of(tensor_)))) return 1;
    if (slides(space_->problem().tensors[tensor_])) return step.size[side];
    std::int64_t most = 1;
    for (DimensionId dimension : space_->problem().dimensions.ids()) {
      if (space_->problem().relevant(tensor_, dimension)) continue;
      const std::int64_t lanes =
          std::max<std::int64_t>(1, space_->spatial_limits(fanout, axis, dimension).most);
      if (lanes >= ceil_divide(step.size[side], most)) return step.size[side];
      most *= lanes;
    }
    return most;
  }

  const Space* space_;
  const cost::Setting* setting_;
  TensorId tensor_;
  bool written_;
  double words_;
};

/// The least of both, number by number.
void lower(LevelFloor& floor, const LevelFloor& other) {
  floor.read_bytes = std::min(floor.read_bytes, other.read_bytes);
  floor.write_bytes = std::min(floor.write_bytes, other.write_bytes);
  floor.fill_bytes = std::min(floor.fill_bytes, other.fill_bytes);
  floor.drain_bytes = std::min(floor.drain_bytes, other.drain_bytes);
}

/// Levels that may keep the tensor, outermost first.
std::vector<LevelId> candidates(const Space& space, TensorId tensor) {
  std::vector<LevelId> levels;
  for (LevelId level : space.machine().levels.ids()) {
    if (space.keeping(level, tensor) != Keeping::never) levels.push_back(level);
  }
  return levels;
}

/// The bits of the candidates that every chain has.
std::size_t forced(const Space& space, TensorId tensor, const std::vector<LevelId>& levels) {
  std::size_t mask = 0;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    if (space.keeping(levels[i], tensor) == Keeping::always) mask |= std::size_t{1} << i;
  }
  return mask;
}

}  // namespace

std::optional<TensorFloor> floor_of(const Space& space, const cost::Setting& setting, TensorId tensor) {
  const std::vector<LevelId> levels = candidates(space, tensor);
  check(levels.size() < 24, "a machine has fewer than 24 levels for one tensor");
  const std::size_t must = forced(space, tensor, levels);
  const ChainFloor chain(space, setting, tensor);
  std::optional<TensorFloor> least;
  for (std::size_t mask = 1; mask < (std::size_t{1} << levels.size()); ++mask) {
    if ((mask & must) != must) continue;
    IdVector<LevelId, LevelFloor> bytes(space.machine().levels.size());
    double energy_pj = 0;
    bool home = true;
    bool possible = true;
    for (std::size_t i = 0; i < levels.size(); ++i) {
      if (((mask >> i) & 1U) == 0) continue;
      possible &= !home || chain.can_be_home(levels[i]);
      const NodeFloor node = chain.node(levels[i], home, (mask >> i) == 1);
      bytes[levels[i]] = node.bytes;
      energy_pj += node.energy_pj;
      home = false;
    }
    if (!possible) continue;
    if (!least) {
      least = TensorFloor{bytes, energy_pj};
      continue;
    }
    for (LevelId level : bytes.ids())
      lower(least->levels[level], bytes[level]);
    least->energy_pj = std::fmin(least->energy_pj, energy_pj);  // NaN only when both are
  }
  return least;
}

}  // namespace ridge::mapper
