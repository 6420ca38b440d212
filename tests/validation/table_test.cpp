// Tables of figures: what is read, and what is said of mistakes.
#include "explore/validation/table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ridge::validation {
namespace {

using ::testing::HasSubstr;

std::shared_ptr<const SourceText> source(const std::string& text) {
  return std::make_shared<const SourceText>(SourceText{"points.csv", text});
}

/// Reads a table and its columns "name" and "cycles" and gives back what is said.
std::string errors_of_table(const std::string& text) {
  try {
    const Table table = read_csv_table(source(text));
    Diagnostics diagnostics;
    TableReader reader(table, {"name", "cycles"}, diagnostics);
    for (std::size_t row = 0; row < reader.rows(); ++row)
      reader.integer(row, "cycles", 1, 1000);
    diagnostics.throw_if_errors();
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

TEST(Table, ReadsTheColumnsThatAreAskedFor) {
  const Table table = read_csv_table(source("other, cycles ,name\n1, 20,a b\n\n2,7.5,\n"));
  Diagnostics diagnostics;
  TableReader reader(table, {"name", "cycles"}, diagnostics);
  ASSERT_EQ(reader.rows(), 2U);
  EXPECT_EQ(reader.cell(0, "name").text, "a b");
  EXPECT_EQ(reader.integer(0, "cycles", 1, 100), 20);
  EXPECT_EQ(reader.number(1, "cycles", 1, 100), 7.5);
  EXPECT_EQ(reader.cell(1, "name").text, "");
  EXPECT_EQ(reader.place(1).line, 4);
  EXPECT_FALSE(diagnostics.has_errors());
}

TEST(Table, YamlMeansTheSame) {
  const yaml::Node node = yaml::parse(source("columns: [name, cycles]\nrows:\n  - [a, 20]\n  - [b, 7.5]\n"));
  const Table table = read_yaml_table(node);
  Diagnostics diagnostics;
  TableReader reader(table, {"name", "cycles"}, diagnostics);
  EXPECT_EQ(reader.integer(0, "cycles", 1, 100), 20);
  EXPECT_EQ(reader.number(1, "cycles", 1, 100), 7.5);
}

TEST(Table, AMissingColumnNamesTheNearest) {
  EXPECT_THAT(errors_of_table("name,cycels\na,1\n"), HasSubstr("no column 'cycles'"));
  EXPECT_THAT(errors_of_table("name,cycels\na,1\n"), HasSubstr("did you mean 'cycels'?"));
}

TEST(Table, WrongCellsHaveTheirPlace) {
  const std::string said = errors_of_table("name,cycles\na,1\nb,x\nc,0\nd,1001\ne,1.5\nf,-3\ng,\n");
  for (const char* place : {"points.csv:3:3:", "points.csv:4:3:", "points.csv:5:3:", "points.csv:6:3:",
                            "points.csv:7:3:", "points.csv:8:1:"})
    EXPECT_THAT(said, HasSubstr(place)) << said;
  EXPECT_THAT(said, HasSubstr("cycles is 'x'"));
  EXPECT_THAT(said, HasSubstr("write a whole number from 1 to 1000"));
}

TEST(Table, WhatIsNoTableIsRefused) {
  EXPECT_THAT(errors_of_table(""), HasSubstr("the table has no rows"));
  EXPECT_THAT(errors_of_table("name,cycles\n"), HasSubstr("the table has no rows"));
  EXPECT_THAT(errors_of_table("name,cycles,name\na,1,b\n"),
              HasSubstr("points.csv:1:13: error: column 'name'"));
  EXPECT_THAT(errors_of_table("name,cycles\na,1,2\n"), HasSubstr("points.csv:2:5: error: a row has more"));
  EXPECT_THAT(errors_of_table("name,cycles\n\"a\",1\n"), HasSubstr("a quoted cell is not read"));
}

TEST(Table, WhatIsNoTableInYamlIsRefused) {
  const auto said = [](const std::string& text) {
    try {
      read_yaml_table(yaml::parse(source(text)));
    } catch (const InputError& error) {
      return std::string(error.what());
    }
    return std::string("no error");
  };
  EXPECT_THAT(said("columns: [a]\n"), HasSubstr("needs 'rows'"));
  EXPECT_THAT(said("columns: [a]\nrows: 3\n"), HasSubstr("points.csv:2:7"));
  EXPECT_THAT(said("columns: [a]\nrows: [[[1]]]\n"), HasSubstr("a cell is a number or a word"));
  EXPECT_THAT(said("columns: [a]\nrows: [1]\n"), HasSubstr("a row is a list of cells"));
}

}  // namespace
}  // namespace ridge::validation
