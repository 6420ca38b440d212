// One test per message about the general form.
#include "tests/workloads/support.hpp"

namespace ridge::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

/// Errors of a problem with these dimensions and tensors, on lines 3 and 4, from column 15 and 12.
std::string errors(const std::string& dimensions, const std::string& tensors, const std::string& more = "") {
  return errors_of("ridge: workload/1\nproblem:\n  dimensions: " + dimensions + "\n  tensors: " + tensors +
                   "\n" + more);
}

const std::string out = "Z: {index: [M], output: true}}";

TEST(ProblemErrors, DimensionsAndTensorsAreNeeded) {
  EXPECT_THAT(errors_of("ridge: workload/1\nproblem: {}\n"),
              AllOf(HasSubstr("'dimensions'"), HasSubstr("'tensors'")));
  EXPECT_THAT(errors("{}", "{" + out),
              HasSubstr("'dimensions' is a map with at least one entry, not an empty one"));
  EXPECT_THAT(errors("{M: 1}", "[]"), HasSubstr("'tensors' is a map with at least one entry, not a list"));
}

TEST(ProblemErrors, WithoutDimensionsNoIndexIsBlamed) {
  for (const char* dimensions : {"{}", "[M]", "5"}) {
    const std::string said = errors(dimensions, "{A: {index: [M]}, " + out);
    EXPECT_THAT(said, HasSubstr("'dimensions' is a map with at least one entry"));
    EXPECT_EQ(said.find("error:"), said.rfind("error:")) << said;
  }
}

TEST(ProblemErrors, ADimensionOfNoTensorOnlyRepeatsTheWork) {
  EXPECT_EQ(errors("{M: 2, J: 5}", "{A: {index: [M]}, " + out), "");
}

TEST(ProblemErrors, AProblemIsAMapWithoutAType) {
  EXPECT_THAT(errors_of("ridge: workload/1\nproblem: 4\n"),
              AllOf(HasSubstr("w.yaml:2:10: error: a problem is a map, not '4'"), HasSubstr("dimensions:")));
  EXPECT_THAT(errors_of("ridge: workload/1\nproblem: {type: gemm, M: 1, N: 1, K: 1}\n"),
              AllOf(HasSubstr("w.yaml:2:17: error: a problem has no 'type'"),
                    HasSubstr("write 'layer' instead of 'problem'")));
}

TEST(ProblemErrors, TooManyDimensions) {
  std::string dimensions = "{M: 1";
  for (int i = 0; i < 32; ++i)
    dimensions += ", D" + std::to_string(i) + ": 1";
  EXPECT_THAT(errors(dimensions + "}", "{" + out),
              HasSubstr("33 dimensions are more than the 32 there may be"));
}

TEST(ProblemErrors, NamesAreIdentifiers) {
  EXPECT_THAT(errors("{M: 1, 2x: 3}", "{a-b: {index: []}, " + out),
              AllOf(HasSubstr("w.yaml:3:22: error: '2x' cannot name a dimension"),
                    HasSubstr("w.yaml:4:13: error: 'a-b' cannot name a tensor")));
}

TEST(ProblemErrors, BoundsAreAtLeastOne) {
  EXPECT_THAT(errors("{M: 0}", "{" + out),
              AllOf(HasSubstr("w.yaml:3:19: error:"), HasSubstr("dimension 'M'")));
}

TEST(ProblemErrors, DuplicateDimensionsAreReportedByTheReader) {
  EXPECT_THAT(errors("{M: 1, M: 2}", "{" + out), HasSubstr("w.yaml:3:22: error:"));
}

TEST(ProblemErrors, FaultsInsideAnIndexHaveTheirPlace) {
  EXPECT_THAT(
      errors("{M: 2, size: 3}", "{A: {index: [2*M + siz]}, " + out),
      AllOf(HasSubstr("w.yaml:4:31: error: there is no dimension 'siz'"), HasSubstr("did you mean 'size'?")));
  EXPECT_THAT(errors("{M: 2}", "{A: {index: ['M - 1']}, " + out), HasSubstr("w.yaml:4:28: error:"));
}

TEST(ProblemErrors, AnIndexIsAListOfTexts) {
  EXPECT_THAT(errors("{M: 2}", "{A: {index: M}, " + out), HasSubstr("'index' of tensor 'A' is a list, not"));
  EXPECT_THAT(errors("{M: 2}", "{A: {index: [[M]]}, " + out), HasSubstr("w.yaml:4:25: error:"));
  EXPECT_THAT(errors("{M: 2}", "{A: {role: inputs}, " + out), HasSubstr("needs 'index'"));
  EXPECT_THAT(errors("{M: 2}", "{A: M, " + out), HasSubstr("tensor 'A' is a map, not"));
}

TEST(ProblemErrors, ADimensionInTwoRanks) {
  EXPECT_THAT(errors("{M: 2}", "{A: {index: [M, M]}, " + out),
              HasSubstr("w.yaml:4:28: error: dimension 'M' occurs in two ranks of 'A'"));
}

TEST(ProblemErrors, ExactlyOneTensorIsWritten) {
  EXPECT_THAT(errors("{M: 2}", "{A: {index: [M]}, B: {index: [M]}}"),
              AllOf(HasSubstr("w.yaml:4:12: error: no tensor is written"), HasSubstr("'output: true'")));
  EXPECT_THAT(errors("{M: 2}", "{A: {index: [M], output: true}, " + out),
              HasSubstr("more than one tensor is written"));
  EXPECT_THAT(errors("{M: 2}", "{A: {index: [M], role: outputs}, B: {index: [M], role: outputs}}"),
              HasSubstr("more than one tensor is written"));
}

TEST(ProblemErrors, TheRoleOutputsIsForTheWrittenTensor) {
  EXPECT_THAT(errors("{M: 2}", "{A: {index: [M], role: outputs}, " + out),
              HasSubstr("the read-only tensor 'A' has the role outputs"));
  EXPECT_THAT(errors("{M: 2}", "{A: {index: [M]}, Z: {index: [M], output: true, role: inputs}}"),
              HasSubstr("the written tensor 'Z' has the role inputs"));
}

TEST(ProblemErrors, OnlyTheWrittenTensorHasPartialResults) {
  EXPECT_THAT(errors("{M: 2}", "{A: {index: [M], partial: fp32}, " + out),
              HasSubstr("w.yaml:4:38: error: tensor 'A' is only read: it has no partial results"));
}

TEST(ProblemErrors, PartialResultsAreNoNarrowerThanTheWords) {
  EXPECT_THAT(
      errors("{M: 2}", "{A: {index: [M]}, Z: {index: [M], output: true, precision: int16, partial: int8}}"),
      AllOf(HasSubstr("partial results of 'Z' (int8) are narrower than its words (int16)"),
            HasSubstr("give 'partial' at least 16 bits, or leave it out")));
}

TEST(ProblemErrors, ADimensionCannotBeCalledOver) {
  EXPECT_THAT(errors("{M: 2, over: 3}", "{A: {index: [over]}, " + out),
              HasSubstr("w.yaml:3:22: error: 'over' cannot name a dimension"));
}

TEST(ProblemErrors, DensityIsAShare) {
  EXPECT_THAT(errors("{M: 2}", "{A: {index: [M], density: 1.5}, " + out), HasSubstr("w.yaml:4:38: error:"));
  EXPECT_THAT(errors("{M: 2}", "{A: {index: [M], density: 0}, " + out),
              HasSubstr("w.yaml:4:38: error: the density of tensor 'A' is 0"));
}

TEST(ProblemErrors, AMacIsTwoOperations) {
  EXPECT_THAT(errors("{M: 2}", "{" + out, "  operations: 3\n"),
              HasSubstr("w.yaml:5:15: error: a MAC is two operations"));
}

TEST(ProblemErrors, SizesBeyondSixtyThreeBits) {
  EXPECT_THAT(errors("{M: 9223372036854775807}", "{" + out),
              HasSubstr("more operations than 63 bits can count"));
  EXPECT_THAT(errors("{M: 9000000000}", "{A: {index: [9000000000*M]}, " + out),
              AllOf(HasSubstr("w.yaml:4:13: error: an index of tensor 'A' leaves 63 bits"),
                    HasSubstr("a slip of the keyboard")));
}

TEST(ProblemErrors, OneSlipInSeveralRanksIsOneError) {
  const std::string said = errors_of(
      "ridge: workload/1\nlayer: {type: conv2d, K: 1, C: 1, P: 2, Q: 2, R: 3, S: 3, stride: "
      "4611686018427387903}\n");
  EXPECT_THAT(said, HasSubstr("an index of tensor 'Inputs' leaves 63 bits"));
  EXPECT_EQ(said.find("error:"), said.rfind("error:"));
}

TEST(ProblemErrors, IndicesTooIrregularToCount) {
  EXPECT_THAT(
      errors("{M: 100000, X: 100000, Y: 100000}", "{A: {index: [99991*M + 99989*X + 99971*Y]}, " + out),
      AllOf(HasSubstr("an index of tensor 'A' is too irregular"), HasSubstr("at most two terms")));
}

TEST(ProblemErrors, UnknownKeysOfATensor) {
  EXPECT_THAT(errors("{M: 2}", "{A: {index: [M], rolle: inputs}, " + out),
              AllOf(HasSubstr("'rolle'"), HasSubstr("'role'")));
}

}  // namespace
}  // namespace ridge::test
