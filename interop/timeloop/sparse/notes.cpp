#include "interop/timeloop/sparse/notes.hpp"

#include <fmt/format.h>

namespace ridge::timeloop::sparse {
namespace {

class Notes {
 public:
  Notes(const Layer& layer, const Outcomes& outcomes) : layer_(layer), outcomes_(outcomes) {}

  /// "'A' at 'Buffer' is compressed: 16 of 64 words expected".
  void add_format(LevelId level, TensorId tensor, const Tile& tile) {
    if (tile.format == nullptr) return;
    std::string ranks;
    for (auto rank = tile.format->ranks.rbegin(); rank != tile.format->ranks.rend(); ++rank)
      ranks += fmt::format("{}{}", ranks.empty() ? "" : " ", name_of(rank->kind));
    std::string note = fmt::format("{} is stored as {}: {:.4g} of {} words expected", at(level, tensor),
                                   ranks, tile.expected_words, tile.words);
    if (tile.present < 1) note += fmt::format(", {:.4g} % of its tiles empty", 100 * (1 - tile.present));
    notes_.push_back(std::move(note));
  }

  /// "'A' at 'Buffer', skipping on 'B': 50 % of no effect; 64 reads, 0 updates skipped per instance".
  void add_saving(LevelId level, TensorId tensor, const Saving& saving) {
    const Fate fate = saving.kind == SavingKind::gating ? Fate::gated : Fate::skipped;
    const ByAction<double>& saved = outcomes_.accesses[level][tensor].words[fate];
    notes_.push_back(fmt::format(
        "{}, {} on {}: {:.4g} % of no effect; {:.0f} reads, {:.0f} updates {} per instance",
        at(level, tensor), name_of(saving.kind), conditions(saving.option), 100 * saving.probability,
        saved[Action::read], saved[Action::update], fate == Fate::gated ? "gated" : "skipped"));
  }

  void add_spatial(const Item& item, const SpatialSkipping& spatial) {
    const Option& option = item.options.front();
    notes_.push_back(fmt::format("{}, {} on {}: {:.4g} % of the lanes below left out",
                                 at(item.level, option.target), name_of(item.kind), conditions(option),
                                 100 * spatial.saved_below(item.level, option.target)));
  }

  std::vector<std::string> take() {
    const Computes& computes = outcomes_.computes;
    notes_.push_back(
        fmt::format("operations of the dense layer: {}; done {}, gated {}, skipped {}, the rest "
                    "never issued",
                    layer_.problem.iterations(), computes.actual, computes.gated, computes.skipped));
    return std::move(notes_);
  }

 private:
  std::string at(LevelId level, TensorId tensor) const {
    return fmt::format("'{}' at '{}'", layer_.problem.tensors[tensor].name,
                       layer_.architecture.levels[level.index()].name);
  }

  std::string conditions(const Option& option) const {
    std::vector<std::string> names;
    for (const TensorId tensor : option.conditions)
      names.push_back(layer_.problem.tensors[tensor].name);
    return list_of(names, "and");
  }

  const Layer& layer_;
  const Outcomes& outcomes_;
  std::vector<std::string> notes_{
      "sparse by Sparseloop's rules: counts are what really moves per format, gating and skipping; wires, "
      "and "
      "leakage, as in the dense layer, are not charged"};
};

}  // namespace

std::vector<std::string> notes_of(const Layer& layer, const Tiles& tiles, const Savings& savings,
                                  const SpatialSkipping& spatial, const Outcomes& outcomes) {
  Notes notes(layer, outcomes);
  for (const LevelId level : tiles.ids()) {
    for (const TensorId tensor : layer.problem.tensors.ids()) {
      notes.add_format(level, tensor, tiles[level][tensor]);
      if (const auto& saving = savings[level][tensor]) notes.add_saving(level, tensor, *saving);
    }
  }
  for (const Item& item : layer.section.items)
    if (item.kind == SavingKind::spatial_skipping) notes.add_spatial(item, spatial);
  return notes.take();
}

}  // namespace ridge::timeloop::sparse
