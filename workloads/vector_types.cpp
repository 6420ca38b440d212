// What runs beside the matrix products: gathers, elementwise work, reductions, normalisations.
#include "base/checked.hpp"
#include "workloads/layer_type.hpp"

namespace ridge {
namespace {

SizeField operations(std::int64_t usual, std::string sentence) {
  return {.name = "operations", .sentence = std::move(sentence), .fallback = usual, .most = 1000};
}

LayerType gather() {
  return {.name = "gather",
          .sentence =
              "embedding look-up: L rows of a table, summed into one for each of N results; the words "
              "gathered count as if all rows differed, the parameters are the whole table",
          .operation = Operation::gather,
          .sizes = {{.name = "N",
                     .sentence = "results (tokens, or samples of one pooled look-up)",
                     .fallback = 1},
                    {.name = "L", .sentence = "rows gathered for each result", .fallback = 1},
                    {.name = "D", .sentence = "words of a row"},
                    {.name = "rows", .sentence = "rows of the whole table"}},
          .dimensions = {{"N"}, {"L"}, {"D"}},
          .tensors = {{"Table", Role::weights, Origin::parameter, {"N", "L", "D"}},
                      {"Indices", Role::inputs, Origin::activation, {"N", "L"}, Precision::int32},
                      {"Outputs", Role::outputs, Origin::activation, {"N", "D"}}},
          .parameters = [](const Sizes& sizes) { return checked_multiply(sizes["rows"], sizes["D"]); }};
}

LayerType elementwise() {
  return {.name = "elementwise",
          .sentence = "a function of the words at one place of each operand: sums, products, activations",
          .operation = Operation::elementwise,
          .sizes = {samples(),
                    {.name = "E", .sentence = "elements of a sample"},
                    {.name = "operands", .sentence = "tensors read", .most = 4},
                    operations(1, "operations per element")},
          .dimensions = {{"N"}, {"E"}},
          .tensors = {{"Inputs", Role::inputs, Origin::activation, {"N", "E"}},
                      {.name = "Inputs2",
                       .index = {"N", "E"},
                       .present = [](const Sizes& sizes) { return sizes["operands"] >= 2; }},
                      {.name = "Inputs3",
                       .index = {"N", "E"},
                       .present = [](const Sizes& sizes) { return sizes["operands"] >= 3; }},
                      {.name = "Inputs4",
                       .index = {"N", "E"},
                       .present = [](const Sizes& sizes) { return sizes["operands"] >= 4; }},
                      {"Outputs", Role::outputs, Origin::activation, {"N", "E"}}},
          .samples = "N",
          .operations = "operations"};
}

LayerType reduction() {
  return {.name = "reduction",
          .sentence = "sum or maximum over E words for each of N results",
          .operation = Operation::reduction,
          .sizes = {{.name = "N", .sentence = "results", .fallback = 1},
                    {.name = "E", .sentence = "words reduced into each result"},
                    operations(1, "operations per word read")},
          .dimensions = {{"N"}, {"E"}},
          .tensors = {{"Inputs", Role::inputs, Origin::activation, {"N", "E"}},
                      {"Outputs", Role::outputs, Origin::activation, {"N"}}},
          .operations = "operations"};
}

LayerType normalisation() {
  return {
      .name = "normalisation",
      .sentence = "softmax, layer or root-mean-square normalisation of N vectors",
      .operation = Operation::normalisation,
      .sizes = {{.name = "N", .sentence = "vectors", .fallback = 1},
                {.name = "E", .sentence = "words of a vector"},
                {.name = "parameters",
                 .sentence = "parameters per word: 0 (softmax), 1 (scale) or 2 (scale and shift)",
                 .least = 0,
                 .most = 2},
                operations(
                    5,
                    "operations per word; 5: maximum, subtract, exponential, sum, divide, or sum, square, "
                    "sum, subtract, scale")},
      .dimensions = {{"N"}, {"E"}},
      .tensors = {{"Inputs", Role::inputs, Origin::activation, {"N", "E"}},
                  {.name = "Scale",
                   .role = Role::weights,
                   .origin = Origin::parameter,
                   .index = {"E"},
                   .present = [](const Sizes& sizes) { return sizes["parameters"] >= 1; }},
                  {.name = "Shift",
                   .role = Role::weights,
                   .origin = Origin::parameter,
                   .index = {"E"},
                   .present = [](const Sizes& sizes) { return sizes["parameters"] >= 2; }},
                  {"Outputs", Role::outputs, Origin::activation, {"N", "E"}}},
      .operations = "operations"};
}

}  // namespace

std::vector<LayerType> vector_types() {
  return {gather(), elementwise(), reduction(), normalisation()};
}

}  // namespace ridge
