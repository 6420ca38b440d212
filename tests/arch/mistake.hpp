// A file with one mistake, and what the user must be told.
#pragma once

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/arch/machine_text.hpp"

namespace ridge::testing {

/// `says` and `help` are parts of the message; `place` is "line:column" of the blame.
struct Mistake {
  const char* claim;
  std::string text;
  const char* place;
  const char* says;
  const char* help;
};

inline std::string claim_of(const ::testing::TestParamInfo<Mistake>& mistake) {
  return mistake.param.claim;
}

inline void expect_told(const Mistake& mistake) {
  const std::string said = errors_of(mistake.text);
  EXPECT_THAT(said, ::testing::HasSubstr(std::string("m.yaml:") + mistake.place + ": error: "));
  EXPECT_THAT(said, ::testing::HasSubstr(mistake.says));
  EXPECT_THAT(said, ::testing::HasSubstr(mistake.help));
}

}  // namespace ridge::testing
