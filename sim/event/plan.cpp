#include "sim/event/plan.hpp"

#include <algorithm>
#include <cmath>

#include "base/diagnostics.hpp"

namespace ridge::event {
namespace {

double real(std::int64_t count) {
  return static_cast<double>(count);
}

bool alike(double a, double b) {
  return std::abs(a - b) <= 1e-9 * b;
}

/// Iterations per cycle of one lane, of the fastest unit of the array that does the problem.
std::optional<double> lane_rate(const Problem& problem, const Machine& machine) {
  std::optional<Precision> widest;
  for (const TensorId tensor : problem.tensors.ids()) {
    if (problem.is_written(tensor)) continue;
    const Precision precision = problem.tensors[tensor].precision;
    if (!widest || bits_of(precision) > bits_of(*widest)) widest = precision;
  }
  const Precision precision = widest.value_or(problem.tensors[problem.written].precision);
  std::optional<double> best;
  for (const ComputeUnit& unit : machine.compute) {
    const bool inside = unit.below && machine.levels[*unit.below].position + 1 != machine.order.size();
    if (inside || !unit.can(name_of(problem.operation))) continue;
    const std::optional<double> rate = unit.rate(name_of(precision));
    if (rate && (!best || *rate > *best)) best = rate;
  }
  return best;
}

class Planner {
 public:
  Planner(const Problem& problem, const Machine& machine, const Counts& counts, const Steps& steps,
          double depth_cycles)
      : problem_(problem), machine_(machine), counts_(counts), steps_(steps), depth_cycles_(depth_cycles) {}

  Plan make(double rate) {
    place_nodes();
    list_loops();
    for (std::size_t n = 0; n < plan_.nodes.size(); ++n)
      fill_node(n);
    for (NodePlan& node : plan_.nodes)
      plan_requests(node);
    plan_lanes(rate);
    if (depth_cycles_ > 0) plan_array();
    return std::move(plan_);
  }

 private:
  /// A node of the nest: where it is in Counts, and in the plan unless it is a home.
  struct Placed {
    std::size_t counts = 0;
    std::optional<std::size_t> plan;
  };

  void place_nodes() {
    innermost_.resize(problem_.tensors.size());
    std::vector<std::optional<Placed>> above(problem_.tensors.size());
    for (std::size_t n = 0; n < counts_.nodes.size(); ++n) {
      const NodeCounts& node = counts_.nodes[n];
      std::optional<Placed>& parent = above[node.tensor.index()];
      Placed placed{n, std::nullopt};
      if (parent) {
        placed.plan = plan_.nodes.size();
        NodePlan& planned = plan_.nodes.emplace_back();
        planned.level = node.level;
        planned.tensor = node.tensor;
        planned.parent = parent->plan;
        if (parent->plan) plan_.nodes[*parent->plan].child = placed.plan;
        placed_.push_back(placed);
        parents_.push_back(*parent);
      }
      parent = placed;
      innermost_[node.tensor.index()] = placed;
    }
  }

  /// The lanes go on by ticks: one per step of the innermost loop that moves some tile.
  void list_loops() {
    std::size_t count = 0;
    for (const NodeSteps& node : steps_.nodes)
      count = std::max(count, node.loops);
    plan_.loops.assign(steps_.loops.begin(), steps_.loops.begin() + static_cast<std::ptrdiff_t>(count));
    plan_.weights.resize(count);
    for (std::size_t l = count; l-- > 0;) {
      plan_.weights[l] = plan_.ticks;
      plan_.ticks *= plan_.loops[l].bound;
    }
    for (const StepLoop& loop : plan_.loops)
      ticks_that_exist_ += real(loop.steps);
  }

  double bytes_of(const NodeCounts& node, bool partial) const {
    const StorageLevel& level = machine_.levels[node.level];
    return level.word_bits.value_or(partial ? problem_.partial_bits(node.tensor)
                                            : problem_.word_bits(node.tensor)) /
           8.0;
  }

  /// Adds the ports that `bytes` of all used instances pass at one side of a node. A stream that several
  /// ports serve is spread over them by their bandwidths; where one of them has no limit, none is in its way.
  void pass(const NodeCounts& node, Side side, double bytes, std::vector<Passage>& passages,
            double each_cycles = 0) {
    if (bytes <= 0) return;
    const auto role = static_cast<std::size_t>(problem_.tensors[node.tensor].role);
    double together = 0;
    std::vector<std::size_t> serving;
    const std::vector<Port>& ports = machine_.levels[node.level].ports;
    for (std::size_t p = 0; p < ports.size(); ++p) {
      if (!(side == Side::read ? ports[p].reads : ports[p].writes).has(role)) continue;
      if (!ports[p].bytes_per_cycle) return;
      together += *ports[p].bytes_per_cycle;
      serving.push_back(p);
    }
    const std::size_t stream = stream_of(node, side);
    for (const std::size_t p : serving)
      passages.push_back({port_of(node, p), stream, bytes / (together * real(node.instances)), each_cycles});
  }

  std::size_t port_of(const NodeCounts& node, std::size_t index) {
    const Port& port = machine_.levels[node.level].ports[index];
    for (std::size_t p = 0; p < plan_.ports.size(); ++p)
      if (plan_.ports[p].level == node.level && plan_.ports[p].name == port.name) return p;
    plan_.ports.push_back({node.level, port.name, false});
    return plan_.ports.size() - 1;
  }

  std::size_t stream_of(const NodeCounts& node, Side side) {
    for (std::size_t s = 0; s < plan_.streams.size(); ++s) {
      const Stream& stream = plan_.streams[s];
      if (stream.level == node.level && stream.tensor == node.tensor && stream.side == side &&
          !stream.is_array)
        return s;
    }
    plan_.streams.push_back({node.level, node.tensor, side, false});
    return plan_.streams.size() - 1;
  }

  void fill_node(std::size_t index) {
    NodePlan& node = plan_.nodes[index];
    const std::size_t at = placed_[index].counts;
    const NodeCounts& here = counts_.nodes[at];
    const NodeCounts& there = counts_.nodes[parents_[index].counts];
    const NodeSteps& steps = steps_.nodes[at];
    const auto role = static_cast<std::size_t>(problem_.tensors[node.tensor].role);
    node.written = problem_.is_written(node.tensor);
    node.places = machine_.levels[node.level].double_buffered.has(role) ? 2 : 1;
    node.loops = steps.loops;
    node.words.assign(1, steps.first_words);
    for (std::size_t l = 0; l < steps.loops; ++l) {
      const StepLoop& loop = plan_.loops[l];
      node.words.push_back(loop.steps == 0 ? 0 : steps_.words_of(steps)[l] / real(loop.steps));
      node.reduces.push_back(node.written && !problem_.relevant(node.tensor, loop.dimension) ? 1 : 0);
    }
    if (node.written) {
      pass_written(node, here, there);
    } else if (here.fills > 0) {
      pass(here, Side::write, bytes_of(here, false), node.fill);
      pass(there, Side::read, bytes_of(there, false) * real(there.reads) / real(here.fills), node.fill,
           issue_of(there));
    }
  }

  /// Everything in words that leave the node, which are as many as enter it. Where tiles do not simply come
  /// again, because results slide or a dimension runs out early, every tile has the mean share of what is
  /// read back and of what is complete.
  void pass_written(NodePlan& node, const NodeCounts& here, const NodeCounts& there) {
    double first_visits = 1;
    for (std::size_t l = 0; l < node.loops; ++l)
      if (node.reduces[l] != 0) first_visits /= real(plan_.loops[l].bound);
    const double drains = real(here.drains);
    const bool some_complete = here.complete_drains > 0;
    node.mixed =
        slides(node.tensor) || (some_complete && !alike(real(here.complete_drains), drains * first_visits));
    const double back = drains * (node.mixed ? 1 : 1 - first_visits);
    if (here.fills > 0 && back > 0) {
      pass(here, Side::write, bytes_of(here, true) * real(here.fills) / back, node.fill);
      pass(there, Side::read, bytes_of(there, true) * real(there.reads) / back, node.fill, issue_of(there));
    }
    if (!some_complete || node.mixed) {
      pass(here, Side::read, mixed_bytes(here, here.drains, here.complete_drains) / drains,
           node.partial_drain);
      pass(there, Side::write, mixed_bytes(there, there.updates, there.complete_updates) / drains,
           node.partial_drain, issue_of(there));
      node.complete_drain = node.partial_drain;
      return;
    }
    pass_drain(here, here.complete_drains, there, there.complete_updates, false, node.complete_drain);
    pass_drain(here, here.drains - here.complete_drains, there, there.updates - there.complete_updates, true,
               node.partial_drain);
  }

  double issue_of(const NodeCounts& node) const { return machine_.levels[node.level].issue_cycles; }

  /// Of what a node asks its parent for the first word comes after the latency, and the others as fast as the
  /// slowest of its ports passes them.
  void plan_requests(NodePlan& node) {
    const std::size_t index = static_cast<std::size_t>(&node - plan_.nodes.data());
    const NodeCounts& there = counts_.nodes[parents_[index].counts];
    const double latency_cycles = machine_.levels[there.level].latency_cycles;
    if (latency_cycles == 0 || node.fill.empty()) return;
    const auto slowest =
        std::max_element(node.fill.begin(), node.fill.end(),
                         [](const Passage& a, const Passage& b) { return a.cycles < b.cycles; });
    double issue_cycles = 0;
    for (const Passage& passage : node.fill)
      issue_cycles = std::max(issue_cycles, passage.each_cycles);
    const Passage way{plan_.ports.size(), slowest->stream, slowest->cycles, issue_cycles + latency_cycles};
    plan_.ports.push_back({there.level, "requests for " + problem_.tensors[node.tensor].name, true});
    node.fill.push_back(way);
  }

  bool slides(TensorId tensor) const {
    const auto moves = [this](const Term& term) { return problem_.dimensions[term.dimension].bound > 1; };
    const auto& ranks = problem_.tensors[tensor].ranks;
    return std::any_of(ranks.begin(), ranks.end(), [&moves](const Rank& rank) {
      return std::count_if(rank.terms.begin(), rank.terms.end(), moves) > 1;
    });
  }

  void pass_drain(const NodeCounts& here, std::int64_t drains, const NodeCounts& there, std::int64_t updates,
                  bool partial, std::vector<Passage>& passages) {
    if (drains == 0) return;
    pass(here, Side::read, bytes_of(here, partial), passages);
    pass(there, Side::write, bytes_of(there, partial) * real(updates) / real(drains), passages,
         issue_of(there));
  }

  double mixed_bytes(const NodeCounts& node, std::int64_t words, std::int64_t complete) const {
    return real(complete) * bytes_of(node, false) + real(words - complete) * bytes_of(node, true);
  }

  /// Every tick takes the same share of all steps and of all operands.
  void plan_lanes(double rate) {
    const double ticks = ticks_that_exist_ + 1;
    plan_.tick_cycles = real(counts_.compute_steps) / rate / ticks;
    for (const Placed& placed : innermost_) {
      const NodeCounts& node = counts_.nodes[placed.counts];
      if (placed.plan) plan_.operands.push_back(*placed.plan);
      const bool written = problem_.is_written(node.tensor);
      pass(node, Side::read, real(node.reads) * bytes_of(node, written) / ticks, plan_.work);
      pass(node, Side::write, mixed_bytes(node, node.updates, node.complete_updates) / ticks, plan_.work);
    }
  }

  /// A tile that has one place is exchanged when the array is empty; of two, the new one follows the old one
  /// through it. In the end the results have to be out.
  void plan_array() {
    plan_.end_cycles = depth_cycles_;
    for (const std::size_t operand : plan_.operands) {
      NodePlan& node = plan_.nodes[operand];
      if (node.places > 1) continue;
      const Passage way{plan_.ports.size(), plan_.streams.size(), 0, 0, depth_cycles_};
      plan_.ports.push_back({node.level, "array " + problem_.tensors[node.tensor].name, true});
      plan_.streams.push_back({node.level, node.tensor, node.written ? Side::read : Side::write, true});
      if (!node.written) {
        node.fill.push_back(way);
        continue;
      }
      node.partial_drain.push_back(way);
      node.complete_drain.push_back(way);
      plan_.end_cycles = 0;
    }
  }

  const Problem& problem_;
  const Machine& machine_;
  const Counts& counts_;
  const Steps& steps_;
  double depth_cycles_;
  Plan plan_;
  std::vector<Placed> placed_, parents_;  // of the nodes in the plan
  std::vector<Placed> innermost_;         // by tensor
  double ticks_that_exist_ = 0;           // but the first
};

}  // namespace

std::optional<Plan> make_plan(const Problem& problem, const Machine& machine, const Counts& counts,
                              const Steps& steps, double depth_cycles) {
  const std::optional<double> rate = lane_rate(problem, machine);
  if (!rate) return std::nullopt;
  return Planner(problem, machine, counts, steps, depth_cycles).make(*rate);
}

}  // namespace ridge::event
