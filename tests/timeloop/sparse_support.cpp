#include "tests/timeloop/sparse_support.hpp"

#include <fmt/format.h>

#include "interop/timeloop/sparse/charges.hpp"

namespace ridge::timeloop::sparse {

const std::string energy_table = R"(ERT:
  version: 0.3
  tables:
  - name: system.Backing
    actions:
    - {name: read, energy: 10}
    - {name: write, energy: 20}
    - {name: metadata_read, energy: 5}
  - name: system.Buffer
    actions:
    - {name: read, energy: 1}
    - {name: write, energy: 2}
    - {name: gated_read, energy: 0.1}
    - {name: gated_write, energy: 0.2}
    - {name: metadata_read, energy: 0.5}
    - {name: metadata_write, energy: 0.6}
    - {name: gated_metadata_read, energy: 0.05}
    - {name: decompression_count, energy: 0.01}
    - {name: compression_count, energy: 0.02}
  - name: system.MAC
    actions:
    - {name: mac_random, energy: 3}
    - {name: mac_gated, energy: 0.5}
)";

namespace {

std::string machine(int block, const std::string& backing, const std::string& buffer) {
  const std::string attributes = "word-bits: 8, metadata_storage_width: 8, metadata_datawidth: 4";
  return fmt::format(R"(architecture:
  version: 0.3
  subtree:
  - name: system
    local:
    - name: Backing
      class: SRAM
      attributes: {{depth: 4096, width: {}, block-size: {}, metadata_storage_depth: 4096, {}{}}}
    - name: Buffer
      class: regfile
      attributes: {{depth: 256, width: 8, block-size: 1, metadata_storage_depth: 64, {}{}}}
    - name: MAC
      class: compute
)",
                     8 * block, block, attributes, backing, attributes, buffer);
}

std::string optimizations(const std::string& targets) {
  return targets.empty() ? "" : fmt::format("sparse_optimizations: {{targets: {}}}\n", targets);
}

}  // namespace

std::vector<std::string> Dot::texts() const {
  const std::string problem = fmt::format(R"(problem:
  shape:
    name: dot
    dimensions: [K, M]
    data-spaces:
    - {{name: A, projection: [[[K]]]}}
    - {{name: B, projection: [[[K]]]}}
    - {{name: Z, projection: [[[M]]], read-write: true}}
  instance:
    K: 16
    M: 1
    densities: {}
)",
                                          densities);
  const std::string mapping = fmt::format(R"(mapping:
- {{target: Backing, type: temporal, factors: K={}}}
- {{target: Buffer, type: temporal, factors: K={}}}
)",
                                          outside, 16 / outside);
  return {machine(block, backing, buffer), problem, mapping, energy_table, optimizations(sparse)};
}

std::vector<std::string> Product::texts() const {
  const std::string problem = fmt::format(R"(problem:
  shape:
    name: product
    dimensions: [M, N, K]
    data-spaces:
    - {{name: A, projection: [[[M]], [[K]]]}}
    - {{name: B, projection: [[[K]], [[N]]]}}
    - {{name: Z, projection: [[[M]], [[N]]], read-write: true}}
  instance:
    M: 4
    N: 4
    K: 4
    densities: {}
)",
                                          densities);
  const std::string mapping = fmt::format(R"(mapping:
- {{target: Backing, type: temporal, factors: M=1 N=1 K=1}}
- {{target: Buffer, type: temporal, factors: M=4 N=4 K=4, permutation: {}}}
)",
                                          permutation);
  return {machine(1, "", ""), problem, mapping, energy_table, optimizations(sparse)};
}

Spec spec_of(const std::vector<std::string>& texts) {
  std::vector<yaml::Node> roots;
  for (const std::string& text : texts) {
    if (text.empty()) continue;
    const std::string name = fmt::format("t{}.yaml", roots.size() + 1);
    roots.push_back(yaml::parse(std::make_shared<const SourceText>(SourceText{name, text}), {}, dialect));
  }
  return take_spec(roots);
}

std::string complaint_of(const std::vector<std::string>& texts) {
  try {
    const Spec spec = spec_of(texts);
    Evaluation evaluation;
    const auto refusal = timeloop::evaluate(spec, mapping_of(spec), evaluation);
    return refusal ? render(refusal->finding) : "";
  } catch (const InputError& error) {
    std::vector<Diagnostic> errors;
    for (const Diagnostic& finding : error.diagnostics())
      if (finding.severity == Severity::error) errors.push_back(finding);
    return render(errors);
  }
}

Made::Made(const std::vector<std::string>& texts) : spec_(spec_of(texts)) {
  const Mapping mapping = mapping_of(spec_);
  const auto refusal = timeloop::evaluate(spec_, mapping, evaluation_);
  check(!refusal, refusal ? render(refusal->finding) : "");
  if (!spec_.sparse) return;
  Counts counts;
  Counter(spec_.problem, spec_.machine, spec_.conventions.counting).count(mapping, counts);
  loops_ = std::make_unique<Loops>(spec_.problem, loops_of(spec_, mapping));
  const Layer layer{spec_.problem, spec_.architecture, *spec_.sparse, *loops_};
  tiles_ = dense_tiles(layer, counts);
  apply_formats(layer, tiles_);
  expect_occupancy(layer, tiles_);
  const SpatialSkipping spatial(layer, tiles_);
  outcomes_ = play(layer, tiles_, find_savings(layer, tiles_), spatial, counts.operations);
}

LevelId Made::level_id(const std::string& name) const {
  for (const LevelId id : spec_.machine.levels.ids())
    if (spec_.machine.levels[id].name == name) return id;
  check(false, "no level '" + name + "'");
  return LevelId();
}

TensorId Made::tensor_id(const std::string& name) const {
  const auto id = spec_.problem.tensor_named(name);
  check(id.has_value(), "no tensor '" + name + "'");
  return *id;
}

const Tile& Made::tile(const std::string& level, const std::string& tensor) const {
  return tiles_[level_id(level)][tensor_id(tensor)];
}

const Accesses& Made::accesses(const std::string& level, const std::string& tensor) const {
  return outcomes_.accesses[level_id(level)][tensor_id(tensor)];
}

const TensorCost& Made::cost(const std::string& level, const std::string& tensor) const {
  return evaluation_.levels[level_id(level)].tensors[tensor_id(tensor)];
}

double Made::pj(const std::string& level, const std::string& tensor) const {
  const TensorCost& of = cost(level, tensor);
  return *of.read_energy_pj + *of.write_energy_pj;
}

std::string Made::warnings() const {
  return render(spec_.warnings);
}

std::string Made::words(const std::string& level, const std::string& tensor, Action action) const {
  const Accesses& of = accesses(level, tensor);
  return fmt::format("{}/{}/{}", of.words[Fate::actual][action], of.words[Fate::gated][action],
                     of.words[Fate::skipped][action]);
}

std::string Made::units(const std::string& level, const std::string& tensor, Action action) const {
  std::string text;
  for (const RankUnits& rank : accesses(level, tensor).units[Fate::actual][action])
    text += fmt::format("{}{}+{}", text.empty() ? "" : " ", rank.metadata, rank.payload);
  return text;
}

}  // namespace ridge::timeloop::sparse
