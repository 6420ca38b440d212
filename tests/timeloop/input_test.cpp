// Several files, sections in parts, and what is no input at all.
#include <gmock/gmock.h>

#include "tests/base/support.hpp"
#include "tests/timeloop/small.hpp"
#include "tests/timeloop/support.hpp"

namespace ridge::timeloop {
namespace {

using test::error_of;
using ::testing::HasSubstr;

std::string shown(const Evaluated& made) {
  std::string text = text_of(made.spec.architecture);
  for (const char* level : {"DRAM", "Buffer", "RF"})
    for (const char* tensor : {"A", "B", "Z"})
      text += counts_of(made, level, tensor) + "\n";
  return text + std::to_string(made.evaluation.cycles) + " " + std::to_string(*made.evaluation.energy_pj);
}

TEST(TimeloopInput, OneFileOrManyInAnyOrderMeanTheSame) {
  const std::string apart = shown(evaluate(small_input()));
  EXPECT_EQ(shown(evaluate({small_machine + small_problem + small_mapping + small_table})), apart);
  EXPECT_EQ(shown(evaluate({small_table, small_mapping, small_problem, small_machine})), apart);
}

TEST(TimeloopInput, TheSmallOneIsWithoutComplaint) {
  EXPECT_EQ(warnings_of(small_input()), "");
  EXPECT_FALSE(evaluate(small_input()).infeasible);
}

TEST(TimeloopInput, FilesOnDiskAreReadInOrder) {
  const test::Folder folder;
  const auto a = folder.write("a.yaml", small_machine + small_problem);
  const auto b = folder.write("b.yaml", small_mapping + small_table);
  const Spec spec = read_spec({a.string(), b.string()});
  EXPECT_EQ(shown(evaluate_spec(read_spec({b.string(), a.string()}))), shown(evaluate(small_input())));
  EXPECT_EQ(spec.problem.name, "product");
}

TEST(TimeloopInput, ASectionGivenTwiceIsAnErrorThatShowsBothPlaces) {
  const std::string error = error_of([] { spec_of({small_machine, small_problem, small_problem}); });
  EXPECT_THAT(error, HasSubstr("t3.yaml:1:1: error: 'problem' is given twice"));
  EXPECT_THAT(error, HasSubstr("t2.yaml:1:1: note: it is first given here"));
  EXPECT_THAT(error, HasSubstr("help: leave one of the two files or sections out"));
}

TEST(TimeloopInput, AnEmptySectionIsNoSection) {
  EXPECT_EQ(shown(evaluate({"mapping:\nERT:\n", small_machine, small_problem, small_mapping, small_table})),
            shown(evaluate(small_input())));
}

TEST(TimeloopInput, VariablesConstraintsAndComponentsComeInParts) {
  const Spec spec =
      spec_of({"variables: {bits: 8}", "variables: {wide: bits * 8}", small_problem,
               with(small_machine, "width: 8, word-bits: 8, meshX", "width: wide, word-bits: bits, meshX"),
               "constraints: []", "architecture_constraints: []", "components: []"});
  EXPECT_EQ(spec.architecture.levels[2].block_words, 8);
}

TEST(TimeloopInput, KeysMayBeWrittenWithHyphens) {
  EXPECT_EQ(spec_of({"sparse-optimizations:\n", small_machine, small_problem}).problem.name, "product");
}

TEST(TimeloopInput, AJinjaTemplateIsNamedWithAWayToResolveIt) {
  const test::Folder folder;
  const auto file =
      folder.write("top.yaml.jinja2", "{{add_to_path('x')}}\narchitecture:\n  {{include('arch.yaml')}}\n");
  const std::string error = error_of([&] { read_spec({file.string()}); });
  EXPECT_THAT(error, HasSubstr("top.yaml.jinja2:1:1: error: this is a Jinja template, not YAML yet"));
  EXPECT_THAT(error, HasSubstr("help: resolve it first: "));
  EXPECT_THAT(error, HasSubstr("parsed-processed-input.yaml"));
}

TEST(TimeloopInput, AJinjaTemplateThatHappensToBeYamlIsNamedToo) {
  const test::Folder folder;
  const auto file =
      folder.write("p.yaml", "problem:\n  instance: {M: 4}\n# {% if x %}\nname: '{{ name }}'\n");
  const std::string error = error_of([&] { read_spec({file.string()}); });
  EXPECT_THAT(error, HasSubstr("p.yaml:4:"));
  EXPECT_THAT(error, HasSubstr("this is a Jinja template, not YAML yet"));
}

TEST(TimeloopInput, EveryFileThatIsNotThereIsNamed) {
  const std::string error = error_of([] { read_spec({"/nowhere/arch.yaml", "/nowhere/problem.yaml"}); });
  EXPECT_THAT(error, HasSubstr("/nowhere/arch.yaml"));
  EXPECT_THAT(error, HasSubstr("/nowhere/problem.yaml"));
}

TEST(TimeloopInput, NoFileAtAllLacksAProblem) {
  EXPECT_THAT(error_of([] { spec_of({}); }), HasSubstr("there is no problem"));
}

}  // namespace
}  // namespace ridge::timeloop
