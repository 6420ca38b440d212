// Layers whose operation the array does, but not at their precision: most often a network at a precision that
// nobody chose, and a question that nobody asked.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "arch/machine.hpp"
#include "workloads/network.hpp"

namespace ridge {

/// All such layers of one operation at one precision.
struct PrecisionGap {
  Operation operation = Operation::mac;
  Precision precision = Precision::int8;  // the widest of the tensors that are read
  std::int64_t layers = 0;                // counts included
  std::string unit_beside;                // the unit beside the array that works on them; "": none
  std::vector<std::string> precisions;    // at which units at the end of the array do the operation

  bool is_of(const Problem& problem) const;
  bool operator==(const PrecisionGap&) const = default;
};

/// The gaps among `layers` (indices into Network::layers), in order of first appearance. Operations that no
/// unit at the end of the array does at any precision are no gap: they are not the array's work.
std::vector<PrecisionGap> precision_gaps(const Network& network, const std::vector<std::size_t>& layers,
                                         const Machine& machine);

}  // namespace ridge
