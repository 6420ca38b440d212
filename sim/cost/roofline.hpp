// The roofs of one mapping and what stands between the peak and what was achieved (docs/roofline.md).
#pragma once

#include <vector>

#include "sim/cost/time.hpp"

namespace ridge::cost {

class Roofs {
 public:
  explicit Roofs(const Setting& setting);

  /// Fills result.roofline and result.ops_utilization. Needs cycles, causes and the bytes of every level.
  void measure(const Traffic& traffic, const Time& time, Evaluation& result);

 private:
  double compulsory_cycles(const Traffic& traffic);
  void write_boundaries(const Traffic& traffic, const Time& time, Evaluation& result);
  void write_gap(const Traffic& traffic, const Time& time, Evaluation& result) const;

  const Setting* setting_;
  std::vector<double> compulsory_bytes_;   // by port
  std::vector<double> level_busy_cycles_;  // of the busiest port
  std::vector<double> level_bytes_;
};

}  // namespace ridge::cost
