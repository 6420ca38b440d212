#include "cli/views/mapping_json.hpp"

namespace ridge::cli {

namespace {

Json loop_json(const NestEntry& entry, const Problem& problem, const Machine& machine) {
  const std::string& dimension = problem.dimensions[entry.dimension].name;
  if (entry.kind == NestEntry::Kind::temporal) return {{"for", {{dimension, entry.bound}}}};
  const std::string axis = machine.fanouts[entry.fanout].name + "." + std::string(name_of(entry.axis));
  return {{"spatial", {{dimension, entry.bound}, {"over", axis}}}};
}

}  // namespace

Json nest_json(const Mapping& mapping, const Problem& problem, const Machine& machine) {
  Json nest = Json::array();
  const NestEntry* previous = nullptr;
  for (const NestEntry& entry : mapping.nest) {
    if (entry.kind != NestEntry::Kind::keep) {
      nest.push_back(loop_json(entry, problem, machine));
    } else {
      const std::string& level = machine.levels[entry.level].name;
      const bool joins =
          previous != nullptr && previous->kind == NestEntry::Kind::keep && previous->level == entry.level;
      if (!joins) nest.push_back({{"keep", {{level, Json::array()}}}});
      nest.back()["keep"][level].push_back(problem.tensors[entry.tensor].name);
    }
    previous = &entry;
  }
  return nest;
}

Json mapping_json(const Mapping& mapping, const Problem& problem, const Machine& machine) {
  return {{"ridge", "mapping/1"}, {"nest", nest_json(mapping, problem, machine)}};
}

}  // namespace ridge::cli
