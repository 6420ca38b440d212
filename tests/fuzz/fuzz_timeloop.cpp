// Feeds any text to the readers of Timeloop's files, beside a whole small input whose sections stand in for
// those that the text lacks. Whatever it is, the answer is an InputError that says something, or a value:
// warnings with words, a mapping that evaluates or says why not, counts that no rule makes negative.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "interop/timeloop/mapping.hpp"
#include "interop/timeloop/sparse/evaluate.hpp"
#include "tests/fuzz/require.hpp"
#include "tests/timeloop/small.hpp"

namespace ridge::timeloop {
namespace {

using fuzz::require;

constexpr yaml::Limits limits{.bytes = 1U << 16U, .depth = 20, .nodes = 2000};

yaml::Node parsed(std::string_view text) {
  return yaml::parse(std::make_shared<const SourceText>(SourceText{"input.yaml", std::string(text)}), limits,
                     dialect);
}

/// The text, and of the small input the sections that it does not have.
std::vector<yaml::Node> with_the_rest(const yaml::Node& root) {
  std::vector<yaml::Node> roots{root};
  const auto add = [&](const std::string& section, std::initializer_list<const char*> keys) {
    for (const char* key : keys)
      if (root.find(key) != nullptr) return;
    roots.push_back(parsed(section));
  };
  add(small_machine, {"architecture", "arch"});
  add(small_problem, {"problem"});
  add(small_mapping, {"mapping"});
  return roots;
}

void check_evaluation(const Spec& spec, const Mapping& mapping) {
  Evaluation evaluation;
  if (const auto refusal = evaluate(spec, mapping, evaluation)) {
    require(!refusal->finding.message.empty(), "a refusal has words");
    return;
  }
  require(evaluation.cycles >= 0, "no mapping takes less than no time");
  for (const LevelCost& level : evaluation.levels)
    for (const TensorCost& cost : level.tensors)
      require(cost.counts.reads >= 0 && cost.counts.updates >= 0, "no count is negative");
}

void check_printed(const Spec& spec, const Mapping& mapping) {
  const yaml::Node printed = parsed(print_timeloop_mapping(mapping, spec.problem, spec.machine));
  Diagnostics diagnostics;
  require(read_mapping(*printed.find("mapping"), spec.architecture, spec.problem, spec.machine,
                       diagnostics) == mapping,
          "a printed mapping reads back");
}

/// Sizes stay small enough for 64 bits to count whatever the lanes do.
bool is_small(const Problem& problem) {
  return problem.iterations() < 1'000'000'000;
}

void check_spec(const Spec& spec) {
  for (const Diagnostic& warning : spec.warnings)
    require(!warning.message.empty() && !render(warning).empty(), "a warning has words");
  const Mapping mapping = mapping_of(spec);
  require(mapping.places.size() == mapping.nest.size(), "every entry has a place");
  check_printed(spec, mapping);
  if (is_small(spec.problem)) check_evaluation(spec, mapping);
}

void read(std::string_view text) {
  try {
    check_spec(take_spec(with_the_rest(parsed(text))));
  } catch (const InputError& error) {
    require(!error.diagnostics().empty(), "an error says something");
  }
}

}  // namespace
}  // namespace ridge::timeloop

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ridge::timeloop::read(std::string_view(reinterpret_cast<const char*>(data), size));
  return 0;
}
