// Feeds any text to the readers of mappings and of constraints, for one layer on one machine. Whatever it is,
// the answer is an InputError that says something, or a value: a nest that is legal or says why not and
// survives printing, constraints that survive being held twice.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "sim/mapping/constraints.hpp"
#include "tests/fuzz/require.hpp"
#include "workloads/network.hpp"

namespace ridge {

namespace {

using fuzz::require;

constexpr yaml::Limits limits{.bytes = 1U << 16U, .depth = 20, .nodes = 2000};

yaml::Node parsed(std::string_view text) {
  return yaml::parse(std::make_shared<const SourceText>(SourceText{"input.yaml", std::string(text)}), limits);
}

const Problem& problem() {
  static const Problem made =
      read_workload(
          parsed(
              "{ridge: workload/1, name: layer, problem: {dimensions: {K: 12, C: 8, P: 9, R: 3}, "
              "tensors: {Weights: {role: weights, index: [K, C, R]}, Inputs: {role: inputs, index: [C, P]}, "
              "Outputs: {role: outputs, index: [K, 2*P + R], output: true}}}}"))
          .layers[0]
          .problem;
  return made;
}

const Machine& machine() {
  static const Machine made = [] {
    std::vector<Diagnostic> warnings;
    return read_machine(
        parsed("{ridge: architecture/1, name: small, clock: 1 GHz, source: made for the fuzzer, levels: ["
               "{name: DRAM, kind: dram}, {name: GLB, kind: scratchpad, size: 64 KiB, may_keep: [weights, "
               "outputs]}, "
               "{fanout: {name: PE, x: 4, y: 4, multicast: true, reduce: {y: true}}}, "
               "{name: RF, kind: register, size: 1 KiB, keeps: [outputs]}, {fanout: {name: Lane, x: 2}}], "
               "compute: {name: MAC, energy: 1 pJ}}"),
        warnings);
  }();
  return made;
}

void check_nest(const Mapping& mapping) {
  require(mapping.places.size() == mapping.nest.size(), "every entry has a place");
  const std::string printed = print_mapping_file(mapping, problem(), machine());
  require(read_mapping(parsed(printed), "", problem(), machine()) == mapping, "a printed nest reads back");
  if (const auto violation = find_violation(problem(), machine(), mapping)) {
    const Diagnostic error = describe(*violation, problem(), machine(), mapping);
    require(!error.help.empty(), "every violation has a way out");
    require(!render(error).empty(), "every violation has words");
  } else {
    require(!draw_nest(mapping, problem(), machine()).empty(), "a legal nest can be drawn");
  }
}

void check_constraints(const Constraints& constraints) {
  require(both(constraints, constraints) == constraints, "constraints held twice are the same");
  static const Mapping mapping =
      read_mapping(parsed("{ridge: mapping/1, nest: [keep: {DRAM: [Weights, Inputs, Outputs]}, for: {K: 3}, "
                          "keep: {GLB: [Weights]}, "
                          "spatial: {K: 4, over: PE.x}, spatial: {C: 4, over: PE.y}, keep: {RF: [Outputs]}, "
                          "for: {C: 2}, for: {P: 9}, "
                          "for: {R: 3}]}"),
                   "", problem(), machine());
  const auto sentence = broken_constraint(constraints, problem(), machine(), mapping);
  require(!sentence || !sentence->empty(), "a broken constraint has words");
}

void read(std::string_view text) {
  try {
    const yaml::Node root = parsed(text);
    if (yaml::read_kind(root, {"mapping", "constraints"}) == "mapping") {
      check_nest(read_mapping(root, "layer", problem(), machine()));
    } else {
      check_constraints(read_constraints(root, problem(), machine()));
    }
  } catch (const InputError& error) {
    require(!error.diagnostics().empty(), "an error says something");
  }
}

}  // namespace

}  // namespace ridge

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ridge::read(std::string_view(reinterpret_cast<const char*>(data), size));
  return 0;
}
