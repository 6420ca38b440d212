#include "interop/timeloop/spec.hpp"

#include "interop/timeloop/energy_table.hpp"
#include "interop/timeloop/mapping.hpp"
#include "interop/timeloop/parallelism.hpp"
#include "interop/timeloop/workload.hpp"

namespace ridge::timeloop {
namespace {

/// What Timeloop would take of the mapping in silence. Its errors come when somebody asks for it.
void tell_of_mapping(const Spec& spec, Diagnostics& diagnostics) {
  const yaml::Node* list = spec.input.find("mapping");
  if (list == nullptr) return;
  Diagnostics found;
  try {
    const Mapping mapping = read_mapping(*list, spec.architecture, spec.problem, spec.machine, found);
    warn_of_parallelism(mapping, spec, found);
  } catch (const InputError&) {
    return;
  }
  for (const Diagnostic& warning : found.all())
    diagnostics.warning(warning.place, warning.message) = warning;
}

Spec read_sections(Input input, Diagnostics& diagnostics) {
  Spec spec;
  spec.input = std::move(input);
  spec.problem = read_problem(spec.input, diagnostics);
  spec.architecture = read_architecture(spec.input, diagnostics);
  apply_tables(spec.input, spec.architecture, diagnostics);
  spec.machine = machine_of(spec.architecture);
  spec.conventions = conventions_of(spec.architecture);
  spec.sparse = sparse::read_section(spec.input, spec.architecture, spec.problem, diagnostics);
  diagnostics.throw_if_errors();
  tell_of_mapping(spec, diagnostics);
  spec.warnings.assign(diagnostics.all().begin(), diagnostics.all().end());
  return spec;
}

}  // namespace

Spec read_spec(const std::vector<std::string>& files) {
  Diagnostics diagnostics;
  Input input = read_input(files, diagnostics);
  return read_sections(std::move(input), diagnostics);
}

Spec take_spec(const std::vector<yaml::Node>& roots) {
  Diagnostics diagnostics;
  Input input = take_input(roots, diagnostics);
  return read_sections(std::move(input), diagnostics);
}

Mapping mapping_of(const Spec& spec) {
  const yaml::Node* list = spec.input.find("mapping");
  if (list == nullptr || (list->is_list() && list->items().empty())) {
    throw InputError(list == nullptr ? Place{} : list->place(), "there is no mapping",
                     "one of the files must have the key 'mapping:'; 'ridge timeloop mapper' looks for one");
  }
  Diagnostics diagnostics;
  return read_mapping(*list, spec.architecture, spec.problem, spec.machine, diagnostics);
}

}  // namespace ridge::timeloop
