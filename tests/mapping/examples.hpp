// Problems, machines and mappings from texts, for tests that assert on small cases.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "sim/mapping/constraints.hpp"
#include "sim/mapping/mapping.hpp"
#include "workloads/network.hpp"

namespace ridge::test {

inline yaml::Node parsed(const std::string& name, const std::string& text) {
  return yaml::parse(std::make_shared<const SourceText>(SourceText{name, text}));
}

/// The one layer of a workload text: "{type: gemm, M: 8, N: 8, K: 8}".
inline Problem layer(const std::string& shape) {
  return read_workload(parsed("layer.yaml", "ridge: workload/1\nname: layer\nlayer: " + shape + "\n"))
      .layers[0]
      .problem;
}

/// M 16, N 8, K 32.
inline Problem gemm() {
  return layer("{type: gemm, M: 16, N: 8, K: 32}");
}

/// A machine from its `levels:`, and what else it has.
inline Machine machine(const std::string& levels, const std::string& more = "") {
  std::vector<Diagnostic> warnings;
  return read_machine(
      parsed("machine.yaml",
             "ridge: architecture/1\nname: small\nclock: 1 GHz\nsource: made for this test\nlevels:\n" +
                 levels + "compute: {name: MAC, energy: 1 pJ}\n" + more),
      warnings);
}

/// DRAM, GLB, a 4 x 8 array that adds up along y, and an RF that must keep everything.
inline Machine array_machine(const std::string& more = "") {
  return machine(
      "  - {name: DRAM, kind: dram}\n"
      "  - {name: GLB, kind: scratchpad, size: 64 KiB}\n"
      "  - fanout: {name: PE, x: 4, y: 8, multicast: true, reduce: {y: true}}\n"
      "  - {name: RF, kind: register, size: 1 KiB, keeps: [weights, inputs, outputs]}\n",
      more);
}

/// A mapping from the entries of its nest.
inline Mapping nest(const std::string& entries, const Problem& problem, const Machine& on) {
  return read_mapping(parsed("nest.yaml", "ridge: mapping/1\nnest:\n" + entries), "", problem, on);
}

/// What an action that must fail says, as the user sees it.
inline std::string error_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace ridge::test
