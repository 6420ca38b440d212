// Workloads from texts, and the messages of those that are wrong.
#pragma once

#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "workloads/network.hpp"

namespace ridge::test {

inline std::shared_ptr<const SourceText> source(const std::string& text, const std::string& name = "w.yaml") {
  return std::make_shared<const SourceText>(SourceText{name, text});
}

inline Network read(const std::string& text) {
  return read_workload(yaml::parse(source(text)));
}

/// A file with one layer: layer("{type: gemm, ...}"). The layer's map starts at w.yaml:2:8.
inline std::string layer_file(const std::string& layer) {
  return "ridge: workload/1\nlayer: " + layer + "\n";
}
inline Network read_layer_file(const std::string& layer) {
  return read(layer_file(layer));
}
inline Problem problem_of(const std::string& layer) {
  return read_layer_file(layer).layers.at(0).problem;
}

/// The rendered errors of a text, or "" when nothing is wrong with it.
inline std::string errors_of(const std::string& text) {
  try {
    read(text);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}
inline std::string layer_errors(const std::string& layer) {
  return errors_of(layer_file(layer));
}

inline std::int64_t words(const Problem& problem, const std::string& tensor) {
  return problem.words(problem.tensor_named(tensor).value());
}
inline const Tensor& tensor(const Problem& problem, const std::string& name) {
  return problem.tensors[problem.tensor_named(name).value()];
}
inline std::int64_t bound(const Problem& problem, const std::string& dimension) {
  return problem.dimensions[problem.dimension_named(dimension).value()].bound;
}

}  // namespace ridge::test
