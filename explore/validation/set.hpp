// A validation set: numbers of ours beside numbers that somebody else measured, simulated or published.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "explore/validation/statistics.hpp"

namespace ridge::validation {

/// Where our cycles of a given mapping come from: the closed form, or the event engine.
enum class Fidelity { closed, event };

struct Row {
  std::string name;              // what is predicted: a layer under a mapping, a machine
  std::optional<double> ours;    // nothing: we have no number, and `note` says why
  std::optional<double> theirs;  // nothing: there is none to compare with
  std::optional<double> peers;   // what another tool predicted for the same row
  std::string note;
};

/// The rows of one quantity.
struct Comparison {
  std::string quantity;  // "cycles", "frames per second"
  std::string unit;      // "cycles", "1/s"
  std::string peer;      // whose `Row::peers` are; "" where no row has any
  std::vector<Row> rows;

  /// Of the rows that have both numbers.
  Errors errors() const;
  /// The peer's errors on the rows that have its number and theirs.
  Errors peer_errors() const;
};

/// How many fall where: counts[i] from bounds[i] up to bounds[i + 1].
struct Histogram {
  std::string quantity;
  std::string unit;
  std::vector<double> bounds;
  std::vector<std::int64_t> counts;
};

struct Set {
  std::string name;                         // as in `ridge validate NAME`
  std::string sentence;                     // what is compared with what
  std::string source;                       // of the figures
  std::vector<Comparison> comparisons;      // the principal one first
  std::vector<std::string> notes;           // what is assumed, and what is known to be missing
  std::optional<Histogram> histogram = {};  // of what a comparison's number sums up
};

}  // namespace ridge::validation
