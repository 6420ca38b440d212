// The optima that AccelForge's exact mapper found, as rows: its machines and layers in files of our own,
// mapped by our search under its accounting (docs/known-optima.md).
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "arch/machine.hpp"
#include "mapper/search.hpp"
#include "workloads/network.hpp"

namespace ridge::accelforge {

struct Row {
  std::string key;       // of optima_unfused.json
  std::string machine;   // machines/NAME.yaml
  std::string workload;  // workloads/NAME.yaml
};

/// For the messages of tests.
void PrintTo(const Row& row, std::ostream* out);

/// All 30.
const std::vector<Row>& rows();

/// The folder with AccelForge's numbers, where there is one: $RIDGE_REFERENCE/accelforge, or that of
/// ../shared.
std::optional<std::filesystem::path> reference_folder();

/// One of its files; an infinite number is null.
nlohmann::json reference(const std::string& file);

Network workload_of(const Row& row);

/// The machine as it works on a layer: for its words, and with the unit that AccelForge has do it.
Machine machine_for(const Row& row, const Problem& problem);

/// The machine's own constraints, and as many lanes with work as bounds that divide allow.
Constraints constraints_for(const Problem& problem, const Machine& machine);

/// The least energy of one layer under AccelForge's accounting, of perfect bounds.
SearchResult mapped(const Problem& problem, const Machine& machine);

/// What a layer moves, as AccelForge writes it down: component and action ("GlobalBuffer read") -> bits of
/// each tensor, the least first. On `snowcat`, of its main memory alone: the rest is free and may move in any
/// way.
using Actions = std::map<std::string, std::vector<double>>;
Actions actions_of(const Row& row, const Problem& problem, const Machine& machine,
                   const Evaluation& evaluation);
Actions actions_of(const nlohmann::json& theirs, const Row& row, const std::string& layer);

/// Its layers, without copies, which cost nothing.
std::size_t layers_of(const nlohmann::json& theirs);
/// Energy of one of its layers, in our unit.
double energy_pj_of(const nlohmann::json& theirs, const Row& row, const std::string& layer);
/// Time of one of its layers, as our machine has it: that of its slowest component.
double seconds_of(const nlohmann::json& theirs, const Row& row, const std::string& layer);

/// Our pJ for one of its J: 1 on machines where an action costs one.
double joules_to_pj(const Row& row);
double joules_of(const Row& row, double energy_pj);
/// Bits of one of its actions.
double bits_of_action(const Row& row, const std::string& component);

}  // namespace ridge::accelforge
