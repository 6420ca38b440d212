#include "tests/event/stepper.hpp"

#include <algorithm>
#include <map>
#include <string>

#include "base/diagnostics.hpp"
#include "tests/event/stepped_nest.hpp"

namespace ridge {
namespace {

struct Stage {
  const stepped::Node* plan = nullptr;
  // How many of its tiles have begun to come in, are there, have been given up below, are gone.
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
  explicit Stepper(const stepped::Nest& nest) : nest_(nest) {
    for (const stepped::Node& node : nest.nodes)
      nodes_.push_back({&node});
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
    return cycle + nest_.end_cycles;
  }

 private:
  bool over() const {
    const auto done = [](const Stage& node) {
      return !node.plan->written || node.gone == node.plan->tiles.size();
    };
    return tick_ == nest_.ticks && std::ranges::all_of(nodes_, done);
  }

  bool is_there(int node, std::int64_t tick) const {
    if (node < 0) return true;
    const Stage& it = nodes_[std::size_t(node)];
    return it.there > 0 && it.plan->tiles[it.there - 1].until > tick;
  }

  bool is_under_way(int kind, std::size_t node) const {
    return std::ranges::any_of(going_, [&](const Going& it) { return it.kind == kind && it.node == node; });
  }

  void go(int kind, std::size_t node, std::int64_t needed, const std::vector<stepped::Load>& loads) {
    Going going{kind, node, needed, {}};
    for (const stepped::Load& load : loads)
      if (load.cycles > 0) going.left[load.port + "#" + std::to_string(going.left.size())] = load.cycles;
    if (!going.left.empty()) going_.push_back(std::move(going));
  }

  bool something_starts() {
    bool any = false;
    for (std::size_t n = 0; n < nodes_.size(); ++n)
      any = comes_in(n) || goes_out(n) || any;
    if (work_left_ == 0 && !is_under_way(0, 0) && tick_ < nest_.ticks && !working_) {
      const bool ready =
          std::ranges::all_of(nest_.innermost, [&](int node) { return is_there(node, tick_); });
      if (ready) {
        working_ = any = true;
        work_left_ = nest_.tick_cycles;
        go(0, 0, tick_, nest_.tick_loads);
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
    Stage& node = nodes_[index];
    if (node.begun > node.there) {
      if (is_under_way(2, index) || node.there - node.gone >= node.plan->places) return false;
      ++node.there;
      return true;
    }
    if (node.begun == node.plan->tiles.size() || node.begun - node.given_up >= node.plan->places)
      return false;
    const stepped::Tile& tile = node.plan->tiles[node.begun];
    if (tile.brings && !is_there(node.plan->parent, tile.from)) return false;
    ++node.begun;
    go(2, index, tile.from, tile.fill);
    return true;
  }

  bool goes_out(std::size_t index) {
    Stage& node = nodes_[index];
    if (node.given_up > node.gone) {
      if (is_under_way(1, index)) return false;
      ++node.gone;
      return true;
    }
    if (node.gone >= node.there) return false;
    const stepped::Tile& tile = node.plan->tiles[node.gone];
    if (!done_below(node, tile.until)) return false;
    if (node.plan->written && !is_there(node.plan->parent, tile.from)) return false;
    ++node.given_up;
    const std::size_t next = node.gone + node.plan->places;
    go(1, index, next < node.plan->tiles.size() ? node.plan->tiles[next].from : nest_.ticks, tile.drain);
    return true;
  }

  bool done_below(const Stage& node, std::int64_t until) const {
    if (node.plan->child < 0) return tick_ >= until;
    const Stage& child = nodes_[std::size_t(node.plan->child)];
    const std::size_t done = node.plan->written ? child.gone : child.there;
    return done == child.plan->tiles.size() || child.plan->tiles[done].from >= until;
  }

  void one_cycle() {
    std::map<std::string, Going*> served;
    for (Going& it : going_) {
      for (const auto& [key, left] : it.left) {
        Going*& first = served[key.substr(0, key.find('#'))];
        const auto order = [this](const Going& g) {
          return std::tuple(g.needed, g.kind, g.kind == 0 ? 0 : nodes_[g.node].plan->entry);
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

  const stepped::Nest& nest_;
  std::vector<Stage> nodes_;
  std::int64_t tick_ = 0;
  std::int64_t work_left_ = 0;
  bool working_ = false;
  std::vector<Going> going_;
};

}  // namespace

std::optional<std::int64_t> step_through(const Case& made) {
  try {
    return Stepper(stepped::nest_of(made)).run();
  } catch (const stepped::NotWhole&) {
    return std::nullopt;
  }
}

}  // namespace ridge
