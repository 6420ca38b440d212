// Warnings about what layers read.
#pragma once

#include "tests/workloads/support.hpp"

namespace ridge::test {

/// The rendered warnings of a file whose layers stand on line 3 and below, their maps from column 5.
inline std::string warnings_of(const std::vector<std::string>& layers, const std::string& head = "") {
  std::string text = "ridge: workload/1\nlayers:\n";
  for (const std::string& layer : layers)
    text += "  - {" + layer + "}\n";
  std::vector<Diagnostic> warnings;
  read_workload(yaml::parse(source(text + head)), &warnings);
  return render(warnings);
}

inline const std::string gemm_a = "name: a, type: gemm, M: 128, N: 768, K: 512";

}  // namespace ridge::test
