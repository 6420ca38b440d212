#include <nlohmann/json.hpp>

#include "tests/workloads/support.hpp"
#include "workloads/layer_type.hpp"

namespace ridge::test {
namespace {

using Json = nlohmann::json;

/// The schema of one layer type.
Json variant(const Json& schema, const std::string& type) {
  for (const Json& candidate : schema["$defs"]["layer"]["oneOf"]) {
    if (candidate["properties"]["type"]["const"] == type) return candidate;
  }
  return {};
}

TEST(WorkloadSchema, HasEveryTypeWithItsSizesAndWords) {
  const Json schema = Json::parse(workload_schema());
  for (const LayerType& type : layer_types()) {
    const Json layer = variant(schema, type.name);
    ASSERT_FALSE(layer.is_null()) << type.name;
    for (const SizeField& field : type.sizes) {
      EXPECT_TRUE(layer["properties"].contains(field.name)) << type.name << ' ' << field.name;
    }
    for (const WordField& word : layer_words())
      EXPECT_TRUE(layer["properties"].contains(word.name));
  }
  EXPECT_FALSE(variant(schema, "problem").is_null());
}

TEST(WorkloadSchema, RequiresWhatTheReaderRequires) {
  const Json layer = variant(Json::parse(workload_schema()), "conv2d");
  EXPECT_EQ(layer["required"], Json({"type", "K", "C", "P", "Q", "R", "S"}));
  EXPECT_EQ(layer["properties"]["stride"]["default"], 1);
  EXPECT_EQ(layer["additionalProperties"], false);
}

TEST(WorkloadSchema, ListsTheFormsOfAFile) {
  const Json schema = Json::parse(workload_schema());
  EXPECT_EQ(schema["properties"]["ridge"]["const"], "workload/1");
  EXPECT_EQ(schema["oneOf"].size(), 4U);
  EXPECT_EQ(schema["properties"]["network"]["anyOf"][0]["enum"].size(), built_in_networks().size());
}

}  // namespace
}  // namespace ridge::test
