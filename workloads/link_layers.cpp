// From a list of layers to a graph: names, edges, order.
#include <algorithm>
#include <functional>
#include <queue>
#include <unordered_map>

#include <fmt/format.h>

#include "workloads/read_layer.hpp"

namespace ridge {
namespace {

const std::string network_input = "input";

class Linker {
 public:
  Linker(std::vector<LayerEntry> entries, Diagnostics& diagnostics)
      : entries_(std::move(entries)), diagnostics_(diagnostics) {}

  std::vector<Layer> run() {
    const std::size_t before = diagnostics_.error_count();
    collect_names();
    default_from();
    resolve_from();
    for (const LayerEntry& entry : entries_)
      check_shares(entry);
    const bool complete =
        std::all_of(entries_.begin(), entries_.end(), [](const auto& e) { return e.complete; });
    if (!complete || diagnostics_.error_count() != before) return {};
    return sorted();
  }

 private:
  void collect_names() {
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      const LayerEntry& entry = entries_[i];
      const std::string& name = entry.layer.name;
      if (name.empty()) {
        unnamed_ = true;  // its absence was reported
        continue;
      }
      if (name == network_input) {
        diagnostics_
            .error(entry.name_place, "a layer cannot be called 'input': that is what the network reads")
            .help = "give it another name";
      }
      const auto [known, added] = index_.emplace(name, i);
      if (!added) {
        Diagnostic& found =
            diagnostics_.error(entry.name_place, "there are two layers called " + in_quotes(name));
        found.notes.push_back(
            {Severity::note, entries_[known->second].name_place, "the first is here", {}, {}, {}});
        found.help = "give each layer a name of its own, or write equal ones in a row with 'count'";
      }
      names_.push_back(name);
    }
    names_.push_back(network_input);
  }

  void default_from() {
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      LayerEntry& entry = entries_[i];
      if (entry.from_given) continue;
      entry.layer.from = {i == 0 ? network_input : entries_[i - 1].layer.name};
      entry.from_places = {entry.place};
    }
  }

  void resolve_from() {
    producers_.resize(entries_.size());
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      const LayerEntry& entry = entries_[i];
      for (std::size_t edge = 0; edge < entry.layer.from.size(); ++edge) {
        const std::string& name = entry.layer.from[edge];
        if (name == network_input) continue;
        const auto found = index_.find(name);
        if (found == index_.end()) {
          unknown_layer(name, entry.layer.name, entry.from_places[edge]);
        } else {
          producers_[i].push_back(found->second);
        }
      }
    }
  }

  /// `by`: the layer that asks, and so cannot be meant.
  void unknown_layer(const std::string& name, const std::string& by, const Place& place) {
    if (unnamed_) return;  // it may be that one
    Diagnostic& found = diagnostics_.error(place, "there is no layer called " + in_quotes(name));
    if (diagnostics_.full()) return;
    std::vector<std::string> others = names_;
    std::erase(others, by);
    const std::string meant = did_you_mean(name, others);
    found.help = meant.empty() ? "name a layer of this network, or 'input'" : meant;
  }

  void check_shares(const LayerEntry& entry) {
    const Layer& layer = entry.layer;
    if (layer.shares.empty()) return;
    const auto found = index_.find(layer.shares);
    if (found == index_.end()) return unknown_layer(layer.shares, layer.name, entry.shares_place);
    if (!entry.complete || !entries_[found->second].complete) return;
    const Layer& owner = entries_[found->second].layer;
    if (&owner == &layer || !owner.shares.empty()) {
      diagnostics_.error(entry.shares_place, in_quotes(owner.name) + " has no parameters of its own to share")
          .help = "name another layer, one without 'shares'";
      return;
    }
    const std::int64_t wanted = tensor_parameters(layer);
    const std::int64_t there = tensor_parameters(owner);
    if (wanted == there) return;
    diagnostics_
        .error(entry.shares_place, fmt::format("{} has {} parameters, but {} needs {}", in_quotes(owner.name),
                                               there, in_quotes(layer.name), wanted))
        .help = "only layers with equally many parameters share them";
  }

  /// Parameters in tensors, as if the layer shared nothing; -1 when they leave 63 bits.
  static std::int64_t tensor_parameters(Layer layer) {
    layer.shares.clear();
    layer.extra_parameters = 0;
    return parameters_of(layer).value_or(-1);
  }

  /// Kahn's algorithm; of the layers that are ready, the one written first comes first.
  std::vector<Layer> sorted() {
    std::vector<std::size_t> missing(entries_.size());
    std::vector<std::vector<std::size_t>> consumers(entries_.size());
    std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> ready;
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      missing[i] = producers_[i].size();
      for (const std::size_t producer : producers_[i])
        consumers[producer].push_back(i);
      if (missing[i] == 0) ready.push(i);
    }
    std::vector<Layer> order;
    while (!ready.empty()) {
      const std::size_t next = ready.top();
      ready.pop();
      for (const std::size_t consumer : consumers[next]) {
        if (--missing[consumer] == 0) ready.push(consumer);
      }
      order.push_back(std::move(entries_[next].layer));
    }
    if (order.size() == entries_.size()) return order;
    report_circle(missing);
    return {};
  }

  /// From any layer that never got ready, producers that never got ready lead into a circle.
  void report_circle(const std::vector<std::size_t>& missing) {
    std::size_t at = 0;
    while (missing[at] == 0)
      ++at;
    std::vector<bool> visited(entries_.size());
    std::vector<std::size_t> path;
    while (!visited[at]) {
      visited[at] = true;
      path.push_back(at);
      for (const std::size_t producer : producers_[at]) {
        if (missing[producer] != 0) at = producer;
      }
    }
    while (path.front() != at)
      path.erase(path.begin());
    std::vector<std::string> names;
    for (const std::size_t i : path)
      names.push_back(entries_[i].layer.name);
    diagnostics_
        .error(entries_[at].from_places.front(),
               names.size() == 1
                   ? fmt::format("layer {} reads its own result", in_quotes(names[0]))
                   : fmt::format("layers {} read one another in a circle", list_of(names, "and")))
        .help = "take one name out of 'from'";
  }

  std::vector<LayerEntry> entries_;
  Diagnostics& diagnostics_;
  std::unordered_map<std::string, std::size_t> index_;
  std::vector<std::string> names_;
  bool unnamed_ = false;  // some layer has no name
  std::vector<std::vector<std::size_t>> producers_;
};

}  // namespace

std::vector<Layer> link_layers(std::vector<LayerEntry> entries, Diagnostics& diagnostics) {
  return Linker(std::move(entries), diagnostics).run();
}

}  // namespace ridge
