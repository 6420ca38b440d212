// What a study has found, as tables and as JSON. Exports hold nothing of hosts, times and files: they depend
// on the study and its records alone.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "explore/study/plan.hpp"
#include "explore/study/store.hpp"

namespace ridge::study {

/// Text, number, or nothing: not known.
using Cell = std::variant<std::monostate, std::string, double>;

struct TableOfResults {
  std::string name;
  std::vector<std::string> columns;
  std::vector<std::vector<Cell>> rows;
};

/// What is there of a study.
struct StudyStatus {
  std::size_t points = 0;
  std::size_t machines = 0;
  std::size_t done = 0;               // with a record, whatever its status
  std::size_t missing = 0;            // not run yet
  std::size_t left_out = 0;           // by conditions
  std::size_t failed = 0;             // without a machine, or with a layer that has no mapping
  std::size_t proven = 0;             // of those done
  std::vector<std::string> failures;  // the first few, each "point 12: ..."
  StoreFacts store;
  std::vector<std::string> files;
};

StudyStatus study_status(const Plan& plan, const std::filesystem::path& folder, const Place& place);

/// One row a point that has a record or has failed: point, machine, constraints, a column for every value
/// along the axes, workload, objective, status, reason, area_mm2, power_w, lanes, layers, operations, cycles,
/// seconds, energy_pj, edp_js, value, lower_bound, gap, utilization, mapped_cycles, traffic_cycles,
/// resident_results, resident_bytes, front (1 when no other point of the same workload beats it in the
/// study's `pareto`, else 0).
TableOfResults points_table(const Plan& plan, const std::filesystem::path& folder, const Place& place);

/// One row a point and layer: point, layer, count, work, status, cycles, seconds, energy_pj, utilization,
/// operations, peak, attainable, attainable_mapped, achieved (operations per cycle).
TableOfResults layers_table(const Plan& plan, const std::filesystem::path& folder, const Place& place);

/// One row a part of a point's totals: point, kind ("cycles", "energy_pj", "bytes"), name (a cause, a level),
/// amount.
TableOfResults parts_table(const Plan& plan, const std::filesystem::path& folder, const Place& place);

/// {schema "ridge.study/1", study, axes [paths], moves [[paths of one axis]], pareto [words], points [{point,
/// base, as_shipped, constraints, values {path: text}, workload, objective, status, reason, front, and the
/// record's machine (with `roofs` {level: bytes per cycle read by all instances, where limited}), totals,
/// layers, resident}], layers {hash: layer}}. `as_shipped`: no value differs from the machine's own. Passed
/// on in pieces.
void write_json(const Plan& plan, const std::filesystem::path& folder, const Place& place,
                const std::function<void(const std::string&)>& write);

/// RFC 4180; numbers as short as they read back.
std::string csv_text(const TableOfResults& table);

/// Writes tables to a new SQLite file. Throws InputError where it cannot.
void write_sqlite(const std::vector<TableOfResults>& tables, const std::filesystem::path& file,
                  const Place& place);

}  // namespace ridge::study
