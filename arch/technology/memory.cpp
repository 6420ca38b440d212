// Energy and area of memories: on-chip SRAM, register files, DRAM by kind.
#include <algorithm>
#include <array>

#include "arch/technology/interpolate.hpp"
#include "arch/technology/scaling.hpp"

namespace ridge::technology {

namespace {

// Energy in pJ of one 64-bit access to an SRAM. Horowitz, ISSCC 2014, figure 1.1.9 (there: caches of 8 KB,
// 32 KB and 1 MB, 64 bits); Jouppi et al., ISCA 2021, table 2. Wider or narrower accesses: in proportion.
struct SramRow {
  double bytes;
  EnergyByNode energy;
};
constexpr std::array sram_table{
    SramRow{8.0 * 1024, {10, 7.5}},
    SramRow{32.0 * 1024, {20, 8.5}},
    SramRow{1024.0 * 1024, {100, 14}},
};
constexpr double sram_access_bytes = 8;

// Y.-H. Chen, J. Emer, V. Sze, "Eyeriss: a spatial architecture for energy-efficient dataflow for
// convolutional neural networks", ISCA 2016, table IV: 16 bits from a register file of up to 0.5 kB cost as
// much as the 16-bit MAC of the same process (65 nm there).
constexpr double register_file_bytes = 512;
constexpr double register_file_macs_per_16_bits = 1;

// Area of one SRAM cell in um2, {node in nm, area}: Intel's 6T cells from 130 to 10 nm as published at IEDM
// for each node; 7 nm: TSMC's high-density cell.
constexpr std::array sram_cell_um2{
    Point{7, 0.027},  Point{10, 0.0312}, Point{14, 0.0499}, Point{22, 0.092}, Point{32, 0.148},
    Point{45, 0.346}, Point{65, 0.570},  Point{90, 1.0},    Point{130, 2.0},
};
// Part of a macro that is cells: TSMC's 31.8 Mib/mm2 with a cell of 0.021 um2 (WikiChip on IEDM 2022).
constexpr double sram_cell_share = 0.021 * 31.8 * 1.048576;

// Energy per bit moved, device and interface, in pJ.
struct DramRow {
  std::string_view kind;
  double pj_per_bit;
  std::string_view source;
};
constexpr std::array dram_table{
    DramRow{"DDR3", 1300.0 / 64, "Jouppi et al., ISCA 2021, table 2: DDR3/4, 1300 pJ per 64 bits"},
    DramRow{"DDR4", 1300.0 / 64, "Jouppi et al., ISCA 2021, table 2: DDR3/4, 1300 pJ per 64 bits"},
    DramRow{"LPDDR4", 4.0, "Dally, Turakhia, Han, CACM 63(7), 2020: about 4 pJ per bit"},
    DramRow{"GDDR5", 14.0, "O'Connor et al., Fine-grained DRAM, MICRO 2017: 14.0 pJ per bit"},
    DramRow{"GDDR6", 415.0 / 64, "Jouppi et al., ISCA 2021, table 2: GDDR6, 350 to 480 pJ per 64 bits"},
    DramRow{"HBM2", 3.92, "O'Connor et al., Fine-grained DRAM, MICRO 2017: 3.92 pJ per bit"},
    DramRow{"HBM3E", 4.3 * 0.8, "Moon et al., IEDM 2023, paper 15-6: 20 % below the 4.3 pJ per bit of HBM2E"},
};

const DramRow* find_dram(std::string_view kind) {
  const auto row = std::find_if(dram_table.begin(), dram_table.end(),
                                [&](const DramRow& candidate) { return candidate.kind == kind; });
  return row == dram_table.end() ? nullptr : &*row;
}

Unknown needs_node(std::string_view memory) {
  return {"'memory: " + std::string(memory) + "' needs the machine's 'technology'",
          "write for example 'technology: 45 nm', or the energies themselves"};
}

Answer register_file_energy(std::int64_t bytes, Nanometres node) {
  if (static_cast<double>(bytes) > register_file_bytes) {
    return Unknown{"the technology library knows register files up to 512 B, not " + format_bytes(bytes),
                   "use 'memory: sram' above that"};
  }
  const Answer mac = mac_energy_pj("int16", node);
  const auto* energy = std::get_if<Figure>(&mac);
  if (energy == nullptr) return mac;
  return Figure{
      energy->value * register_file_macs_per_16_bits / 2,
      "register file up to 0.5 kB, 16 bits = one 16-bit MAC (Chen et al., ISCA 2016, table IV); the MAC: " +
          energy->source};
}

/// pJ per byte of an SRAM at least as large as a register file: a power law between the register file and the
/// three published sizes.
Answer sram_energy(std::int64_t bytes, Nanometres node) {
  const auto size = static_cast<double>(bytes);
  if (size < register_file_bytes || size > sram_table.back().bytes) {
    return Unknown{
        "the technology library knows SRAM from 512 B to 1 MiB, not of " + format_bytes(bytes),
        size < register_file_bytes
            ? "use 'memory: register_file' below that"
            : "a larger memory is made of banks: write 'banks', so that one of them is within 1 MiB"};
  }
  const Answer smallest = register_file_energy(static_cast<std::int64_t>(register_file_bytes), node);
  if (const auto* unknown = std::get_if<Unknown>(&smallest)) return *unknown;
  std::array<Point, sram_table.size() + 1> points;
  points[0] = {register_file_bytes, std::get<Figure>(smallest).value};
  std::string rule;
  for (std::size_t i = 0; i < sram_table.size(); ++i) {
    const auto energy = energy_at(node, sram_table[i].energy);
    if (!energy) return out_of_range(node);
    points[i + 1] = {sram_table[i].bytes, energy->picojoules / sram_access_bytes};
    rule = energy->rule;
  }
  return Figure{interpolate(size, points),
                "SRAM of " + format_bytes(bytes) +
                    ", interpolated by size between published 8 KB, 32 KB and 1 MB "
                    "(below 8 KB: down to a 0.5 kB register file), " +
                    rule};
}

}  // namespace

const std::vector<std::string>& memory_classes() {
  static const std::vector<std::string> classes = [] {
    std::vector<std::string> names{"sram", "register_file"};
    for (const DramRow& row : dram_table)
      names.emplace_back(row.kind);
    return names;
  }();
  return classes;
}

bool is_dram(std::string_view memory) {
  return find_dram(memory) != nullptr;
}

Answer memory_energy_pj_per_byte(std::string_view memory, std::int64_t bytes,
                                 std::optional<Nanometres> node) {
  if (const DramRow* dram = find_dram(memory)) {
    return Figure{dram->pj_per_bit * 8, std::string(dram->source)};
  }
  if (!node) return needs_node(memory);
  return memory == "sram" ? sram_energy(bytes, *node) : register_file_energy(bytes, *node);
}

Answer memory_area_mm2(std::string_view memory, std::int64_t bytes, std::optional<Nanometres> node) {
  if (memory != "sram") {
    return Unknown{"the technology library has no area of 'memory: " + std::string(memory) + "'",
                   "write 'area' itself, with its source"};
  }
  if (!node) return needs_node(memory);
  if (node->value < least_node_nm || node->value > most_node_nm) return out_of_range(*node);
  const double cells_um2 = interpolate(node->value, sram_cell_um2) * 8 * static_cast<double>(bytes);
  return Figure{cells_um2 * 1e-6 / sram_cell_share,
                "6T cells (Intel, IEDM, 130 to 10 nm; TSMC at 7 nm), 70 % of the macro (TSMC, IEDM 2022)"};
}

}  // namespace ridge::technology
