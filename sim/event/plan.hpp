// What a mapping asks of the machine, tile by tile: worked out once, before anything is played. Shares
// nothing with sim/cost but the rules of docs/cycles.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/nest/counts.hpp"
#include "sim/nest/steps.hpp"

namespace ridge::event {

enum class Side : std::uint8_t { read, write };

/// What one level does for one tensor through one side.
struct Stream {
  LevelId level;
  TensorId tensor;
  Side side = Side::read;
  bool is_array = false;  // not what passes its port, but what is still on its way through the array
};

/// A port of all used instances of a level together. Or a node's own way in, or out, which no other node is
/// in the way of: through the array, or from the request for a tile to its last word.
struct PortPlan {
  LevelId level;
  std::string name;
  bool is_way = false;
};

/// A port that a stream passes, and how long one word takes it.
struct Passage {
  std::size_t port = 0;
  std::size_t stream = 0;
  double cycles = 0;        // of one word that enters the node (compute: of one tick)
  double each_cycles = 0;   // of every transfer of words, however many
  double after_cycles = 0;  // of every transfer but the node's first, with words or without
};

/// A node below its tensor's home: it takes tiles in from its parent and, of the written tensor, gives them
/// up.
struct NodePlan {
  LevelId level;
  TensorId tensor;
  std::optional<std::size_t> parent;  // nothing: the home, which always has everything
  std::optional<std::size_t> child;   // nothing: the lanes
  bool written = false;
  std::size_t places = 1;     // tiles that it has room for
  std::size_t loops = 0;      // its tile moves with each of so many loops, the outermost ones
  std::vector<double> words;  // that enter: [0] first of all, [1 + l] in a step of loop l; as many leave
  std::vector<char> reduces;  // by loop: its trips add to the same words (written)
  bool mixed = false;  // written: of every tile a part has been here before, or is complete, in the mean
  std::vector<Passage> fill;  // of read tensors, and of partial results that are read back
  std::vector<Passage> partial_drain, complete_drain;
};

struct Plan {
  std::vector<StepLoop> loops;        // those that move some tile; outermost first
  std::vector<std::int64_t> weights;  // ticks in one trip of each loop
  std::int64_t ticks = 1;             // all bounds multiplied
  std::vector<NodePlan> nodes;        // in nest order
  std::vector<std::size_t> operands;  // nodes that the lanes work from
  std::vector<Passage> work;          // of the lanes, in one tick
  double tick_cycles = 0;             // that the lanes need for one tick
  double end_cycles = 0;  // that the last results need out of the array, where they go to their home at once
  std::vector<PortPlan> ports;  // with a bandwidth, and used
  std::vector<Stream> streams;
};

/// The plan of a legal nest that fits, whose counts these are under our own rules, and `depth_cycles` its way
/// through the array (array_depth_cycles). Nothing when no unit of the array does the problem.
std::optional<Plan> make_plan(const Problem& problem, const Machine& machine, const Counts& counts,
                              const Steps& steps, double depth_cycles);

}  // namespace ridge::event
