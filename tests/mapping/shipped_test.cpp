// The mappings and constraint sets that ship: they read, are legal, obey, and do what their names say.
#include <fstream>

#include <gtest/gtest.h>

#include "base/config_path.hpp"
#include "sim/mapping/schema.hpp"
#include "sim/mapping/tile.hpp"
#include "tests/mapping/examples.hpp"

namespace ridge::test {
namespace {

const char* const big_gemm = "{type: gemm, M: 512, N: 256, K: 1024}";
const char* const strided = "{type: conv2d, N: 1, K: 128, C: 64, P: 28, Q: 28, R: 3, S: 3, stride: 2}";
const char* const block_4b =
    "{type: conv2d, N: 1, K: 256, C: 256, P: 14, Q: 14, R: 3, S: 3, precision: int16}";

struct Shipped {
  const char* mapping;
  const char* machine;
  const char* shape;
  const char* constraints;  // that it obeys, or ""
  std::int64_t lanes;       // that work
};

class ShippedMapping : public ::testing::TestWithParam<Shipped> {
 protected:
  std::vector<Diagnostic> warnings;
  Problem problem = layer(GetParam().shape);
  Machine on = load_machine(GetParam().machine, {}, warnings);
  Mapping mapping = load_mapping(GetParam().mapping, "layer", problem, on);
};

TEST_P(ShippedMapping, IsLegal) {
  const auto violation = find_violation(problem, on, mapping);
  EXPECT_FALSE(violation.has_value()) << render(describe(*violation, problem, on, mapping));
}

TEST_P(ShippedMapping, CoversEveryDimensionExactly) {
  const auto extents = extents_below(mapping, 0, problem);
  std::int64_t product = 1;
  for (const NestEntry& entry : mapping.nest) {
    if (entry.kind != NestEntry::Kind::keep) product *= entry.bound;
  }
  EXPECT_EQ(product, problem.iterations());
  for (DimensionId each : problem.dimensions.ids())
    EXPECT_EQ(extents[each], problem.dimensions[each].bound);
}

TEST_P(ShippedMapping, KeepsItsLanesBusy) {
  std::int64_t lanes = 1;
  for (const NestEntry& entry : mapping.nest) {
    if (entry.kind == NestEntry::Kind::spatial) lanes *= entry.bound;
  }
  EXPECT_EQ(lanes, GetParam().lanes);
}

TEST_P(ShippedMapping, FitsInEveryLevelWithRoomForTheNextTileWhereThatIsBuffered) {
  for (LevelId level : on.levels.ids()) {
    if (!on.levels[level].size_bytes) continue;
    std::int64_t bytes = 0;
    for (std::size_t at = 0; at < mapping.nest.size(); ++at) {
      const NestEntry& entry = mapping.nest[at];
      if (entry.kind != NestEntry::Kind::keep || entry.level != level) continue;
      const auto role = static_cast<std::size_t>(problem.tensors[entry.tensor].role);
      const std::int64_t copies = on.levels[level].double_buffered.has(role) ? 2 : 1;
      bytes += copies * tile_of(mapping, at, problem, on).bytes;
    }
    EXPECT_LE(bytes, *on.levels[level].size_bytes) << on.levels[level].name;
  }
}

TEST_P(ShippedMapping, ObeysTheDataflowItIsNamedAfter) {
  const std::string name = GetParam().constraints;
  if (name.empty()) return;
  EXPECT_EQ(broken_constraint(load_constraints(name, problem, on), problem, on, mapping).value_or("obeyed"),
            "obeyed");
}

INSTANTIATE_TEST_SUITE_P(
    Shipped, ShippedMapping,
    ::testing::Values(Shipped{"small3_gemm_weight_stationary", "small3", big_gemm, "weight_stationary", 256},
                      Shipped{"small3_gemm_output_stationary", "small3", big_gemm, "output_stationary", 256},
                      Shipped{"small3_strided_convolution", "small3", strided, "", 256},
                      Shipped{"eyeriss_v1_row_stationary", "eyeriss_v1", block_4b, "row_stationary", 168}),
    [](const auto& tested) { return std::string(tested.param.mapping); });

TEST(ShippedMappings, AllAreTested) {
  EXPECT_EQ(shipped_names("mappings"),
            (std::vector<std::string>{"eyeriss_v1_row_stationary", "small3_gemm_output_stationary",
                                      "small3_gemm_weight_stationary", "small3_strided_convolution"}));
}

TEST(ShippedConstraints, ReadOnTheMachinesTheyAreForWithAnyLayer) {
  const std::vector<std::pair<std::string, std::vector<std::string>>> machines_of{
      {"nvdla", {"nvdla_1024"}},
      {"output_stationary", {"small3", "tiny"}},
      {"row_stationary", {"eyeriss_v1"}},
      {"weight_stationary", {"small3", "tiny", "gemmini_16x16", "nvdla_1024", "simba_chiplet", "tpu_v1"}}};
  std::vector<std::string> names;
  for (const auto& [constraints, machines] : machines_of) {
    names.push_back(constraints);
    for (const std::string& name : machines) {
      std::vector<Diagnostic> warnings;
      const Machine on = load_machine(name, {}, warnings);
      for (const char* shape :
           {big_gemm, strided, "{type: depthwise_conv2d, N: 1, G: 32, P: 7, Q: 7, R: 3, S: 3}",
            "{type: elementwise, N: 1, E: 64, operands: 2}"}) {
        EXPECT_NO_THROW(load_constraints(constraints, layer(shape), on)) << constraints << " on " << name;
      }
    }
  }
  EXPECT_EQ(shipped_names("constraints"), names) << "all are tested";
}

TEST(ShippedConstraints, TheOtherDataflowIsTurnedAway) {
  std::vector<Diagnostic> warnings;
  const Machine on = load_machine("small3", {}, warnings);
  const Problem problem = layer(big_gemm);
  const auto broken = [&](const char* constraints, const char* mapping) {
    const Mapping read = load_mapping(mapping, "", problem, on);
    return broken_constraint(load_constraints(constraints, problem, on), problem, on, read).has_value();
  };
  EXPECT_TRUE(broken("weight_stationary", "small3_gemm_output_stationary"));
  EXPECT_TRUE(broken("output_stationary", "small3_gemm_weight_stationary"));
}

TEST(ShippedConstraints, AWrongNameNamesTheNearest) {
  const Problem problem = layer(big_gemm);
  EXPECT_EQ(error_of([&] { load_constraints("weight_stationery", problem, array_machine()); }),
            "error: no constraint set named 'weight_stationery' ships with Ridgepoint\n"
            "   help: did you mean 'weight_stationary'? a file needs its path: './weight_stationery'\n");
}

/// The YAML blocks of a page, in order.
std::vector<std::string> yaml_blocks(const std::string& path) {
  std::ifstream page(path);
  std::vector<std::string> blocks;
  bool inside = false;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("```")) {
      inside = line == "```yaml";
      if (inside) blocks.emplace_back();
    } else if (inside) {
      blocks.back() += line + "\n";
    }
  }
  return blocks;
}

TEST(Documentation, ItsExamplesReadAndAreLegal) {
  const auto blocks = yaml_blocks(std::string(RIDGE_SOURCE_DIR) + "/docs/mappings.md");
  ASSERT_EQ(blocks.size(), 2U);
  std::vector<Diagnostic> warnings;
  const Machine on = load_machine("small3", {}, warnings);
  const Problem problem = layer(strided);
  const Mapping mapping = read_mapping(parsed("mappings.md", blocks[0]), "", problem, on);
  EXPECT_FALSE(find_violation(problem, on, mapping).has_value());
  EXPECT_EQ(mapping, load_mapping("small3_strided_convolution", "", problem, on));
  const Constraints constraints = read_constraints(parsed("mappings.md", blocks[1]), problem, on);
  EXPECT_NE(constraints, Constraints::none(problem, on));
}

TEST(Schema, IsJsonThatNamesTheKeysOfTheReaders) {
  const auto keys_of = [](const yaml::Node& node) {
    std::vector<std::string> keys;
    for (const yaml::Node::Entry& entry : node.entries())
      keys.push_back(entry.key);
    return keys;
  };
  const yaml::Node mapping = parsed("schema.json", mapping_schema());
  EXPECT_EQ(keys_of(*mapping.find("properties")),
            (std::vector<std::string>{"ridge", "name", "source", "nest", "layers"}));
  const yaml::Node* entries = mapping.find("$defs")->find("nest")->find("items")->find("properties");
  EXPECT_EQ(keys_of(*entries), (std::vector<std::string>{"keep", "for", "spatial"}));
  const yaml::Node constraints = parsed("schema.json", constraints_schema());
  EXPECT_EQ(keys_of(*constraints.find("properties")),
            (std::vector<std::string>{"ridge", "name", "source", "min_used_lanes", "levels", "fanouts"}));
  EXPECT_EQ(keys_of(*constraints.find("$defs")->find("loops")->find("properties")),
            (std::vector<std::string>{"only", "must", "not", "bounds", "order"}));
}

}  // namespace
}  // namespace ridge::test
