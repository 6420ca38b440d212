// The keys of a workload file, declared once: reader and JSON Schema use this table. Internal to workloads/.
#pragma once

#include <string>
#include <vector>

namespace ridge {

/// The four ways to say what a workload is.
enum class WorkloadForm { layer, layers, network, problem };

struct WorkloadKey {
  std::string name;
  std::string sentence;
  std::vector<WorkloadForm> forms;  // where it means something
};

/// All keys of a file but `ridge` and those that name the form.
const std::vector<WorkloadKey>& workload_keys();
const std::vector<std::string>& workload_form_names();
const std::vector<std::string>& workload_form_sentences();

/// True for what is a path, not a name: it holds a '/' or ends in .yaml, .yml, .json or .csv.
bool is_workload_path(const std::string& text);

}  // namespace ridge
