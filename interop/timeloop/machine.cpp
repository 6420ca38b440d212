#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/checked.hpp"
#include "interop/timeloop/spec.hpp"

namespace ridge::timeloop {
namespace {

double bytes_of(std::int64_t bits) {
  return static_cast<double>(bits) / 8;
}

StorageLevel storage_of(const Level& level) {
  StorageLevel storage;
  storage.name = level.name;
  storage.place = level.place;
  storage.kind = level.dram || !level.capacity_words ? MemoryKind::dram : MemoryKind::scratchpad;
  if (level.capacity_words) storage.size_bytes = ceil_divide(*level.capacity_words * level.word_bits, 8);
  storage.word_bits = static_cast<int>(level.word_bits);
  const std::int64_t access_bytes = std::max<std::int64_t>(1, level.block_words * level.word_bits / 8);
  const auto sharers = static_cast<double>(level.cluster);  // instances that split one access among them
  storage.read_energy = ActionEnergy{level.read_pj / sharers, access_bytes};
  storage.write_energy = ActionEnergy{level.fill_pj / sharers, access_bytes};
  if (level.area_um2) storage.area_mm2 = *level.area_um2 * 1e-6;
  const auto bytes = [&](double words) { return words * bytes_of(level.word_bits); };
  const RoleSet all = RoleSet::all();
  if (level.shared_words_per_cycle) {
    storage.ports.push_back({"shared", bytes(*level.shared_words_per_cycle), all, all});
  } else {
    if (level.read_words_per_cycle)
      storage.ports.push_back({"read", bytes(*level.read_words_per_cycle), all, RoleSet()});
    if (level.write_words_per_cycle)
      storage.ports.push_back({"write", bytes(*level.write_words_per_cycle), RoleSet(), all});
  }
  if (level.multiple_buffering >= 2) storage.double_buffered = all;
  return storage;
}

/// A name that no level has.
std::string fanout_name(const std::string& inner, const std::set<std::string>& taken) {
  std::string name = inner + "_array";
  while (taken.contains(name))
    name += "_";
  return name;
}

}  // namespace

Machine machine_of(const Architecture& architecture) {
  Machine machine;
  machine.name = architecture.name.empty() ? "architecture" : architecture.name;
  machine.clock.value = 1e9;
  machine.sources.push_back("a Timeloop architecture; its energies come from its energy table");
  std::set<std::string> taken{architecture.compute.name};
  for (const Level& level : architecture.levels)
    taken.insert(level.name);
  const auto place_next = [&machine](auto& part, MachineElement element) {
    part.position = machine.order.size();
    machine.order.push_back(element);
  };
  for (std::size_t i = 0; i < architecture.levels.size(); ++i) {
    const Level& level = architecture.levels[i];
    const bool last = i + 1 == architecture.levels.size();
    const Mesh& inner = last ? architecture.compute.mesh : architecture.levels[i + 1].mesh;
    StorageLevel storage = storage_of(level);
    place_next(storage, {MachineElement::Kind::level, LevelId(i), FanoutId()});
    machine.levels.push_back(std::move(storage));
    if (inner.instances == level.mesh.instances) continue;
    Fanout fanout;
    fanout.name = fanout_name(last ? architecture.compute.name : architecture.levels[i + 1].name, taken);
    fanout.size = {inner.x / level.mesh.x, inner.y / level.mesh.y};
    fanout.multicast = {RoleSet::all(), RoleSet::all()};
    fanout.reduce = {true, true};
    fanout.place = level.place;
    place_next(fanout, {MachineElement::Kind::fanout, LevelId(), FanoutId(machine.fanouts.size())});
    machine.fanouts.push_back(std::move(fanout));
  }
  ComputeUnit unit;
  const std::string& name = architecture.compute.name;  // "__ARITH__" where the file has none
  unit.name = name.starts_with('_') ? "MAC" : name;
  unit.does = {"mac"};
  unit.energy_pj = architecture.compute.pj;
  if (architecture.compute.area_um2) unit.area_mm2 = *architecture.compute.area_um2 * 1e-6;
  unit.place = architecture.compute.place;
  machine.compute.push_back(std::move(unit));
  return machine;
}

Conventions conventions_of(const Architecture& architecture) {
  Averages averages;
  averages.compute_pj = architecture.compute.pj;
  for (const Level& level : architecture.levels) {
    AveragedLevel averaged;
    averaged.capacity_words = level.usable_words();
    averaged.least_words = level.min_utilization * static_cast<double>(averaged.capacity_words.value_or(0));
    averaged.block_words = level.block_words;
    averaged.clusters = level.mesh.instances / level.cluster;
    averaged.read_pj = level.read_pj;
    averaged.fill_pj = level.fill_pj;
    averaged.update_pj = level.update_pj;
    averaged.read_words_per_cycle = level.read_words_per_cycle;
    averaged.write_words_per_cycle = level.write_words_per_cycle;
    averaged.shared_words_per_cycle = level.shared_words_per_cycle;
    averages.latency_cycles += level.latency_cycles;
    averages.levels.push_back(averaged);
  }
  return {CountingRules::timeloop, std::move(averages)};
}

}  // namespace ridge::timeloop
