// Cases for the cost model: a nest on a machine that has ports, energies, buffers and a compute unit.
#pragma once

#include <cstdint>
#include <optional>

#include "sim/cost/evaluator.hpp"
#include "tests/nest/random_case.hpp"

namespace ridge {

/// One read and one write port for all roles; nothing: unlimited.
void set_ports(StorageLevel& level, std::optional<double> read_bytes_per_cycle,
               std::optional<double> write_bytes_per_cycle);

/// pJ per byte, both directions.
void set_energy(StorageLevel& level, double pj_per_byte);

/// A unit at the end of the array that does MACs.
void add_mac(Machine& machine, double iterations_per_cycle, std::optional<double> energy_pj);

/// A random case (tests/nest/random_case.hpp) on a machine with random ports (one per direction, shared, one
/// per role, two for one stream, unlimited), buffering, widths, energies per byte and per access, static
/// power and rates. Levels have no size, so that every case can run. Everything is known.
Case random_equipped_case(std::uint64_t seed);

/// What a case costs. It is legal, or the test fails.
Evaluation evaluated(const Case& made, const Conventions& conventions = {});

}  // namespace ridge
