// What the tests of Timeloop's files share: inputs in memory, and whole evaluations of them.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "interop/timeloop/spec.hpp"
#include "sim/cost/evaluator.hpp"

namespace ridge::timeloop {

/// A text as a file of this name, in the dialect of Timeloop's files.
yaml::Node file_of(const std::string& text, const std::string& name = "t.yaml");

/// The spec of files "t.yaml", "t2.yaml", ... with these texts.
Spec spec_of(const std::vector<std::string>& texts);

/// Warnings of reading, rendered.
std::string warnings_of(const std::vector<std::string>& texts);

/// A mapping of a spec, evaluated.
struct Evaluated {
  Spec spec;
  Mapping mapping;
  Evaluation evaluation;
  std::optional<Infeasible> infeasible;

  /// The counts and costs of one level x tensor, by name. A level or tensor that is not there fails the test.
  const LevelCost& level(const std::string& name) const;
  const TensorCost& at(const std::string& level, const std::string& tensor) const;
};
Evaluated evaluate_spec(Spec spec);
Evaluated evaluate(const std::vector<std::string>& texts);

/// "reads fills updates tile" of one level x tensor, totals over all used instances; "-" where it is
/// bypassed.
std::string counts_of(const Evaluated& made, const std::string& level, const std::string& tensor);

/// A machine as text, one level a line: "GLB 1=1x1 word 16 block 4 cluster 1 size 1024 read 8 write 8".
std::string text_of(const Architecture& architecture);
std::string machine_text_of(const std::vector<std::string>& texts);

/// The folder of other tools' numbers, where there is one: $RIDGE_REFERENCE, or ../shared/reference.
std::optional<std::filesystem::path> reference_folder();

/// The files that one of its cases is made of, but not the resolved form of the front end, which says the
/// same once more.
std::vector<std::string> inputs_of(const std::filesystem::path& folder);

}  // namespace ridge::timeloop
