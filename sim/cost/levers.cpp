#include "sim/cost/levers.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace ridge::cost {
namespace {

/// Dimensions in the order of their loops below `entry`, outermost first, each once.
std::vector<DimensionId> loops_below(const Mapping& mapping, std::size_t entry) {
  std::vector<DimensionId> order;
  for (std::size_t at = entry + 1; at < mapping.nest.size(); ++at) {
    const NestEntry& loop = mapping.nest[at];
    if (loop.kind == NestEntry::Kind::keep) continue;
    if (std::find(order.begin(), order.end(), loop.dimension) == order.end()) order.push_back(loop.dimension);
  }
  return order;
}

/// "fits with C <= 56"; empty when no single dimension helps.
std::string smaller_dimension(const Problem& problem, const Mapping& mapping, const LevelTiles& tiles) {
  std::string lever;
  double most_kept = 0;
  std::size_t outermost = mapping.nest.size();
  for (const LevelTile& tile : tiles.tiles())
    outermost = std::min(outermost, tile.counts.entry);
  for (const DimensionId dimension : loops_below(mapping, outermost)) {
    const auto extent = tiles.fitting_extent(dimension);
    if (!extent) continue;
    const double kept = real(*extent) / real(tiles.extent(dimension));
    if (kept <= most_kept) continue;
    most_kept = kept;
    lever = fmt::format("fits with {} <= {}", problem.dimensions[dimension].name, *extent);
  }
  return lever;
}

bool legal_and_fits(const Setting& setting, const Mapping& changed, LevelId level) {
  return !find_violation(setting.problem, setting.machine, changed) &&
         LevelTiles(setting, changed, level).fits();
}

/// "bypass 'Weights' here": the largest tile whose absence is enough.
std::string bypass(const Setting& setting, const Mapping& mapping, LevelId level, const LevelTiles& tiles) {
  for (const LevelTile& tile : tiles.tiles()) {
    Mapping without{mapping.nest, {}};
    without.nest.erase(without.nest.begin() + static_cast<std::ptrdiff_t>(tile.counts.entry));
    if (legal_and_fits(setting, without, level))
      return fmt::format("bypass '{}' here", setting.problem.tensors[tile.counts.tensor].name);
  }
  return {};
}

/// "keep 'Weights' in 'DRAM' as well": a home holds the whole tensor, a node below a home only its tile.
std::string outer_home(const Setting& setting, const Mapping& mapping, LevelId level,
                       const LevelTiles& tiles) {
  for (const LevelTile& tile : tiles.tiles()) {
    if (!tile.counts.home) continue;
    const TensorId tensor = tile.counts.tensor;
    for (std::size_t outer = 0; outer < level.index(); ++outer) {
      Mapping with{mapping.nest, {}};
      with.nest.insert(with.nest.begin(), NestEntry::keep(LevelId(outer), tensor));
      if (legal_and_fits(setting, with, level))
        return fmt::format("keep '{}' in '{}' as well", setting.problem.tensors[tensor].name,
                           setting.machine.levels[LevelId(outer)].name);
    }
  }
  return {};
}

}  // namespace

std::vector<std::string> capacity_levers(const Setting& setting, const Mapping& mapping, LevelId level,
                                         const LevelTiles& tiles) {
  std::vector<std::string> levers;
  for (std::string lever :
       {smaller_dimension(setting.problem, mapping, tiles), bypass(setting, mapping, level, tiles),
        outer_home(setting, mapping, level, tiles), "size >= " + format_bytes(tiles.bytes())}) {
    if (!lever.empty()) levers.push_back(std::move(lever));
  }
  return levers;
}

}  // namespace ridge::cost
