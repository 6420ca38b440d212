// What the closed form needs of one problem on one machine, worked out once: an evaluation only multiplies
// and adds.
//
// A *slot* is one level x tensor; a *stream* is one slot x direction. Both are plain indices into flat
// tables, so that the inner loops of an evaluation touch a few cache lines.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "sim/cost/evaluation.hpp"

namespace ridge::cost {

constexpr double real(std::int64_t count) {
  return static_cast<double>(count);
}

/// A cycle is whole: a transfer that ends within a cycle takes it.
inline double whole_cycles(double cycles) {
  return std::ceil(cycles);
}

/// Energy of moving the words of one stream. Per byte it is linear in the words; per access the words of one
/// stream are packed and a part of an access costs a whole one, as ActionEnergy::of has it.
struct MoveEnergy {
  bool known = false;
  double pj_per_word = 0;     // linear part, complete words
  double pj_per_partial = 0;  // linear part, partial words
  double pj_per_access = 0;   // 0: the energy is per byte
  double accesses_per_word = 0;
  double accesses_per_partial = 0;

  /// pJ; `partial` words have partial width, `complete` ones complete width.
  double of(double complete, double partial) const;
  /// A lower bound of `of` that is linear: parts of accesses cost a part.
  double at_least(double complete, double partial) const;
};

/// What one level means to one tensor.
struct Slot {
  int word_bits = 0;
  int partial_bits = 0;
  double word_bytes = 0;
  double partial_bytes = 0;
  bool double_buffered = false;
  std::array<double, 2> bytes_per_cycle{};  // by Direction, of a stream alone on the ports of one instance
  std::array<MoveEnergy, 2> energy;         // by Direction
  double compulsory_bytes = 0;              // distinct words at complete width
};

/// The part a port has in a stream: a stream served by several ports is spread over them by their bandwidth.
struct PortUse {
  std::size_t port = 0;
  std::size_t stream = 0;
  double share = 1;  // of the stream's bytes
};

/// A port with a bandwidth. Ports without one never bind and are left out.
struct LimitedPort {
  LevelId level;
  double bytes_per_cycle = 0;  // of one instance
  std::vector<PortUse> streams;
};

struct LevelConstants {
  std::int64_t instances = 0;
  std::optional<double> static_pj_per_cycle;  // of all instances
};

/// The unit of the array that does the problem's operation at the precision of its inputs.
struct ArrayUnit {
  double iterations_per_cycle = 0;  // of one lane
  std::optional<double> pj_per_iteration;
};

/// Keeps references: problem and machine must outlive it.
class Setting {
 public:
  Setting(const Problem& problem, const Machine& machine);

  const Problem& problem;
  const Machine& machine;
  const std::size_t level_count;
  const std::size_t tensor_count;

  std::vector<Slot> slots;
  std::vector<LimitedPort> ports;
  std::vector<std::vector<PortUse>> uses;  // by stream: the ports that serve it
  std::vector<LevelConstants> levels;
  std::optional<ArrayUnit> unit;
  std::optional<double> static_pj_per_cycle;  // of the whole machine; nothing: none is stated
  std::optional<double> area_mm2;
  double lanes = 0;
  double iterations = 0;
  double operations = 0;
  double peak_ops_per_cycle = 0;  // 0 without a unit
  std::shared_ptr<const Remarks> remarks;

  std::size_t slot(LevelId level, TensorId tensor) const {
    return level.index() * tensor_count + tensor.index();
  }
  LevelId level_of(std::size_t slot) const { return LevelId(slot / tensor_count); }
  TensorId tensor_of(std::size_t slot) const { return TensorId(slot % tensor_count); }
  static std::size_t stream(std::size_t slot, Direction direction) {
    return 2 * slot + static_cast<std::size_t>(direction);
  }
  std::size_t role_of(TensorId tensor) const {
    return static_cast<std::size_t>(problem.tensors[tensor].role);
  }

 private:
  void fill_slots();
  void fill_ports(LevelId level);
  void fill_static_power();
  void find_unit();
  void collect_remarks();
};

/// The precision a compute unit must do: the widest of the tensors that are read.
Precision compute_precision(const Problem& problem);

/// True when the unit sits at the end of the array, below every level and fanout.
bool at_the_bottom(const ComputeUnit& unit, const Machine& machine);

}  // namespace ridge::cost
