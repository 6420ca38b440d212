#include "workloads/workload_file.hpp"

#include <algorithm>
#include <filesystem>

namespace ridge {

const std::vector<WorkloadKey>& workload_keys() {
  using enum WorkloadForm;
  static const std::vector<WorkloadKey> keys{
      {"name", "how results call it", {layer, layers, network, problem}},
      {"precision", "of every tensor that does not state its own", {layer, layers, network, problem}},
      {"batch", "samples that one pass works on", {layers, network}},
      {"sequence",
       "tokens of the prompt; with decode, tokens in the KV cache, the new one among them",
       {network}},
      {"decode", "one new token per sequence against a KV cache", {network}},
      {"convention", "which of several ways of counting was taken, in a sentence", {layer, layers, problem}},
      {"source", "where the sizes come from: a sentence or a list of them", {layer, layers, problem}},
  };
  return keys;
}

const std::vector<std::string>& workload_form_names() {
  static const std::vector<std::string> names{"layer", "layers", "network", "problem"};
  return names;
}

const std::vector<std::string>& workload_form_sentences() {
  static const std::vector<std::string> sentences{
      "one layer of a named type",
      "a network: a list of layers, each reading those named in its `from` (default: the one before it)",
      "a built-in network, or the path of another workload file, relative to this one",
      "one layer in the general form: dimensions and tensors",
  };
  return sentences;
}

bool is_workload_path(const std::string& text) {
  if (text.find('/') != std::string::npos) return true;
  static const std::vector<std::string> endings{".yaml", ".yml", ".json", ".csv"};
  const std::string ending = std::filesystem::path(text).extension().string();
  return std::find(endings.begin(), endings.end(), ending) != endings.end();
}

}  // namespace ridge
