// What a cache looks answers up by: every field that an answer depends on is in it, and nothing else.
#include "mapper/cache/question.hpp"

#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/mapper/cases.hpp"
#include "tests/mapper/every_field.hpp"

namespace ridge {
namespace {

using mapper::question_text;
using testing::ContainsRegex;
using testing::HasSubstr;

/// A question in which no list is empty.
struct Question {
  Problem problem = test::convolution_1d(4, 2, 8, 3, 2);
  Machine machine = test::three_levels(1024, 2, 2, 16);
  Constraints constraints = Constraints::none(problem, machine);
  SearchOptions options;

  Question() {
    machine.sources = {"made up"};
    machine.notes = {"a note"};
    for (StorageLevel& level : machine.levels)
      if (level.ports.empty()) level.ports.push_back({"shared", std::nullopt, RoleSet::all(), {}});
    for (LoopRules& rules : constraints.temporal)
      rules.order = {DimensionId(0), DimensionId(2)};
    for (auto& axes : constraints.spatial)
      for (LoopRules& rules : axes)
        rules.order = {DimensionId(1)};
    Averages averages;
    averages.levels.assign(3, {});
    options.conventions.averages = averages;
    options.most_cycles = 1e6;
    options.most_bytes = 1e6;
    options.objective = Objective::edap;  // weighs all amounts
  }

  std::string text() const { return question_text(problem, machine, constraints, options); }

  void change_every_field(test::EveryField::Probe probe) {
    test::EveryField fields(std::move(probe));
    fields.visit("problem", problem);
    fields.visit("machine", machine);
    fields.visit("constraints", constraints);
    fields.visit("options", options);
  }
};

/// Fields that no answer depends on.
bool is_left_out(const std::string& path) {
  const std::string without = R"(^problem\.name$|^machine\.(name|technology|sources|notes|constraints)\b|)"
                              R"((\.|_)places?\b|^options\.(time_limit|cancel|progress|cache)\b)";
  return testing::Matches(ContainsRegex(without))(path);
}

TEST(Question, ChangesWithEveryFieldThatAnAnswerDependsOnAndNoOther) {
  Question asked;
  const std::string before = asked.text();
  std::map<std::string, std::string> seen;  // no two changes make the same question
  int left_out = 0;
  asked.change_every_field([&](const std::string& path) {
    const std::string text = asked.text();
    if (is_left_out(path)) {
      EXPECT_EQ(text, before) << path;
      ++left_out;
      return;
    }
    EXPECT_TRUE(text != before) << path;  // a failure need not show them
    const auto [other, is_new] = seen.emplace(text, path);
    EXPECT_TRUE(is_new) << path << " and " << other->second;
  });
  EXPECT_EQ(asked.text(), before);
  EXPECT_GT(seen.size(), 300U);
  EXPECT_GT(left_out, 10);
}

TEST(Question, LeavesAreasOutWhereTheObjectiveDoes) {
  Question asked;
  const auto with_area = [&asked](double area_mm2) {
    asked.machine.levels[LevelId(1)].area_mm2 = area_mm2;
    asked.machine.compute.begin()->area_mm2 = area_mm2;
    asked.machine.published_area_mm2 = area_mm2;
    return asked.text();
  };
  EXPECT_NE(with_area(1), with_area(2));
  asked.options.objective = Objective::edp;
  EXPECT_EQ(with_area(1), with_area(2));
}

TEST(Question, TellsApartWhatLooksAlikeInARow) {
  Question asked;
  asked.machine.levels[LevelId(0)].name = "A 3";
  asked.machine.levels[LevelId(1)].name = "B";
  const std::string one = asked.text();
  asked.machine.levels[LevelId(0)].name = "A";
  EXPECT_NE(asked.text(), one);
  asked.machine.levels[LevelId(0)].name = "A\n3:B";
  EXPECT_NE(asked.text(), one);
}

TEST(Question, KeepsEveryBitOfADouble) {
  Question asked;
  const std::string one = asked.text();
  double& rate = *asked.machine.levels[LevelId(0)].ports[0].bytes_per_cycle;
  rate = std::nextafter(rate, 1e9);
  EXPECT_NE(asked.text(), one);
}

TEST(Question, NamesTheVersionOfTheSearch) {
  EXPECT_THAT(Question().text(),
              testing::StartsWith("version " + std::to_string(mapper::search_version) + " "));
}

TEST(Question, IsNotAskedOfAnotherModel) {
  Question asked;
  asked.options.evaluator = [] { return MappingEvaluator(); };
  EXPECT_THROW(asked.text(), std::logic_error);
}

}  // namespace
}  // namespace ridge
