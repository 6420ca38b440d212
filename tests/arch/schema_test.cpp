// The schema for editors: sound, and of one mind with the reader.
#include <regex>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "arch/reader/compute.hpp"
#include "arch/reader/fanout.hpp"
#include "arch/reader/level.hpp"
#include "arch/reader/machine_keys.hpp"

namespace ridge {
namespace {

using Json = nlohmann::json;

Json schema() {
  return Json::parse(machine_schema());
}

void collect_references(const Json& value, std::vector<std::string>& references) {
  if (value.is_object() && value.contains("$ref")) references.push_back(value["$ref"]);
  if (!value.is_structured()) return;
  for (const Json& part : value)
    collect_references(part, references);
}

TEST(MachineSchema, EveryReferenceLeadsSomewhere) {
  const Json whole = schema();
  std::vector<std::string> references;
  collect_references(whole, references);
  EXPECT_GT(references.size(), 40U);
  for (const std::string& reference : references) {
    ASSERT_EQ(reference.rfind("#/$defs/", 0), 0U);
    EXPECT_TRUE(whole["$defs"].contains(reference.substr(8))) << reference;
  }
}

template <class Draft>
void expect_keys(const Json& object, std::span<const reader::Key<Draft>> keys) {
  EXPECT_EQ(object["properties"].size(), keys.size());
  for (const auto& key : keys) {
    const Json& property = object["properties"][std::string(key.name)];
    EXPECT_EQ(property["description"], std::string(key.sentence));
  }
  EXPECT_EQ(object["additionalProperties"], false);
}

TEST(MachineSchema, HasExactlyTheKeysTheReaderReads) {
  const Json whole = schema();
  expect_keys(whole, reader::machine_keys());
  expect_keys(whole["$defs"]["level"], reader::level_keys());
  expect_keys(whole["$defs"]["unit"], reader::compute_keys());
  expect_keys(whole["$defs"]["fanout"]["properties"]["fanout"], reader::fanout_keys());
  expect_keys(whole["$defs"]["ports"]["items"], reader::port_keys());
}

TEST(MachineSchema, RequiresWhatTheReaderRequires) {
  EXPECT_EQ(schema()["$defs"]["level"]["required"], (Json{"name", "kind"}));
  EXPECT_EQ(schema()["required"], (Json{"ridge", "name", "clock", "levels", "compute"}));
}

TEST(MachineSchema, PatternsOfQuantitiesTakeWhatTheReaderTakes) {
  const Json forms = schema()["$defs"];
  const auto takes = [&](const char* form, const char* text) {
    return std::regex_match(text, std::regex(forms[form]["pattern"].get<std::string>()));
  };
  EXPECT_TRUE(takes("size", "108 KiB"));
  EXPECT_TRUE(takes("size", "256KiB"));
  EXPECT_FALSE(takes("size", "108"));
  EXPECT_FALSE(takes("size", "-1 KiB"));
  EXPECT_TRUE(takes("bandwidth", "25.6 GB/s"));
  EXPECT_TRUE(takes("bandwidth", "16 B/cycle"));
  EXPECT_FALSE(takes("bandwidth", "16 B"));
  EXPECT_TRUE(takes("access_energy", "64 pJ/access"));
  EXPECT_TRUE(takes("width", "16 b"));
  EXPECT_FALSE(takes("width", "16"));
}

}  // namespace
}  // namespace ridge
