#include "tests/event/stepped_nest.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <map>
#include <set>

#include "tests/nest/passage.hpp"
#include "tests/nest/walker.hpp"

namespace ridge::stepped {
namespace {

using walked::Loop;
using walked::Ordinal;
using walked::Words;

class Maker {
 public:
  explicit Maker(const Case& made)
      : made_(made),
        space_(walked::execute(made.problem, made.mapping)),
        counts_(walk(made.problem, made.machine, made.mapping)) {}

  Nest make() {
    if (results_slide()) throw NotWhole();  // which of them are complete is no matter of whole tiles
    find_ticks();
    for (const TensorId tensor : made_.problem.tensors.ids())
      add_tensor(tensor);
    add_work();
    add_array();
    nest_.ticks = std::int64_t(ticks_.size());
    return std::move(nest_);
  }

 private:
  bool results_slide() const {
    const auto moves = [this](const Term& term) {
      return made_.problem.dimensions[term.dimension].bound > 1;
    };
    const auto slides = [&moves](const Rank& rank) { return std::ranges::count_if(rank.terms, moves) > 1; };
    return std::ranges::any_of(made_.problem.tensors[made_.problem.written].ranks, slides);
  }

  const NodeCounts& counts_at(std::size_t entry) const {
    return *std::ranges::find(counts_.nodes, entry, &NodeCounts::entry);
  }

  /// A tick is a step of the loops down to the innermost one that moves a tile: a loop over one of the
  /// tensor's dimensions, above a node that is not its home.
  void find_ticks() {
    for (const TensorId tensor : made_.problem.tensors.ids()) {
      const std::vector<walked::Node> nodes = walked::nodes_of(tensor, made_.mapping);
      for (std::size_t n = 1; n < nodes.size(); ++n)
        tick_loops_ = std::max(tick_loops_, moving_loops(nodes[n]));
    }
    std::set<Ordinal> steps;
    for (const walked::Iteration& iteration : space_.iterations)
      steps.insert(prefix_of(iteration.step, space_.temporal, tick_loops_));
    std::int64_t tick = 0;
    for (const Ordinal step : steps)
      ticks_[step] = tick++;
  }

  std::size_t moving_loops(const walked::Node& node) const {
    std::size_t loops = 0;
    for (std::size_t l = 0; l < node.standpoint.temporal_above; ++l)
      if (space_.temporal[l].bound > 1 && made_.problem.relevant(node.tensor, space_.temporal[l].dimension))
        loops = l + 1;
    return loops;
  }

  /// The tick at which the step of the outermost `loops` loops begins.
  std::int64_t tick_of(Ordinal step, std::size_t loops) const {
    Ordinal at = step;
    for (std::size_t l = loops; l < tick_loops_; ++l)
      at *= space_.temporal[l].bound;
    return ticks_.at(at);
  }

  std::string port_of(const NodeCounts& node, bool read, double& bytes_per_cycle) const {
    const auto role = static_cast<std::size_t>(made_.problem.tensors[node.tensor].role);
    std::string name;
    for (const Port& port : made_.machine.levels[node.level].ports) {
      if (!(read ? port.reads : port.writes).has(role)) continue;
      if (!port.bytes_per_cycle) return "";
      if (!name.empty()) throw NotWhole();  // a transfer over two ports
      name = std::to_string(node.level.index()) + port.name;
      bytes_per_cycle = *port.bytes_per_cycle * double(node.instances);
    }
    return name;
  }

  void load(const NodeCounts& node, bool read, bool partial, double words, std::vector<Load>& loads,
            double beside = 0) const {
    double bytes_per_cycle = 0;
    const std::string port = port_of(node, read, bytes_per_cycle);
    if (port.empty() || words == 0) return;
    const int bits = made_.machine.levels[node.level].word_bits.value_or(
        partial ? made_.problem.partial_bits(node.tensor) : made_.problem.word_bits(node.tensor));
    const double cycles = words * bits / 8 / bytes_per_cycle;
    if (cycles != std::floor(cycles)) throw NotWhole();
    loads.push_back({port, std::int64_t(cycles + beside)});
  }

  /// What comes in, where it is asked for: the first word after the latency.
  void ask(const NodeCounts& parent, const NodeCounts& counts, double words, double sent, bool partial,
           stepped::Tile& tile) const {
    const StorageLevel& above = made_.machine.levels[parent.level];
    load(counts, false, partial, words, tile.fill);
    load(parent, true, partial, sent, tile.fill);
    if (tile.fill.empty()) return;
    std::int64_t way = 0;
    for (const Load& each : tile.fill)
      way = std::max(way, each.cycles);
    if (tile.fill.back().port.starts_with(std::to_string(parent.level.index()))) {
      tile.fill.back().cycles += std::int64_t(above.issue_cycles);
      way += std::int64_t(above.issue_cycles);
    }
    way += std::int64_t(above.latency_cycles);
    if (above.latency_cycles > 0) tile.fill.push_back({"way" + std::to_string(nest_.nodes.size()), way});
  }

  void add_tensor(TensorId tensor) {
    const std::vector<walked::Node> nodes = walked::nodes_of(tensor, made_.mapping);
    for (std::size_t n = 1; n < nodes.size(); ++n) {
      stepped::Node node;
      const StorageLevel& level = made_.machine.levels[nodes[n].level];
      node.written = made_.problem.is_written(tensor);
      node.entry = nodes[n].entry;
      node.places =
          level.double_buffered.has(static_cast<std::size_t>(made_.problem.tensors[tensor].role)) ? 2 : 1;
      node.parent = n == 1 ? -1 : int(nest_.nodes.size()) - 1;
      if (n > 1) nest_.nodes.back().child = int(nest_.nodes.size());
      list_tiles(nodes[n - 1], nodes[n], node);
      nest_.nodes.push_back(std::move(node));
    }
    nest_.innermost.push_back(nodes.size() > 1 ? int(nest_.nodes.size()) - 1 : -1);
    homes_.push_back(nodes.back());
  }

  /// The tiles of all instances together, each with the words that come in when it takes the place of the one
  /// before, and those that go out when the next one takes its own.
  void list_tiles(const walked::Node& above, const walked::Node& here, stepped::Node& node) {
    const NodeCounts& counts = counts_at(here.entry);
    const NodeCounts& parent = counts_at(above.entry);
    const std::size_t loops = moving_loops(here);
    walked::Tiles tiles;  // by step of these; loops further in change nothing
    const auto above_here = space_.temporal.begin() + std::ptrdiff_t(here.standpoint.temporal_above);
    const std::vector<Loop> all_loops(space_.temporal.begin(), above_here);
    for (const auto& [step, instances] : tiles_of(here.tensor, here.standpoint, space_))
      tiles.try_emplace(prefix_of(step, all_loops, loops), instances);
    std::map<Ordinal, Words> held;
    std::vector<double> out_words;
    std::vector<Ordinal> order;
    for (const auto& [step, instances] : tiles) {
      double in = 0, out = 0;
      for (const auto& [instance, words] : instances) {
        Words enter, leave;
        std::ranges::set_difference(words, held[instance], std::back_inserter(enter));
        std::ranges::set_difference(held[instance], words, std::back_inserter(leave));
        in += double(enter.size());
        out += double(leave.size());
        held[instance] = words;
      }
      if (!node.tiles.empty()) node.tiles.back().until = tick_of(step, loops);
      if (!node.tiles.empty()) out_words.push_back(out);
      Tile tile{tick_of(step, loops), std::int64_t(ticks_.size()), true, {}, {}};
      tile.brings = !node.written || revisits(here.tensor, step, loops);
      if (!node.written) {
        ask(parent, counts, in, in * double(parent.reads) / double(counts.fills), false, tile);
      } else if (tile.brings) {
        const double back = revisited_words(here, tiles, loops);
        if (counts.fills > 0)
          ask(parent, counts, in * double(counts.fills) / back, in * double(parent.reads) / back, true, tile);
      }
      node.tiles.push_back(std::move(tile));
      order.push_back(step);
    }
    double last = 0;
    for (const auto& [instance, words] : held)
      last += double(words.size());
    out_words.push_back(last);
    if (!node.written) return;
    for (std::size_t t = 0; t < node.tiles.size(); ++t) {
      const bool complete = counts.complete_drains > 0 && ends(here.tensor, order[t], loops);
      if (counts.complete_drains == 0 && parent.complete_updates > 0) needs_one_width();
      load(counts, true, !complete, out_words[t], node.tiles[t].drain);
      load(parent, false, !complete, out_words[t] * double(parent.updates) / double(counts.drains),
           node.tiles[t].drain, made_.machine.levels[parent.level].issue_cycles);
    }
  }

  /// Words of one transfer are some complete, some not: a mean, unless both are as wide.
  void needs_one_width() const {
    const TensorId written = made_.problem.written;
    if (made_.problem.word_bits(written) != made_.problem.partial_bits(written)) throw NotWhole();
  }

  std::vector<std::int64_t> digits(Ordinal step, std::size_t loops) const {
    return digits_of(
        step, std::vector<Loop>(space_.temporal.begin(), space_.temporal.begin() + std::ptrdiff_t(loops)));
  }
  bool adds(TensorId tensor, std::size_t loop) const {
    return !made_.problem.relevant(tensor, space_.temporal[loop].dimension);
  }
  bool revisits(TensorId tensor, Ordinal step, std::size_t loops) const {
    const auto at = digits(step, loops);
    for (std::size_t l = 0; l < loops; ++l)
      if (adds(tensor, l) && at[l] > 0) return true;
    return false;
  }
  bool ends(TensorId tensor, Ordinal step, std::size_t loops) const {
    const auto at = digits(step, loops);
    for (std::size_t l = 0; l < loops; ++l)
      if (adds(tensor, l) && at[l] + 1 < space_.temporal[l].bound) return false;
    return true;
  }
  /// Words that come in, all instances, in the steps that are no first visit.
  double revisited_words(const walked::Node& here, const walked::Tiles& tiles, std::size_t loops) const {
    double all = 0;
    std::map<Ordinal, Words> held;
    for (const auto& [step, instances] : tiles) {
      for (const auto& [instance, words] : instances) {
        Words enter;
        std::ranges::set_difference(words, held[instance], std::back_inserter(enter));
        if (revisits(here.tensor, step, loops)) all += double(enter.size());
        held[instance] = words;
      }
    }
    return all;
  }

  void add_work() {
    const double ticks = double(ticks_.size());
    const double rate = *made_.machine.compute[ComputeId(0)].rate("int8");
    const double cycles = double(counts_.compute_steps) / rate / ticks;
    if (cycles != std::floor(cycles)) throw NotWhole();
    nest_.tick_cycles = std::int64_t(cycles);
    for (const walked::Node& node : homes_) {
      const NodeCounts& counts = counts_at(node.entry);
      const bool written = made_.problem.is_written(node.tensor);
      load(counts, true, written, double(counts.reads) / ticks, nest_.tick_loads);
      if (counts.complete_updates > 0 && counts.complete_updates < counts.updates) needs_one_width();
      load(counts, false, counts.complete_updates == 0, double(counts.updates) / ticks, nest_.tick_loads);
    }
  }

  /// The far corner of all lanes in use: a cycle count of its own for every node that the lanes work from,
  /// whenever something new takes the one place of something old.
  void add_array() {
    double depth = 0;
    for (const FanoutId f : made_.machine.fanouts.ids()) {
      const Fanout& fanout = made_.machine.fanouts[f];
      std::array<std::int64_t, 2> used{1, 1};
      for (const NestEntry& entry : made_.mapping.nest)
        if (entry.kind == NestEntry::Kind::spatial && entry.fanout == f)
          used[static_cast<std::size_t>(entry.axis)] *= entry.bound;
      for (const std::size_t axis : {0U, 1U}) {
        const auto hops = double(used[axis] - 1);
        const double levels = used[axis] > 1 ? std::ceil(std::log2(double(used[axis]))) : 0;
        depth += fanout.delay_cycles[axis] * (fanout.tree[axis] ? levels : hops);
      }
    }
    const auto cycles = std::int64_t(depth);
    bool drains = false;
    for (const int index : nest_.innermost) {
      if (index < 0 || cycles == 0) continue;
      stepped::Node& node = nest_.nodes[std::size_t(index)];
      if (node.places > 1) continue;
      const Load way{"array" + std::to_string(index), cycles};
      for (std::size_t t = 0; t < node.tiles.size(); ++t) {
        if (node.written) node.tiles[t].drain.push_back(way);
        if (!node.written && t > 0) node.tiles[t].fill.push_back(way);
      }
      drains = drains || node.written;
    }
    nest_.end_cycles = drains ? 0 : cycles;
  }

  const Case& made_;
  walked::LoopSpace space_;
  WalkedCounts counts_;
  std::size_t tick_loops_ = 0;
  std::map<Ordinal, std::int64_t> ticks_;
  std::vector<walked::Node> homes_;  // by tensor: its innermost node
  Nest nest_;
};

}  // namespace

Nest nest_of(const Case& made) {
  return Maker(made).make();
}

}  // namespace ridge::stepped
