// What a further pass of a tensor costs, and what it saves where lanes start without content.
#include <algorithm>
#include <limits>

#include "mapper/exact/root.hpp"

namespace ridge::mapper {

/// What a word of the written tensor that a child gives up costs there.
Cost Root::drained_word(const Edge& edge) const {
  const std::size_t at = setting_->slot(edge.child, space_->problem().written);
  const cost::Slot& slot = setting_->slots[at];
  Cost word;
  word.energy_pj = slot.energy[0].at_least_partial(1) + edge.wires.child_word;
  charge_port(at, Direction::read, slot.partial_bytes, lanes_wait(space_->problem().written, edge), word);
  return word;
}

/// What reading a word of the written tensor back costs at all edges from one on, and at its innermost node.
Cost Root::word_read_back(std::size_t first_edge) const {
  const TensorId written = space_->problem().written;
  Cost word;
  for (std::size_t i = first_edge; i < edges_[written].size(); ++i) {
    const Edge& edge = edges_[written][i];
    const std::size_t there = setting_->slot(edge.parent, written);
    const std::size_t here = setting_->slot(edge.child, written);
    const cost::Slot& parent = setting_->slots[there];
    const cost::Slot& child = setting_->slots[here];
    const bool waited_for = lanes_wait(written, edge);
    word.energy_pj +=
        parent.energy[0].at_least_partial(1) + child.energy[1].at_least_partial(1) + edge.back_pj;
    charge_port(there, Direction::read, parent.partial_bytes, waited_for, word);
    charge_port(here, Direction::write, child.partial_bytes, waited_for, word);
  }
  const std::size_t at = setting_->slot(chains_[written].back(), written);
  const cost::Slot& slot = setting_->slots[at];
  word.energy_pj += slot.energy[0].at_least_partial(1) + base_back_pj_;
  charge_port(at, Direction::read, slot.partial_bytes, false, word);
  return word;
}

bool Root::covers(const Cost& cost, const Cost& saved) const {
  const auto is_enough = [](double has, double wanted) { return has >= wanted * rounded_down; };
  bool enough = is_enough(cost.energy_pj, saved.energy_pj) &&
                is_enough(cost.exposed_drain_cycles, saved.exposed_drain_cycles);
  for (std::size_t port = 0; port < setting_->ports.size(); ++port)
    enough = enough && is_enough(cost.busy_cycles[port], saved.busy_cycles[port]) &&
             is_enough(cost.exposed_cycles[port], saved.exposed_cycles[port]);
  return enough;
}

namespace {

Cost times(Cost cost, double factor) {
  cost.energy_pj *= factor;
  for (double& cycles : cost.busy_cycles)
    cycles *= factor;
  for (double& cycles : cost.exposed_cycles)
    cycles *= factor;
  cost.exposed_drain_cycles *= factor;
  for (double& cycles : cost.way_cycles)
    cycles *= factor;
  return cost;
}

/// At least nothing.
Cost difference(Cost cost, const Cost& other) {
  cost.energy_pj = std::max(0.0, cost.energy_pj - other.energy_pj);
  cost.exposed_drain_cycles = std::max(0.0, cost.exposed_drain_cycles - other.exposed_drain_cycles);
  for (std::size_t t = 0; t < cost.way_cycles.size(); ++t)
    cost.way_cycles[t] = std::max(0.0, cost.way_cycles[t] - other.way_cycles[t]);
  for (std::size_t port = 0; port < cost.busy_cycles.size(); ++port) {
    cost.busy_cycles[port] = std::max(0.0, cost.busy_cycles[port] - other.busy_cycles[port]);
    cost.exposed_cycles[port] = std::max(0.0, cost.exposed_cycles[port] - other.exposed_cycles[port]);
  }
  return cost;
}

}  // namespace

/// Of the lanes that add into one word all but one start without content, and read nothing back for it. Where
/// a word that starts so costs as much when it is drained, or the pass does, that pays for it.
void Root::find_empty_words() {
  const TensorId written = space_->problem().written;
  const double words = shape_->words(written);
  first_touches_at_home_ = may_spread_sums() ? std::numeric_limits<double>::infinity() : words;
  const LevelId last = chains_[written].back();
  base_back_pj_ = wires(written, section_[last], fanouts_.size(), space_->machine().fanouts.size(), 1,
                        setting_->slots[setting_->slot(last, written)].partial_bytes)
                      .alone();
  const ActiveMask irrelevant = shape_->irrelevant(written);
  double start_empty = words;  // at most, for every pass
  for (std::size_t i = 0; i < edges_[written].size(); ++i) {
    Edge& edge = edges_[written][i];
    if (all_take_back_) {
      edge.empty_words = words * (edge.child_copies - edge.parent_copies);
      continue;
    }
    edge.reads_back = edge.parent_words >= start_empty;
    const Cost read_back = word_read_back(i + 1);
    const double parents = words * std::max(1.0, edge.parent_copies * raggedness(irrelevant, edge.parent));
    edge.empty_words = std::max(0.0, edge.child_words - parents);  // fewer lanes drain fewer words
    if (!covers(drained_word(edge), read_back)) {
      edge.empty_words = words * (edge.child_copies - edge.parent_copies);
      edge.pass_may_pay = !covers(further_pass(written, edge), times(read_back, edge.empty_words));
    }
    start_empty += edge.pass_may_pay ? std::numeric_limits<double>::infinity() : edge.empty_words;
  }
}

/// Beside what it saves further in. The second pass costs the least: of two sides of an exchange the slower
/// one counts, and every pass makes both slower by the same.
Cost Root::further_pass(TensorId tensor, const Edge& edge) const {
  Cost one;
  Cost two;
  double first_touches = edge.reads_back ? first_touches_at_home_ : std::numeric_limits<double>::infinity();
  double same = first_touches;
  charge(tensor, edge, 1, edge.least, first_touches, one);
  charge(tensor, edge, 2, edge.least, same, two);
  return difference(two, one);
}

Cost Root::per_pass(TensorId tensor, std::size_t edge) const {
  const Edge& at = edges_[tensor][edge];
  const Cost pass = further_pass(tensor, at);
  if (tensor != space_->problem().written || at.empty_words == 0 || at.pass_may_pay || all_take_back_)
    return pass;
  Cost cost = difference(pass, times(word_read_back(edge + 1), at.empty_words));
  // Further passes may leave as few partial results as one likes for the lanes to take back.
  constexpr double all_of_them = 1e300;
  cost.sums_read_words = -all_of_them;
  return cost;
}

}  // namespace ridge::mapper
