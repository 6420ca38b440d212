#include "sim/event/machine_state.hpp"

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

namespace ridge::event {
namespace {

constexpr double nothing_cycles = 1e-9;  // what rounding may leave of a transfer that is over

/// Words that come in, or go out, when a tile takes the place of another at `cursor`.
double words_at(const NodePlan& node, const Cursor& cursor) {
  const auto loop = cursor.ended() ? std::nullopt : cursor.advanced();
  return node.words[loop ? 1 + *loop : 0];
}

/// The job that a port works on; the port has some.
template <class Jobs>
auto served(Jobs& jobs) {
  return std::min_element(jobs.begin(), jobs.end(), goes_first);
}

}  // namespace

MachineState::MachineState(const Plan& plan)
    : plan_(&plan), now_{{}, {}, Cursor(plan, plan.loops.size()), 0, 0, false, false, {}} {
  for (const NodePlan& node : plan.nodes) {
    Tiles& tiles = now_.nodes.emplace_back(Cursor(plan, node.loops));
    tiles.end.advance();
    for (std::size_t place = 0; place < node.places && !tiles.due.ended(); ++place)
      tiles.due.advance();
  }
  for (const NodePlan& node :
       plan.nodes) {  // a node has tiles for those that its children have begun to fetch
    int places = 1;
    for (const NodePlan* at = &node; at != nullptr; at = at->child ? &plan.nodes[*at->child] : nullptr)
      places += static_cast<int>(at->places);
    trips_ahead_ = std::max(trips_ahead_, places);
  }
  now_.ports.resize(plan.ports.size());
  now_.tally.waited_cycles.resize(plan.streams.size());
  now_.tally.busy_cycles.resize(plan.ports.size());
}

bool MachineState::over() const {
  if (!now_.work.ended()) return false;
  for (std::size_t n = 0; n < now_.nodes.size(); ++n)
    if (plan_->nodes[n].written && !now_.nodes[n].oldest.ended()) return false;
  return true;
}

bool MachineState::step() {
  bool any = false;
  for (std::size_t n = 0; n < now_.nodes.size(); ++n) {
    any = fetch(n) || any;
    any = release(n) || any;
  }
  return begin_work() || any;
}

/// Whether a node, or the home where there is none, has the tile that belongs to a tick.
bool MachineState::holds(std::optional<std::size_t> node, std::int64_t tick) const {
  return !node || now_.nodes[*node].next.tick() > tick;
}

/// A place is handed over word by word: what comes in follows what goes out, and cannot all be there before
/// that has gone.
bool MachineState::fetch(std::size_t index) {
  Tiles& tiles = now_.nodes[index];
  const NodePlan& node = plan_->nodes[index];
  if (tiles.begun > tiles.arrived) return arrive(index);
  if (tiles.next.ended() || tiles.begun - tiles.released >= static_cast<std::int64_t>(node.places))
    return false;
  const bool brings = !node.written || node.mixed || tiles.next.any_begun(node.reduces);
  if (brings && !holds(node.parent, tiles.next.tick())) return false;
  const bool is_first = tiles.begun++ == 0;  // finds the array empty
  if (brings)
    open_jobs(What::fill, index, words_at(node, tiles.next), node.fill, tiles.next.tick(), tiles.fill_jobs,
              !is_first);
  arrive(index);
  return true;
}

bool MachineState::arrive(std::size_t index) {
  Tiles& tiles = now_.nodes[index];
  const auto places = static_cast<std::int64_t>(plan_->nodes[index].places);
  if (tiles.fill_jobs > 0 || tiles.arrived - tiles.retired >= places) return false;
  ++tiles.arrived;
  tiles.next.advance();
  return true;
}

/// Nobody below needs the oldest tile any more: children hold what they need of it, their results have come
/// up.
bool MachineState::use_is_over(std::size_t index) const {
  const std::int64_t end = now_.nodes[index].end.tick();
  const NodePlan& node = plan_->nodes[index];
  if (!node.child) return now_.work.tick() >= end;
  const Tiles& child = now_.nodes[*node.child];
  return (node.written ? child.oldest : child.next).tick() >= end;
}

bool MachineState::release(std::size_t index) {
  Tiles& tiles = now_.nodes[index];
  const NodePlan& node = plan_->nodes[index];
  if (tiles.released > tiles.retired || tiles.retired >= tiles.arrived || !use_is_over(index)) return false;
  if (node.written && !holds(node.parent, tiles.oldest.tick())) return false;
  ++tiles.released;
  if (node.written) {
    const auto& passages = tiles.oldest.all_ending(node.reduces) ? node.complete_drain : node.partial_drain;
    open_jobs(What::drain, index, words_at(node, tiles.end), passages, tiles.due.tick(), tiles.drain_jobs);
  }
  if (tiles.drain_jobs == 0) retire(tiles);
  return true;
}

void MachineState::retire(Tiles& tiles) {
  ++tiles.retired;
  for (Cursor* cursor : {&tiles.oldest, &tiles.end, &tiles.due})
    if (!cursor->ended()) cursor->advance();
}

bool MachineState::begin_work() {
  if (now_.working || now_.work.ended()) return false;
  for (const std::size_t operand : plan_->operands)
    if (!holds(operand, now_.work.tick())) return false;
  now_.working = now_.begun = just_begun_ = true;
  now_.work_cycles = plan_->tick_cycles;
  open_jobs(What::work, 0, 1, plan_->work, now_.work.tick(), now_.work_jobs);
  return true;
}

void MachineState::end_work() {
  now_.working = false;
  now_.work.advance();
}

void MachineState::open_jobs(What what, std::size_t index, double words, const std::vector<Passage>& passages,
                             std::int64_t due, int& jobs, bool comes_after) {
  for (const Passage& passage : passages) {
    const double cycles = passage.cycles * words + (words > 0 ? passage.each_cycles : 0) +
                          (comes_after ? passage.after_cycles : 0);
    if (cycles <= nothing_cycles) continue;
    now_.ports[passage.port].push_back({what, index, &passage, cycles, due});
    ++jobs;
  }
}

void MachineState::close_job(const Job& job) {
  if (job.what == What::work) {
    --now_.work_jobs;
    return;
  }
  Tiles& tiles = now_.nodes[job.node];
  int& jobs = job.what == What::fill ? tiles.fill_jobs : tiles.drain_jobs;
  if (--jobs == 0 && job.what == What::drain) retire(tiles);
}

double MachineState::until_next() const {
  double cycles = std::numeric_limits<double>::infinity();
  if (now_.working && now_.work_cycles > 0) cycles = now_.work_cycles;
  for (const std::vector<Job>& jobs : now_.ports)
    if (!jobs.empty()) cycles = std::min(cycles, served(jobs)->remaining_cycles);
  return cycles;
}

void MachineState::pass(double cycles) {
  account(cycles);
  for (std::size_t port = 0; port < now_.ports.size(); ++port) {
    std::vector<Job>& jobs = now_.ports[port];
    if (jobs.empty()) continue;
    const auto job = served(jobs);
    job->remaining_cycles -= cycles;
    now_.tally.busy_cycles[port] += cycles;
    if (job->remaining_cycles > nothing_cycles) continue;
    const Job done = *job;
    jobs.erase(job);
    close_job(done);
  }
  if (!now_.working) return;
  now_.work_cycles = now_.work_cycles - cycles > nothing_cycles ? now_.work_cycles - cycles : 0;
  if (now_.work_cycles == 0 && now_.work_jobs == 0) end_work();
}

/// Gives the cycles that pass a cause.
void MachineState::account(double cycles) {
  Tally& tally = now_.tally;
  tally.cycles += cycles;
  if (!now_.begun || now_.work.ended()) {
    tally.before_cycles += cycles;
  } else if (now_.working && now_.work_cycles > 0) {
    tally.compute_cycles += cycles;
  } else if (const auto stream = waited_for()) {
    tally.waited_cycles[*stream] += cycles;
  }
}

std::optional<std::size_t> MachineState::waited_for() const {
  if (now_.working) return slowest_job(What::work, 0);
  for (const std::size_t operand : plan_->operands)
    if (!holds(operand, now_.work.tick())) return fill_waits_for(operand);
  return std::nullopt;
}

/// The stream of the job that has most to pass, of those of one transfer.
std::optional<std::size_t> MachineState::slowest_job(What what, std::size_t index) const {
  const Job* slowest = nullptr;
  for (const std::vector<Job>& jobs : now_.ports) {
    for (const Job& job : jobs) {
      if (job.what != what || job.node != index) continue;
      if (slowest == nullptr || job.remaining_cycles > slowest->remaining_cycles) slowest = &job;
    }
  }
  if (slowest == nullptr) return std::nullopt;
  return slowest->passage->stream;
}

std::optional<std::size_t> MachineState::fill_waits_for(std::size_t index) const {
  const Tiles& tiles = now_.nodes[index];
  const NodePlan& node = plan_->nodes[index];
  if (tiles.fill_jobs > 0) return slowest_job(What::fill, index);
  if (tiles.begun > tiles.arrived) return drain_waits_for(index);
  if (!holds(node.parent, tiles.next.tick())) return fill_waits_for(*node.parent);
  if (node.written) return drain_waits_for(index);
  return node.child ? fill_waits_for(*node.child) : std::nullopt;
}

std::optional<std::size_t> MachineState::drain_waits_for(std::size_t index) const {
  const NodePlan& node = plan_->nodes[index];
  if (now_.nodes[index].drain_jobs > 0) return slowest_job(What::drain, index);
  if (!holds(node.parent, now_.nodes[index].oldest.tick())) return fill_waits_for(*node.parent);
  return node.child ? drain_waits_for(*node.child) : std::nullopt;
}

void MachineState::record(double cycles, std::vector<Span>& spans) const {
  const double begin_cycles = now_.tally.cycles;
  const auto note = [&](Span::What what, std::size_t port, std::size_t node, std::int64_t tick) {
    for (auto it = spans.rbegin(); it != spans.rend(); ++it) {
      if (it->port != port) continue;
      if (it->what != what || it->node != node || it->tick != tick || it->end_cycles != begin_cycles) break;
      it->end_cycles += cycles;
      return;
    }
    spans.push_back({what, port, node, tick, begin_cycles, begin_cycles + cycles});
  };
  for (std::size_t port = 0; port < now_.ports.size(); ++port) {
    if (now_.ports[port].empty()) continue;
    const Job& job = *served(now_.ports[port]);
    const Span::What what = job.what == What::work   ? Span::What::work
                            : job.what == What::fill ? Span::What::fill
                                                     : Span::What::drain;
    note(what, port, job.node, job.due);
  }
  if (now_.working && now_.work_cycles > 0) note(Span::What::work, now_.ports.size(), 0, now_.work.tick());
}

}  // namespace ridge::event
