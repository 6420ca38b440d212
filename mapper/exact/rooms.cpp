#include "mapper/exact/rooms.hpp"

#include <algorithm>

namespace ridge::mapper {

Rooms::Rooms(const Root& root, const Shape& shape, const Problem& problem, std::size_t ports)
    : ports_(ports), runs_exclude_(true) {
  for (const TensorId a : problem.tensors.ids()) {
    for (const TensorId b : problem.tensors.ids())
      runs_exclude_ = runs_exclude_ && (a == b || (shape.irrelevant(a) & shape.irrelevant(b)) == 0);
  }
  for (const TensorId tensor : problem.tensors.ids()) {
    for (std::size_t i = 0; i < root.edges(tensor).size(); ++i) {
      Node node{tensor, i, root.edges(tensor)[i].section, root.per_pass(tensor, i), 0};
      const double busiest =
          *std::max_element(node.per_pass.busy_cycles.begin(), node.per_pass.busy_cycles.end());
      node.weight = node.per_pass.energy_pj / std::max(1.0, root.base().energy_pj) +
                    std::max(busiest, node.per_pass.exposed_cycles) / std::max(1.0, root.compute_cycles());
      nodes_.push_back(node);
    }
  }
  // Those that weigh most: leaving nodes out lowers the bound.
  std::stable_sort(nodes_.begin(), nodes_.end(),
                   [](const Node& a, const Node& b) { return a.weight > b.weight; });
  if (nodes_.size() > most_nodes) nodes_.resize(most_nodes);
  std::stable_sort(nodes_.begin(), nodes_.end(), [](const Node& a, const Node& b) {
    return std::pair(a.section, a.tensor) < std::pair(b.section, b.tensor);
  });
  const std::size_t count = nodes_.size();
  forces_.assign(count * count, 1);
  together_.assign(count * count * count, 1);
  for (std::size_t y = 0; y < count; ++y) {
    const Edge& edge = root.edges(nodes_[y].tensor)[nodes_[y].edge];
    for (std::size_t x = 0; x < count; ++x) {
      if (nodes_[x].tensor == nodes_[y].tensor) continue;
      const ActiveMask first = shape.irrelevant(nodes_[x].tensor);
      forces_[y * count + x] = root.forced(nodes_[y].tensor, edge, first);
      for (std::size_t z = 0; z < count; ++z) {
        const ActiveMask second = shape.irrelevant(nodes_[z].tensor);
        if (nodes_[z].tensor == nodes_[y].tensor || (first & second) != 0) continue;
        together_[(y * count + x) * count + z] = root.forced(nodes_[y].tensor, edge, first | second);
      }
    }
  }
}

double Rooms::forced_passes(std::size_t x, std::span<const std::size_t> outer,
                            const std::array<double, most_nodes>& forced) const {
  double passes = 1;
  for (const std::size_t y : outer) {
    if (nodes_[y].tensor == nodes_[x].tensor) passes = std::max(passes, forced[y]);
    passes = std::max(passes, forces_[y * nodes_.size() + x]);
  }
  return passes;
}

void Rooms::add(const Cost& per_pass, double further, Cost& cost) const {
  cost.energy_pj += per_pass.energy_pj * further;
  cost.exposed_cycles += per_pass.exposed_cycles * further;
  for (std::size_t port = 0; port < ports_; ++port)
    cost.busy_cycles[port] += per_pass.busy_cycles[port] * further;
}

namespace {

/// What a p + b q has at least beyond a p0 + b q0, with p >= p0, q >= q0 and p q >= product.
double beyond(double a, double p0, double b, double q0, double product) {
  if (p0 * q0 >= product || a == 0 || b == 0) return 0;
  const double p = std::clamp(std::sqrt(product * b / a), p0, product / q0);
  return a * (p - p0) + b * (std::max(q0, product / p) - q0);
}

}  // namespace

Cost Rooms::shared(std::size_t y, std::size_t x, std::size_t z, const std::array<double, most_nodes>& forced,
                   const Cost& cost) const {
  const double product = together_[(y * nodes_.size() + x) * nodes_.size() + z];
  const Cost& a = nodes_[x].per_pass;
  const Cost& b = nodes_[z].per_pass;
  Cost result = cost;
  result.energy_pj += beyond(a.energy_pj, forced[x], b.energy_pj, forced[z], product);
  result.exposed_cycles += beyond(a.exposed_cycles, forced[x], b.exposed_cycles, forced[z], product);
  for (std::size_t port = 0; port < ports_; ++port)
    result.busy_cycles[port] +=
        beyond(a.busy_cycles[port], forced[x], b.busy_cycles[port], forced[z], product);
  return result;
}

}  // namespace ridge::mapper
