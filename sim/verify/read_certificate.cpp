#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "sim/verify/certificate.hpp"
#include "workloads/network.hpp"

namespace ridge::verify {

namespace {

constexpr std::int64_t any = std::numeric_limits<std::int64_t>::max();

template <class E>
std::vector<std::string> words_of(std::initializer_list<E> values) {
  std::vector<std::string> words;
  for (const E value : values)
    words.emplace_back(name_of(value));
  return words;
}

const std::vector<std::string> form_words = words_of({Form::any, Form::perfect, Form::even, Form::imperfect});
const std::vector<std::string> status_words =
    words_of({SearchStatus::optimal, SearchStatus::limit_reached, SearchStatus::infeasible});

/// The nodes of a claim that are files of their own.
struct Parts {
  std::optional<yaml::Node> problem, constraints, mapping;
};

template <class T>
T or_missing(yaml::MapReader& map, const std::string& key, const std::optional<T>& value) {
  if (!value && !map.has(key)) map.missing(key);
  return value.value_or(T{});
}

/// The unit that a value is meant in: a claim of another unit is another claim.
void check_unit(yaml::MapReader& map, const std::optional<Objective>& objective) {
  const auto unit = map.text("unit");
  if (!unit && !map.has("unit")) return map.missing("unit");
  if (!unit || !objective || *unit == unit_of(*objective)) return;
  map.diagnostics()
      .error(map.node().find("unit")->place(),
             fmt::format("{} is measured in {}, not in {}", name_of(*objective), unit_of(*objective),
                         in_quotes(*unit)))
      .help = fmt::format("write 'unit: {}'", unit_of(*objective));
}

std::optional<Objective> read_objective(yaml::MapReader& map) {
  const auto text = map.text("objective");
  if (!text) {
    if (!map.has("objective")) map.missing("objective");
    return std::nullopt;
  }
  const auto parsed = parse_objective(*text);
  if (const auto* objective = std::get_if<Objective>(&parsed)) return *objective;
  map.diagnostics()
      .error(map.node().find("objective")->place(), "'objective': " + std::get<std::string>(parsed))
      .help = "write latency, energy, edp, edap or weights such as energy:2,latency:1";
  return std::nullopt;
}

void read_search(yaml::MapReader& map, Claim& claim) {
  const auto node = map.child("search");
  if (!node) return;
  yaml::MapReader search(*node, map.diagnostics(), "'search'");
  claim.end = search.text("end").value_or("");
  claim.evaluated = search.integer("evaluated", 0, any).value_or(0);
  search.finish();
}

Claim read_scalars(yaml::MapReader& map) {
  constexpr double unlimited = std::numeric_limits<double>::max();
  Claim claim;
  claim.place = map.node().place();
  claim.problem.name = or_missing(map, "layer", map.text("layer"));
  claim.count = or_missing(map, "count", map.integer("count", 1, any));
  claim.inputs = or_missing(map, "inputs", map.text("inputs"));
  const std::optional<Objective> objective = read_objective(map);
  claim.objective = objective.value_or(Objective::edp);
  claim.form = static_cast<Form>(or_missing(map, "space", map.choice("space", form_words)));
  claim.status = static_cast<SearchStatus>(or_missing(map, "status", map.choice("status", status_words)));
  claim.value = map.number("value", 0, unlimited);
  claim.lower_bound = or_missing(map, "lower_bound", map.number("lower_bound", 0, unlimited));
  check_unit(map, objective);
  read_search(map, claim);
  return claim;
}

/// The one layer of an embedded workload.
Problem read_problem_part(const yaml::Node& node, const std::string& layer) {
  Network network = read_workload(node);
  if (network.layers.size() == 1 && network.layers.front().name == layer)
    return std::move(network.layers.front().problem);
  throw InputError(node.place(), fmt::format("the problem of a claim is the one layer {}", in_quotes(layer)),
                   "write the certificate anew: ridge map ... --certificate FILE");
}

/// The parts that speak of the machine, once the whole claim has the right form.
void read_parts(const Parts& parts, const Machine& machine, Claim& claim) {
  claim.problem = read_problem_part(*parts.problem, claim.problem.name);
  yaml::read_kind(*parts.constraints, {"constraints"});
  claim.constraints = read_constraints(*parts.constraints, claim.problem, machine);
  if (parts.mapping) claim.mapping = read_mapping(*parts.mapping, claim.problem.name, claim.problem, machine);
}

Claim read_claim(const yaml::Node& node, const Machine& machine) {
  Diagnostics diagnostics;
  yaml::MapReader map(node, diagnostics, "a claim");
  Claim claim = read_scalars(map);
  const Parts parts{map.required_child("problem"), map.required_child("constraints"), map.child("mapping")};
  map.finish();
  diagnostics.throw_if_errors();
  read_parts(parts, machine, claim);
  return claim;
}

}  // namespace

Certificate read_certificate(const yaml::Node& root) {
  yaml::read_kind(root, {"certificate"});
  Diagnostics diagnostics;
  yaml::MapReader map(root, diagnostics, "a certificate");
  map.has("ridge");
  Certificate certificate;
  certificate.program = or_missing(map, "program", map.text("program"));
  const auto machine = map.required_child("machine");
  const auto claims = map.required_child("claims");
  map.finish();
  if (claims && !claims->is_list()) {
    diagnostics.error(claims->place(), "'claims' is a list, not " + claims->described()).help =
        "write '- layer: ...' for each";
  }
  diagnostics.throw_if_errors();
  std::vector<Diagnostic> told;  // what has no effect on a machine does not make a claim wrong
  certificate.machine = read_machine(*machine, told);
  for (const yaml::Node& claim : claims->items())
    certificate.claims.push_back(read_claim(claim, certificate.machine));
  return certificate;
}

}  // namespace ridge::verify
