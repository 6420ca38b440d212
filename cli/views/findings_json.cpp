#include "cli/views/findings_json.hpp"

#include <algorithm>

namespace ridge::cli {

namespace {

const char* name_of(Severity severity) {
  switch (severity) {
    case Severity::error:
      return "error";
    case Severity::warning:
      return "warning";
    case Severity::note:
      return "note";
  }
  check(false, "there are three severities");
  return "";
}

}  // namespace

Json finding_json(const Diagnostic& finding) {
  Json notes = Json::array();
  for (const Diagnostic& note : finding.notes)
    notes.push_back(finding_json(note));
  const Place& place = finding.place;
  return {{"severity", name_of(finding.severity)},
          {"file", place.source ? Json(place.source->name) : Json(nullptr)},
          {"line", place.line > 0 ? Json(place.line) : Json(nullptr)},
          {"column", place.line > 0 ? Json(place.column) : Json(nullptr)},
          {"message", finding.message},
          {"label", finding.label},
          {"help", finding.help},
          {"notes", std::move(notes)}};
}

Json checks_json(const std::vector<FileCheck>& checks) {
  Json files = Json::array();
  std::int64_t errors = 0;
  for (const FileCheck& file : checks) {
    Json findings = Json::array();
    for (const Diagnostic& finding : file.findings)
      findings.push_back(finding_json(finding));
    errors += std::count_if(file.findings.begin(), file.findings.end(),
                            [](const Diagnostic& finding) { return finding.severity == Severity::error; });
    files.push_back({{"file", file.file},
                     {"kind", file.kind.empty() ? Json(nullptr) : Json(file.kind)},
                     {"ok", !file.has_errors()},
                     {"findings", std::move(findings)}});
  }
  return {{"schema", "ridge.check/1"}, {"files", std::move(files)}, {"errors", errors}};
}

}  // namespace ridge::cli
