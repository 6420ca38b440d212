// A workload: one layer, or a network of layers as a graph.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/diagnostics.hpp"
#include "base/yaml.hpp"
#include "workloads/problem.hpp"

namespace ridge {

/// More than any network has; bounds what the readers set aside.
inline constexpr std::size_t max_layers = 50'000;

/// A named shape, as users write it: {type: conv2d, K: 64, C: 3, ...}. What a layer was made from, kept so
/// that any network can be printed again as `layers:`.
struct LayerShape {
  std::string type;  // "conv2d", "gemm", "attention_scores", ..., or "problem" for the general form
  std::vector<std::pair<std::string, std::int64_t>>
      sizes;  // all of them, in the order of the type's definition
  std::vector<std::pair<std::string, std::string>> words;  // precision, and other words that are no default
  bool operator==(const LayerShape&) const = default;
};

/// One layer of a network. `count` > 1 stands for that many identical layers in a row. Bias, batch
/// normalisation and a pointwise activation that follow a layer directly are applied as its results are
/// written: they are no layers of their own, and only their parameters are counted.
struct Layer {
  std::string name;
  LayerShape shape;
  Problem problem;
  std::int64_t count = 1;
  std::vector<std::string> from;  // names of layers, or "input"
  std::int64_t extra_parameters =
      0;               // bias, batch-norm scale and shift, ...: parameters that no problem's tensor holds
  std::string shares;  // the layer whose parameter tensors this one uses again (tied embeddings), or ""
  bool operator==(const Layer&) const = default;
};

/// A graph of layers in topological order. A workload that is a single layer has one.
struct Network {
  std::string name;
  std::vector<Layer> layers;
  std::int64_t batch = 1;
  std::string convention;  // which of several ways of counting was taken, in a sentence
  std::vector<std::string> sources;
  /// Words of parameters of the whole network: parameter tensors (shared ones once) and extra parameters.
  std::int64_t parameters = 0;
  /// How a built-in network was made, for headings: "sequence 512, decode"; "": no such choice. Files do not
  /// hold it, and networks that differ in it alone are equal.
  std::string pass;

  /// MACs of all layers per sample (counts included; a sample is one of `batch`).
  std::int64_t macs_per_sample() const;
  bool operator==(const Network& other) const;
};

/// Parameters of one of the `count` identical layers: its parameter tensors (none when it `shares` them;
/// for a gather the whole table, not the words gathered) and its extra parameters. Nothing when they leave 63
/// bits.
std::optional<std::int64_t> parameters_of(const Layer& layer);

/// Sets `network.parameters`, and checks that parameters and MACs over all layers stay within 63 bits;
/// records an error at `place` otherwise.
void total_parameters(Network& network, const Place& place, Diagnostics& diagnostics);

/// What can be chosen when a built-in network is made. Absent values take the network's own default.
struct NetworkOptions {
  std::int64_t batch = 1;
  std::optional<std::int64_t> sequence;  // tokens in the prompt, or, in decode, tokens in the KV cache
  bool decode = false;                   // one new token per sequence against a KV cache
  std::optional<Precision> precision;
};

/// The names of all built-in networks, sorted.
const std::vector<std::string>& built_in_networks();

/// Makes a built-in network. Throws InputError at `place` when there is none of that name (nearest name in
/// the help), when an option does not apply to it (decode of ResNet), or when a size leaves the range.
Network make_built_in_network(std::string_view name, const NetworkOptions& options, const Place& place = {});

/// Reads `ridge: workload/1` from a parsed file. All that is wrong is reported in one InputError. Warnings
/// (layers that read something else than their producers write) are added to `warnings`; null: nobody asks.
Network read_workload(const yaml::Node& root, std::vector<Diagnostic>* warnings = nullptr);

/// Reads a workload by file path (it holds a '/' or ends in .yaml, .yml, .json or .csv: a SCALE-Sim
/// topology), by built-in name, or by the name of a shipped file (configs/workloads/NAME.yaml), in this
/// order. `overrides` are `--set` assignments; for a built-in network they set `batch`, `sequence`, `decode`,
/// `precision`.
Network load_workload(const std::string& path_or_name, const std::vector<std::string>& overrides = {},
                      std::vector<Diagnostic>* warnings = nullptr);

/// The JSON Schema of `ridge: workload/1`, for editors; made from the tables that the reader uses.
std::string workload_schema();

/// The network as a `ridge: workload/1` file with `layers:`; reading it back gives an equal network.
std::string print_workload(const Network& network);

}  // namespace ridge
