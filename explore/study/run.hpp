// Runs the points of a study that its store does not have yet.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "explore/study/plan.hpp"
#include "explore/study/store.hpp"

namespace ridge::study {

struct RunProgress {
  std::size_t done = 0;      // points of this run that are in the store
  std::size_t all = 0;       // points of this run, those that were there included
  std::size_t found = 0;     // of these, that were there when it began
  std::size_t searches = 0;  // of single layers so far
};

struct RunOptions {
  std::filesystem::path folder;
  bool resume = false;  // else a store that has results is an error
  std::optional<std::pair<std::size_t, std::size_t>>
      shard;  // (i, n): points whose number leaves i - 1 over n
  const std::atomic<bool>* cancel = nullptr;
  std::function<void(const RunProgress&)> progress;  // after every write
  Place place;                                       // of the folder, for messages
};

/// A point without a record, and why: its machine cannot be made, or a layer has no mapping.
struct Failure {
  std::size_t point = 0;
  std::string reason;
};

struct RunResult {
  RunProgress end;
  std::size_t left_out = 0;  // by conditions
  std::vector<Failure> failures;
  bool interrupted = false;
  std::vector<Diagnostic> warnings;
};

/// Runs them in order, several at a time, and writes as it goes on. The records do not depend on the number
/// of threads, of shards, or on where an earlier run was stopped. Throws InputError where the store cannot be
/// written; what was written stays.
RunResult run_study(const Plan& plan, const RunOptions& options);

}  // namespace ridge::study
