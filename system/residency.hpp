// Activations that stay on chip between two layers.
//
// A result that is read by later layers may lie in one level of the chip, whole, from the layer that writes
// it until the last one that reads it: it is neither written to the levels further out nor read from them. A
// layer whose inputs or results stay is mapped on a machine of its own: levels further out keep nothing of
// those roles, the resident level must keep them, and it is smaller by what stays for later layers.
#pragma once

#include <cstdint>
#include <string>

#include "arch/machine.hpp"
#include "workloads/problem.hpp"

namespace ridge {

/// What stays while one layer runs.
struct Residence {
  RoleSet roles;                 // whose activations the layer finds, or leaves, in the resident level
  std::int64_t other_bytes = 0;  // of that level are taken by what else stays
  bool operator==(const Residence&) const = default;
};

/// The level of `machine` named `name`; "auto": the outermost one that can. A level can when there is one
/// instance of it, it is no DRAM and has a level outside of it, has a stated size, and may keep inputs and
/// outputs. Throws InputError at `place` when there is no such level, or it cannot.
LevelId resident_level(const Machine& machine, const std::string& name, const Place& place = {});

/// The machine as a layer sees it. Assumes that other_bytes is at most the size of the level.
Machine machine_for(const Machine& machine, LevelId level, const Residence& residence);

/// Bytes of a tensor in the resident level, complete words, rounded up; 2^63 - 1 when it is more.
std::int64_t bytes_at(const Machine& machine, LevelId level, const Problem& problem, TensorId tensor);

}  // namespace ridge
