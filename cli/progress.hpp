// How far a long search has come, on stderr: a live line on a terminal, now and then a line elsewhere.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "system/network_map.hpp"

namespace ridge::cli {

class ProgressLine {
 public:
  ProgressLine();
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  /// Shows what `text` returns, which is asked for only when it is time for it. Called from one thread at a
  /// time.
  void show(const std::function<std::string()>& text);

 private:
  using Clock = std::chrono::steady_clock;
  void clear();

  bool live_;
  bool drawn_ = false;
  Clock::time_point last_;
};

/// The text of one report of a search: "[ 7/20] layer2.0.conv1: 120 k of 400 k mappings, best 1.23 M cycles".
std::string progress_text(const NetworkProgress& progress, Objective objective);

}  // namespace ridge::cli
