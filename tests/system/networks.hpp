// Small networks made in code.
#pragma once

#include <string>
#include <utility>

#include "tests/mapper/cases.hpp"
#include "workloads/network.hpp"

namespace ridge::test {

inline Layer layer(std::string name, Problem problem, std::int64_t count = 1) {
  Layer made;
  made.name = name;
  made.problem = std::move(problem);
  made.problem.name = std::move(name);
  made.count = count;
  return made;
}

/// a and c are the same but for their names; `norm` is for no unit.
inline Network small_network() {
  Network network;
  network.layers.push_back(layer("a", matrix_product(16, 8, 12)));
  network.layers.push_back(layer("b", matrix_product(8, 8, 8), 3));
  Problem norm = matrix_product(4, 4, 1);
  norm.operation = Operation::normalisation;
  network.layers.push_back(layer("norm", norm, 2));
  network.layers.push_back(layer("c", matrix_product(16, 8, 12)));
  return network;
}

}  // namespace ridge::test
