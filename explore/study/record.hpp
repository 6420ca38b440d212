// The result of one point of a study, as it is kept and exported.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "arch/machine.hpp"
#include "system/network_map.hpp"

namespace ridge::study {

/// What a record is of. The key is the hash of all that the result depends on: the machine, the constraints,
/// the workload, the objective, the effort, the seed, the residency, the versions of search and program.
struct RecordInputs {
  std::string key;
  std::string machine_hash;
  std::string workload_hash;
};

/// Texts of what a key is made from.
struct QuestionTexts {
  std::string machine;      // as print_machine has it, and its own constraints
  std::string workload;     // as print_workload has it
  std::string constraints;  // the text of a constraints file; ""
  std::string objective;
  std::int64_t effort = 0;
  std::uint64_t seed = 1;
  std::string residency;
};

RecordInputs record_inputs(const QuestionTexts& texts);

/// A body of JSON by the hash of its content: equal layers of all points share one.
using NamedBody = std::pair<std::string, std::string>;

struct Record {
  RecordInputs inputs;
  std::string status;  // "optimal", "limit_reached", "infeasible", "traffic" (no layer was searched)
  std::string body;    // JSON: totals, and layers by name, count and hash
  std::vector<NamedBody> layers;
  double wall_seconds = 0;
};

/// Body and layers of a result.
///
/// body: {machine {name, lanes, clock_hz, area_mm2, power_w}, totals {layers, operations, cycles, seconds,
/// energy_pj, edp_js, value, lower_bound, gap, mapped_cycles, traffic_cycles, utilization, causes {cause:
/// cycles}, energy_by_level {name: pJ}, bytes_by_level {name: B}}, layers [{name, count, layer}], resident}
/// layer: {work, status, value, lower_bound, macs, operations, cycles, seconds, energy_pj, utilization,
/// causes, energy_by_level, bytes_by_level, words [{level, tensor, reads, fills, updates, drains}], roofline
/// {peak, attainable, attainable_mapped, achieved: operations per cycle, boundaries [{level, ops_per_byte,
/// attainable_ops_per_cycle, binds}]}}
Record make_record(RecordInputs inputs, const Network& network, const Machine& machine,
                   const NetworkMap& map);

}  // namespace ridge::study
