#include "arch/technology/scaling.hpp"

#include <array>

#include "arch/technology/interpolate.hpp"

namespace ridge::technology {

namespace {

// A. Stillmaker and B. Baas, "Scaling equations for the accurate prediction of CMOS device performance from
// 180 nm to 7 nm", Integration 58 (2017) 74-81: energy factor a V^2 + b V + c per node (bulk; 45 nm: high
// performance), here at the nominal supply of the Predictive Technology Model's card for the node.
struct EnergyFactor {
  double node_nm, a, b, c, supply_volt;
  constexpr double value() const { return (a * supply_volt + b) * supply_volt + c; }
};
constexpr std::array energy_factors{
    EnergyFactor{45, 1.018, -0.3107, 0.1539, 1.0},
    EnergyFactor{65, 3.755, -4.398, 1.975, 1.1},
    EnergyFactor{90, 4.762, -4.781, 2.092, 1.2},
    EnergyFactor{130, 7.171, -6.709, 2.904, 1.3},
};

// The same paper's area ratios, the row of 45 nm: {node in nm, area relative to 45 nm}.
constexpr std::array area_ratios{
    Point{7, 0.059}, Point{10, 0.1}, Point{14, 0.17}, Point{16, 0.19}, Point{20, 0.21},
    Point{32, 0.46}, Point{45, 1},   Point{65, 1.5},  Point{90, 2.8},  Point{130, 6.4},
};

double energy_relative_to_45_nm(double node_nm) {
  std::array<Point, energy_factors.size()> points;
  for (std::size_t i = 0; i < points.size(); ++i) {
    points[i] = {energy_factors[i].node_nm, energy_factors[i].value() / energy_factors[0].value()};
  }
  return interpolate(node_nm, points);
}

bool in_range(Nanometres node) {
  return node.value >= least_node_nm && node.value <= most_node_nm;
}

}  // namespace

std::optional<ScaledEnergy> energy_at(Nanometres node, EnergyByNode energy) {
  if (!in_range(node)) return std::nullopt;
  if (node.value == 45) return ScaledEnergy{energy.at_45_nm, "Horowitz, ISSCC 2014, at 45 nm"};
  if (node.value == 7) return ScaledEnergy{energy.at_7_nm, "Jouppi et al., ISCA 2021, table 2, at 7 nm"};
  if (node.value > 45) {
    return ScaledEnergy{energy.at_45_nm * energy_relative_to_45_nm(node.value),
                        "Horowitz, ISSCC 2014, at 45 nm, scaled to " + format_quantity(node) +
                            " by Stillmaker and Baas, Integration 58 (2017)"};
  }
  return ScaledEnergy{
      power_law(node.value, {45, energy.at_45_nm}, {7, energy.at_7_nm}),
      "interpolated at " + format_quantity(node) +
          " between Horowitz, ISSCC 2014 (45 nm) and Jouppi et al., ISCA 2021, table 2 (7 nm)"};
}

std::optional<double> area_relative_to_45_nm(Nanometres node) {
  if (!in_range(node)) return std::nullopt;
  return interpolate(node.value, area_ratios);
}

Unknown out_of_range(Nanometres node) {
  return {"the technology library has no rule that reaches " + format_quantity(node),
          "its tables go from 7 nm to 130 nm; write the number itself, with its source"};
}

}  // namespace ridge::technology
