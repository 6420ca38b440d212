#include "sim/verify/enumerate.hpp"

#include <algorithm>
#include <map>

#include "sim/cost/evaluator.hpp"
#include "sim/mapping/even_constraints.hpp"

namespace ridge::verify {

namespace {

using Kind = NestEntry::Kind;

class Enumeration {
 public:
  Enumeration(const Problem& problem, const Machine& machine, const Constraints& constraints,
              const EnumerateOptions& options)
      : problem_(problem),
        machine_(machine),
        constraints_(constraints),
        evaluator_(problem, machine, options.conventions),
        options_(options) {
    least_.machine.emplace(machine);
    for (const Dimension& dimension : problem.dimensions)
      left_.push_back(dimension.bound);
  }

  std::optional<Least> run() {
    choose_nodes(0);
    if (ended_) return std::nullopt;
    return least_;
  }

 private:
  /// Decides for every level and tensor, in turn, whether there is a node.
  void choose_nodes(std::size_t at) {
    const std::size_t tensors = problem_.tensors.size();
    if (at == machine_.levels.size() * tensors) return choose_unrolling(0);
    const NestEntry node = NestEntry::keep(LevelId(at / tensors), TensorId(at % tensors));
    const StorageLevel& level = machine_.levels[node.level];
    const auto role = static_cast<std::size_t>(problem_.tensors[node.tensor].role);
    const std::optional<bool> rule = constraints_.keep[node.level][node.tensor];
    if (!level.keeps.has(role) && rule != true) choose_nodes(at + 1);
    if (!level.may_keep.has(role) || rule == false) return;
    nodes_.push_back(node);
    choose_nodes(at + 1);
    nodes_.pop_back();
  }

  /// Decides for every fanout, axis and dimension, in turn, how many lanes it has.
  void choose_unrolling(std::size_t at) {
    const std::size_t dimensions = left_.size();
    if (at == machine_.fanouts.size() * 2 * dimensions) return place(0);
    const FanoutId fanout(at / (2 * dimensions));
    const Axis axis = at / dimensions % 2 == 0 ? Axis::x : Axis::y;
    const std::size_t d = at % dimensions;
    std::int64_t room = machine_.fanouts[fanout].size[static_cast<std::size_t>(axis)];
    for (const NestEntry& loop : spatial_) {
      if (loop.fanout == fanout && loop.axis == axis) room /= loop.bound;
    }
    choose_unrolling(at + 1);
    const std::int64_t bound = left_[d];
    const std::int64_t wanted =
        constraints_.spatial[fanout][static_cast<std::size_t>(axis)].bounds[DimensionId(d)].least;
    for (std::int64_t lanes = 2; lanes <= std::min(room, bound); ++lanes) {
      const bool fewer_do = (bound + lanes - 2) / (lanes - 1) == (bound + lanes - 1) / lanes;
      if (fewer_do && lanes != wanted) continue;
      if (options_.form != Form::any && bound % lanes != 0) continue;
      if (options_.form == Form::even && is_unrolled_over(fanout, DimensionId(d))) continue;
      spatial_.push_back(NestEntry::spatial(DimensionId(d), lanes, fanout, axis));
      left_[d] = (bound + lanes - 1) / lanes;
      choose_unrolling(at + 1);
      left_[d] = bound;
      spatial_.pop_back();
    }
  }

  /// Whether the fanout has a spatial loop over the dimension, on the other axis.
  bool is_unrolled_over(FanoutId fanout, DimensionId dimension) const {
    return std::any_of(spatial_.begin(), spatial_.end(), [&](const NestEntry& loop) {
      return loop.fanout == fanout && loop.dimension == dimension;
    });
  }

  /// Appends one entry more in every way; `spatials` of the spatial loops stand already.
  void place(std::size_t spatials) {
    if (ended_) return;
    const bool all_looped =
        std::all_of(left_.begin(), left_.end(), [](std::int64_t trips) { return trips == 1; });
    if (all_looped && spatials == spatial_.size() && placed_ == nodes_.size()) return evaluate();
    place_nodes(spatials);
    if (placed_ < nodes_.size() && nodes_[placed_].level == LevelId(0)) return;  // these come first
    place_loops(spatials);
    if (spatials < spatial_.size() && may_unroll(spatials)) {
      nest_.nest.push_back(spatial_[spatials]);
      place(spatials + 1);
      nest_.nest.pop_back();
    }
  }

  void place_nodes(std::size_t spatials) {
    for (NestEntry& node : nodes_) {
      if (node.bound == used) continue;
      if (node.level == LevelId(0) && &node != &nodes_[placed_]) continue;
      // Neighbouring nodes commute: only one of their orders is tried.
      const NestEntry* last = nest_.nest.empty() ? nullptr : &nest_.nest.back();
      if (last != nullptr && last->kind == Kind::keep && !in_order(*last, node)) continue;
      if (!may_stand(node, spatials) || !stays_even(node)) continue;
      nest_.nest.push_back(node);
      node.bound = used;
      ++placed_;
      place(spatials);
      --placed_;
      node.bound = 1;
      nest_.nest.pop_back();
    }
  }

  void place_loops(std::size_t spatials) {
    if (options_.form == Form::even && !nest_.nest.empty() && nest_.nest.back().kind == Kind::spatial &&
        !takes_loops_below(nest_.nest.back().fanout))
      return;
    for (std::size_t d = 0; d < left_.size(); ++d) {
      if (is_looped_here(DimensionId(d))) continue;
      const std::int64_t trips = left_[d];
      for (const std::int64_t bound : bounds_of(trips)) {
        nest_.nest.push_back(NestEntry::temporal(DimensionId(d), bound));
        left_[d] = trips / bound;
        place(spatials);
        left_[d] = trips;
        nest_.nest.pop_back();
      }
    }
  }

  /// The bounds that a loop can have where so many trips are left: the divisors above 1.
  const std::vector<std::int64_t>& bounds_of(std::int64_t trips) {
    const auto [known, is_new] = bounds_.try_emplace(trips);
    for (std::int64_t bound = 2; is_new && bound <= trips; ++bound) {
      if (trips % bound == 0) known->second.push_back(bound);
    }
    return known->second;
  }

  /// Whether the gap has a loop over this dimension: since the last spatial loop, or node that loops change.
  bool is_looped_here(DimensionId dimension) const {
    for (auto entry = nest_.nest.rbegin(); entry != nest_.nest.rend(); ++entry) {
      if (entry->kind == Kind::spatial) return false;
      if (entry->kind == Kind::temporal && entry->dimension == dimension) return true;
      const bool home = std::none_of(entry + 1, nest_.nest.rend(), [&](const NestEntry& outer) {
        return outer.kind == Kind::keep && outer.tensor == entry->tensor;
      });
      if (entry->kind == Kind::keep && (!home || options_.form == Form::even)) return false;
    }
    return false;
  }

  /// The spatial loops of a fanout stand together.
  bool may_unroll(std::size_t spatials) const {
    return spatials == 0 || spatial_[spatials].fanout != spatial_[spatials - 1].fanout ||
           nest_.nest.back().kind == Kind::spatial;
  }

  /// In an even nest no node of a level further in, nor a loop behind a node of this level, stands before it.
  bool stays_even(const NestEntry& node) const {
    if (options_.form != Form::even) return true;
    bool begun = false;
    for (const NestEntry& entry : nest_.nest) {
      if (entry.kind == Kind::keep && entry.level > node.level) return false;
      if (entry.kind != Kind::keep && begun) return false;
      begun = begun || (entry.kind == Kind::keep && entry.level == node.level);
    }
    return true;
  }

  /// Whether loops may stand right behind those of a fanout: there is a level inside of it that has no node.
  bool takes_loops_below(FanoutId fanout) const {
    const std::size_t position = machine_.fanouts[fanout].position;
    for (const LevelId level : machine_.levels.ids()) {
      if (machine_.levels[level].position < position) continue;
      return std::none_of(nodes_.begin(), nodes_.end(),
                          [&](const NestEntry& node) { return node.level == level; });
    }
    return false;
  }

  static bool in_order(const NestEntry& a, const NestEntry& b) {
    return a.level != b.level ? a.level < b.level : a.tensor < b.tensor;
  }

  /// Only what would make the rest pointless; legality is the evaluator's.
  bool may_stand(const NestEntry& node, std::size_t spatials) const {
    for (const NestEntry& other : nodes_) {
      if (other.bound != used && other.tensor == node.tensor && other.level < node.level) return false;
    }
    const std::size_t position = machine_.levels[node.level].position;
    for (std::size_t i = 0; i < spatial_.size(); ++i) {
      const bool above = machine_.fanouts[spatial_[i].fanout].position < position;
      if (above != (i < spatials)) return false;
    }
    return true;
  }

  void evaluate() {
    ++least_.nests;
    ended_ = least_.nests > options_.most_nests ||
             (least_.nests % between_reports == 0 && options_.proceed && !options_.proceed(least_.nests));
    if (ended_ || evaluator_.evaluate(nest_, evaluation_)) return;
    if (options_.visit && !is_broken()) options_.visit(nest_, evaluation_);
    const double unknown = std::numeric_limits<double>::infinity();
    FrontPoint point{evaluation_.cycles,
                     evaluation_.energy_pj.value_or(unknown),
                     evaluation_.edp_js.value_or(unknown),
                     {}};
    auto& front = least_.front;
    const auto beats = [](const FrontPoint& a, const FrontPoint& b) {
      return a.cycles <= b.cycles && a.energy_pj <= b.energy_pj;
    };
    if (std::any_of(front.begin(), front.end(), [&](const FrontPoint& other) { return beats(other, point); }))
      return;
    if (is_broken()) return;
    point.mapping = nest_;
    std::erase_if(front, [&](const FrontPoint& other) { return beats(point, other); });
    const auto behind = std::find_if(front.begin(), front.end(),
                                     [&](const FrontPoint& other) { return other.cycles > point.cycles; });
    front.insert(behind, std::move(point));
  }

  bool is_broken() const {
    const auto broken = options_.form == Form::even ? broken_constraint_of_even : broken_constraint;
    return broken(constraints_, problem_, machine_, nest_).has_value();
  }

  static constexpr std::int64_t between_reports = 4096;
  static constexpr std::int64_t used = -1;  // mark in the bound of a node that stands in the nest

  const Problem& problem_;
  const Machine& machine_;
  const Constraints& constraints_;
  Evaluator evaluator_;
  Evaluation evaluation_;
  const EnumerateOptions& options_;
  bool ended_ = false;
  Least least_;
  std::map<std::int64_t, std::vector<std::int64_t>> bounds_;  // by trips
  std::vector<std::int64_t> left_;  // by dimension: trips that temporal loops have still to make
  std::vector<NestEntry> nodes_;
  std::vector<NestEntry> spatial_;
  std::size_t placed_ = 0;
  Mapping nest_;
};

}  // namespace

double Least::value_of(Objective objective, const FrontPoint& point) const {
  if (objective == Objective::latency) return point.cycles;
  if (objective == Objective::energy) return point.energy_pj;
  if (objective == Objective::edp) return point.edp_js;
  return objective.value(machine->amounts(point.cycles, point.energy_pj));
}

const FrontPoint& Least::best(Objective objective) const {
  return *std::min_element(front.begin(), front.end(), [&](const FrontPoint& a, const FrontPoint& b) {
    return value_of(objective, a) < value_of(objective, b);
  });
}

double Least::value(Objective objective) const {
  return exists() ? value_of(objective, best(objective)) : std::numeric_limits<double>::infinity();
}

std::optional<Least> enumerate(const Problem& problem, const Machine& machine, const Constraints& constraints,
                               const EnumerateOptions& options) {
  return Enumeration(problem, machine, constraints, options).run();
}

}  // namespace ridge::verify
