#include "tests/accelforge/known_optima.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include <fmt/format.h>

#include "base/diagnostics.hpp"
#include "mapper/unrolling.hpp"
#include "sim/cost/setting.hpp"

namespace ridge::accelforge {
namespace {

namespace fs = std::filesystem;

const std::string folder = std::string(RIDGE_SOURCE_DIR) + "/tests/accelforge/";

/// Words of the widest tensor that is read.
int bits_of_words(const Problem& problem) {
  return bits_of(cost::compute_precision(problem));
}

/// The parts of "('Matmul0', 'MainMemory', 'T0', 'read')".
std::vector<std::string> parts_of(const std::string& key) {
  std::vector<std::string> parts;
  for (std::size_t at = key.find('\''); at != std::string::npos; at = key.find('\'', at)) {
    const std::size_t end = key.find('\'', at + 1);
    parts.push_back(key.substr(at + 1, end - at - 1));
    at = end + 1;
  }
  return parts;
}

const std::string two_products = "|matmuls|KN=64,M=64,N_EINSUMS=2|unfused";
const std::string three_products = "|three_matmuls_annotated||unfused";

std::string prefill(const std::string& name, int tokens) {
  return fmt::format("|{}|BATCH_SIZE=1,DECODE=False,N_NEW_TOKENS={}|unfused", name, tokens);
}

std::string decode(const std::string& name) {
  return fmt::format("|{}|BATCH_SIZE=1,DECODE=True,N_CACHED_TOKENS=2047,N_NEW_TOKENS=1|unfused", name);
}

std::vector<Row> rows_of_machines_that_take_time() {
  std::vector<Row> rows;
  for (const std::string machine : {"simple", "eyeriss", "simba", "tpu_v4i"}) {
    const std::string gpt = machine == "simple" || machine == "tpu_v4i" ? "gpt3_175B" : "gpt3_6.7B";
    rows.push_back({machine + two_products, machine, "matmuls"});
    rows.push_back({machine + three_products, machine, "three_matmuls"});
    rows.push_back({machine + prefill(gpt, 2048), machine, gpt + "_prefill_2048"});
    rows.push_back({machine + decode(gpt), machine, gpt + "_decode_2047"});
  }
  return rows;
}

std::vector<Row> rows_of_snowcat() {
  const std::string machine = "snowcat";
  std::vector<Row> rows{{machine + two_products, machine, "matmuls"},
                        {machine + "|matvecs||unfused", machine, "matvecs"},
                        {machine + three_products, machine, "three_matmuls"},
                        {machine + "|mobilenet_28||unfused", machine, "mobilenet_28"}};
  for (const std::string gpt : {"gpt3_6.7B", "gpt3_175B"})
    rows.push_back({machine + prefill(gpt, 256), machine, gpt + "_prefill_256"});
  for (const std::string name :
       {"mamba", "llama3_8B", "mixtral8x22B", "qwen3_8B", "qwen3_30B_A3B", "deepseek_v3_671B"})
    rows.push_back({machine + prefill(name, 256), machine, name});
  const std::string grouped = "ATTENTION_TYPE=grouped_query,BATCH_SIZE=1,DECODE=False,N_NEW_TOKENS=256";
  for (const std::string name : {"llama4_scout", "llama4_maverick"})
    rows.push_back({fmt::format("{}|{}|{}|unfused", machine, name, grouped), machine, name});
  return rows;
}

/// Whether what passes a component counts.
bool counts(const Row& row, const std::string& component) {
  return row.machine != "snowcat" || component == "MainMemory";
}

Actions sorted(Actions actions) {
  for (auto& [action, bits] : actions)
    std::sort(bits.begin(), bits.end());
  return actions;
}

}  // namespace

void PrintTo(const Row& row, std::ostream* out) {
  *out << row.key;
}

const std::vector<Row>& rows() {
  static const std::vector<Row> all = [] {
    std::vector<Row> rows = rows_of_machines_that_take_time();
    for (Row& row : rows_of_snowcat())
      rows.push_back(std::move(row));
    return rows;
  }();
  return all;
}

std::optional<fs::path> reference_folder() {
  const char* named = std::getenv("RIDGE_REFERENCE");
  const fs::path shared = named != nullptr ? named : std::string(RIDGE_SOURCE_DIR) + "/../shared/reference";
  if (fs::exists(shared / "accelforge")) return shared / "accelforge";
  return std::nullopt;
}

nlohmann::json reference(const std::string& file) {
  std::ifstream in(*reference_folder() / file);
  std::stringstream text;
  text << in.rdbuf();
  return nlohmann::json::parse(std::regex_replace(text.str(), std::regex("\\bInfinity\\b"), "null"));
}

Network workload_of(const Row& row) {
  return load_workload(folder + "workloads/" + row.workload + ".yaml");
}

Machine machine_for(const Row& row, const Problem& problem) {
  const bool products = problem.operation == Operation::mac;
  const std::string name = row.machine == "tpu_v4i" && !products ? "tpu_v4i_scalar" : row.machine;
  const int bits = bits_of_words(problem);
  std::vector<std::string> overrides;
  if (row.machine == "simba") {
    overrides = {fmt::format("Register.size={}B", bits / 8),
                 fmt::format("AccumulationBuffer.word={} b", 3 * bits)};
  } else if (name == "tpu_v4i") {
    overrides = {fmt::format("Register.size={}B", bits / 8)};
  }
  std::vector<Diagnostic> warnings;
  return load_machine(folder + "machines/" + name + ".yaml", overrides, warnings);
}

Constraints constraints_for(const Problem& problem, const Machine& machine) {
  Constraints constraints = machine.constraints ? read_constraints(*machine.constraints, problem, machine)
                                                : Constraints::none(problem, machine);
  mapper::SpaceOptions perfect;
  perfect.perfect = true;
  const auto most = mapper::most_lanes(mapper::Space(problem, machine, constraints, perfect));
  check(most.has_value(), "machines of AccelForge have few axes");
  constraints.used_lanes.least = static_cast<double>(most->lanes) / static_cast<double>(machine.lanes());
  return constraints;
}

SearchResult mapped(const Problem& problem, const Machine& machine) {
  SearchOptions options;
  options.objective = Objective::energy;
  options.perfect = true;
  options.conventions = accelforge_conventions();
  return search(problem, machine, constraints_for(problem, machine), options);
}

Actions actions_of(const Row& row, const Problem& problem, const Machine& machine,
                   const Evaluation& evaluation) {
  Actions actions;
  for (const LevelId level : machine.levels.ids()) {
    const std::string& name = machine.levels[level].name;
    if (!counts(row, name)) continue;
    for (const TensorId tensor : problem.tensors.ids()) {
      const TensorCost& cost = evaluation.levels[level].tensors[tensor];
      if (!cost.kept) continue;
      actions[name + " read"].push_back(cost.read_bytes * 8);
      actions[name + " write"].push_back(cost.write_bytes * 8);
    }
  }
  return sorted(std::move(actions));
}

Actions actions_of(const nlohmann::json& theirs, const Row& row, const std::string& layer) {
  Actions actions;
  for (const auto& [key, count] : theirs.at("actions").items()) {
    const std::vector<std::string> parts = parts_of(key);
    if (parts.at(0) != layer || parts.at(3) == "compute" || !counts(row, parts[1])) continue;
    actions[parts[1] + " " + parts[3]].push_back(count.get<double>() * bits_of_action(row, parts[1]));
  }
  return sorted(std::move(actions));
}

std::size_t layers_of(const nlohmann::json& theirs) {
  std::set<std::string> layers;
  for (const auto& [key, joules] : theirs.at("energy_per_component").items())
    if (joules.get<double>() != 0) layers.insert(parts_of(key).at(0));
  return layers.size();
}

double energy_pj_of(const nlohmann::json& theirs, const Row& row, const std::string& layer) {
  double joules = 0;
  for (const auto& [key, part] : theirs.at("energy_per_component").items())
    if (parts_of(key).at(0) == layer) joules += part.get<double>();
  return joules * joules_to_pj(row);
}

double seconds_of(const nlohmann::json& theirs, const Row& row, const std::string& layer) {
  double seconds = 0;
  for (const auto& [key, part] : theirs.at("latency_per_component").items())
    if (parts_of(key).at(0) == layer) seconds = std::max(seconds, part.get<double>());
  return row.machine == "simple" ? seconds * 1e-9 : seconds;  // a MAC takes a second there, a nanosecond here
}

double joules_to_pj(const Row& row) {
  return row.machine == "simple" || row.machine == "snowcat" ? 1 : 1e12;
}

double joules_of(const Row& row, double energy_pj) {
  return energy_pj / joules_to_pj(row);
}

double bits_of_action(const Row& row, const std::string& component) {
  return row.machine == "eyeriss" && component == "GlobalBuffer" ? 64 : 1;
}

}  // namespace ridge::accelforge
