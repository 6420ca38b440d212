#include "mapper/exact/rooms.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace ridge::mapper {

Rooms::Rooms(const Root& root, const Shape& shape, const Problem& problem, std::size_t ports,
             FewestTrips& fewest)
    : ports_(ports), written_(problem.written), written_edges_(root.edges(problem.written).size()) {
  for (const TensorId a : problem.tensors.ids()) {
    for (const TensorId b : problem.tensors.ids())
      runs_exclude_ = runs_exclude_ && (a == b || (shape.irrelevant(a) & shape.irrelevant(b)) == 0);
  }
  for (const TensorId tensor : problem.tensors.ids()) {
    for (std::size_t i = 0; i < root.edges(tensor).size(); ++i) {
      Node node{tensor, i, root.edges(tensor)[i].section, root.per_pass(tensor, i), 0};
      const double busiest =  // what the lanes wait for is in it
          *std::max_element(node.per_pass.busy_cycles.begin(), node.per_pass.busy_cycles.end());
      node.weight = node.per_pass.energy_pj / std::max(1.0, root.base().energy_pj) +
                    busiest / std::max(1.0, root.compute_cycles());
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
  for (const std::size_t width : {0U, 1U}) {
    forces_[width].assign(count * count, 1);
    together_[width].assign(count * count * count, 1);
  }
  for (std::size_t y = 0; y < count; ++y) {
    const TensorId tensor = nodes_[y].tensor;
    const LevelId level = root.edges(tensor)[nodes_[y].edge].child;
    const bool known = root.holds_partial(tensor, nodes_[y].edge);
    for (const std::size_t width : {0U, 1U}) {
      if (width == 1 && (tensor != written_ || known)) {
        std::copy_n(forces_[0].begin() + static_cast<std::ptrdiff_t>(y * count), count,
                    forces_[1].begin() + static_cast<std::ptrdiff_t>(y * count));
        std::copy_n(together_[0].begin() + static_cast<std::ptrdiff_t>(y * count * count), count * count,
                    together_[1].begin() + static_cast<std::ptrdiff_t>(y * count * count));
        continue;
      }
      std::map<ActiveMask, double> trips;
      const auto trips_of = [&](ActiveMask dimensions) {
        const auto [found, is_new] = trips.try_emplace(dimensions & shape.relevant(tensor), 1);
        if (is_new)
          found->second = fewest.above(root, tensor, level, dimensions,
                                       known || width == 1 ? Width::partial : Width::complete);
        return found->second;
      };
      for (std::size_t x = 0; x < count; ++x) {
        if (nodes_[x].tensor == tensor) continue;
        const ActiveMask first = shape.irrelevant(nodes_[x].tensor);
        forces_[width][y * count + x] = trips_of(first);
        for (std::size_t z = 0; z < count; ++z) {
          const ActiveMask second = shape.irrelevant(nodes_[z].tensor);
          if (nodes_[z].tensor == tensor || (first & second) != 0) continue;
          together_[width][(y * count + x) * count + z] = trips_of(first | second);
        }
      }
      if (width == 1) width_matters_ = width_matters_ || differ(y);
    }
  }
}

/// Whether partial results of a node force more passes than complete ones.
bool Rooms::differ(std::size_t y) const {
  const std::size_t count = nodes_.size();
  for (std::size_t x = 0; x < count; ++x) {
    if (forced(0, y, x) != forced(1, y, x)) return true;
    for (std::size_t z = 0; z < count; ++z) {
      if (together(0, y, x, z) != together(1, y, x, z)) return true;
    }
  }
  return false;
}

void Rooms::add(const Cost& per_pass, double further, Cost& cost) const {
  cost.energy_pj += per_pass.energy_pj * further;
  cost.sums_read_words += per_pass.sums_read_words * further;
  cost.exposed_drain_cycles += per_pass.exposed_drain_cycles * further;
  for (std::size_t t = 0; t < cost.way_cycles.size(); ++t)
    cost.way_cycles[t] += per_pass.way_cycles[t] * further;
  for (std::size_t port = 0; port < ports_; ++port) {
    cost.busy_cycles[port] += per_pass.busy_cycles[port] * further;
    cost.exposed_cycles[port] += per_pass.exposed_cycles[port] * further;
  }
}

namespace {

/// What a p + b q has at least beyond a p0 + b q0, with p >= p0, q >= q0 and p q >= product.
double beyond(double a, double p0, double b, double q0, double product) {
  if (p0 * q0 >= product || a == 0 || b == 0) return 0;
  const double p = std::clamp(std::sqrt(product * b / a), p0, product / q0);
  return a * (p - p0) + b * (std::max(q0, product / p) - q0);
}

}  // namespace

Cost Rooms::shared(const Sharing& sharing, const std::array<double, most_nodes>& forced,
                   const Cost& cost) const {
  const Cost& a = nodes_[sharing.x].per_pass;
  const Cost& b = nodes_[sharing.z].per_pass;
  const double p0 = forced[sharing.x];
  const double q0 = forced[sharing.z];
  Cost result = cost;
  if (sharing.z_once) {
    add(a, sharing.product - p0, result);
    return result;
  }
  const auto more = [&](double of_x, double of_z) { return beyond(of_x, p0, of_z, q0, sharing.product); };
  result.energy_pj += more(a.energy_pj, b.energy_pj);
  result.exposed_drain_cycles += more(a.exposed_drain_cycles, b.exposed_drain_cycles);
  for (std::size_t t = 0; t < cost.way_cycles.size(); ++t)
    result.way_cycles[t] += more(a.way_cycles[t], b.way_cycles[t]);
  for (std::size_t port = 0; port < ports_; ++port) {
    result.busy_cycles[port] += more(a.busy_cycles[port], b.busy_cycles[port]);
    result.exposed_cycles[port] += more(a.exposed_cycles[port], b.exposed_cycles[port]);
  }
  return result;
}

}  // namespace ridge::mapper
