#include "system/lifetimes.hpp"

#include <algorithm>
#include <numeric>
#include <unordered_map>

#include "system/residency.hpp"
#include "workloads/activation_edges.hpp"

namespace ridge {

namespace {

/// Sets of layers whose results stay together.
class StaySets {
 public:
  explicit StaySets(std::size_t layers) : leader_(layers) {
    std::iota(leader_.begin(), leader_.end(), std::size_t{0});
  }
  std::size_t leader(std::size_t layer) {
    while (leader_[layer] != layer)
      layer = leader_[layer] = leader_[leader_[layer]];
    return layer;
  }
  /// The earlier layer leads.
  void join(std::size_t a, std::size_t b) {
    const std::size_t one = leader(a);
    const std::size_t other = leader(b);
    leader_[std::max(one, other)] = std::min(one, other);
  }

 private:
  std::vector<std::size_t> leader_;
};

/// What a layer reads in one role.
struct RoleReads {
  std::vector<std::size_t> writers;
  bool may_stay = true;
};

RoleReads reads_of(const Layer& layer, const ActivationEdges& edges, std::size_t role) {
  RoleReads reads;
  for (const TensorId tensor : layer.problem.tensors.ids()) {
    const Tensor& it = layer.problem.tensors[tensor];
    if (static_cast<std::size_t>(it.role) != role || layer.problem.is_written(tensor)) continue;
    reads.may_stay &= it.origin == Origin::activation;
  }
  for (const ReadActivation& read : edges.reads) {
    if (static_cast<std::size_t>(layer.problem.tensors[read.tensor].role) != role) continue;
    reads.writers.insert(reads.writers.end(), read.writers.begin(), read.writers.end());
    reads.may_stay &= !read.from_outside && !read.writers.empty();
  }
  reads.may_stay &= edges.known && layer.count == 1;
  return reads;
}

class Finder {
 public:
  Finder(const Network& network, const Machine& machine, LevelId level)
      : network_(network),
        held_(machine.levels[level].may_keep),
        edges_(activation_edges(network)),
        sets_(network.layers.size()) {
    for (std::size_t i = 0; i < network.layers.size(); ++i) {
      const Layer& layer = network.layers[i];
      index_.emplace(layer.name, i);
      Stay stay;
      stay.bytes = bytes_at(machine, level, layer.problem, layer.problem.written);
      result_.layers.push_back(stay);
      never_.push_back(layer.count != 1);
    }
  }

  Lifetimes run() {
    for (std::size_t i = 0; i < network_.layers.size(); ++i)
      look_at(i);
    name_groups();
    return std::move(result_);
  }

 private:
  void look_at(std::size_t at) {
    const Layer& layer = network_.layers[at];
    for (const std::string& name : layer.from) {
      const auto producer = index_.find(name);
      if (producer == index_.end()) continue;
      result_.layers[producer->second].last_read = std::max(result_.layers[producer->second].last_read, at);
      if (!edges_[at].known) never_[producer->second] = true;
    }
    for (std::size_t role = 0; role < machine_role_count; ++role) {
      RoleReads reads = reads_of(layer, edges_[at], role);
      reads.may_stay &= held_.has(role);
      for (const std::size_t writer : reads.writers) {
        never_[writer] = never_[writer] || !reads.may_stay;
        sets_.join(writer, reads.writers.front());
      }
      if (reads.may_stay && !reads.writers.empty()) found_.push_back({at, role, reads.writers.front()});
    }
  }

  /// One that never stays keeps all with it from staying.
  void name_groups() {
    std::vector<bool> stays(never_.size(), true);
    for (std::size_t i = 0; i < never_.size(); ++i)
      if (never_[i] || result_.layers[i].last_read == 0) stays[sets_.leader(i)] = false;
    std::vector<std::optional<StayGroup>> group(never_.size());
    for (std::size_t i = 0; i < never_.size(); ++i) {
      const std::size_t leader = sets_.leader(i);
      if (!stays[leader]) continue;
      if (leader == i) {
        group[i] = result_.first_written.size();
        result_.first_written.push_back(i);
        result_.last_read.push_back(0);
      }
      result_.layers[i].result = group[leader];
      std::size_t& last = result_.last_read[*group[leader]];
      last = std::max(last, result_.layers[i].last_read);
    }
    for (const Found& read : found_)
      result_.layers[read.layer].reads[read.role] = result_.layers[read.writer].result;
  }

  /// What a layer reads in a role, by one of its writers.
  struct Found {
    std::size_t layer, role, writer;
  };

  const Network& network_;
  const RoleSet held_;  // roles that the level may keep
  std::vector<ActivationEdges> edges_;
  StaySets sets_;
  std::unordered_map<std::string, std::size_t> index_;
  std::vector<bool> never_;
  std::vector<Found> found_;
  Lifetimes result_;
};

}  // namespace

Lifetimes lifetimes(const Network& network, const Machine& machine, LevelId level) {
  return Finder(network, machine, level).run();
}

}  // namespace ridge
