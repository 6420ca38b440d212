// A small Timeloop input in parts, for tests that break or vary one of them. Line numbers start at 1 with the
// section's key.
#pragma once

#include <string>
#include <vector>

namespace ridge::timeloop {

inline const std::string small_machine = R"(architecture:
  version: 0.3
  subtree:
  - name: system
    local:
    - name: DRAM
      class: DRAM
      attributes: {width: 64, block-size: 8, word-bits: 8}
    subtree:
    - name: chip
      local:
      - name: Buffer
        class: SRAM
        attributes: {depth: 64, width: 64, block-size: 8, word-bits: 8}
      subtree:
      - name: PE[0..7]
        local:
        - name: RF
          class: regfile
          attributes: {depth: 16, width: 8, word-bits: 8, meshX: 4}
        - name: MAC
          class: intmac
          attributes: {word-bits: 8, meshX: 4}
)";

inline const std::string small_problem = R"(problem:
  shape:
    name: product
    dimensions: [M, N, K]
    data-spaces:
    - name: A
      projection: [[[M]], [[K]]]
    - name: B
      projection: [[[K]], [[N]]]
    - name: Z
      projection: [[[M]], [[N]]]
      read-write: true
  instance: {M: 16, N: 8, K: 12}
)";

inline const std::string small_mapping = R"(mapping:
- target: DRAM
  type: temporal
  factors: M=4 N=1 K=1
  permutation: KNM
- target: Buffer
  type: temporal
  factors: M=1 N=4 K=3
  permutation: KNM
- target: Buffer
  type: spatial
  factors: M=4 N=2 K=1
  permutation: MNK
  split: 1
- target: RF
  type: temporal
  factors: M=1 N=1 K=4
  permutation: KNM
- target: Buffer
  type: bypass
  keep: [A, Z]
  bypass: [B]
)";

inline const std::string small_table = R"(ERT:
  version: 0.3
  tables:
  - name: system.DRAM[1..1]
    actions:
    - {name: read, arguments: {}, energy: 512}
    - {name: write, arguments: {}, energy: 512}
  - name: system.chip.Buffer[1..1]
    actions:
    - {name: read, arguments: {}, energy: 6}
    - {name: write, arguments: {}, energy: 7}
  - name: system.chip.PE[0..7].RF[1..8]
    actions:
    - {name: read, arguments: {}, energy: 0.2}
    - {name: write, arguments: {}, energy: 0.3}
  - name: system.chip.PE[0..7].MAC[1..8]
    actions:
    - {name: mac_random, arguments: {}, energy: 0.5}
)";

inline std::vector<std::string> small_input() {
  return {small_machine, small_problem, small_mapping, small_table};
}

/// `text` with its only `old` replaced; a text that has it not once fails the test.
std::string with(std::string text, const std::string& old, const std::string& now);

}  // namespace ridge::timeloop
