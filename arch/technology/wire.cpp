// Energy of on-chip wires.
#include "arch/technology/interpolate.hpp"
#include "arch/technology/technology.hpp"

namespace ridge::technology {

namespace {

// S. Keckler, W. Dally et al., "GPUs and the future of parallel computing", IEEE Micro 31(5), 2011, table 1:
// 256 bits of random data over 10 mm: 310 pJ at 40 nm, 200 pJ at 10 nm (their projection, high frequency).
constexpr double bits = 256;
constexpr double millimetres = 10;
constexpr Point at_40_nm{40, 310};
constexpr Point at_10_nm{10, 200};

}  // namespace

Answer wire_energy_pj_per_byte_mm(Nanometres node) {
  if (node.value < at_10_nm.x || node.value > at_40_nm.x) {
    return Unknown{"the technology library knows wires from 10 nm to 40 nm, not at " + format_quantity(node),
                   "write 'hop_energy' itself, with its source"};
  }
  return Figure{power_law(node.value, at_10_nm, at_40_nm) / (bits / 8 * millimetres),
                "Keckler et al., IEEE Micro 31(5), 2011, table 1: 256 bits over 10 mm, between 40 and 10 nm"};
}

}  // namespace ridge::technology
