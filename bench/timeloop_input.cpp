#include "bench/timeloop_input.hpp"

#include <fmt/format.h>

namespace ridge {
namespace {

constexpr const char* eyeriss = R"(
architecture:
  version: 0.3
  subtree:
  - name: system
    local:
    - name: DRAM
      class: DRAM
      attributes: {type: LPDDR4, width: 64, block-size: 4, word-bits: 16, shared_bandwidth: 4}
    subtree:
    - name: eyeriss
      attributes: {technology: 65nm}
      local:
      - name: GlobalBuffer
        class: smartbuffer_SRAM
        attributes: {depth: 16384, width: 64, block-size: 4, word-bits: 16, read_bandwidth: 16, write_bandwidth: 16}
      - name: DummyBuffer[0..13]
        class: regfile
        attributes: {depth: 16, width: 16, word-bits: 16, meshX: 14}
      subtree:
      - name: PE[0..167]
        local:
        - {name: IfmapSpad, class: smartbuffer_RF, attributes: {depth: 12, width: 16, word-bits: 16, meshX: 14}}
        - {name: WeightsSpad, class: smartbuffer_RF, attributes: {depth: 224, width: 16, word-bits: 16, meshX: 14}}
        - {name: PsumSpad, class: smartbuffer_RF, attributes: {depth: 24, width: 16, word-bits: 16, meshX: 14}}
        - {name: MAC, class: intmac, attributes: {datawidth: 16, meshX: 14}}
)";

constexpr const char* layer = R"(
problem: {shape: cnn-layer, R: 3, S: 3, P: 14, Q: 14, C: 256, K: 256, N: 1}
)";

constexpr const char* eyeriss_mapping = R"(
mapping:
- {target: DRAM, type: temporal, factors: K=4 C=16, permutation: CKRSPQN}
- {target: GlobalBuffer, type: bypass, keep: [Inputs, Outputs], bypass: [Weights]}
- {target: GlobalBuffer, type: temporal, factors: Q=14 C=2 K=4, permutation: QCKRSPN}
- {target: GlobalBuffer, type: spatial, factors: P=14, permutation: PRSQCKN, split: 1}
- {target: DummyBuffer, type: bypass, bypass: [Weights, Inputs, Outputs]}
- {target: DummyBuffer, type: temporal, permutation: RSPQCKN}
- {target: DummyBuffer, type: spatial, factors: S=3 C=4, permutation: SCRPQKN, split: 0}
- {target: IfmapSpad, type: bypass, keep: [Inputs], bypass: [Weights, Outputs]}
- {target: IfmapSpad, type: temporal, permutation: RSPQCKN}
- {target: WeightsSpad, type: bypass, keep: [Weights], bypass: [Inputs, Outputs]}
- {target: WeightsSpad, type: temporal, factors: R=3 C=2, permutation: RCSPQKN}
- {target: PsumSpad, type: bypass, keep: [Outputs], bypass: [Inputs, Weights]}
- {target: PsumSpad, type: temporal, factors: K=16, permutation: KRSPQCN}
)";

constexpr const char* small3 = R"(
architecture:
  version: 0.3
  subtree:
  - name: system
    local: [{{name: DRAM, class: DRAM, attributes: {{width: 64, block-size: 4, word-bits: 16}}}}]
    subtree:
    - name: chip
      local: [{{name: GLB, class: SRAM, attributes: {{depth: 262144, width: 64, block-size: 4, word-bits: 16}}}}]
      subtree:
      - name: PE[1..{0}]
        local:
        - {{name: RF, class: regfile, attributes: {{depth: 256, width: 16, word-bits: 16, meshX: {1}}}}}
        - {{name: MAC, class: intmac, attributes: {{datawidth: 16, meshX: {1}}}}}
)";

constexpr const char* lanes_mapping = R"(
mapping:
- {{target: DRAM, type: temporal, factors: P=14 K={1}, permutation: KPRSQCN}}
- {{target: GLB, type: temporal, factors: Q=14 C={1}, permutation: QCRSPKN}}
- {{target: GLB, type: spatial, factors: K={0} C={0}, permutation: KCRSPQN, split: 1}}
- {{target: RF, type: temporal, factors: R=3 S=3, permutation: RSPQCKN}}
)";

/// A row per kind of transfer and value, as Accelergy writes them.
std::string rows(const std::string& action, double pj) {
  std::string text;
  for (int address = 0; address < 2; ++address)
    for (int data = 0; data < 2; ++data)
      text += fmt::format(
          "        - name: {}\n          arguments: {{address_delta: {}, data_delta: {}}}\n"
          "          energy: {:.5f}\n",
          action, address, data, pj * (0.25 + 0.5 * address + 0.25 * data));
  return text;
}

std::string table(const std::string& name, std::initializer_list<const char*> actions, double pj) {
  std::string text = fmt::format("    - name: {}\n      actions:\n", name);
  for (const char* action : actions)
    text += rows(action, pj);
  return text;
}

std::string energy_table() {
  const std::initializer_list<const char*> storage{"random_read", "random_fill", "random_update",
                                                   "read",        "write",       "idle"};
  const std::string chip = "system.eyeriss.";
  return "ERT:\n  version: 0.3\n  tables:\n" + table("system.DRAM[1..1]", storage, 512) +
         table(chip + "GlobalBuffer[1..1]", storage, 12) + table(chip + "DummyBuffer[0..13]", storage, 0) +
         table(chip + "PE[0..167].IfmapSpad[1..168]", storage, 0.3) +
         table(chip + "PE[0..167].WeightsSpad[1..168]", storage, 1.2) +
         table(chip + "PE[0..167].PsumSpad[1..168]", storage, 0.5) +
         table(chip + "PE[0..167].MAC[1..168]", {"mac_random", "mac_gated", "mac_reused", "idle"}, 1.1);
}

}  // namespace

std::vector<std::string> eyeriss_like_input() {
  return {eyeriss, layer, eyeriss_mapping, energy_table()};
}

std::vector<std::string> lanes_input(std::int64_t side) {
  return {fmt::format(small3, side * side, side), layer, fmt::format(lanes_mapping, side, 256 / side)};
}

}  // namespace ridge
