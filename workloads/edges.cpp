#include "workloads/edges.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "workloads/edge_fit.hpp"

namespace ridge {
namespace {

constexpr std::size_t most_warnings = 10;
constexpr std::size_t most_notes = 4;  // producers of one layer that are shown

using Writers = std::span<const WrittenTensor* const>;

/// What is wrong at one layer: which of its producers, and why.
struct Misfit {
  std::string why;
  std::size_t first = 0;  // of the producers to blame
  std::size_t count = 0;
};

bool fits(const ReadTensor& read, const WrittenTensor* written, std::int64_t batch) {
  return misfit(read, {&written, 1}, batch).empty();
}

class EdgeChecker {
 public:
  EdgeChecker(const Network& network, const std::unordered_map<std::string, EdgePlaces>& places,
              Diagnostics& diagnostics)
      : network_(network), places_(places), diagnostics_(diagnostics) {}

  void run() {
    for (const Layer& layer : network_.layers) {
      std::vector<const WrittenTensor*> producers;  // null: "input", of which nothing is known
      for (const std::string& name : layer.from) {
        const auto found = written_.find(name);
        producers.push_back(found == written_.end() ? nullptr : &found->second);
      }
      const std::vector<ReadTensor> reads = read_tensors(layer);
      if (const Misfit found = compare(reads, producers); found.count > 0)
        warn(layer, reads, producers, found);
      written_.emplace(layer.name, written_tensor(layer, producers.empty() ? nullptr : producers.front()));
    }
    if (misfits_ <= most_warnings) return;
    const std::size_t more = misfits_ - most_warnings;
    diagnostics_.warning(place_of(*last_),
                         fmt::format("{} more layer{} what no producer writes, this one among them", more,
                                     more == 1 ? " reads" : "s read"));
  }

 private:
  Misfit compare(const std::vector<ReadTensor>& reads, Writers producers) const {
    if (reads.empty()) return {};
    return producers.size() > reads.size() ? compare_concatenated(reads, producers)
                                           : compare_each(reads, producers);
  }

  Misfit compare_concatenated(const std::vector<ReadTensor>& reads, Writers producers) const {
    if (std::find(producers.begin(), producers.end(), nullptr) != producers.end()) return {};
    for (const ReadTensor& read : reads) {
      const std::string why = misfit(read, producers, network_.batch);
      if (!why.empty()) return {why, 0, producers.size()};
    }
    return {};
  }

  /// Every producer has to be one of the inputs and, when there are enough, every input a producer.
  Misfit compare_each(const std::vector<ReadTensor>& reads, Writers producers) const {
    for (std::size_t i = 0; i < producers.size(); ++i) {
      if (producers[i] == nullptr) continue;
      const bool read = std::any_of(reads.begin(), reads.end(), [&](const ReadTensor& input) {
        return fits(input, producers[i], network_.batch);
      });
      if (!read) return {misfit(reads[i], producers.subspan(i, 1), network_.batch), i, 1};
    }
    if (producers.size() < reads.size()) return {};
    for (const ReadTensor& read : reads) {
      const bool given = std::any_of(producers.begin(), producers.end(), [&](const WrittenTensor* written) {
        return written == nullptr || fits(read, written, network_.batch);
      });
      if (!given) return {fmt::format("none writes {}", read.tensor), 0, producers.size()};
    }
    return {};
  }

  void warn(const Layer& layer, const std::vector<ReadTensor>& reads, Writers producers,
            const Misfit& found) {
    last_ = &layer;
    if (++misfits_ > most_warnings) return;
    std::vector<std::string> inputs;
    for (const ReadTensor& read : reads)
      inputs.push_back(text_of(read));
    Diagnostic& warning =
        diagnostics_.warning(found.count == 1 ? place_of(layer, found.first) : place_of(layer),
                             fmt::format("{} reads {}, which its producers do not write",
                                         in_quotes(layer.name), fmt::join(inputs, " and ")));
    warning.label = found.why;
    warning.help =
        "make the sizes agree, or name in 'from' what it reads ('input' for what comes from outside)";
    const Writers blamed = producers.subspan(found.first, found.count);
    for (const WrittenTensor* written : blamed.first(std::min(blamed.size(), most_notes))) {
      warning.add_note(place_of(written->layer),
                       fmt::format("{} writes {}", in_quotes(written->layer), text_of(*written)));
    }
  }

  Place place_of(const std::string& layer) const {
    const auto found = places_.find(layer);
    return found == places_.end() ? Place{} : found->second.layer;
  }
  Place place_of(const Layer& layer) const { return place_of(layer.name); }
  /// The place of one name in the layer's `from`.
  Place place_of(const Layer& layer, std::size_t edge) const {
    const auto found = places_.find(layer.name);
    if (found == places_.end() || edge >= found->second.from.size()) return place_of(layer);
    return found->second.from[edge];
  }

  const Network& network_;
  const std::unordered_map<std::string, EdgePlaces>& places_;
  Diagnostics& diagnostics_;
  std::unordered_map<std::string, WrittenTensor> written_;
  std::size_t misfits_ = 0;
  const Layer* last_ = nullptr;
};

}  // namespace

void check_edges(const Network& network, const std::unordered_map<std::string, EdgePlaces>& places,
                 Diagnostics& diagnostics) {
  EdgeChecker(network, places, diagnostics).run();
}

}  // namespace ridge
