#include "sim/mapping/dimension_set.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/mapping/names.hpp"
#include "workloads/layer_type.hpp"

namespace ridge {

namespace {

bool some_layer_type_has_dimension(const std::string& name) {
  return std::ranges::any_of(layer_types(), [&](const LayerType& type) {
    return std::ranges::any_of(type.dimensions,
                               [&](const auto& dimension) { return dimension.name == name; });
  });
}

bool some_layer_type_has_tensor(const std::string& name) {
  return std::ranges::any_of(layer_types(), [&](const LayerType& type) {
    return std::ranges::any_of(type.tensors, [&](const auto& tensor) { return tensor.name == name; });
  });
}

bool has_role(const std::string& name) {
  return std::ranges::find(role_names(), name) != role_names().end();
}

/// "of ROLE" or "not of ROLE".
struct Condition {
  std::string role;
  bool wanted = true;
};

std::optional<Condition> condition_of(std::string_view text) {
  Condition condition;
  if (text.starts_with("not ")) {
    condition.wanted = false;
    text.remove_prefix(4);
  }
  if (!text.starts_with("of ")) return std::nullopt;
  condition.role = text.substr(3);
  if (!has_role(condition.role)) return std::nullopt;
  return condition;
}

/// The conditions that "and" joins; nothing when one of them is none.
std::optional<std::vector<Condition>> conditions_of(std::string_view text) {
  static constexpr std::string_view joint = " and ";
  std::vector<Condition> conditions;
  while (true) {
    const std::size_t end = text.find(joint);
    const auto condition = condition_of(text.substr(0, end));
    if (!condition) return std::nullopt;
    conditions.push_back(*condition);
    if (end == std::string_view::npos) return conditions;
    text.remove_prefix(end + joint.size());
  }
}

bool satisfies(const Condition& condition, DimensionId dimension, const Problem& problem) {
  const auto of_role = [&](TensorId tensor) {
    return name_of(problem.tensors[tensor].role) == condition.role && problem.relevant(tensor, dimension);
  };
  bool found = false;
  for (TensorId tensor : problem.tensors.ids())
    found |= of_role(tensor);
  return found == condition.wanted;
}

}  // namespace

std::vector<DimensionId> dimensions_named(const std::string& text, const Place& place, const Problem& problem,
                                          Diagnostics& diagnostics) {
  if (const auto dimension = problem.dimension_named(text)) return {*dimension};
  std::vector<DimensionId> set;
  if (const auto conditions = conditions_of(text)) {
    for (DimensionId dimension : problem.dimensions.ids()) {
      const auto holds = [&](const Condition& each) { return satisfies(each, dimension, problem); };
      if (std::ranges::all_of(*conditions, holds)) set.push_back(dimension);
    }
  } else if (!some_layer_type_has_dimension(text)) {
    std::vector<std::string> known = dimension_names(problem);
    for (const std::string& role : role_names())
      known.push_back("of " + role);
    for (const std::string& role : role_names())
      known.push_back("not of " + role);
    unknown_name(diagnostics, place, fmt::format("problem '{}'", problem.name), "dimension", text, known);
  }
  return set;
}

std::vector<TensorId> tensors_named(const std::string& text, const Place& place, const Problem& problem,
                                    Diagnostics& diagnostics) {
  if (const auto tensor = problem.tensor_named(text)) return {*tensor};
  std::vector<TensorId> set;
  if (has_role(text)) {
    for (TensorId tensor : problem.tensors.ids()) {
      if (name_of(problem.tensors[tensor].role) == text) set.push_back(tensor);
    }
  } else if (!some_layer_type_has_tensor(text)) {
    std::vector<std::string> known = role_names();
    for (const std::string& tensor : tensor_names(problem))
      known.push_back(tensor);
    unknown_name(diagnostics, place, fmt::format("problem '{}'", problem.name), "tensor or role", text,
                 known);
  }
  return set;
}

}  // namespace ridge
