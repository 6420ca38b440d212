// From the node of a published figure to another node.
#pragma once

#include <optional>

#include "arch/technology/technology.hpp"

namespace ridge::technology {

inline constexpr double least_node_nm = 7;
inline constexpr double most_node_nm = 130;

/// An energy published at 45 nm and, by others, at 7 nm.
struct EnergyByNode {
  double at_45_nm = 0;
  double at_7_nm = 0;
};

struct ScaledEnergy {
  double picojoules = 0;
  std::string rule;  // how it was had, for the source text
};

/// Energy at `node`, by the rule of docs/technology.md: the published figure at 45 nm and at 7 nm; a power
/// law between them; above 45 nm the ratio of Stillmaker and Baas's energy factors. Nothing outside 7 to 130
/// nm.
std::optional<ScaledEnergy> energy_at(Nanometres node, EnergyByNode energy);

/// area(node) / area(45 nm) by Stillmaker and Baas; nothing outside 7 to 130 nm.
std::optional<double> area_relative_to_45_nm(Nanometres node);

/// "no published rule reaches 3 nm", with the range as help.
Unknown out_of_range(Nanometres node);

}  // namespace ridge::technology
