// Studies as text and JSON.
#pragma once

#include <chrono>
#include <string>

#include "cli/views/json.hpp"
#include "cli/views/numbers.hpp"
#include "cli/views/style.hpp"
#include "explore/study/export.hpp"
#include "explore/study/run.hpp"

namespace ridge::cli {

/// What a run would do.
struct StudyPreview {
  const study::Plan* plan = nullptr;
  std::size_t points = 0;
  std::size_t machines = 0;   // that conditions and the budget leave
  std::size_t left_out = 0;   // machines
  std::size_t failed = 0;     // machines that cannot be made
  std::size_t grid = 0;       // machines that the axes make in all
  std::size_t layers = 0;     // of all points, equal ones of a network once
  std::size_t questions = 0;  // of these, different searches
  std::string first_failure;
};

/// Makes every machine, and looks which layers ask the same.
StudyPreview preview_of(const study::Plan& plan);
std::string preview_text(const StudyPreview& preview, const Style& style);
Json preview_json(const StudyPreview& preview);

/// "[ 120/4200] 31 points/s, 2:11 left, 57 found, 1,204 searches".
std::string run_progress_text(const study::RunProgress& progress, std::chrono::seconds elapsed);

struct RunReport {
  const study::Plan* plan = nullptr;
  std::string folder;
  const study::RunResult* result = nullptr;
};
std::string run_text(const RunReport& report, const Style& style);
Json run_json(const RunReport& report);

struct StatusReport {
  const study::Plan* plan = nullptr;
  std::string folder;
  study::StudyStatus status;
  study::TableOfResults points;
};
std::string status_text(const StatusReport& report, const Style& style);
Json status_json(const StatusReport& report);

}  // namespace ridge::cli
