#include "explore/validation/set.hpp"

namespace ridge::validation {

Errors Comparison::errors() const {
  std::vector<Pair> pairs;
  for (const Row& row : rows)
    if (row.ours && row.theirs) pairs.push_back({*row.ours, *row.theirs});
  return errors_of(pairs);
}

Errors Comparison::peer_errors() const {
  std::vector<Pair> pairs;
  for (const Row& row : rows)
    if (row.peers && row.theirs) pairs.push_back({*row.peers, *row.theirs});
  return errors_of(pairs);
}

}  // namespace ridge::validation
