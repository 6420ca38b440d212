#include "interop/timeloop/attributes.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace ridge::timeloop {

std::string normal_key(std::string_view key) {
  std::string normal(key);
  std::replace(normal.begin(), normal.end(), '-', '_');
  return normal;
}

std::optional<double> number_in(const yaml::Node& node, std::string_view what, const Variables& variables,
                                Diagnostics& diagnostics) {
  if (!node.is_scalar()) {
    diagnostics.error(node.place(), fmt::format("{} must be a number, not {}", what, node.described()));
    return std::nullopt;
  }
  const Computed computed = compute(node.scalar(), variables);
  if (const double* value = std::get_if<double>(&computed)) return *value;
  Diagnostic& error = diagnostics.error(
      node.place(), fmt::format("{} must be a number, not {}", what, in_quotes(node.scalar())));
  error.label = std::get<std::string>(computed);
  return std::nullopt;
}

std::optional<std::int64_t> integer_in(const yaml::Node& node, std::string_view what, std::int64_t least,
                                       const Variables& variables, Diagnostics& diagnostics) {
  const std::optional<double> value = number_in(node, what, variables, diagnostics);
  if (!value) return std::nullopt;
  constexpr double most = 9007199254740992;  // up to 2^53 a double is exact
  if (*value != std::floor(*value) || *value > most || *value < static_cast<double>(least)) {
    diagnostics.error(node.place(), fmt::format("{} must be a whole number from {} on, not {}", what, least,
                                                in_quotes(node.scalar())));
    return std::nullopt;
  }
  return static_cast<std::int64_t>(*value);
}

Attributes::Attributes(yaml::Node map, std::string what, const Variables& variables, Diagnostics& diagnostics)
    : map_(std::move(map)), what_(std::move(what)), variables_(&variables), diagnostics_(&diagnostics) {
  if (map_.is_map() || map_.is_null()) return;
  diagnostics_->error(map_.place(), fmt::format("{} must be a map, not {}", what_, map_.described()));
  auto nothing = std::make_shared<yaml::Node::Data>();
  nothing->place = map_.place();
  map_ = yaml::Node(std::move(nothing));
}

const yaml::Node* Attributes::find(Names names) {
  const yaml::Node* found = nullptr;
  for (const std::string_view name : names) {
    known_.emplace_back(name);
    for (const yaml::Node::Entry& entry : map_.entries()) {
      if (found == nullptr && !entry.value.is_null() && normal_key(entry.key) == name) found = &entry.value;
    }
  }
  return found;
}

const yaml::Node* Attributes::list(Names names) {
  const yaml::Node* node = find(names);
  if (node == nullptr || node->is_list()) return node;
  diagnostics_
      ->error(node->place(),
              fmt::format("'{}' of {} must be a list, not {}", *names.begin(), what_, node->described()))
      .help = "write [...], or begin each item with '- '";
  return nullptr;
}

std::optional<std::string> Attributes::text(Names names) {
  const yaml::Node* node = find(names);
  if (node == nullptr) return std::nullopt;
  if (node->is_scalar()) return node->scalar();
  diagnostics_->error(node->place(), fmt::format("'{}' of {} must be a text, not {}", *names.begin(), what_,
                                                 node->described()));
  return std::nullopt;
}

std::optional<bool> Attributes::boolean(Names names) {
  const yaml::Node* node = find(names);
  if (node == nullptr) return std::nullopt;
  std::string word = node->scalar();
  std::transform(word.begin(), word.end(), word.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
  if (node->is_scalar() && (word == "true" || word == "yes")) return true;
  if (node->is_scalar() && (word == "false" || word == "no")) return false;
  diagnostics_->error(node->place(), fmt::format("'{}' of {} must be true or false, not {}", *names.begin(),
                                                 what_, node->described()));
  return std::nullopt;
}

std::optional<double> Attributes::number(Names names) {
  const yaml::Node* node = find(names);
  if (node == nullptr) return std::nullopt;
  return number_in(*node, fmt::format("'{}' of {}", *names.begin(), what_), *variables_, *diagnostics_);
}

std::optional<std::int64_t> Attributes::integer(Names names, std::int64_t least) {
  const yaml::Node* node = find(names);
  if (node == nullptr) return std::nullopt;
  return integer_in(*node, fmt::format("'{}' of {}", *names.begin(), what_), least, *variables_,
                    *diagnostics_);
}

void Attributes::ignore(Names names) {
  for (const std::string_view name : names)
    known_.emplace_back(name);
}

void Attributes::finish() {
  for (const yaml::Node::Entry& entry : map_.entries()) {
    const std::string key = normal_key(entry.key);
    if (std::find(known_.begin(), known_.end(), key) != known_.end()) continue;
    Diagnostic& warning = diagnostics_->warning(
        entry.key_place, fmt::format("{} has a key {} that nothing reads", what_, in_quotes(entry.key)));
    const std::string meant = did_you_mean(key, known_);
    warning.help = meant.empty() ? "it changes no number here" : meant + " As it stands it changes nothing";
  }
}

}  // namespace ridge::timeloop
