#include "tests/event/stepper.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <numeric>
#include <set>
#include <string>

#include "tests/nest/passage.hpp"
#include "tests/nest/walker.hpp"

namespace ridge {
namespace {

using namespace walked;

struct NotWhole {};

/// One port's part of a transfer.
struct Load {
  std::string port;
  std::int64_t cycles = 0;
};

/// What one node holds for a while.
struct Tile {
  std::int64_t from = 0, until = 0;  // ticks
  bool brings = true;                // words from the parent
  std::vector<Load> fill, drain;
};

struct SteppedNode {
  bool written = false;
  std::size_t places = 1;
  std::size_t entry = 0;        // in the nest
  int parent = -1, child = -1;  // -1: the home; the lanes
  std::vector<Tile> tiles;
  // How many of them have begun to come in, are there, have been given up below, are gone.
  std::size_t begun = 0, there = 0, given_up = 0, gone = 0;
};

/// A transfer under way, or the lanes' work on a tick.
struct Going {
  int kind = 0;  // 0: work, 1: drain, 2: fill
  std::size_t node = 0;
  std::int64_t needed = 0;  // by this tick
  std::map<std::string, std::int64_t> left;
};

class Stepper {
 public:
  explicit Stepper(const Case& made)
      : made_(made),
        space_(execute(made.problem, made.mapping)),
        counts_(walk(made.problem, made.machine, made.mapping)) {
    for (const Rank& rank : made.problem.tensors[made.problem.written].ranks)
      if (std::ranges::count_if(rank.terms, [&](const Term& term) {
            return made.problem.dimensions[term.dimension].bound > 1;
          }) > 1)
        throw NotWhole();  // results that slide: which are complete is no matter of whole tiles
    find_ticks();
    for (const TensorId tensor : made.problem.tensors.ids())
      add_tensor(tensor);
    add_work();
  }

  std::int64_t run() {
    std::int64_t cycle = 0;
    for (; !over(); ++cycle) {
      while (something_starts())
        continue;
      if (over()) break;
      check(!going_.empty() || work_left_ > 0, "stepper: stands still");
      one_cycle();
      check(cycle < 2'000'000, "stepper: too long a case");
    }
    return cycle;
  }

 private:
  const NodeCounts& counts_at(std::size_t entry) const {
    return *std::ranges::find(counts_.nodes, entry, &NodeCounts::entry);
  }

  /// A tick is a step of the loops down to the innermost one that moves a tile: a loop over one of the
  /// tensor's dimensions, above a node that is not its home.
  void find_ticks() {
    for (const TensorId tensor : made_.problem.tensors.ids()) {
      const std::vector<Node> nodes = nodes_of(tensor, made_.mapping);
      for (std::size_t n = 1; n < nodes.size(); ++n)
        tick_loops_ = std::max(tick_loops_, moving_loops(nodes[n]));
    }
    std::set<Ordinal> steps;
    for (const Iteration& iteration : space_.iterations)
      steps.insert(prefix_of(iteration.step, space_.temporal, tick_loops_));
    std::int64_t tick = 0;
    for (const Ordinal step : steps)
      ticks_[step] = tick++;
  }

  std::size_t moving_loops(const Node& node) const {
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

  void load(const NodeCounts& node, bool read, bool partial, double words, std::vector<Load>& loads) const {
    double bytes_per_cycle = 0;
    const std::string port = port_of(node, read, bytes_per_cycle);
    if (port.empty() || words == 0) return;
    const int bits = made_.machine.levels[node.level].word_bits.value_or(
        partial ? made_.problem.partial_bits(node.tensor) : made_.problem.word_bits(node.tensor));
    const double cycles = words * bits / 8 / bytes_per_cycle;
    if (cycles != std::floor(cycles)) throw NotWhole();
    loads.push_back({port, std::int64_t(cycles)});
  }

  void add_tensor(TensorId tensor) {
    const std::vector<Node> nodes = nodes_of(tensor, made_.mapping);
    for (std::size_t n = 1; n < nodes.size(); ++n) {
      SteppedNode node;
      const StorageLevel& level = made_.machine.levels[nodes[n].level];
      node.written = made_.problem.is_written(tensor);
      node.entry = nodes[n].entry;
      node.places =
          level.double_buffered.has(static_cast<std::size_t>(made_.problem.tensors[tensor].role)) ? 2 : 1;
      node.parent = n == 1 ? -1 : int(nodes_.size()) - 1;
      if (n > 1) nodes_.back().child = int(nodes_.size());
      list_tiles(nodes[n - 1], nodes[n], node);
      nodes_.push_back(std::move(node));
    }
    innermost_.push_back(nodes.size() > 1 ? int(nodes_.size()) - 1 : -1);
    homes_.push_back(nodes.back());
  }

  /// The tiles of all instances together, each with the words that come in when it takes the place of the one
  /// before, and those that go out when the next one takes its own.
  void list_tiles(const Node& above, const Node& here, SteppedNode& node) {
    const NodeCounts& counts = counts_at(here.entry);
    const NodeCounts& parent = counts_at(above.entry);
    const std::size_t loops = moving_loops(here);
    std::map<Ordinal, std::map<Ordinal, Words>> tiles;  // by step of these; loops further in change nothing
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
        load(counts, false, false, in, tile.fill);
        load(parent, true, false, in * double(parent.reads) / double(counts.fills), tile.fill);
      } else if (tile.brings) {
        const double back = revisited_words(here, tiles, loops);
        if (counts.fills > 0) load(counts, false, true, in * double(counts.fills) / back, tile.fill);
        if (counts.fills > 0) load(parent, true, true, in * double(parent.reads) / back, tile.fill);
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
           node.tiles[t].drain);
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
  double revisited_words(const Node& here, const std::map<Ordinal, std::map<Ordinal, Words>>& tiles,
                         std::size_t loops) const {
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
    tick_cycles_ = std::int64_t(cycles);
    for (const Node& node : homes_) {
      const NodeCounts& counts = counts_at(node.entry);
      const bool written = made_.problem.is_written(node.tensor);
      load(counts, true, written, double(counts.reads) / ticks, tick_loads_);
      if (counts.complete_updates > 0 && counts.complete_updates < counts.updates) needs_one_width();
      load(counts, false, counts.complete_updates == 0, double(counts.updates) / ticks, tick_loads_);
    }
  }

  bool over() const {
    const auto done = [](const SteppedNode& node) { return !node.written || node.gone == node.tiles.size(); };
    return tick_ == std::int64_t(ticks_.size()) && std::ranges::all_of(nodes_, done);
  }

  bool is_there(int node, std::int64_t tick) const {
    if (node < 0) return true;
    const SteppedNode& it = nodes_[std::size_t(node)];
    return it.there > 0 && it.tiles[it.there - 1].until > tick;
  }

  bool is_under_way(int kind, std::size_t node) const {
    return std::ranges::any_of(going_, [&](const Going& it) { return it.kind == kind && it.node == node; });
  }

  void go(int kind, std::size_t node, std::int64_t needed, const std::vector<Load>& loads) {
    Going going{kind, node, needed, {}};
    for (const Load& load : loads)
      if (load.cycles > 0) going.left[load.port + "#" + std::to_string(going.left.size())] = load.cycles;
    if (!going.left.empty()) going_.push_back(std::move(going));
  }

  bool something_starts() {
    bool any = false;
    for (std::size_t n = 0; n < nodes_.size(); ++n)
      any = comes_in(n) || goes_out(n) || any;
    if (work_left_ == 0 && !is_under_way(0, 0) && tick_ < std::int64_t(ticks_.size()) && !working_) {
      const bool ready = std::ranges::all_of(innermost_, [&](int node) { return is_there(node, tick_); });
      if (ready) {
        working_ = any = true;
        work_left_ = tick_cycles_;
        go(0, 0, tick_, tick_loads_);
      }
    }
    if (working_ && work_left_ == 0 && !is_under_way(0, 0)) {
      working_ = false;
      ++tick_;
      any = true;
    }
    return any;
  }

  bool comes_in(std::size_t index) {
    SteppedNode& node = nodes_[index];
    if (node.begun > node.there) {
      if (is_under_way(2, index) || node.there - node.gone >= node.places) return false;
      ++node.there;
      return true;
    }
    if (node.begun == node.tiles.size() || node.begun - node.given_up >= node.places) return false;
    const Tile& tile = node.tiles[node.begun];
    if (tile.brings && !is_there(node.parent, tile.from)) return false;
    ++node.begun;
    go(2, index, tile.from, tile.fill);
    return true;
  }

  bool goes_out(std::size_t index) {
    SteppedNode& node = nodes_[index];
    if (node.given_up > node.gone) {
      if (is_under_way(1, index)) return false;
      ++node.gone;
      return true;
    }
    if (node.gone >= node.there) return false;
    const Tile& tile = node.tiles[node.gone];
    if (!done_below(node, tile.until)) return false;
    if (node.written && !is_there(node.parent, tile.from)) return false;
    ++node.given_up;
    const std::size_t next = node.gone + node.places;
    go(1, index, next < node.tiles.size() ? node.tiles[next].from : std::int64_t(ticks_.size()), tile.drain);
    return true;
  }

  bool done_below(const SteppedNode& node, std::int64_t until) const {
    if (node.child < 0) return tick_ >= until;
    const SteppedNode& child = nodes_[std::size_t(node.child)];
    const std::size_t done = node.written ? child.gone : child.there;
    return done == child.tiles.size() || child.tiles[done].from >= until;
  }

  void one_cycle() {
    std::map<std::string, Going*> served;
    for (Going& it : going_) {
      for (const auto& [key, left] : it.left) {
        Going*& first = served[key.substr(0, key.find('#'))];
        const auto order = [this](const Going& g) {
          return std::tuple(g.needed, g.kind, g.kind == 0 ? 0 : nodes_[g.node].entry);
        };
        if (first == nullptr || order(it) < order(*first)) first = &it;
      }
    }
    for (auto& [port, it] : served) {
      const auto load = std::ranges::find_if(it->left, [&p = port](const auto& item) {
        return item.first.substr(0, item.first.find('#')) == p;
      });
      if (--load->second == 0) it->left.erase(load);
    }
    std::erase_if(going_, [](const Going& it) { return it.left.empty(); });
    if (work_left_ > 0) --work_left_;
  }

  const Case& made_;
  LoopSpace space_;
  WalkedCounts counts_;
  std::size_t tick_loops_ = 0;
  std::map<Ordinal, std::int64_t> ticks_;
  std::vector<SteppedNode> nodes_;
  std::vector<int> innermost_;  // by tensor; -1: the home
  std::vector<Node> homes_;     // by tensor: its innermost node
  std::vector<Load> tick_loads_;
  std::int64_t tick_cycles_ = 0;
  std::int64_t tick_ = 0;
  std::int64_t work_left_ = 0;
  bool working_ = false;
  std::vector<Going> going_;
};

}  // namespace

std::optional<std::int64_t> step_through(const Case& made) {
  try {
    return Stepper(made).run();
  } catch (const NotWhole&) {
    return std::nullopt;
  }
}

}  // namespace ridge
