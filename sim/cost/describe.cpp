// Why a mapping cannot run, for people.
//
//   ws.yaml:22:7: error: tile of 'Weights' does not fit in 'GLB'
//      22 |   - keep: {GLB: [Weights]}
//         |     ^ needs 36 KiB (K 32 x C 64 x R 3 x S 3 x 2 B)
//   small.yaml:14:5: note: 'GLB' has 32 KiB
//      help: fits with C <= 56, or bypass 'Weights' here, or size >= 36 KiB
#include <algorithm>

#include <fmt/format.h>

#include "base/readable_bytes.hpp"
#include "sim/cost/evaluator.hpp"
#include "sim/cost/levers.hpp"
#include "sim/mapping/tile.hpp"

namespace ridge {
namespace cost {
namespace {

Place place_of(const Mapping& mapping, std::size_t entry) {
  return entry < mapping.places.size() ? mapping.places[entry] : Place();
}

/// "K 32", or "16 (P 14, R 3)" for a rank of several dimensions: how many indices, and from what.
std::string rank_text(const Problem& problem, const Rank& rank, std::int64_t words,
                      const IdVector<DimensionId, std::int64_t>& extents) {
  std::string dimensions;
  for (const Term& term : rank.terms) {
    const std::string& name = problem.dimensions[term.dimension].name;
    if (rank.terms.size() == 1) return fmt::format("{} {}", name, words);
    dimensions += fmt::format("{}{} {}", dimensions.empty() ? "" : ", ", name, extents[term.dimension]);
  }
  return fmt::format("{} ({})", words, dimensions);
}

/// "K 32 x C 64 x R 3 x S 3 x 2 B x 2 buffers". The words of a home whose loops do not show its extents are
/// given as they are.
std::string tile_text(const Setting& setting, const Mapping& mapping, const LevelTile& tile) {
  const Problem& problem = setting.problem;
  const Tile drawn = tile_of(mapping, tile.counts.entry, problem, setting.machine);
  std::string text;
  if (drawn.words != tile.counts.tile_words) {
    text = fmt::format("{} words x ", tile.counts.tile_words);
  } else {
    const auto extents = extents_below(mapping, tile.counts.entry, problem);
    const auto& ranks = problem.tensors[tile.counts.tensor].ranks;
    for (std::size_t rank = 0; rank < ranks.size(); ++rank) {
      if (drawn.rank_words[rank] > 1)
        text += rank_text(problem, ranks[rank], drawn.rank_words[rank], extents) + " x ";
    }
  }
  text +=
      tile.word_bits % 8 == 0 ? fmt::format("{} B", tile.word_bits / 8) : fmt::format("{} b", tile.word_bits);
  return tile.doubled ? text + " x 2 buffers" : text;
}

std::string tensor_name(const Setting& setting, const LevelTile& tile) {
  return setting.problem.tensors[tile.counts.tensor].name;
}

/// "36 KiB (K 32 x ...)"; the bytes alone where there is nothing to multiply.
std::string bytes_text(const Setting& setting, const Mapping& mapping, const LevelTile& tile) {
  const std::string bytes = readable_bytes(tile.bytes);
  const std::string product = tile_text(setting, mapping, tile);
  return product == bytes ? bytes : fmt::format("{} ({})", bytes, product);
}

/// "needs 36 KiB (K 32 x ...)", or with several tiles "needs 48 KiB: 'Weights' 36 KiB (...), 'Inputs' ...".
std::string demand_text(const Setting& setting, const Mapping& mapping, const LevelTiles& tiles) {
  if (tiles.tiles().size() == 1) return "needs " + bytes_text(setting, mapping, tiles.tiles().front());
  std::string text = "needs " + readable_bytes(tiles.bytes());
  const char* joint = ": ";
  for (const LevelTile& tile : tiles.tiles()) {
    text += fmt::format("{}'{}' {}", joint, tensor_name(setting, tile), bytes_text(setting, mapping, tile));
    joint = ", ";
  }
  return text;
}

Diagnostic describe_capacity(const Infeasible& infeasible, const Setting& setting, const Mapping& mapping) {
  const StorageLevel& level = setting.machine.levels[infeasible.level];
  const LevelTiles tiles(setting, mapping, infeasible.level);
  const LevelTile& largest = tiles.tiles().front();
  Diagnostic error;
  error.place = place_of(mapping, largest.counts.entry);
  if (largest.bytes > infeasible.available_bytes) {
    error.message =
        fmt::format("tile of '{}' does not fit in '{}'", tensor_name(setting, largest), level.name);
  } else {
    std::vector<std::string> names;
    for (const LevelTile& tile : tiles.tiles())
      names.push_back(tensor_name(setting, tile));
    error.message = fmt::format("tiles of {} do not fit together in '{}'", list_of(names, "and"), level.name);
  }
  error.label = demand_text(setting, mapping, tiles);
  // A caret needs a line to stand under.
  if (!error.place.source) error.message += ": it " + std::exchange(error.label, {});
  const auto levers = capacity_levers(setting, mapping, infeasible.level, tiles);
  error.help = fmt::format("{}", fmt::join(levers, ", or "));
  Diagnostic note;
  note.severity = Severity::note;
  note.place = level.place;
  note.message = fmt::format("'{}' has {}", level.name, format_bytes(infeasible.available_bytes));
  error.notes.push_back(std::move(note));
  return error;
}

/// What the units at the end of the array do, for the help: "mac at int8", ...
std::vector<std::string> abilities(const Machine& machine) {
  std::vector<std::string> all;
  for (const ComputeUnit& unit : machine.compute) {
    if (!at_the_bottom(unit, machine)) continue;
    for (const std::string& operation : unit.does) {
      for (const auto& [precision, rate] : unit.rate_by_precision)
        all.push_back(fmt::format("{} at {}", operation, precision));
      if (unit.rate_by_precision.empty()) all.push_back(operation + " at any precision");
    }
  }
  return all;
}

Diagnostic describe_no_unit(const Problem& problem, const Machine& machine) {
  Diagnostic error;
  const std::string precision(name_of(compute_precision(problem)));
  if (!machine.compute.empty()) error.place = machine.compute.begin()->place;
  error.message = fmt::format("no unit of the array of '{}' does '{}' at {}", machine.name,
                              name_of(problem.operation), precision);
  error.help = fmt::format("it does {}; the layer '{}' can be counted as memory traffic, or a unit be added",
                           fmt::join(abilities(machine), ", "), problem.name);
  return error;
}

Diagnostic describe_overflow(const Problem& problem, const Mapping& mapping) {
  Diagnostic error;
  error.place = place_of(mapping, 0);
  error.message =
      fmt::format("the tiles of '{}' under this mapping demand more bytes than 64 bits count", problem.name);
  error.help = "use smaller sizes, or split the layer";
  return error;
}

}  // namespace
}  // namespace cost

Diagnostic describe(const Infeasible& infeasible, const Problem& problem, const Machine& machine,
                    const Mapping& mapping) {
  switch (infeasible.reason) {
    case Infeasible::Reason::illegal:
      return describe(*infeasible.violation, problem, machine, mapping);
    case Infeasible::Reason::capacity:
      return cost::describe_capacity(infeasible, cost::Setting(problem, machine), mapping);
    case Infeasible::Reason::no_unit:
      return cost::describe_no_unit(problem, machine);
    case Infeasible::Reason::overflow:
      return cost::describe_overflow(problem, mapping);
  }
  check(false, "every reason has its words");
  return {};
}

}  // namespace ridge
