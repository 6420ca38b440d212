#include "cli/views/study_view.hpp"

namespace ridge::cli {

Json preview_json(const StudyPreview& preview) {
  return {{"schema", "ridge.study_preview/1"},
          {"study", preview.plan->study().name},
          {"points", preview.points},
          {"machines", preview.machines},
          {"grid", preview.grid},
          {"left_out", preview.left_out},
          {"failed", preview.failed},
          {"layers", preview.layers},
          {"questions", preview.questions}};
}

Json run_json(const RunReport& report) {
  const study::RunResult& result = *report.result;
  Json failures = Json::array();
  for (const study::Failure& failure : result.failures)
    failures.push_back({{"point", failure.point}, {"reason", failure.reason}});
  return {{"schema", "ridge.study_run/1"},
          {"study", report.plan->study().name},
          {"store", report.folder},
          {"points", result.end.all},
          {"done", result.end.done},
          {"found", result.end.found},
          {"left_out", result.left_out},
          {"searches", result.end.searches},
          {"interrupted", result.interrupted},
          {"failures", std::move(failures)}};
}

Json status_json(const StatusReport& report) {
  const study::StudyStatus& status = report.status;
  return {{"schema", "ridge.study_status/1"},
          {"study", report.plan->study().name},
          {"store", report.folder},
          {"files", status.files},
          {"points", status.points},
          {"machines", status.machines},
          {"done", status.done},
          {"proven", status.proven},
          {"missing", status.missing},
          {"left_out", status.left_out},
          {"failed", status.failed},
          {"failures", status.failures},
          {"records", status.store.records},
          {"damaged", status.store.damaged},
          {"wall_seconds", status.store.wall_seconds}};
}

}  // namespace ridge::cli
