// What is wrong with sparse optimizations: each mistake has its place and a way out.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/timeloop/sparse_support.hpp"

namespace ridge::timeloop::sparse {
namespace {

using testing::HasSubstr;

struct Mistake {
  const char* name;
  const char* sparse;     // the targets
  const char* densities;  // "": the usual ones
  const char* message;
  const char* help;
};

void PrintTo(const Mistake& mistake, std::ostream* out) {
  *out << mistake.name;
}

const Mistake mistakes[] = {
    {"UnknownLevel", "[{name: Bufer, action_optimization: []}]", "",
     "t5.yaml:1:41: error: 'Bufer' is no level of the architecture", "help: did you mean 'Buffer'?"},
    {"NoName", "[{action_optimization: []}]", "", "error: a target needs a 'name'", "the name of a level"},
    {"UnknownFormat",
     "[{name: Buffer, representation_format: {data_spaces: [{name: A, ranks: [{format: CSR}]}]}}]", "",
     "error: 'CSR' is no format", "the formats are 'UOP', 'CP', 'RLE', 'B' and 'UB'"},
    {"FormatMissing", "[{name: Buffer, representation_format: {data_spaces: [{name: A, ranks: [{}]}]}}]", "",
     "error: a rank needs a 'format'", "the formats are"},
    {"CompressedOutsideOfUncompressed",
     "[{name: Buffer, representation_format: {data_spaces: [{name: A, ranks: [{format: CP}, {format: "
     "UOP}]}]}}]",
     "", "error: a compressed rank (CP) outside an uncompressed one (UOP)", "lists them outermost first"},
    {"TensorTwice",
     "[{name: Buffer, representation_format: {data_spaces: [{name: A, ranks: [{format: CP}]}, {name: A, "
     "ranks: [{format: B}]}]}}]",
     "", "error: a second format of 'A' at 'Buffer'", "note: the first is here"},
    {"UnknownTensor",
     "[{name: Buffer, representation_format: {data_spaces: [{name: C, ranks: [{format: CP}]}]}}]", "",
     "error: 'C' is no data space of the problem", "its data spaces are 'A', 'B' and 'Z'"},
    {"UnknownOrder",
     "[{name: Buffer, representation_format: {data_spaces: [{name: A, rank_application_order: inside-out, "
     "ranks: [{format: CP}]}]}}]",
     "", "error: 'inside-out' is no order of ranks", "'outer-to-inner' (the default) or 'inner-to-outer'"},
    {"UnknownFlattening",
     "[{name: Buffer, representation_format: {data_spaces: [{name: A, ranks: [{format: CP, "
     "flattened_rankIDs: [[X]]}]}]}}]",
     "", "error: 'X' is no dimension of the problem", ""},
    {"WordWiderThanItsStorage",
     "[{name: Buffer, representation_format: {data_spaces: [{name: A, ranks: [{format: CP, "
     "metadata_word_bits: 9}]}]}}]",
     "", "error: words of 9 bits are wider than the metadata storage of 'Buffer'",
     "its 'metadata_storage_width' is 8"},
    {"UnknownAction",
     "[{name: Buffer, action_optimization: [{type: skiping, target: A, condition_on: [B]}]}]", "",
     "error: 'skiping' is no action optimization", "did you mean 'skipping'?"},
    {"NoTarget", "[{name: Buffer, action_optimization: [{type: skipping, condition_on: [B]}]}]", "",
     "error: an optimization needs 'target' and 'condition_on'", "as in {type: skipping"},
    {"TwoSpatialOptions",
     "[{name: Buffer, action_optimization: [{type: skipping_spatial, options: [{target: A, condition_on: "
     "[B]}, {target: B, condition_on: [A]}]}]}]",
     "", "error: spatial skipping has one option only", "write an entry of 'action_optimization' for each"},
    {"ComputeAtStorage", "[{name: Buffer, compute_optimization: [{type: gating}]}]", "",
     "error: 'Buffer' does not compute", "'compute_optimization' belongs to 'MAC'"},
    {"StorageAtCompute", "[{name: MAC, action_optimization: []}]", "", "error: 'MAC' stores nothing",
     "here goes 'compute_optimization'"},
    {"UnknownComputeOptimization", "[{name: MAC, compute_optimization: [{type: gate}]}]", "",
     "error: 'gate' is no compute optimization", "the types are 'gating' and 'skipping'"},
    {"TooFewRanks",
     "[{name: Buffer, representation_format: {data_spaces: [{name: A, ranks: [{format: CP}]}]}}]", "",
     "error: the mapping has more loops over 'A' at 'Buffer' than its format has ranks",
     "add ranks, or give one 'flattened_rankIDs'"},
    {"CompressedInsideOnly",
     "[{name: Buffer, representation_format: {data_spaces: [{name: A, ranks: [{format: CP}, {format: "
     "CP}]}]}}]",
     "", "error: 'A' is compressed at 'Buffer', but not at 'Backing' outside of it",
     "give the outer level a format too"},
    {"NobodyUnpacks",
     "[{name: Backing, representation_format: {data_spaces: [{name: A, ranks: [{format: CP}]}]}}]", "",
     "error: 'A' is compressed at 'Backing', and 'Buffer' cannot decompress it",
     "set 'decompression_supported: true' there"},
    {"RanksDiffer",
     "[{name: Backing, representation_format: {data_spaces: [{name: A, ranks: [{format: CP}, {format: "
     "RLE}]}]}}, {name: Buffer, representation_format: {data_spaces: [{name: A, ranks: [{format: CP}, "
     "{format: CP}]}]}}]",
     "", "error: a rank of 'A' is RLE at 'Backing', but CP at 'Buffer'", "their ranks are the same"},
    {"FewerRanksOutside",
     "[{name: Backing, representation_format: {data_spaces: [{name: A, ranks: [{format: CP}]}]}}, {name: "
     "Buffer, representation_format: {data_spaces: [{name: A, ranks: [{format: CP}, {format: CP}]}]}}]",
     "", "error: 'A' has 1 ranks at 'Backing', but tiles of 2 at 'Buffer'", "add ranks"},
    {"MetadataDoNotFit",
     "[{name: Buffer, representation_format: {data_spaces: [{name: B, ranks: [{format: UOP, "
     "payload_word_bits: 8}, {format: UB, metadata_word_bits: 8}]}, {name: A, ranks: [{format: UB, "
     "metadata_word_bits: 8, payload_word_bits: 8}, {format: UB, metadata_word_bits: 8}]}, {name: Z, ranks: "
     "[{format: UB, metadata_word_bits: 8, payload_word_bits: 8}, {format: UB, metadata_word_bits: 8}]}]}}]",
     "", "error: metadata do not fit in 'Buffer': 552 bits, and it has room for 512",
     "metadata_storage_depth x metadata_storage_width is what there is"},
    {"DensityOutOfBounds", "[]", "{A: 1.5}", "t2.yaml:13:20: error: the density of 'A' is between 0 and 1",
     "it is the share of words that are not zero"},
    {"UnknownDistribution", "[]", "{A: {distribution: hypergeometrc, density: 0.5}}",
     "error: 'hypergeometrc' is no distribution that is known", "did you mean 'hypergeometric'?"},
    {"DensityOfNoTensor", "[]", "{C: 0.5}", "error: 'C' is no data space of this problem", ""},
    {"DensityMissing", "[]", "{A: {distribution: fixed-structured}}",
     "error: the density of 'A' needs 'density'", "between 0 and 1"},
    {"TensorLargerThanItsNonzeros", "[]",
     "{A: {distribution: hypergeometric, density: 0.5, workload_tensor_size: 8}}",
     "error: 'A' has 16 words here, more than the 8 its nonzeros lie in", "leave 'workload_tensor_size' out"},
};

class SparseMistakes : public testing::TestWithParam<Mistake> {};

TEST_P(SparseMistakes, AreToldWithAWayOut) {
  const Mistake& mistake = GetParam();
  Product product{.sparse = mistake.sparse};
  if (*mistake.densities != 0) product.densities = mistake.densities;
  const std::string complaint = complaint_of(product.texts());
  EXPECT_THAT(complaint, HasSubstr(mistake.message));
  EXPECT_THAT(complaint, HasSubstr(mistake.help));
}

INSTANTIATE_TEST_SUITE_P(TimeloopSparse, SparseMistakes, testing::ValuesIn(mistakes),
                         [](const auto& each) { return std::string(each.param.name); });

TEST(TimeloopSparseMessages, TilesThatDoNotFitAreToldWithWhatEachTakes) {
  Dot dot{.buffer = "", .sparse = "[{name: MAC, compute_optimization: [{type: gating}]}]"};
  std::vector<std::string> texts = dot.texts();
  texts[0].replace(texts[0].find("depth: 256"), 10, "depth: 32");
  EXPECT_THAT(
      complaint_of(texts),
      HasSubstr("t1.yaml:9:7: error: tiles do not fit in 'Buffer': 33 words, and it has room for 32\n"));
  EXPECT_THAT(complaint_of(texts), HasSubstr("^ 'A' 16 words, 'B' 16 words, 'Z' 1 words\n"));
  EXPECT_THAT(complaint_of(texts),
              HasSubstr("help: use smaller factors, bypass a tensor there, or compress one"));
}

TEST(TimeloopSparseMessages, ATargetMustBeKeptSomewhereOutside) {
  std::vector<std::string> texts =
      Dot{.sparse = "[{name: Backing, action_optimization: [{type: gating, target: B, condition_on: [A]}]}]"}
          .texts();
  texts[2] += "- {target: Backing, type: bypass, bypass: [B]}\n";
  EXPECT_THAT(complaint_of(texts), HasSubstr("error: no level from 'Backing' outwards keeps 'B'"));
}

TEST(TimeloopSparseMessages, CompressedBlocksHaveASizeThatIsKnown) {
  const std::string cp = "representation_format: {data_spaces: [{name: A, ranks: [{format: CP}]}]}";
  const Dot dot{.block = 3, .sparse = "[{name: Backing, " + cp + "}, {name: Buffer, " + cp + "}]"};
  EXPECT_THAT(
      complaint_of(dot.texts()),
      HasSubstr("error: 'A' is compressed at 'Backing', whose blocks of 3 words Timeloop does not know"));
}

TEST(TimeloopSparseMessages, KeysThatNothingReadsAreWarnedOf) {
  const Made made(
      Dot{.sparse = "[{name: MAC, compute_optimization: [{type: gating}], action_optimisation: []}]"}
          .texts());
  EXPECT_THAT(made.warnings(),
              HasSubstr("warning: a target has a key 'action_optimisation' that nothing reads"));
  EXPECT_THAT(made.warnings(), HasSubstr("did you mean 'action_optimization'?"));
}

}  // namespace
}  // namespace ridge::timeloop::sparse
