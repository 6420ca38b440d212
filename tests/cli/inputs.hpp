// A small machine, layer and mapping that the tests share.
#pragma once

namespace ridge::tests {

inline constexpr const char* machine_yaml = R"(ridge: architecture/1
name: small
clock: 1 GHz
source: made for the tests
levels:
  - {name: DRAM, kind: dram, read_bandwidth: 16 B/cycle, write_bandwidth: 16 B/cycle, read_energy: 64 pJ/B, write_energy: 64 pJ/B}
  - {name: GLB, kind: scratchpad, size: 64 KiB, read_bandwidth: 32 B/cycle, write_bandwidth: 32 B/cycle, buffering: double, read_energy: 2 pJ/B, write_energy: 2 pJ/B}
  - fanout: {name: PE, x: 8, y: 8, multicast: true, reduce: {y: true}}
  - {name: RF, kind: register, size: 256 B, keeps: [weights, inputs, outputs], read_energy: 0.1 pJ/B, write_energy: 0.1 pJ/B}
compute: {name: MAC, energy: 0.5 pJ}
)";

inline constexpr const char* layer_yaml = R"(ridge: workload/1
name: product
layer: {type: gemm, M: 64, N: 32, K: 128, precision: int8}
)";

inline constexpr const char* mapping_yaml = R"(ridge: mapping/1
nest:
  - keep: {DRAM: [A, B, Z]}
  - for: {M: 8}
  - keep: {GLB: [A, B, Z]}
  - for: {N: 4}
  - for: {K: 16}
  - spatial: {N: 8, over: PE.x}
  - spatial: {K: 8, over: PE.y}
  - keep: {RF: [A, B, Z]}
  - for: {M: 8}
)";

inline constexpr const char* network_yaml = R"(ridge: workload/1
name: two_products
layers:
  - {name: first, type: gemm, M: 64, N: 32, K: 128, precision: int8, from: [input]}
  - {name: second, type: gemm, M: 64, N: 64, K: 32, precision: int8, from: [first]}
  - {name: again, type: gemm, M: 64, N: 32, K: 128, precision: int8, from: [second]}
)";

}  // namespace ridge::tests
