#include "tests/cost/second_derivation.hpp"

#include <algorithm>
#include <functional>

namespace ridge {
namespace {

double number(std::int64_t count) {
  return static_cast<double>(count);
}

/// Bits of a complete and of a partial word of a tensor at a level.
std::pair<int, int> widths(const Case& made, const NodeCounts& node) {
  if (const auto forced = made.machine.levels[node.level].word_bits) return {*forced, *forced};
  return {bits_of(made.problem.tensors[node.tensor].precision),
          bits_of(node.tensor == made.problem.written ? made.problem.tensors[node.tensor].partial
                                                      : made.problem.tensors[node.tensor].precision)};
}

/// What one port of a level takes of a stream: nothing if an unlimited port serves it too, else its share by
/// bandwidth.
double share_of(const StorageLevel& level, const Port& port, std::size_t role, bool write) {
  double together = 0;
  for (const Port& each : level.ports) {
    if (!(write ? each.writes : each.reads).has(role)) continue;
    if (!each.bytes_per_cycle) return 0;
    together += *each.bytes_per_cycle;
  }
  return (write ? port.writes : port.reads).has(role) ? *port.bytes_per_cycle / together : 0;
}

/// Busiest port of a level when each of its nodes moves what `bits` says, over `instances` instances.
double port_cycles(const Case& made, const Counts& counts, LevelId level, double instances,
                   const std::function<MovedBits(const NodeCounts&)>& bits) {
  double busiest = 0;
  const StorageLevel& storage = made.machine.levels[level];
  for (const Port& port : storage.ports) {
    if (!port.bytes_per_cycle) continue;
    double bytes = 0;
    for (const NodeCounts& node : counts.nodes) {
      if (node.level != level) continue;
      const auto role = static_cast<std::size_t>(made.problem.tensors[node.tensor].role);
      const MovedBits moved = bits(node);
      bytes += moved.read / 8 * share_of(storage, port, role, false);
      bytes += moved.write / 8 * share_of(storage, port, role, true);
    }
    busiest = std::max(busiest, bytes / instances / *port.bytes_per_cycle);
  }
  return busiest;
}

}  // namespace

MovedBits moved_bits(const Case& made, const NodeCounts& node) {
  const auto [complete, partial] = widths(made, node);
  if (node.tensor != made.problem.written)
    return {number(node.reads) * complete, number(node.fills) * complete};
  return {number(node.reads + node.drains - node.complete_drains) * partial +
              number(node.complete_drains) * complete,
          number(node.fills + node.updates - node.complete_updates) * partial +
              number(node.complete_updates) * complete};
}

MovedEnergy moved_energy(const Case& made, const NodeCounts& node) {
  const auto [complete, partial] = widths(made, node);
  const StorageLevel& level = made.machine.levels[node.level];
  if (node.tensor != made.problem.written)
    return {level.read_energy->of(node.reads, complete), level.write_energy->of(node.fills, complete)};
  return {level.read_energy->of(node.complete_drains, complete) +
              level.read_energy->of(node.reads + node.drains - node.complete_drains, partial),
          level.write_energy->of(node.complete_updates, complete) +
              level.write_energy->of(node.fills + node.updates - node.complete_updates, partial)};
}

double busiest_port_cycles(const Case& made, const Counts& counts, LevelId level) {
  std::int64_t used = 1;
  for (const NodeCounts& node : counts.nodes)
    if (node.level == level) used = std::max(used, node.instances);
  return port_cycles(made, counts, level, number(used),
                     [&made](const NodeCounts& node) { return moved_bits(made, node); });
}

double compulsory_port_cycles(const Case& made, const Counts& counts, LevelId level) {
  return port_cycles(made, counts, level, number(made.machine.instances(level)),
                     [&made](const NodeCounts& node) {
                       if (!node.home) return MovedBits{};
                       const double bits = number(made.problem.words(node.tensor)) * widths(made, node).first;
                       if (node.tensor == made.problem.written) return MovedBits{0, bits};
                       return MovedBits{bits, 0};
                     });
}

}  // namespace ridge
