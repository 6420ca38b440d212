// Leaving out what has been played before.
//
// When the lanes begin a trip of a loop, what happens until that trip is over depends on how the machine
// stands, seen from there, and on what comes next, which the trips of the loops around tell. If all that has
// been so before, the machine is put where it was then at the end of the trip, and the cycles are added.
//
// Transfers that are not needed in this trip or soon after may stand differently: they move on in the time
// that the others leave a port, and disturb nobody, since what is needed first goes first. Only, none of them
// may end meanwhile.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "sim/event/machine_state.hpp"

namespace ridge::event {

class Recall {
 public:
  explicit Recall(const Plan& plan);

  /// To be called when the lanes have just begun a tick by advancing `loop` (nothing: the very first one) and
  /// nothing more can start at once. True when the machine stands elsewhere now, again at such a moment: ask
  /// again.
  bool look(MachineState& state, std::optional<std::size_t> loop);

 private:
  /// A trip that is being played.
  struct Open {
    Facts facts;
    Standing begin;
  };
  struct Hash {
    std::size_t operator()(const Facts& facts) const;
  };
  void close(const MachineState& state, std::size_t loop);

  const Plan* plan_;
  std::vector<bool> worth_it_;                                       // by loop
  std::vector<std::optional<Open>> open_;                            // by loop
  std::vector<std::unordered_map<Facts, PlayedTrip, Hash>> played_;  // by loop
  std::size_t kept_ = 0;
  Facts facts_;
};

}  // namespace ridge::event
