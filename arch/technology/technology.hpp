// What an operation or an access costs, from published tables, at a process node.
//
// A constant that no table gives, at a node that no rule reaches, is not known: the answer then says so, and
// nothing is put in its place. Tables, scaling rules and how sure each figure is: docs/technology.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/quantity.hpp"

namespace ridge::technology {

/// A number and how it came about: table, interpolation, scaling, citation.
struct Figure {
  double value = 0;
  std::string source;
};

/// Why the library has no such number, and what the user can do.
struct Unknown {
  std::string message;
  std::string help;
};

using Answer = std::variant<Figure, Unknown>;

/// Memory classes: "sram", "register_file" and the DRAM kinds.
const std::vector<std::string>& memory_classes();
/// True for classes that lie on other dies and whose cost does not depend on the machine's node.
bool is_dram(std::string_view memory);

/// Energy of one multiply-accumulate: a multiplication at `precision` and an addition at the precision of its
/// partial result (int8, int16: int32; fp16, bf16: fp32), in pJ.
Answer mac_energy_pj(std::string_view precision, Nanometres node);
/// Area of that multiplier and adder, in mm2.
Answer mac_area_mm2(std::string_view precision, Nanometres node);

/// Energy of moving one byte in or out of a memory of `bytes`, in pJ. Reading and writing cost the same: the
/// published tables do not tell them apart. `bytes` and `node` do not matter to DRAM.
Answer memory_energy_pj_per_byte(std::string_view memory, std::int64_t bytes, std::optional<Nanometres> node);
/// Area of a memory of `bytes` with its periphery, in mm2; unknown for DRAM.
Answer memory_area_mm2(std::string_view memory, std::int64_t bytes, std::optional<Nanometres> node);

/// Energy of moving one byte over one millimetre of on-chip wire, random data, in pJ.
Answer wire_energy_pj_per_byte_mm(Nanometres node);

}  // namespace ridge::technology
