// Deep learning recommendation models: a bottom MLP for dense features, pooled look-ups for sparse ones, an
// interaction, a top MLP.
#include <span>

#include <fmt/format.h>

#include "workloads/networks/builder.hpp"
#include "workloads/networks/catalogue.hpp"

namespace ridge {
namespace {

enum class Interaction { concatenate, pairwise_products };

struct DlrmShape {
  const char* name;
  std::vector<std::int64_t> bottom;  // widths, the dense features first
  std::vector<std::int64_t> top;     // widths behind the interaction
  std::vector<std::int64_t> rows;    // of each table
  std::int64_t row_words;
  std::int64_t look_ups;  // rows of each table, summed, per sample
  Interaction interaction;
  const char* source;
};

std::vector<std::int64_t> equal_tables(std::size_t tables, std::int64_t rows) {
  return std::vector<std::int64_t>(tables, rows);
}

const std::vector<DlrmShape>& shapes() {
  static const std::vector<DlrmShape> all{
      {"dlrm_rm1",
       {128, 64, 32},
       {256, 64, 1},
       equal_tables(8, 4'000'000),
       32,
       80,
       Interaction::concatenate,
       "harvard-acc/DeepRecSys 7de4704c, models/configs/dlrm_rm1.json"},
      {"dlrm_rm2",
       {256, 128, 64},
       {128, 64, 1},
       equal_tables(32, 500'000),
       64,
       120,
       Interaction::concatenate,
       "harvard-acc/DeepRecSys 7de4704c, models/configs/dlrm_rm2.json"},
      {"dlrm_rm3",
       {2560, 1024, 256, 32},
       {512, 256, 1},
       equal_tables(10, 2'000'000),
       32,
       20,
       Interaction::concatenate,
       "harvard-acc/DeepRecSys 7de4704c, models/configs/dlrm_rm3.json"},
      // Criteo Terabyte with categories beyond 40 million hashed together.
      {"dlrm_mlperf",
       {13, 512, 256, 128},
       {1024, 1024, 512, 256, 1},
       {39884406, 39043, 17289, 7420, 20263, 3,  7120,     1543,     63,       38532951, 2953546, 403346, 10,
        2208,     11938, 155,   4,    976,   14, 39979771, 25641295, 39664984, 585935,   12972,   108,    36},
       128,
       1,
       Interaction::pairwise_products,
       "facebookresearch/dlrm, bench/run_and_time.sh (MLPerf; --max-ind-range=40000000)"},
  };
  return all;
}

class Dlrm {
 public:
  Dlrm(const DlrmShape& shape, const BuildOptions& options)
      : shape_(shape), net_(shape.name, options), batch_(options.batch) {}

  Network build() {
    std::vector<std::string> features{mlp("bottom", {"input"}, shape_.bottom)};
    for (std::size_t table = 0; table < shape_.rows.size(); ++table) {
      features.push_back(net_.add(
          fmt::format("table{}", table), "gather",
          {{"N", batch_}, {"L", shape_.look_ups}, {"D", shape_.row_words}, {"rows", shape_.rows[table]}},
          {"input"}));
    }
    std::vector<std::int64_t> widths{interaction_words()};
    widths.insert(widths.end(), shape_.top.begin(), shape_.top.end());
    mlp("top", interact(features), widths);
    return net_.finish(convention(), {shape_.source,
                                      "M. Naumov et al.: Deep Learning Recommendation Model for "
                                      "Personalization and Recommendation Systems, arXiv:1906.00091"});
  }

 private:
  std::int64_t feature_count() const { return static_cast<std::int64_t>(shape_.rows.size()) + 1; }

  /// Words that the top MLP reads.
  std::int64_t interaction_words() const {
    if (shape_.interaction == Interaction::concatenate) return feature_count() * shape_.row_words;
    return feature_count() * (feature_count() - 1) / 2 + shape_.row_words;
  }

  std::string mlp(const std::string& name, std::vector<std::string> from,
                  std::span<const std::int64_t> widths) {
    for (std::size_t i = 1; i < widths.size(); ++i) {
      from = {net_.add(fmt::format("{}{}", name, i), "gemm",
                       {{"M", batch_}, {"N", widths[i]}, {"K", widths[i - 1]}}, from,
                       {.parameters = widths[i]})};
    }
    return from.front();
  }

  /// What the top MLP reads: all features side by side, or their products and the dense one.
  std::vector<std::string> interact(const std::vector<std::string>& features) {
    if (shape_.interaction == Interaction::concatenate) return features;
    return {features.front(), net_.add("interaction", pairwise_products(), features)};
  }

  /// The products of all pairs of F features, each once. For odd F they are feature i times feature i + j +
  /// 1, j < (F - 1) / 2, counted round a circle; an affine index cannot wrap, so the first features stand a
  /// second time behind the last.
  Problem pairwise_products() const {
    check(feature_count() % 2 == 1, "pairs of an even number of features do not tile a rectangle");
    Problem problem;
    const auto n = problem.dimensions.push_back({"N", batch_});
    const auto i = problem.dimensions.push_back({"I", feature_count()});
    const auto j = problem.dimensions.push_back({"J", (feature_count() - 1) / 2});
    const auto d = problem.dimensions.push_back({"D", shape_.row_words});
    const auto rank = [](DimensionId dimension) { return Rank{{{dimension, 1}}}; };
    const Precision precision = net_.options().precision;
    const auto add_tensor = [&](std::string name, Role role, std::vector<Rank> ranks) {
      const Precision partial = role == Role::outputs ? partial_of(precision) : precision;
      return problem.tensors.push_back(
          {std::move(name), role, Origin::activation, precision, partial, 1.0, std::move(ranks)});
    };
    add_tensor("Features", Role::inputs, {rank(n), rank(i), rank(d)});
    add_tensor("Partners", Role::weights, {rank(n), Rank{{{i, 1}, {j, 1}}}, rank(d)});
    problem.written = add_tensor("Products", Role::outputs, {rank(n), rank(i), rank(j)});
    return problem;
  }

  std::string convention() const {
    const std::string interaction = shape_.interaction == Interaction::concatenate
                                        ? "features are concatenated"
                                        : "each pair of features is multiplied once";
    return fmt::format(
        "{} row(s) of each table are gathered and summed per sample; {}; MACs of the MLPs and of the "
        "interaction, gathers not; bias and activation functions are applied as a layer's results are "
        "written",
        shape_.look_ups, interaction);
  }

  const DlrmShape& shape_;
  NetworkBuilder net_;
  std::int64_t batch_;
};

}  // namespace

std::vector<BuiltIn> dlrm_networks() {
  std::vector<BuiltIn> networks;
  for (const DlrmShape& shape : shapes()) {
    networks.push_back({.name = shape.name,
                        .precision = Precision::fp32,
                        .make = [&shape](const auto& options) { return Dlrm(shape, options).build(); }});
  }
  return networks;
}

}  // namespace ridge
