#include "sim/cost/account.hpp"

#include "sim/cost/cost_model.hpp"

namespace ridge {
namespace cost {

void CostModel::write_account(const Account& account, Evaluation& result) {
  setting_.iterations = real(account.iterations);
  setting_.operations = setting_.iterations * setting_.problem.operations_per_iteration;
  Counts moved;
  for (const NodeAccount& node : account.nodes) {
    moved.nodes.push_back(node.moved);
    Slot& slot = setting_.slots[setting_.slot(node.moved.level, node.moved.tensor)];
    if (node.moved.home) slot.compulsory_bytes = real(node.compulsory_words) * slot.word_bytes;
  }
  prepare(result);
  traffic_.trace(moved);
  write_levels(result);
  time_.measure_slowest(traffic_, account.compute_cycles, account.slowest_cycles, account.latency_cycles);
  time_.write_causes(traffic_, result.causes);
  result.cycles = result.causes.total();
  result.seconds = result.cycles / setting_.machine.clock.value;
  result.lanes_utilization = real(account.issued) / (setting_.lanes * account.compute_cycles);
  result.operations = account.iterations * setting_.problem.operations_per_iteration;
  for (const FanoutId fanout : setting_.machine.fanouts.ids())
    result.networks[fanout.index()] = {fanout, 0, 0, 1, std::nullopt};
  roofs_.measure(traffic_, time_, result);
  write_charges(account, result);
}

void CostModel::write_charges(const Account& account, Evaluation& result) const {
  for (LevelCost& level : result.levels)
    level.energy_pj = 0.0;
  result.compute_energy_pj = account.compute_pj;
  double total_pj = account.compute_pj;
  for (const NodeAccount& node : account.nodes) {
    LevelCost& level = result.levels[node.counts.level];
    TensorCost& tensor = level.tensors[node.counts.tensor];
    tensor.counts = node.counts;
    tensor.read_energy_pj = node.read_pj;
    tensor.write_energy_pj = node.write_pj;
    tensor.tile_bytes = node.demanded_bytes;
    level.demanded_bytes += node.demanded_bytes;
    *level.energy_pj += node.read_pj + node.write_pj;
    total_pj += node.read_pj + node.write_pj;
  }
  result.energy_pj = total_pj;
  result.edp_js = total_pj * 1e-12 * result.seconds;
  Remarks remarks = *setting_.remarks;
  remarks.notes.insert(remarks.notes.end(), account.notes.begin(), account.notes.end());
  result.remarks = std::make_shared<const Remarks>(std::move(remarks));
}

}  // namespace cost

Evaluation evaluation_of(const Account& account, const Problem& problem, const Machine& machine,
                         const Conventions& conventions) {
  cost::CostModel model(problem, machine, conventions);
  Evaluation result;
  model.write_account(account, result);
  return result;
}

}  // namespace ridge
