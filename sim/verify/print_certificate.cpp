// Certificates as files, and the hash of what they speak of.
#include <fmt/format.h>

#include "base/number.hpp"
#include "base/sha256.hpp"
#include "sim/mapping/names.hpp"
#include "sim/verify/certificate.hpp"
#include "workloads/network.hpp"

namespace ridge::verify {

namespace {

/// Every line of `text` so much further in.
std::string indented(std::string_view text, std::size_t indent) {
  std::string result;
  while (!text.empty()) {
    const std::size_t end = text.find('\n') + 1;
    result += std::string(indent, ' ') + std::string(text.substr(0, end));
    text.remove_prefix(end);
  }
  return result;
}

/// The problem in the general form, whatever type of layer it came from.
std::string print_problem(const Problem& problem) {
  Layer layer;
  layer.name = problem.name;
  layer.shape.type = "problem";
  layer.problem = problem;
  layer.from = {"input"};
  Network network;
  network.name = problem.name;
  network.layers.push_back(std::move(layer));
  return print_workload(network);
}

std::string claim_text(const Certificate& certificate, const Claim& claim) {
  const Machine& machine = certificate.machine;
  std::string text = fmt::format("layer: {}\ncount: {}\ninputs: {}\n", yaml_word(claim.problem.name),
                                 claim.count, input_hash(machine, claim));
  text += fmt::format("objective: {}\nspace: {}\n", name_of(claim.objective), name_of(claim.form));
  text += fmt::format("status: {}\n", name_of(claim.status));
  if (claim.value) text += fmt::format("value: {}\n", decimal_text(*claim.value));
  text +=
      fmt::format("lower_bound: {}\nunit: {}\n", decimal_text(claim.lower_bound), unit_of(claim.objective));
  text += fmt::format("search: {{end: {}, evaluated: {}}}\n", claim.end, claim.evaluated);
  text += "problem:\n" + indented(print_problem(claim.problem), 2);
  text += "constraints:\n" + indented(print_constraints(claim.constraints, claim.problem, machine), 2);
  if (claim.mapping)
    text += "mapping:\n" + indented(print_mapping_file(*claim.mapping, claim.problem, machine), 2);
  return text;
}

}  // namespace

std::string input_hash(const Machine& machine, const Claim& claim) {
  return sha256(fmt::format("{}{}{}objective: {}\nspace: {}\n", print_machine(machine),
                            print_problem(claim.problem),
                            print_constraints(claim.constraints, claim.problem, machine),
                            name_of(claim.objective), name_of(claim.form)));
}

std::string print_certificate(const Certificate& certificate) {
  std::string text = fmt::format("ridge: certificate/1\nprogram: {}\nclaims:{}\n",
                                 yaml_word(certificate.program), certificate.claims.empty() ? " []" : "");
  for (const Claim& claim : certificate.claims) {
    std::string item = indented(claim_text(certificate, claim), 4);
    item[2] = '-';
    text += item;
  }
  return text + "machine:\n" + indented(print_machine(certificate.machine), 2);
}

}  // namespace ridge::verify
