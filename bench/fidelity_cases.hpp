// Mappings, good and bad, on which the closed form of time is held against the event engine.
#pragma once

#include "bench/nest_pool.hpp"
#include "mapper/search.hpp"
#include "workloads/network.hpp"

namespace ridge {

inline constexpr const char* fidelity_machines[]{"tiny",       "small3",        "eyeriss_v1", "simba_chiplet",
                                                 "nvdla_1024", "gemmini_16x16", "tpu_v1",     "tpu_v4i",
                                                 "a100_40gb",  "h200"};

struct FidelityCase {
  Problem problem;
  std::vector<Mapping> mappings;
};

/// Of every eighth layer of ResNet-50, fp16 on GPUs and int8 elsewhere: five random mappings whose bounds
/// divide, three whose last trips may be short, and the best two that a search of 20,000 mappings finds, for
/// latency and for energy.
inline std::vector<FidelityCase> fidelity_cases(const Machine& machine) {
  constexpr std::size_t layer_distance = 8;
  std::vector<FidelityCase> cases;
  const char* precision = machine.name == "a100_40gb" || machine.name == "h200" ? "fp16" : "int8";
  std::size_t number = 0;
  for (const Layer& layer : load_workload("resnet50", {std::string("precision=") + precision}).layers) {
    if (layer.problem.operation != Operation::mac || number++ % layer_distance != 0) continue;
    FidelityCase& made = cases.emplace_back();
    made.problem = layer.problem;
    made.mappings = nest_pool(layer.problem, machine, Bounds::perfect, 5, 7);
    for (Mapping& mapping : nest_pool(layer.problem, machine, Bounds::imperfect, 3, 7))
      made.mappings.push_back(std::move(mapping));
    const Constraints constraints = machine.constraints
                                        ? read_constraints(*machine.constraints, layer.problem, machine)
                                        : Constraints::none(layer.problem, machine);
    SearchOptions options;
    options.effort = 20'000;
    for (const Objective objective : {Objective::latency, Objective::energy}) {
      options.objective = objective;
      try {
        if (auto best = search(layer.problem, machine, constraints, options).mapping)
          made.mappings.push_back(std::move(*best));
      } catch (const InputError&) {
        continue;  // the machine states no energy
      }
    }
  }
  return cases;
}

}  // namespace ridge
