// The rhythm of a nest: how long a trip of every loop takes, from the innermost loop outwards
// (docs/cycles.md).
//
//   tick          the lanes' own cycles, or those that a port needs for their operands
//   trip of a loop, all of what is inside it once:
//     trips x (the trip of the next loop in) + (trips - 1) x (what is lost when that loop advances)
//   lost when a loop advances:
//     exchange    tiles that have one place: while they change, the lanes wait
//     late        tiles that have a second place, and that a port could not bring in the trip before
//
// A tile with a second place may come while the one before it is in use: a trip of the innermost loop that
// moves it. A port is late by what it has to pass in that time, beside all that it passes for the loops
// inside, beyond it.
#pragma once

#include <array>
#include <vector>

#include "sim/cost/traffic.hpp"
#include "sim/nest/steps.hpp"

namespace ridge::cost {

class Rhythm {
 public:
  explicit Rhythm(const Setting& setting);

  /// `compute_cycles`: that the lanes need for all ticks together. `depth_cycles`: that words take through
  /// the array (array_depth_cycles).
  void measure(const Traffic& traffic, const Steps& steps, double compute_cycles, double depth_cycles);

  double first_cycles() const { return first_cycles_; }  // until the lanes can begin
  double last_cycles() const { return last_cycles_; }    // after they have ended
  /// Until the array has filled or drained, beside what is waited for anyway.
  double array_cycles() const { return array_cycles_; }
  /// What the lanes waited for meanwhile, by flow and direction.
  const std::vector<ByDirection<double>>& waited_cycles() const { return waited_cycles_; }

 private:
  // Moments at which tiles change: before the first tick, with every loop, after the last tick.
  static constexpr std::size_t first = 0;
  std::size_t last() const { return loops_ + 1; }

  struct Stream {
    std::size_t flow = 0;
    Direction direction = Direction::read;
    std::size_t port = 0;
    double fill_cycles = 0;  // in all
    double drain_cycles = 0;
    double issue_cycles = 0;  // of one transfer, beside
  };
  struct Node {
    std::size_t loops = 0;   // that move its tiles, and those outside of them
    std::size_t window = 0;  // loops whose innermost trip it may come in; none: the lanes wait
    std::size_t tensor = 0;
    std::size_t level = 0;
    bool written = false;
    bool double_buffered = false;
    bool child_waits = false;   // for the tile to be there: its own exchange comes after
    double depth_cycles = 0;    // that an exchange takes at least: the array has to be empty
    double latency_cycles = 0;  // from the request for a tile to its first word; 0 where no port limits it
    std::size_t first_stream = 0, end_stream = 0;
    std::size_t shares = 0;  // where its shares begin
  };
  /// Of all that a node takes in, and gives up, the part of one change; and of changes like it the part in
  /// which it takes anything in.
  struct Share {
    double fill = 0;
    double drain = 0;
    double asks = 1;
  };
  /// Where a node's results are visited several times: the part of all visits that is the first, or the last,
  /// and bytes of a word that goes out in the last one, and in others, to the mean.
  struct Visited {
    double one_visit = 1;
    double last_to_mean = 1, other_to_mean = 1;
  };
  void reserve(std::size_t flows, std::size_t loops);
  void list_nodes(const Traffic& traffic, const Steps& steps);
  void share_out(const Flow& flow, const Steps& steps, Share* shares);
  void share_out_results(const Flow& flow, const NodeSteps& moved, const Steps& steps, Visited* visited,
                         Share* shares);
  void list_streams(const Traffic& traffic, const Flow& flow, Node& node);
  void start_and_end();
  void add_operands(const Traffic& traffic, double compute_cycles);
  /// What the lanes wait for, and how long: what a port still has to pass of nodes with such windows or
  /// shorter ones, or a tensor's tiles, one node after another.
  struct Loss {
    double cycles = 0;
    std::size_t port = 0;
    std::size_t window = 0;
    const Node* chain = nullptr;
    double array_cycles = 0;  // and then for the array to fill and drain
  };
  /// A visit of the same results: the last one, another, or the mean of all.
  enum class Which { mean, other, last };
  struct Visit {
    double part = 1;  // of all visits
    double fill = 1;  // what comes in, to the mean
    Which which = Which::mean;
  };
  static Visit mean_visit() { return Visit(); }
  std::array<Visit, 3> visits_at(std::size_t moment) const;
  Share share_in(const Visit& visit, const Node& node, std::size_t moment) const;
  /// Of `advances` moments alike, what the mean one loses; what is waited for is said.
  Loss exchange(std::size_t moment, double advances);
  Loss exchange_in(const Visit& visit, std::size_t moment);
  double way_of(const Node& node, const Share& share, bool parent_changes) const;
  double request_cycles(const Node& node, const Share& share) const;
  Loss late(std::size_t loop, double exchange_cycles);
  void advance(std::size_t loop);
  const Share& share(const Node& node, std::size_t moment) const { return shares_[node.shares + moment]; }
  static double cycles_of(const Stream& stream, const Share& share) {
    const double cycles = stream.fill_cycles * share.fill + stream.drain_cycles * share.drain;
    return stream.issue_cycles == 0 ? cycles : cycles + issue_cycles_of(stream, share);
  }
  static double issue_cycles_of(const Stream& stream, const Share& share) {
    const bool takes_in = stream.fill_cycles * share.fill > 0;
    const bool gives_up = stream.drain_cycles * share.drain > 0;
    return stream.issue_cycles * ((takes_in ? share.asks : 0) + (gives_up ? 1 : 0));
  }
  void wait_for_operands(const Traffic& traffic, std::size_t port, double cycles);
  void wait_for_late(const Loss& loss, std::size_t moment, double advances);
  void wait(const std::vector<const Node*>& nodes, const Loss& loss, std::size_t moment, const Visit& visit,
            double cycles);
  const Stream& slowest_of(const Node& node, const Share& share) const;
  double part_in(const Loss& loss, const Node& node, const Stream& stream, const Share& share) const;
  double* passed(std::size_t loop) { return port_cycles_.data() + loop * setting_->ports.size(); }

  const Setting* setting_;
  std::size_t loops_ = 0;
  std::vector<double> bodies_;           // by loop + 1: trips in the whole nest; [0]: 1
  std::vector<double> part_of_advance_;  // by loop: 1 / its advances; 0 without any
  std::vector<Node> nodes_;
  std::vector<const Node*> waiting_;   // of these, those that the lanes wait for
  std::vector<const Node*> windowed_;  // the others, shortest window first
  std::vector<Share> shares_;          // by node and moment
  std::vector<Visited> visited_;       // of the written tensor's nodes, likewise
  std::vector<Stream> streams_;        // by node
  std::vector<double> port_cycles_;    // by loop and port: passed in a trip of the loops from there on
  std::vector<double> trip_cycles_;
  std::vector<double> exchange_, visit_, window_, all_;  // by port
  std::vector<double> stages_;              // by level, hidden or not, and port; then what requests take
  std::vector<double> chain_, deep_chain_;  // by tensor; with the array's depth
  std::vector<ByDirection<double>> waited_cycles_;
  double first_cycles_ = 0, last_cycles_ = 0, array_cycles_ = 0;
  double depth_cycles_ = 0;
};

}  // namespace ridge::cost
