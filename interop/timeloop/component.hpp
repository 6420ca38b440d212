// One component of a Timeloop machine: which kind its class makes it, and its attributes.
#pragma once

#include "interop/timeloop/architecture.hpp"
#include "interop/timeloop/attributes.hpp"

namespace ridge::timeloop {

enum class ComponentKind { storage, compute, network, unknown };

/// By what the class contains, as Timeloop has it: DRAM, SRAM, regfile, smartbuffer, storage; mac, compute.
ComponentKind kind_of(std::string_view memory_class);

/// Of a range that cannot be read; all that it multiplies is unknown too, and no mesh is checked against it.
inline constexpr std::int64_t unknown_copies = 0;

/// "PE[0..167]": its name and how many copies there are.
struct Ranged {
  std::string name;
  std::int64_t copies = 1;
};
Ranged split_range(std::string_view name);

/// Where a component stands: what its name or its place in a tree says of it.
struct Standing {
  std::string name;
  std::string memory_class;
  Place place;
  std::int64_t instances = 1;  // unless its attributes say otherwise
};

/// Energies are Timeloop's built-in ones, until an energy table says otherwise (energy_table.hpp).
Level read_level(const Standing& standing, Attributes attributes);
Compute read_compute(const Standing& standing, Attributes attributes);

}  // namespace ridge::timeloop
