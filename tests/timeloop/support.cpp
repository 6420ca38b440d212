#include "tests/timeloop/support.hpp"

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>

#include "base/diagnostics.hpp"

namespace ridge::timeloop {

yaml::Node file_of(const std::string& text, const std::string& name) {
  return yaml::parse(std::make_shared<const SourceText>(SourceText{name, text}), {}, dialect);
}

Spec spec_of(const std::vector<std::string>& texts) {
  std::vector<yaml::Node> roots;
  for (const std::string& text : texts)
    roots.push_back(file_of(text, roots.empty() ? "t.yaml" : fmt::format("t{}.yaml", roots.size() + 1)));
  return take_spec(roots);
}

std::string warnings_of(const std::vector<std::string>& texts) {
  return render(spec_of(texts).warnings);
}

const LevelCost& Evaluated::level(const std::string& name) const {
  for (const LevelId id : spec.machine.levels.ids())
    if (spec.machine.levels[id].name == name) return evaluation.levels[id];
  check(false, "no level '" + name + "'");
  return evaluation.levels[LevelId(0)];
}

const TensorCost& Evaluated::at(const std::string& name, const std::string& tensor) const {
  const auto id = spec.problem.tensor_named(tensor);
  check(id.has_value(), "no tensor '" + tensor + "'");
  return level(name).tensors[*id];
}

Evaluated evaluate_spec(Spec spec) {
  Evaluated made{std::move(spec), {}, {}, std::nullopt};
  made.mapping = mapping_of(made.spec);
  Evaluator evaluator(made.spec.problem, made.spec.machine, made.spec.conventions);
  made.infeasible = evaluator.evaluate(made.mapping, made.evaluation);
  return made;
}

Evaluated evaluate(const std::vector<std::string>& texts) {
  return evaluate_spec(spec_of(texts));
}

std::string counts_of(const Evaluated& made, const std::string& level, const std::string& tensor) {
  const TensorCost& cost = made.at(level, tensor);
  if (!cost.kept) return "-";
  const NodeCounts& counts = cost.counts;
  return fmt::format("{} {} {} {}", counts.reads, counts.fills, counts.updates, counts.tile_words);
}

std::string text_of(const Architecture& architecture) {
  std::string text;
  const auto mesh = [](const Mesh& of) { return fmt::format("{}={}x{}", of.instances, of.x, of.y); };
  for (const Level& level : architecture.levels) {
    text += fmt::format("{} {} word {} block {} cluster {}", level.name, mesh(level.mesh), level.word_bits,
                        level.block_words, level.cluster);
    if (level.capacity_words) text += fmt::format(" size {}", *level.capacity_words);
    if (level.read_words_per_cycle) text += fmt::format(" read {}", *level.read_words_per_cycle);
    if (level.write_words_per_cycle) text += fmt::format(" write {}", *level.write_words_per_cycle);
    if (level.shared_words_per_cycle) text += fmt::format(" shared {}", *level.shared_words_per_cycle);
    if (level.multiple_buffering != 1) text += fmt::format(" copies {}", level.multiple_buffering);
    text += "\n";
  }
  const Compute& compute = architecture.compute;
  return text + fmt::format("{} {} word {}\n", compute.name, mesh(compute.mesh), compute.word_bits);
}

std::string machine_text_of(const std::vector<std::string>& texts) {
  Diagnostics diagnostics;
  std::vector<yaml::Node> roots;
  for (const std::string& text : texts)
    roots.push_back(file_of(text));
  return text_of(read_architecture(take_input(roots, diagnostics), diagnostics));
}

std::optional<std::filesystem::path> reference_folder() {
  const char* named = std::getenv("RIDGE_REFERENCE");
  const std::filesystem::path folder =
      named != nullptr ? named : std::string(RIDGE_SOURCE_DIR) + "/../shared/reference";
  if (std::filesystem::exists(folder)) return folder;
  return std::nullopt;
}

std::vector<std::string> inputs_of(const std::filesystem::path& folder) {
  std::vector<std::string> files;
  for (const std::filesystem::directory_entry& entry : std::filesystem::directory_iterator(folder)) {
    const std::filesystem::path& path = entry.path();
    if (path.extension() == ".yaml" && path.filename() != "input_v04.yaml") files.push_back(path.string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace ridge::timeloop
