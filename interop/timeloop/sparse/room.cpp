#include "interop/timeloop/sparse/room.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/checked.hpp"
#include "interop/timeloop/sparse/charges.hpp"

namespace ridge::timeloop::sparse {
namespace {

/// What one level holds, and of it the tensor that takes most.
struct Demand {
  Room all;
  std::int64_t dense_words = 0;
  TensorId largest;
  std::vector<std::string> parts;  // "'A' 16 words (compressed from 64)"
};

Demand demand_of(const Layer& layer, const Tiles& tiles, LevelId level) {
  Demand demand;
  std::int64_t most = -1;
  for (const TensorId tensor : layer.problem.tensors.ids()) {
    const Tile& tile = tiles[level][tensor];
    if (!tile.kept) continue;
    const Room room = room_of(layer, tensor, tile);
    demand.all.words += room.words;
    demand.all.metadata_bits += room.metadata_bits;
    demand.dense_words += tile.words;
    if (room.words > most) demand.largest = tensor;
    most = std::max(most, room.words);
    std::string part = fmt::format("'{}' {} words", layer.problem.tensors[tensor].name, room.words);
    if (tile.compressed()) part += fmt::format(" (at most, of {})", tile.words);
    if (room.metadata_bits > 0) part += fmt::format(" and {} bits", room.metadata_bits);
    demand.parts.push_back(std::move(part));
  }
  return demand;
}

Refusal refusal(const Level& level, LevelId id, const Demand& demand, std::string message) {
  Refusal refusal;
  refusal.infeasible.level = id;
  refusal.infeasible.tensor = demand.largest;
  refusal.finding.place = level.place;
  refusal.finding.message = std::move(message);
  refusal.finding.label = fmt::format("{}", fmt::join(demand.parts, ", "));
  return refusal;
}

std::int64_t bytes_of(std::int64_t words, const Level& level) {
  return ceil_divide(words * level.word_bits, 8);
}

std::optional<Refusal> check_words(const Level& level, LevelId id, const Demand& demand) {
  const std::int64_t usable = level.usable_words().value();
  const double least = level.min_utilization * static_cast<double>(usable);
  if (demand.all.words <= usable && static_cast<double>(demand.all.words) >= least) return std::nullopt;
  const bool too_many = demand.all.words > usable;
  Refusal found =
      refusal(level, id, demand,
              too_many ? fmt::format("tiles do not fit in '{}': {} words, and it has room for {}", level.name,
                                     demand.all.words, usable)
                       : fmt::format("tiles fill {} of {} words of '{}', less than its min-utilization {}",
                                     demand.all.words, usable, level.name, level.min_utilization));
  found.infeasible.demanded_bytes = bytes_of(demand.all.words, level);
  found.infeasible.available_bytes = bytes_of(usable, level);
  found.finding.help =
      too_many ? "use smaller factors, bypass a tensor there, or compress one" : "use larger factors";
  if (too_many && level.metadata.overbooks) found.finding.help += " (overbooked tiles are not modelled)";
  return found;
}

std::optional<Refusal> check_metadata(const Level& level, LevelId id, const Demand& demand) {
  const MetadataStorage& metadata = level.metadata;
  const auto available = static_cast<std::int64_t>(static_cast<double>(metadata.depth * metadata.width_bits) /
                                                   level.multiple_buffering);
  if (demand.all.metadata_bits <= available) return std::nullopt;
  Refusal found = refusal(level, id, demand,
                          fmt::format("metadata do not fit in '{}': {} bits, and it has room for {}",
                                      level.name, demand.all.metadata_bits, available));
  found.infeasible.demanded_bytes = ceil_divide(demand.all.metadata_bits, 8);
  found.infeasible.available_bytes = available / 8;
  found.finding.help = "metadata_storage_depth x metadata_storage_width is what there is";
  return found;
}

/// Lanes of the mapping by fanout and axis.
std::vector<std::array<std::int64_t, 2>> mapped_lanes(const Machine& machine, const Mapping& mapping) {
  std::vector<std::array<std::int64_t, 2>> lanes(machine.fanouts.size(), {1, 1});
  for (const NestEntry& entry : mapping.nest) {
    if (entry.kind != NestEntry::Kind::spatial) continue;
    lanes[entry.fanout.index()][static_cast<std::size_t>(entry.axis)] *= entry.bound;
  }
  return lanes;
}

}  // namespace

std::optional<Refusal> find_overflow(const Layer& layer, const Tiles& tiles) {
  for (const LevelId id : tiles.ids()) {
    const Level& level = layer.architecture.levels[id.index()];
    const Demand demand = demand_of(layer, tiles, id);
    if (demand.parts.empty() || !level.usable_words()) continue;
    if (auto found = check_words(level, id, demand)) return found;
    if (auto found = check_metadata(level, id, demand)) return found;
  }
  return std::nullopt;
}

Machine widened(const Machine& machine, const Mapping& mapping) {
  Machine wide = machine;
  const auto lanes = mapped_lanes(machine, mapping);
  for (const FanoutId fanout : wide.fanouts.ids())
    for (std::size_t axis = 0; axis < 2; ++axis)
      wide.fanouts[fanout].size[axis] =
          std::max<std::int64_t>(wide.fanouts[fanout].size[axis], lanes[fanout.index()][axis]);
  return wide;
}

std::optional<Refusal> find_too_few_lanes(const Layer& layer, const Machine& machine, const Mapping& mapping,
                                          const SpatialSkipping& spatial) {
  for (const LevelId level : machine.levels.ids()) {
    const auto fanout = fanout_below(machine, level);
    if (!fanout) continue;
    for (const TensorId tensor : layer.problem.tensors.ids()) {
      const Lanes& outside = spatial.at(level.index(), tensor).lanes;
      const Lanes& inside = spatial.at(level.index() + 1, tensor).lanes;
      const auto& size = machine.fanouts[*fanout].size;
      const bool x_fits = inside.x <= outside.x * size[0];
      if (x_fits && inside.y <= outside.y * size[1]) continue;
      Refusal found;
      found.infeasible.reason = Infeasible::Reason::illegal;
      Violation violation{};
      violation.rule = Violation::Rule::axis_overfull;
      for (std::size_t entry = 0; entry < mapping.nest.size(); ++entry)
        if (mapping.nest[entry].kind == NestEntry::Kind::spatial && mapping.nest[entry].fanout == *fanout)
          violation.entry = entry;
      found.infeasible.violation = violation;
      found.finding.place = machine.fanouts[*fanout].place;
      found.finding.message = fmt::format("spatial loops span {} lanes of '{}' after skipping, but it has {}",
                                          x_fits ? inside.y / std::max<std::int64_t>(1, outside.y)
                                                 : inside.x / std::max<std::int64_t>(1, outside.x),
                                          machine.fanouts[*fanout].name, x_fits ? size[1] : size[0]);
      found.finding.help = fmt::format(
          "'{}' is what needs them: skip them spatially for it too, or use "
          "smaller spatial factors",
          layer.problem.tensors[tensor].name);
      return found;
    }
  }
  return std::nullopt;
}

}  // namespace ridge::timeloop::sparse
