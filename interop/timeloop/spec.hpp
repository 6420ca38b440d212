// All of a Timeloop input as Ridgepoint's own values: what `timeloop-model` and `timeloop-mapper` work on.
#pragma once

#include "interop/timeloop/architecture.hpp"
#include "interop/timeloop/input.hpp"
#include "interop/timeloop/sparse/section.hpp"
#include "sim/cost/conventions.hpp"
#include "sim/mapping/mapping.hpp"

namespace ridge::timeloop {

struct Spec {
  Input input;
  Architecture architecture;
  Machine machine;  // level i and the fanout below it are level i of the architecture
  Conventions conventions;
  Problem problem;
  std::optional<sparse::Section> sparse;  // `sparse_optimizations`, where there are any: they change counts,
                                          // energy and time (sparse/evaluate.hpp)
  std::vector<Diagnostic> warnings;       // what Timeloop would take in silence
};

/// Reads everything but the mapping and the mapper's sections. Throws InputError with all that is wrong.
Spec read_spec(const std::vector<std::string>& files);
Spec take_spec(const std::vector<yaml::Node>& roots);

/// The mapping of a spec. Throws InputError when it has none, or a wrong one.
Mapping mapping_of(const Spec& spec);

/// A Timeloop machine as one of ours: fanouts between levels, words of forced width, energies per access,
/// ports in bytes per cycle at 1 GHz, every tensor may be kept anywhere, everything multicasts and reduces.
Machine machine_of(const Architecture& architecture);

/// Timeloop's accounting of that machine.
Conventions conventions_of(const Architecture& architecture);

}  // namespace ridge::timeloop
