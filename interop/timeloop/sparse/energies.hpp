// What accesses cost that are gated, skipped, or of metadata: further actions of Timeloop's energy tables.
#pragma once

#include <array>

#include "arch/machine.hpp"
#include "interop/timeloop/architecture.hpp"

namespace ridge::timeloop::sparse {

/// What becomes of an access.
enum class Fate : std::uint8_t { actual, gated, skipped };
enum class Action : std::uint8_t { read, fill, update };
inline constexpr std::array fates{Fate::actual, Fate::gated, Fate::skipped};
inline constexpr std::array actions{Action::read, Action::fill, Action::update};

template <class T>
class ByFate {
 public:
  T& operator[](Fate fate) { return items_[static_cast<std::size_t>(fate)]; }
  const T& operator[](Fate fate) const { return items_[static_cast<std::size_t>(fate)]; }

 private:
  std::array<T, 3> items_{};
};

template <class T>
class ByAction {
 public:
  T& operator[](Action action) { return items_[static_cast<std::size_t>(action)]; }
  const T& operator[](Action action) const { return items_[static_cast<std::size_t>(action)]; }

 private:
  std::array<T, 3> items_{};
};

/// All in pJ of one access, of one word for the last two.
struct LevelEnergies {
  ByFate<ByAction<double>> data_pj;
  ByFate<ByAction<double>> metadata_pj;
  double decompression_pj = 0;
  double compression_pj = 0;
};

/// pJ of one operation.
using ComputeEnergies = ByFate<double>;

struct Energies {
  IdVector<LevelId, LevelEnergies> levels;
  ComputeEnergies compute;
};

/// From `ERT:`. An action that no table has costs nothing, but those that dense layers know as well: these
/// are the architecture's. A skipped access falls back to the gated one, and an operation to a less special
/// one.
Energies read_energies(const Input& input, const Architecture& architecture, Diagnostics& diagnostics);

}  // namespace ridge::timeloop::sparse
