// What the closed form needs of one problem on one machine, worked out once: an evaluation only multiplies
// and adds.
//
// A *slot* is one level x tensor, a *stream* one slot x direction. Slots are plain indices into flat tables,
// so that the inner loops of an evaluation touch a few cache lines.
#pragma once

#include <algorithm>
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

/// Up to the next whole number, for amounts that are not negative (std::ceil is a call on plain x86-64).
constexpr double round_up(double amount) {
  constexpr double all_whole = 4503599627370496;  // from 2^52 on every double is whole
  if (!(amount < all_whole)) return amount;
  const double down = real(static_cast<std::int64_t>(amount));
  return down < amount ? down + 1 : down;
}

/// What a sum of products and quotients in doubles may miss, relative: some hundred roundings of 2^-53 each.
constexpr double trace = 0x1p-44;

/// Up to a whole number, as cycles and accesses are counted: a transfer that ends within a cycle takes it.
/// What exceeds a whole number by a trace is that number: 74/3 + 15 + 1/3 cycles are 40, and in doubles a
/// little more. Never falls while `amount` grows.
constexpr double whole(double amount) {
  return round_up(std::max(amount * (1 - trace), amount - 0.5));
}

/// Whether `cycles` are more than `others`, and by more than a trace.
constexpr bool takes_longer(double cycles, double others) {
  return cycles * (1 - trace) > others;
}

/// amount * part / all, rounded up; as it is where it is whole, which a rounded quotient may miss.
constexpr double share_rounded_up(double amount, double part, double all) {
  const double up = round_up(amount * (part / all));
  return (up - 1) * all == amount * part ? up - 1 : up;
}

/// One value for reading, one for writing.
template <class T>
using ByDirection = std::array<T, 2>;
constexpr std::size_t side(Direction direction) {
  return static_cast<std::size_t>(direction);
}

/// Energy of moving the words of one stream. Per byte it is linear in the words; per access the words of one
/// stream are packed and a part of an access costs a whole one, as ActionEnergy::of has it. NaN, and only
/// where words move, when the machine does not state it.
struct MoveEnergy {
  double pj_per_word = 0;     // complete words
  double pj_per_partial = 0;  // partial words
  double pj_per_access = 0;   // 0: the energy is per byte
  double accesses_per_word = 0;
  double accesses_per_partial = 0;

  double of(double complete) const {
    if (complete == 0) return 0;
    if (pj_per_access == 0) return pj_per_word * complete;
    return pj_per_access * whole(accesses_per_word * complete);
  }
  double of_partial(double partial) const {
    if (partial == 0) return 0;
    if (pj_per_access == 0) return pj_per_partial * partial;
    return pj_per_access * whole(accesses_per_partial * partial);
  }
  /// Lower bounds that are linear in the words: a part of an access costs a part. 0 when not stated.
  double at_least(double complete) const;
  double at_least_partial(double partial) const;
};

/// What one level means to one tensor.
struct Slot {
  LevelId level;
  TensorId tensor;
  bool written = false;
  int word_bits = 0;
  int partial_bits = 0;
  double word_bytes = 0;
  double partial_bytes = 0;
  bool double_buffered = false;
  ByDirection<double> bytes_per_cycle{};  // of a stream alone on the ports of one instance
  ByDirection<MoveEnergy> energy;
  double compulsory_bytes = 0;  // distinct words at complete width
};

/// The part a port has in a stream: a stream served by several ports is spread over them by their bandwidth.
struct PortUse {
  std::size_t port = 0;
  std::size_t slot = 0;
  Direction direction = Direction::read;
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
  double latency_cycles = 0;                  // of a transfer to a child
  double issue_cycles = 0;                    // of a port, for one transfer to or from a child
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
  /// The ports that serve a stream.
  const std::vector<PortUse>& uses(std::size_t slot, Direction direction) const {
    return uses_[slot][side(direction)];
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

  std::vector<ByDirection<std::vector<PortUse>>> uses_;  // by slot
};

/// The precision a compute unit must do: the widest of the tensors that are read.
Precision compute_precision(const Problem& problem);

/// True when the unit sits at the end of the array, below every level and fanout.
bool at_the_bottom(const ComputeUnit& unit, const Machine& machine);

}  // namespace ridge::cost
