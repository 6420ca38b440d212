#include "workloads/read_tensor.hpp"

#include <set>

#include <fmt/format.h>

#include "workloads/index_expression.hpp"

namespace ridge {
namespace {

/// The place of a character inside of a scalar.
Place behind(const yaml::Node& scalar, std::size_t offset) {
  Place place = scalar.place();
  place.column += static_cast<int>(offset) + (scalar.quoted() ? 1 : 0);
  return place;
}

/// A diagonal is no tensor of its own.
void check_first_use(const Rank& rank, std::set<DimensionId>& used, const Problem& problem,
                     const Tensor& tensor, const Place& place, Diagnostics& diagnostics) {
  for (const Term& term : rank.terms) {
    if (used.insert(term.dimension).second) continue;
    diagnostics
        .error(place, fmt::format("dimension {} occurs in two ranks of {}",
                                  in_quotes(problem.dimensions[term.dimension].name), in_quotes(tensor.name)))
        .help = "a dimension may stand in one rank of a tensor only: a diagonal is no tensor of its own";
  }
}

void read_index(const yaml::Node& node, const Problem& problem, Tensor& tensor, Diagnostics& diagnostics) {
  if (!node.is_list()) {
    diagnostics
        .error(node.place(), fmt::format("'index' of tensor {} is a list, not {}", in_quotes(tensor.name),
                                         node.described()))
        .help = "write index: [N, C, 2*P + R]";
    return;
  }
  std::set<DimensionId> used;
  for (const yaml::Node& item : node.items()) {
    const auto text = yaml::read_text(item, diagnostics, "an index");
    if (!text || problem.dimensions.empty()) continue;
    IndexFault fault;
    const std::optional<Rank> rank = parse_index(*text, problem, {}, fault);
    if (rank) {
      check_first_use(*rank, used, problem, tensor, item.place(), diagnostics);
      tensor.ranks.push_back(*rank);
    } else {
      diagnostics.error(behind(item, fault.offset), fault.message).help = fault.help;
    }
  }
}

double read_density(yaml::MapReader& reader, const std::string& name) {
  const double density = reader.number("density", 0.0, 1.0).value_or(1.0);
  if (density == 0.0) {
    reader.diagnostics()
        .error(reader.node().find("density")->place(),
               fmt::format("the density of tensor {} is 0", in_quotes(name)))
        .help = "a tensor whose words are all zero is no work: leave it out";
  }
  return density;
}

}  // namespace

std::optional<Precision> precision_choice(yaml::MapReader& reader, std::string_view key) {
  const std::optional<std::size_t> choice = reader.choice(key, precision_names());
  return choice ? std::optional(static_cast<Precision>(*choice)) : std::nullopt;
}

std::optional<TensorEntry> read_tensor(const yaml::Node::Entry& from, const Problem& problem,
                                       Precision precision, Diagnostics& diagnostics) {
  if (!from.value.is_map()) {
    diagnostics
        .error(from.value.place(),
               fmt::format("tensor {} is a map, not {}", in_quotes(from.key), from.value.described()))
        .help = "write {index: [M, K], role: inputs}";
    return std::nullopt;
  }
  yaml::MapReader reader(from.value, diagnostics, "tensor " + in_quotes(from.key));
  TensorEntry entry;
  entry.place = from.key_place;
  entry.tensor.name = from.key;
  if (const auto role = reader.choice("role", role_names())) entry.role = static_cast<Role>(*role);
  if (const auto origin = reader.choice("origin", origin_names())) {
    entry.origin = static_cast<Origin>(*origin);
  }
  entry.tensor.precision = precision_choice(reader, "precision").value_or(precision);
  entry.partial = precision_choice(reader, "partial");
  if (entry.partial) entry.partial_place = from.value.find("partial")->place();
  entry.tensor.density = read_density(reader, from.key);
  entry.output = reader.boolean("output").value_or(false);
  if (const auto index = reader.required_child("index")) {
    read_index(*index, problem, entry.tensor, diagnostics);
  }
  reader.finish();
  return entry;
}

}  // namespace ridge
