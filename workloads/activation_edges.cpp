#include "workloads/activation_edges.hpp"

#include <algorithm>
#include <numeric>
#include <unordered_map>

#include "workloads/edge_fit.hpp"

namespace ridge {
namespace {

constexpr std::size_t most_matched = 6;  // inputs of a layer that are tried in all orders

class EdgeFinder {
 public:
  explicit EdgeFinder(const Network& network) : network_(network) {}

  std::vector<ActivationEdges> run() {
    std::vector<ActivationEdges> edges;
    for (std::size_t i = 0; i < network_.layers.size(); ++i) {
      const Layer& layer = network_.layers[i];
      const std::vector<std::size_t> producers = producers_of(layer);
      edges.push_back(edges_of(layer, producers));
      const bool has_first = !producers.empty() && producers.front() != outside;
      written_.push_back(written_tensor(layer, has_first ? &written_[producers.front()] : nullptr));
      index_.emplace(layer.name, i);
    }
    return edges;
  }

 private:
  static constexpr std::size_t outside = static_cast<std::size_t>(-1);

  std::vector<std::size_t> producers_of(const Layer& layer) const {
    std::vector<std::size_t> producers;
    for (const std::string& name : layer.from) {
      const auto found = index_.find(name);
      producers.push_back(found == index_.end() ? outside : found->second);
    }
    return producers;
  }

  ActivationEdges edges_of(const Layer& layer, const std::vector<std::size_t>& producers) const {
    ActivationEdges edges;
    for (const TensorId tensor : layer.problem.tensors.ids()) {
      const bool parameter = layer.problem.tensors[tensor].origin == Origin::parameter;
      if (!parameter && !layer.problem.is_written(tensor)) edges.reads.push_back({tensor, {}, false});
    }
    if (edges.reads.size() == 1) {
      for (const std::size_t producer : producers)
        add(producer, edges.reads.front());
      edges.known = !producers.empty();
      return edges;
    }
    const std::vector<std::size_t> order = matching_order(layer, producers);
    edges.known = edges.reads.empty() || !order.empty();
    for (std::size_t i = 0; i < order.size(); ++i)
      add(producers[order[i]], edges.reads[i]);
    return edges;
  }

  static void add(std::size_t producer, ReadActivation& read) {
    if (producer == outside)
      read.from_outside = true;
    else
      read.writers.push_back(producer);
  }

  /// The producers, one for each tensor that is read; empty: there is no such order.
  std::vector<std::size_t> matching_order(const Layer& layer,
                                          const std::vector<std::size_t>& producers) const {
    const std::vector<ReadTensor> reads = read_tensors(layer);
    if (producers.size() != reads.size() || reads.size() > most_matched) return {};
    std::vector<std::size_t> order(producers.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto fits = [&](std::size_t read) {
      if (producers[order[read]] == outside) return true;
      const WrittenTensor* written = &written_[producers[order[read]]];
      return misfit(reads[read], {&written, 1}, network_.batch).empty();
    };
    do {
      bool all_fit = true;
      for (std::size_t read = 0; read < reads.size(); ++read)
        all_fit = all_fit && fits(read);
      if (all_fit) return order;
    } while (std::next_permutation(order.begin(), order.end()));
    return {};
  }

  const Network& network_;
  std::vector<WrittenTensor> written_;  // by layer
  std::unordered_map<std::string, std::size_t> index_;
};

}  // namespace

std::vector<ActivationEdges> activation_edges(const Network& network) {
  return EdgeFinder(network).run();
}

}  // namespace ridge
