// How far a long search has come: a live line on a terminal, on stderr. Elsewhere nothing: a file or a pipe
// holds findings alone.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "system/network_map.hpp"

namespace ridge::cli {

class ProgressLine {
 public:
  /// What is drawn, in at most so many columns, when so much time has passed.
  using Text = std::function<std::string(std::chrono::seconds elapsed, std::size_t columns)>;

  ProgressLine();
  /// Takes the line away.
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  /// False where nothing will be drawn: then reports are in vain.
  bool is_live() const { return live_; }
  /// Draws at most ten times a second; `text` is asked for only then. Called from one thread at a time.
  void show(const Text& text);

 private:
  using Clock = std::chrono::steady_clock;

  bool live_;
  bool drawn_ = false;
  Clock::time_point start_;
  Clock::time_point last_;
};

/// One report in at most `columns` columns:
///
///   [ 7/20] conv1: best 1.23 M cycles, bound 1.10 M cycles, gap 12 %, 0:41, 120 k of 400 k mappings
///
/// Where that is too long the mappings go first, then the bound, the time, the gap, the best; the name is cut
/// last.
std::string progress_text(const NetworkProgress& progress, Objective objective, std::chrono::seconds elapsed,
                          std::size_t columns);

}  // namespace ridge::cli
