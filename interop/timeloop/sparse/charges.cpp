#include "interop/timeloop/sparse/charges.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

namespace ridge::timeloop::sparse {
namespace {

/// Words of a tile, in blocks, from which on a block counts as evenly filled: by words of a block, then by
/// tenths of density. Timeloop's own table.
const std::map<std::int64_t, std::array<std::int64_t, 10>>& even_blocks() {
  static const std::map<std::int64_t, std::array<std::int64_t, 10>> table{
      {2, {251, 125, 84, 63, 51, 42, 36, 32, 28, 1}},    {4, {375, 188, 125, 94, 75, 63, 54, 47, 42, 1}},
      {8, {438, 219, 146, 110, 88, 73, 63, 55, 49, 1}},  {16, {469, 235, 157, 118, 94, 79, 67, 59, 52, 1}},
      {32, {485, 243, 162, 122, 97, 81, 70, 61, 52, 1}},
  };
  return table;
}

bool fills_blocks_unevenly(const Tile& tile, const Level& level) {
  return tile.compressed() && level.block_words > 1 && tile.density() < 1;
}

/// How many more blocks a tile takes than its nonzeros would if they filled them.
double block_overhead(const Level& level, const Tile& tile, const Density& density) {
  if (!fills_blocks_unevenly(tile, level) || tile.expected_words == 0) return 1;
  const double part = tile.density();
  const std::size_t tenth = part >= 0.1 ? static_cast<std::size_t>(std::floor(part / 0.1)) - 1 : 0;
  const auto& row = even_blocks().at(level.block_words);
  if (row[std::min(tenth, row.size() - 1)] <= tile.words / level.block_words) return 1;
  const auto block = static_cast<double>(level.block_words);
  double blocks = 0;
  for (const Outcome& outcome : density.outcomes(tile.box))
    blocks += std::ceil(static_cast<double>(outcome.nonzeros) / block) * outcome.probability;
  return blocks / (static_cast<double>(tile.words) * part / block);
}

}  // namespace

void check_blocks(const Layer& layer, const Tiles& tiles) {
  for (const LevelId level : tiles.ids()) {
    const Level& at = layer.architecture.levels[level.index()];
    for (const TensorId tensor : layer.problem.tensors.ids()) {
      const Tile& tile = tiles[level][tensor];
      if (!fills_blocks_unevenly(tile, at) || even_blocks().contains(at.block_words)) continue;
      throw InputError(tile.format->place,
                       fmt::format("'{}' is compressed at '{}', whose blocks of {} words Timeloop does not "
                                   "know",
                                   layer.problem.tensors[tensor].name, at.name, at.block_words),
                       "compressed tiles need a block of 1, 2, 4, 8, 16 or 32 words");
    }
  }
}

double metadata_bits(const Format* format, const std::vector<RankUnits>& units) {
  double bits = 0;
  for (std::size_t rank = 0; rank < units.size(); ++rank)
    bits += units[rank].metadata * static_cast<double>(format->ranks[rank].metadata_bits) +
            units[rank].payload * static_cast<double>(format->ranks[rank].payload_bits);
  return bits;
}

Charge charge(const Layer& layer, LevelId level, TensorId tensor, const Tile& tile, const Accesses& accesses,
              std::int64_t used, double mean_instances) {
  const Level& at = layer.architecture.levels[level.index()];
  const LevelEnergies& energies = layer.section.energies.levels[level];
  const double overhead = block_overhead(at, tile, *layer.section.densities[tensor]);
  const auto block = static_cast<double>(at.block_words);
  const auto row = static_cast<double>(at.metadata.width_bits);
  Charge each;
  for (const Fate fate : fates) {
    for (const Action action : actions) {
      const double blocks = std::ceil(accesses.words[fate][action] / block) * overhead;
      const double bits = metadata_bits(tile.format, accesses.units[fate][action]);
      const double rows = row > 0 ? std::ceil(bits / row) : 0;
      (action == Action::read ? each.read_pj : each.write_pj) +=
          blocks * energies.data_pj[fate][action] + rows * energies.metadata_pj[fate][action];
    }
  }
  each.write_pj += accesses.decompressed_words * energies.decompression_pj +
                   accesses.compressed_words * energies.compression_pj;
  // Instances of one cluster share their accesses.
  const std::int64_t clusters = std::min(used, at.mesh.instances / at.cluster);
  const double sharing = static_cast<double>(used) / static_cast<double>(clusters);
  return {each.read_pj / sharing * mean_instances, each.write_pj / sharing * mean_instances};
}

std::int64_t moved_words(const Level& level, const Tile& tile, const Accesses& accesses, Action action) {
  const double words = accesses.words[Fate::actual][action] + accesses.words[Fate::gated][action];
  if (level.metadata.width_bits == 0) return static_cast<std::int64_t>(words);
  const double bits = metadata_bits(tile.format, accesses.units[Fate::actual][action]) +
                      metadata_bits(tile.format, accesses.units[Fate::gated][action]);
  return static_cast<std::int64_t>(words) + static_cast<std::int64_t>(bits) / level.word_bits;
}

double slowest_cycles(const Layer& layer, const Tiles& tiles, const Grid<Accesses>& accesses,
                      double compute_cycles) {
  double slowest_cycles = compute_cycles;
  for (const LevelId id : tiles.ids()) {
    const Level& level = layer.architecture.levels[id.index()];
    double read = 0;  // words per cycle that it should pass
    double written = 0;
    for (const TensorId tensor : layer.problem.tensors.ids()) {
      const auto words = [&](Action action) {
        return static_cast<double>(moved_words(level, tiles[id][tensor], accesses[id][tensor], action));
      };
      read += words(Action::read) / compute_cycles;
      written += (words(Action::fill) + words(Action::update)) / compute_cycles;
    }
    double speed = 1;
    const auto limit = [&speed](const std::optional<double>& bandwidth, double demand) {
      if (bandwidth && *bandwidth < demand) speed = std::min(speed, *bandwidth / demand);
    };
    limit(level.read_words_per_cycle, read);
    limit(level.write_words_per_cycle, written);
    limit(level.shared_words_per_cycle, read + written);
    slowest_cycles = std::max(slowest_cycles, std::ceil(compute_cycles / speed));
  }
  return slowest_cycles;
}

Room room_of(const Layer& layer, TensorId tensor, const Tile& tile) {
  if (tile.format == nullptr) return {tile.words, 0};
  const Density& density = *layer.section.densities[tensor];
  const std::int64_t most = density.most(tile.box);
  const double bits = metadata_bits(tile.format, units_of(tile, density, most));
  return {tile.compressed() ? most : tile.words, static_cast<std::int64_t>(std::ceil(bits))};
}

}  // namespace ridge::timeloop::sparse
