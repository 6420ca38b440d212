#include "interop/timeloop/compare.hpp"

#include <fmt/format.h>

namespace ridge::timeloop {
namespace {

constexpr const char* box = "its box holds words that no operation touches";
constexpr const char* window =
    "a window that turns back is fetched whole there; here it keeps what it still holds";
constexpr const char* halo =
    "neighbours share words of their windows: here such a word is read once for all of them";
constexpr const char* first_touch = "here only words that hold content are read back, word by word";
constexpr const char* one_takes_it =
    "of lanes whose sums are added one takes the partial result back; here the others start empty";
constexpr const char* starts_empty = "what starts empty has nothing to read";
constexpr const char* follows = "follows from the fills below";

class Comparison {
 public:
  Comparison(const Problem& problem, const Machine& machine, const Mapping& mapping, const Evaluation& theirs,
             const Evaluation& ours)
      : problem_(problem), machine_(machine), mapping_(mapping), theirs_(theirs), ours_(ours) {}

  std::vector<Difference> all() {
    for (const NestEntry& entry : mapping_.nest)
      if (entry.kind == NestEntry::Kind::keep) compare_node(entry.level, entry.tensor);
    compare_time();
    compare_energy();
    return std::move(found_);
  }

 private:
  const NodeCounts& counts(const Evaluation& evaluation, LevelId level, TensorId tensor) const {
    return evaluation.levels[level].tensors[tensor].counts;
  }

  void add(const std::string& what, double theirs, double ours, std::string cause) {
    if (theirs != ours) found_.push_back({what, theirs, ours, std::move(cause)});
  }

  void compare_node(LevelId level, TensorId tensor) {
    const NodeCounts& a = counts(theirs_, level, tensor);
    const NodeCounts& b = counts(ours_, level, tensor);
    const std::string name = fmt::format("{} {}", machine_.levels[level].name, problem_.tensors[tensor].name);
    const bool boxed = a.tile_words != b.tile_words;
    const auto number = [](std::int64_t count) { return static_cast<double>(count); };
    add(name + " tile", number(a.tile_words), number(b.tile_words), box);
    const bool written = problem_.is_written(tensor);
    add(name + " fills", number(a.fills), number(b.fills),
        written ? (reads_above_alike(level, tensor) ? one_takes_it : first_touch)
        : boxed ? box
                : window);
    const bool below_alike = fills_below_alike(level, tensor);
    add(name + " reads", number(a.reads), number(b.reads),
        written       ? (a.fills != b.fills ? starts_empty : first_touch)
        : below_alike ? (box_below(level, tensor) ? box : halo)
                      : follows);
    add(name + " updates", number(a.updates), number(b.updates), follows);
  }

  /// The next node further in; nothing above compute.
  std::optional<LevelId> child(LevelId level, TensorId tensor) const {
    for (std::size_t inner = level.index() + 1; inner < machine_.levels.size(); ++inner)
      if (ours_.levels[LevelId(inner)].tensors[tensor].kept) return LevelId(inner);
    return std::nullopt;
  }

  bool reads_above_alike(LevelId level, TensorId tensor) const {
    for (std::size_t outer = level.index(); outer-- > 0;) {
      if (!ours_.levels[LevelId(outer)].tensors[tensor].kept) continue;
      return counts(theirs_, LevelId(outer), tensor).reads == counts(ours_, LevelId(outer), tensor).reads;
    }
    return false;
  }

  bool fills_below_alike(LevelId level, TensorId tensor) const {
    const auto below = child(level, tensor);
    return !below || counts(theirs_, *below, tensor).fills == counts(ours_, *below, tensor).fills;
  }

  bool box_below(LevelId level, TensorId tensor) const {
    const auto below = child(level, tensor);
    return below && counts(theirs_, *below, tensor).tile_words != counts(ours_, *below, tensor).tile_words;
  }

  void compare_time() {
    std::string cause = "there the slowest level's bandwidth is the latency";
    if (ours_.causes.start_up > 0)
      cause +=
          fmt::format("; {:.0f} cycles of first fill and last drain are added here", ours_.causes.start_up);
    double exposed = 0;
    for (const Stall& stall : ours_.causes.stalls)
      exposed += stall.cycles;
    if (exposed > 0)
      cause += fmt::format("; {:.0f} cycles wait for single-buffered tiles and ports", exposed);
    add("cycles", theirs_.cycles, ours_.cycles, cause);
  }

  void compare_energy() {
    double drains = 0;
    for (const LevelId level : machine_.levels.ids())
      for (const TensorCost& cost : ours_.levels[level].tensors)
        drains += static_cast<double>(cost.counts.drains);
    add("energy_pj", theirs_.energy_pj.value_or(0), ours_.energy_pj.value_or(0),
        drains > 0
            ? fmt::format("the counts above; and {:.0f} words drained upwards are charged as reads here",
                          drains)
            : "the counts above");
  }

  const Problem& problem_;
  const Machine& machine_;
  const Mapping& mapping_;
  const Evaluation& theirs_;
  const Evaluation& ours_;
  std::vector<Difference> found_;
};

}  // namespace

std::vector<Difference> differences(const Problem& problem, const Machine& machine, const Mapping& mapping,
                                    const Evaluation& theirs, const Evaluation& ours) {
  return Comparison(problem, machine, mapping, theirs, ours).all();
}

}  // namespace ridge::timeloop
