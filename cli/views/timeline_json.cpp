#include "cli/views/timeline_json.hpp"

#include <fmt/format.h>

#include "cli/views/json.hpp"

namespace ridge::cli {
namespace {

constexpr int machine_process = 1;

std::string track_name(std::size_t track, const Machine& machine, const event::Plan& plan) {
  if (track == plan.ports.size()) return "lanes";
  const event::PortPlan& port = plan.ports[track];
  return fmt::format("{} {} port", machine.levels[port.level].name, port.name);
}

/// "fill GLB Inputs": what passes the port; of the lanes and of what they read and write "work".
std::string span_name(const event::Span& span, const Problem& problem, const Machine& machine,
                      const event::Plan& plan) {
  if (span.what == event::Span::What::work) return span.port == plan.ports.size() ? "work" : "operands";
  const event::NodePlan& node = plan.nodes[span.node];
  return fmt::format("{} {} {}", span.what == event::Span::What::fill ? "fill" : "drain",
                     machine.levels[node.level].name, problem.tensors[node.tensor].name);
}

Json name_event(std::string_view what, std::size_t track, const std::string& name) {
  return {{"name", what}, {"ph", "M"}, {"pid", machine_process}, {"tid", track}, {"args", {{"name", name}}}};
}

/// Tracks in the order of the machine, outermost first, the lanes last.
Json track_events(const Machine& machine, const event::Plan& plan) {
  Json events = Json::array();
  for (std::size_t track = 0; track <= plan.ports.size(); ++track) {
    events.push_back(name_event("thread_name", track, track_name(track, machine, plan)));
    const std::size_t rank =
        track == plan.ports.size() ? machine.levels.size() : plan.ports[track].level.index();
    events.push_back({{"name", "thread_sort_index"},
                      {"ph", "M"},
                      {"pid", machine_process},
                      {"tid", track},
                      {"args", {{"sort_index", rank}}}});
  }
  return events;
}

}  // namespace

std::string timeline_json(const std::string& layer, const Problem& problem, const Machine& machine,
                          const Played& played) {
  Json events = track_events(machine, played.plan);
  events.push_back(name_event("process_name", 0, layer + " on " + machine.name));
  for (const event::Span& span : played.outcome.spans) {
    events.push_back({{"name", span_name(span, problem, machine, played.plan)},
                      {"ph", "X"},
                      {"pid", machine_process},
                      {"tid", span.port},
                      {"ts", json_number(span.begin_cycles)},
                      {"dur", json_number(span.end_cycles - span.begin_cycles)},
                      {"args", {{"needed_by_tick", span.tick}}}});
  }
  const Json json = {{"traceEvents", std::move(events)},
                     {"displayTimeUnit", "ns"},
                     {"otherData",
                      {{"unit", "1 us = 1 cycle"},
                       {"cycles", json_number(played.evaluation.cycles)},
                       {"ticks", played.plan.ticks}}}};
  return json_text(json);
}

}  // namespace ridge::cli
