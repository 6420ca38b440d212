#include "sim/event/recall.hpp"

#include <algorithm>

namespace ridge::event {
namespace {

constexpr std::int64_t fewest_ticks = 4;     // shorter trips are played as quickly as they are recalled
constexpr std::size_t most_played = 50'000;  // some hundred MiB

}  // namespace

Recall::Recall(const Plan& plan) : plan_(&plan), open_(plan.loops.size()), played_(plan.loops.size()) {
  for (const std::int64_t ticks : plan.weights)
    worth_it_.push_back(ticks >= fewest_ticks);
}

/// Mixes as boost::hash_combine does, then by a multiplication of MurmurHash3's last step. Equal hashes are
/// told apart by the facts themselves.
std::size_t Recall::Hash::operator()(const Facts& facts) const {
  std::uint64_t hash = facts.size();
  for (const std::int64_t fact : facts) {
    hash ^= static_cast<std::uint64_t>(fact) + 0x9e3779b97f4a7c15U + (hash << 6U) + (hash >> 2U);
    hash *= 0xff51afd7ed558ccdU;
  }
  return static_cast<std::size_t>(hash);
}

bool Recall::look(MachineState& state, std::optional<std::size_t> loop) {
  const std::size_t first = loop.value_or(0);
  for (std::size_t l = first; l < plan_->loops.size(); ++l)
    close(state, l);
  for (std::size_t l = first; l < plan_->loops.size() && worth_it_[l]; ++l) {
    state.describe(l, facts_);
    const auto found = played_[l].find(facts_);
    if (found == played_[l].end()) {
      if (kept_ < most_played) open_[l] = Open{facts_, state.standing()};
    } else if (state.go_on(l, found->second)) {
      return true;
    }
  }
  return false;
}

/// The trip of a loop that has been played to its end is kept.
void Recall::close(const MachineState& state, std::size_t loop) {
  if (!open_[loop]) return;
  const Open open = std::move(*open_[loop]);
  open_[loop].reset();
  auto trip = state.trip_since(loop, open.begin);
  if (!trip) return;
  played_[loop].try_emplace(open.facts, std::move(*trip));
  ++kept_;
}

}  // namespace ridge::event
