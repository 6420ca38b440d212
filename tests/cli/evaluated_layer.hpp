// A small layer on a small machine under a mapping, for `ridge evaluate`.
#pragma once

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/cli/inputs.hpp"
#include "tests/cli/json_keys.hpp"
#include "tests/cli/run_ridge.hpp"

namespace ridge::tests {

class EvaluatedLayer : public ::testing::Test {
 protected:
  Outcome evaluate(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments{"evaluate", "--arch",    arch_,   "--workload",
                                       workload_,  "--mapping", mapping_};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_ridge(arguments);
  }
  Json json(std::vector<std::string> more = {}) const {
    more.emplace_back("--json");
    const Outcome outcome = evaluate(more);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return Json::parse(outcome.out);
  }

  Scratch scratch_;
  std::string arch_ = scratch_.write("machine.yaml", machine_yaml);
  std::string workload_ = scratch_.write("layer.yaml", layer_yaml);
  std::string mapping_ = scratch_.write("mapping.yaml", mapping_yaml);
};

}  // namespace ridge::tests
