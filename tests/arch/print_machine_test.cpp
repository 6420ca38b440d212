// A printed machine is the machine: every amount comes back to the last bit, whatever form it was written in.
#include <gtest/gtest.h>

#include "arch/machine.hpp"

namespace ridge {
namespace {

/// Every way of saying something that a machine file has.
constexpr const char* all_forms = R"(ridge: architecture/1
name: everything
clock: 1.37 GHz
technology: 28 nm
area: 12.3 mm2
source: 'first "quoted", with a \ and: a colon'
levels:
  - name: HBM
    kind: dram
    bandwidth: 900 GB/s
    latency: 130 cycles
    requests: 48
    request: 128 B
    issue: 2.5 cycles
    read_energy: 3.9 pJ/bit
    write_energy: 31 pJ/access
    access: 64 B
    static_power: 137 mW
  - name: L2
    kind: cache
    size: 3 MiB
    keeps: [inputs]
    may_keep: [outputs]
    memory: sram
    banks: 8
    ports:
      - {name: in, bandwidth: 333 GB/s, reads: [inputs], writes: all}
      - {name: out, bandwidth: 7 B/cycle, reads: [weights, outputs]}
    buffering: {inputs: double}
  - fanout: {name: Tile, x: 3, y: 5, multicast: {x: [weights], y: true}, reduce: {y: true}, hop_energy: 0.7 pJ/B, delay: {x: 1 cycle, y: 2 cycles}, tree: {x: true}}
  - name: Local
    kind: scratchpad
    size: 1 KiB
    read_bandwidth: 2 GB/s
    write_bandwidth: 3 B/cycle
    buffering: double
    read_energy: 0.3 pJ/B
    write_energy: 0.1 pJ/bit
    static_power: 0.0007 uW
    area: 777 um2
    word: 12 b
  - fanout: {name: Lane, x: 7, pitch: 13 um}
  - {name: Reg, kind: register, size: 2 B, keeps: [outputs], read_energy: 1 fJ/bit, write_energy: 1 fJ/bit}
compute:
  - {name: MAC, rate: {int8: 2, fp16: 0.3}, arithmetic: [int8, fp16], area: 3 um2, static_power: 3.3 uW}
  - {name: ALU, does: [elementwise, reduction], rate: 0.1, energy: 0.77 pJ, below: Local}
)";

Machine read(const std::string& text) {
  std::vector<Diagnostic> warnings;
  return read_machine(yaml::parse(std::make_shared<const SourceText>(SourceText{"m.yaml", text, false})),
                      warnings);
}

void expect_equal(const std::optional<ActionEnergy>& a, const std::optional<ActionEnergy>& b) {
  ASSERT_EQ(a.has_value(), b.has_value());
  if (!a) return;
  EXPECT_EQ(a->picojoules, b->picojoules);
  EXPECT_EQ(a->access_bytes, b->access_bytes);
}

void expect_equal(const Port& a, const Port& b) {
  EXPECT_EQ(a.name, b.name);
  EXPECT_EQ(a.bytes_per_cycle, b.bytes_per_cycle);
  EXPECT_EQ(a.reads, b.reads);
  EXPECT_EQ(a.writes, b.writes);
}

void expect_equal(const StorageLevel& a, const StorageLevel& b) {
  EXPECT_EQ(a.name, b.name);
  EXPECT_EQ(a.kind, b.kind);
  EXPECT_EQ(a.size_bytes, b.size_bytes);
  EXPECT_EQ(a.keeps, b.keeps);
  EXPECT_EQ(a.may_keep, b.may_keep);
  ASSERT_EQ(a.ports.size(), b.ports.size());
  for (std::size_t i = 0; i < a.ports.size(); ++i)
    expect_equal(a.ports[i], b.ports[i]);
  EXPECT_EQ(a.double_buffered, b.double_buffered);
  expect_equal(a.read_energy, b.read_energy);
  expect_equal(a.write_energy, b.write_energy);
  EXPECT_EQ(a.static_power_mw, b.static_power_mw);
  EXPECT_EQ(a.area_mm2, b.area_mm2);
  EXPECT_EQ(a.word_bits, b.word_bits);
  EXPECT_EQ(a.latency_cycles, b.latency_cycles);
  EXPECT_EQ(a.issue_cycles, b.issue_cycles);
  EXPECT_EQ(a.requests, b.requests);
  EXPECT_EQ(a.request_bytes, b.request_bytes);
  EXPECT_EQ(a.position, b.position);
}

void expect_equal(const Fanout& a, const Fanout& b) {
  EXPECT_EQ(a.name, b.name);
  EXPECT_EQ(a.size, b.size);
  EXPECT_EQ(a.multicast, b.multicast);
  EXPECT_EQ(a.reduce, b.reduce);
  EXPECT_EQ(a.hop_energy_pj_per_byte, b.hop_energy_pj_per_byte);
  EXPECT_EQ(a.delay_cycles, b.delay_cycles);
  EXPECT_EQ(a.tree, b.tree);
  EXPECT_EQ(a.position, b.position);
}

void expect_equal(const ComputeUnit& a, const ComputeUnit& b) {
  EXPECT_EQ(a.name, b.name);
  EXPECT_EQ(a.does, b.does);
  EXPECT_EQ(a.operations_per_cycle, b.operations_per_cycle);
  EXPECT_EQ(a.rate_by_precision, b.rate_by_precision);
  EXPECT_EQ(a.energy_pj, b.energy_pj);
  EXPECT_EQ(a.energy_by_precision, b.energy_by_precision);
  EXPECT_EQ(a.area_mm2, b.area_mm2);
  EXPECT_EQ(a.static_power_mw, b.static_power_mw);
  EXPECT_EQ(a.below, b.below);
}

template <class Table>
void expect_equal_tables(const Table& a, const Table& b) {
  ASSERT_EQ(a.size(), b.size());
  for (const auto id : a.ids()) {
    SCOPED_TRACE(a[id].name);
    expect_equal(a[id], b[id]);
  }
}

TEST(PrintMachine, EveryAmountComesBackToTheLastBit) {
  const Machine machine = read(all_forms);
  const Machine again = read(print_machine(machine));
  EXPECT_EQ(again.name, machine.name);
  EXPECT_EQ(again.clock.value, machine.clock.value);
  EXPECT_EQ(again.technology->value, machine.technology->value);
  EXPECT_EQ(again.published_area_mm2, machine.published_area_mm2);
  EXPECT_EQ(again.sources, machine.sources);
  expect_equal_tables(again.levels, machine.levels);
  expect_equal_tables(again.fanouts, machine.fanouts);
  expect_equal_tables(again.compute, machine.compute);
  EXPECT_EQ(print_machine(again), print_machine(machine));
}

TEST(PrintMachine, StaticPowerInMilliwattsIsReadFromWatts) {
  Machine machine = read(all_forms);
  for (const double watts : {0.1, 0.2, 0.3, 0.7, 1.1, 2.3, 0.0123, 1e-7 / 3, 123456.789}) {
    machine.levels[LevelId(0)].static_power_mw = watts * 1e3;
    EXPECT_EQ(read(print_machine(machine)).levels[LevelId(0)].static_power_mw, watts * 1e3) << watts;
  }
}

}  // namespace
}  // namespace ridge
