// Energy and area of multiply-accumulates.
#include <algorithm>
#include <array>
#include <cmath>

#include "arch/technology/scaling.hpp"

namespace ridge::technology {

namespace {

// Energy in pJ. 45 nm: M. Horowitz, "Computing's energy problem (and what we can do about it)", ISSCC 2014,
// figure 1.1.9 (45 nm, 0.9 V). 7 nm: N. Jouppi et al., "Ten lessons from three generations shaped Google's
// TPUv4i", ISCA 2021, table 2.
constexpr EnergyByNode add_int32{0.1, 0.03};
constexpr EnergyByNode add_fp32{0.9, 0.38};
constexpr EnergyByNode multiply_int8{0.2, 0.07};
constexpr EnergyByNode multiply_int32{3.1, 1.48};
constexpr EnergyByNode multiply_fp16{1.1, 0.34};
constexpr EnergyByNode multiply_fp32{3.7, 1.31};
constexpr double multiply_bf16_at_7_nm = 0.21;  // in the table of 7 nm only

// Area in um2 at 45 nm, as given with Horowitz's energies in V. Sze et al., "Efficient processing of deep
// neural networks: a tutorial and survey", Proc. IEEE 105(12), 2017 (synthesised, TSMC 45 nm).
constexpr double add_int32_um2 = 137;
constexpr double add_fp32_um2 = 4184;
constexpr double multiply_int8_um2 = 282;
constexpr double multiply_int32_um2 = 3495;
constexpr double multiply_fp16_um2 = 1640;
constexpr double multiply_fp32_um2 = 7700;

/// A 16-bit multiplier lies halfway between 8 and 32 bits on logarithmic axes: no table gives it.
double between(double at_8_bits, double at_32_bits) {
  return std::sqrt(at_8_bits * at_32_bits);
}

struct Mac {
  std::string_view precision;
  EnergyByNode energy;
  double area_um2;
  std::string_view parts;
};

const std::array<Mac, 5>& macs() {
  static const std::array<Mac, 5> table{
      Mac{"int8",
          {multiply_int8.at_45_nm + add_int32.at_45_nm, multiply_int8.at_7_nm + add_int32.at_7_nm},
          multiply_int8_um2 + add_int32_um2,
          "int8 multiplication + int32 addition"},
      Mac{"int16",
          {between(multiply_int8.at_45_nm, multiply_int32.at_45_nm) + add_int32.at_45_nm,
           between(multiply_int8.at_7_nm, multiply_int32.at_7_nm) + add_int32.at_7_nm},
          between(multiply_int8_um2, multiply_int32_um2) + add_int32_um2,
          "int16 multiplication (geometric mean of int8 and int32) + int32 addition"},
      Mac{"int32",
          {multiply_int32.at_45_nm + add_int32.at_45_nm, multiply_int32.at_7_nm + add_int32.at_7_nm},
          multiply_int32_um2 + add_int32_um2,
          "int32 multiplication + int32 addition"},
      Mac{"fp16",
          {multiply_fp16.at_45_nm + add_fp32.at_45_nm, multiply_fp16.at_7_nm + add_fp32.at_7_nm},
          multiply_fp16_um2 + add_fp32_um2,
          "fp16 multiplication + fp32 addition"},
      Mac{"fp32",
          {multiply_fp32.at_45_nm + add_fp32.at_45_nm, multiply_fp32.at_7_nm + add_fp32.at_7_nm},
          multiply_fp32_um2 + add_fp32_um2,
          "fp32 multiplication + fp32 addition"},
  };
  return table;
}

const Mac* find(std::string_view precision) {
  const auto found =
      std::find_if(macs().begin(), macs().end(), [&](const Mac& mac) { return mac.precision == precision; });
  return found == macs().end() ? nullptr : &*found;
}

Unknown no_such_mac(std::string_view precision, Nanometres node) {
  return {"the technology library knows no " + std::string(precision) + " MAC at " + format_quantity(node),
          precision == "bf16"
              ? "bf16 is published at 7 nm only; write 'energy' itself, with its source"
              : "it knows int8, int16, int32, fp16, fp32 (7 to 130 nm) and bf16 (7 nm); write "
                "'energy' itself, with its source"};
}

}  // namespace

Answer mac_energy_pj(std::string_view precision, Nanometres node) {
  if (precision == "bf16" && node.value == 7) {
    return Figure{multiply_bf16_at_7_nm + add_fp32.at_7_nm,
                  "bf16 multiplication + fp32 addition, Jouppi et al., ISCA 2021, table 2, at 7 nm"};
  }
  const Mac* mac = find(precision);
  if (mac == nullptr) return no_such_mac(precision, node);
  const auto energy = energy_at(node, mac->energy);
  if (!energy) return out_of_range(node);
  return Figure{energy->picojoules, std::string(mac->parts) + ", " + energy->rule};
}

Answer mac_area_mm2(std::string_view precision, Nanometres node) {
  const Mac* mac = find(precision);
  if (mac == nullptr) return no_such_mac(precision, node);
  const auto ratio = area_relative_to_45_nm(node);
  if (!ratio) return out_of_range(node);
  return Figure{
      mac->area_um2 * 1e-6 * *ratio,
      std::string(mac->parts) +
          ", synthesised area at 45 nm in Sze et al., Proc. IEEE 2017, scaled by Stillmaker and Baas, "
          "Integration 58 (2017)"};
}

}  // namespace ridge::technology
