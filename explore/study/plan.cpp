#include "explore/study/plan.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/config_path.hpp"
#include "base/text_file.hpp"
#include "system/residency.hpp"

namespace ridge::study {

namespace {

bool same_work(Problem a, const Problem& b) {
  a.name = b.name;
  return a == b;
}

Workload workload_of(const Choice& choice) {
  Workload workload;
  try {
    workload.network = load_workload(choice.what, choice.changes);
  } catch (const InputError& error) {
    const Diagnostic& first = error.diagnostics().front();
    if (first.place.source != nullptr && !first.place.source->typed) throw;
    throw InputError(choice.place, first.message, first.help);
  }
  workload.text = print_workload(workload.network);
  const std::vector<Layer>& layers = workload.network.layers;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const bool known = std::any_of(workload.firsts.begin(), workload.firsts.end(), [&](std::size_t first) {
      return same_work(layers[i].problem, layers[first].problem);
    });
    if (!known) workload.firsts.push_back(i);
  }
  return workload;
}

std::string text_of_constraints(const std::string& name) {
  if (name.empty()) return {};
  const std::filesystem::path shipped = shipped_config("constraints", name);
  return read_text_file(shipped.empty() ? std::filesystem::path(name) : shipped)->text;
}

}  // namespace

Plan::Plan(Study study) : study_(std::move(study)), variants_(study_) {
  for (const Choice& choice : study_.workloads)
    workloads_.push_back(workload_of(choice));
  for (const std::string& name : study_.constraints)
    constraint_texts_.push_back(text_of_constraints(name));
}

Point Plan::point(std::size_t index) const {
  const std::size_t objectives = study_.objectives.size();
  return {index, index / per_variant(), index / objectives % workloads_.size(), index % objectives};
}

Constraints Plan::constraints(const Variant& variant, const Problem& problem, const Machine& machine) const {
  Constraints own = machine.constraints ? read_constraints(*machine.constraints, problem, machine)
                                        : Constraints::none(problem, machine);
  const std::string& name = study_.constraints[variant.constraints];
  return name.empty() ? own : both(own, load_constraints(name, problem, machine));
}

RecordInputs Plan::inputs(const Point& point, const Variant& variant) const {
  QuestionTexts texts;
  texts.machine = print_machine(*variant.machine);
  if (variant.machine->constraints) texts.machine += variant.machine->constraints->place().source->text;
  texts.workload = workloads_[point.workload].text;
  texts.constraints = constraint_texts_[variant.constraints];
  texts.objective = name_of(study_.objectives[point.objective]);
  texts.effort = study_.effort;
  texts.seed = study_.seed;
  texts.residency = study_.residency;
  return record_inputs(texts);
}

std::optional<LevelId> Plan::resident_level_of(const Machine& machine) const {
  if (study_.residency.empty()) return std::nullopt;
  return resident_level(machine, study_.residency);
}

}  // namespace ridge::study
