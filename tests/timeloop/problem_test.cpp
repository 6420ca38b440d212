// Timeloop's problems: shapes by data spaces, the built-in layer, coefficients and roles.
#include <gmock/gmock.h>

#include "interop/timeloop/workload.hpp"
#include "tests/timeloop/support.hpp"

namespace ridge::timeloop {
namespace {

Problem problem_of(const std::string& text) {
  Diagnostics diagnostics;
  return read_problem(take_input({file_of(text)}, diagnostics), diagnostics);
}

/// "A[m][2p+r]!": the tensors, the written one marked.
std::string tensors_of(const Problem& problem) {
  std::string text;
  for (const TensorId id : problem.tensors.ids()) {
    const Tensor& tensor = problem.tensors[id];
    text += (text.empty() ? "" : " ") + tensor.name;
    for (const Rank& rank : tensor.ranks) {
      std::string terms;
      for (const Term& term : rank.terms) {
        terms += terms.empty() ? "" : "+";
        if (term.coefficient != 1) terms += std::to_string(term.coefficient);
        terms += problem.dimensions[term.dimension].name;
      }
      text += "[" + terms + "]";
    }
    if (problem.is_written(id)) text += "!";
  }
  return text;
}

constexpr const char* sizes = "R: 3, S: 3, P: 8, Q: 6, C: 4, K: 5, N: 2, Wstride: 2";

TEST(TimeloopProblem, TheBuiltInLayerIsTheOneWithoutAShapeToo) {
  const std::string built_in = "Weights[C][K][R][S] Inputs[N][C][R+2P][S+Q] Outputs[N][K][Q][P]!";
  for (const std::string shape : {"shape: cnn-layer, ", "shape: cnn_layer, ", ""})
    EXPECT_EQ(tensors_of(problem_of("problem: {" + shape + sizes + "}")), built_in) << shape;
  EXPECT_EQ(tensors_of(problem_of(std::string("problem: {shape: cnn-layer, instance: {") + sizes + "}}")),
            built_in);
}

TEST(TimeloopProblem, CoefficientsTakeTheInstancesValueOrTheirDefault) {
  const auto with = [](const std::string& instance) {
    return tensors_of(
        problem_of("problem: {shape: {dimensions: [P, R], coefficients: [{name: s, default: 3}], "
                   "data-spaces: [{name: I, "
                   "projection: [[[P, s], [R]]]}, {name: O, projection: [[[P]]], read-write: true}]}, "
                   "instance: {P: 4, R: 2" +
                   instance + "}}"));
  };
  EXPECT_EQ(with(""), "I[3P+R] O[P]!");
  EXPECT_EQ(with(", s: 2"), "I[2P+R] O[P]!");
}

TEST(TimeloopProblem, KeysMayHaveUnderscores) {
  EXPECT_EQ(tensors_of(
                problem_of("problem: {shape: {dimensions: [P], data_spaces: [{name: I, projection: [[[P]]]}, "
                           "{name: O, projection: [[[P]]], read_write: true}]}, instance: {P: 4}}")),
            "I[P] O[P]!");
}

TEST(TimeloopProblem, SizesMayBeExpressions) {
  const Problem problem = problem_of(
      "{variables: {batch: 4}, problem: {R: 1, S: 1, P: 56 / 2, Q: 7 * 4, C: 2 ** 5, K: 1, N: batch}}");
  EXPECT_EQ(problem.iterations(), 28 * 28 * 32 * 4);
}

TEST(TimeloopProblem, RolesFollowTheUsualNamesAndElseTheLastInputIsTheWeights) {
  const Problem usual = problem_of(std::string("problem: {") + sizes + "}");
  EXPECT_EQ(usual.tensors[*usual.tensor_named("Weights")].role, Role::weights);
  EXPECT_EQ(usual.tensors[*usual.tensor_named("Inputs")].role, Role::inputs);
  EXPECT_EQ(usual.tensors[*usual.tensor_named("Outputs")].role, Role::outputs);
  const Problem other = problem_of(
      "problem: {shape: {dimensions: [M, K], data-spaces: [{name: Z, projection: [[[M]]], read-write: true}, "
      "{name: A, "
      "projection: [[[M]], [[K]]]}, {name: B, projection: [[[K]]]}]}, instance: {M: 2, K: 3}}");
  EXPECT_EQ(other.tensors[*other.tensor_named("Z")].role, Role::outputs);
  EXPECT_EQ(other.tensors[*other.tensor_named("A")].role, Role::inputs);
  EXPECT_EQ(other.tensors[*other.tensor_named("B")].role, Role::weights);
}

}  // namespace
}  // namespace ridge::timeloop
