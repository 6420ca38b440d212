// Checks claims of a search with code that the search does not know: sim/verify stands below mapper/.
//
// A value is computed anew by sim/cost. A bound is proven by trying every nest of the space, where that is
// small enough; or, where it is not, by a bound that holds for all mappings, if that one is as high. If it is
// lower the claim is not re-proven, and nothing has been said against it.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sim/verify/certificate.hpp"

namespace ridge::verify {

/// How the verifier knows that no mapping is below the claimed bound.
enum class BoundProof : std::uint8_t {
  enumerated,   // every nest of the space was tried
  own_bound,    // a bound of the verifier's own is as high
  not_claimed,  // the certificate states no bound, nor that there is no mapping
  none,         // not re-proven: `remark` says why
};
/// "enumerated", "own_bound", "not_claimed", "none".
std::string_view name_of(BoundProof proof);

enum class Verdict : std::uint8_t {
  verified,  // everything that is claimed holds
  unproven,  // what could be checked holds; the bound is not re-proven
  wrong,     // something that is claimed does not hold
};
/// "verified", "bound_not_reproven", "wrong".
std::string_view name_of(Verdict verdict);

/// What was found about one claim. Values are in the unit of its objective.
struct Finding {
  std::vector<std::string> wrong;  // a sentence for everything that does not hold
  std::optional<double> value;     // of the claim's mapping, computed anew
  double own_bound = 0;            // no mapping of this problem on this machine has less; 0: not known
  std::optional<double> nests;     // size of the space (count_nests); nothing: it was not counted
  std::optional<double> least;     // over all nests, where they were tried; infinity: none can run
  std::optional<Mapping> better;   // a mapping that the claim says cannot be
  BoundProof proof = BoundProof::none;
  std::string remark;  // why the bound is not re-proven, with the numbers

  Verdict verdict() const;
};

struct Options {
  /// Spaces with more nests than this are not enumerated. >= 0.
  std::int64_t most_mappings = 2'000'000;
  /// Set to true from elsewhere to end an enumeration: the bound then counts as not re-proven. May be null.
  const std::atomic<bool>* cancel = nullptr;
  /// Called now and then while a space is enumerated.
  std::function<void(const Claim& claim, std::int64_t tried, double nests)> progress = {};
};

/// Checks every claim: the hash of its inputs; that its parts fit together; that the mapping is legal, obeys
/// the constraints and fits; its value; the bound. One finding for each, in order. Claims about the same
/// space share one enumeration.
std::vector<Finding> verify(const Certificate& certificate, const Options& options = {});

}  // namespace ridge::verify
