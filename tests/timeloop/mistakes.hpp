// A small Timeloop input with one mistake, and what the user must be told of it.
#pragma once

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/timeloop/small.hpp"

namespace ridge::timeloop {

enum class Part { architecture, problem, mapping, table };

struct Mistake {
  const char* claim;
  const char* old;    // what stands in the part; "": all of it
  const char* now;    // what takes its place
  const char* says;   // place, severity and sentence
  const char* label;  // behind the caret; "": nothing to check
  const char* help;
};

inline std::string claim_of(const testing::TestParamInfo<Mistake>& mistake) {
  return mistake.param.claim;
}

/// All that reading and evaluating the input says, warnings before what ends it. The parts are the files
/// arch.yaml, problem.yaml, map.yaml and ert.yaml.
std::string said_of(const std::vector<std::string>& parts);

/// The same of files of any names.
struct NamedText {
  std::string name;
  std::string text;
};
std::string said_of(const std::vector<NamedText>& files);

inline void expect_told(Part part, const Mistake& mistake) {
  std::vector<std::string> parts = small_input();
  std::string& text = parts.at(static_cast<std::size_t>(part));
  text = *mistake.old == '\0' ? mistake.now : with(text, mistake.old, mistake.now);
  const std::string said = said_of(parts);
  EXPECT_THAT("\n" + said, testing::HasSubstr(std::string("\n") + mistake.says + "\n"));
  EXPECT_THAT(said, testing::HasSubstr(mistake.label));
  EXPECT_THAT(said, testing::HasSubstr(mistake.help));
}

}  // namespace ridge::timeloop
