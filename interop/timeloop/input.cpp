#include "interop/timeloop/input.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "interop/timeloop/attributes.hpp"

namespace ridge::timeloop {
namespace {

/// Where Jinja's brackets stand in a text; nowhere: no source in the place.
Place jinja_in(const std::shared_ptr<const SourceText>& source) {
  if (source == nullptr) return {};
  const std::string_view text = source->text;
  const std::size_t at = std::min(text.find("{{"), text.find("{%"));
  if (at == std::string_view::npos) return {};
  const std::string_view before = text.substr(0, at);
  const auto line = static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1;
  return {source, line, static_cast<int>(at - (before.rfind('\n') + 1)) + 1};
}

/// The first scalar that still has Jinja's brackets in it; nowhere: no source in the place.
Place jinja_in(const yaml::Node& node) {
  if (node.scalar().find("{{") != std::string::npos || node.scalar().find("{%") != std::string::npos)
    return node.place();
  for (const yaml::Node& item : node.items())
    if (const Place place = jinja_in(item); place.source != nullptr) return place;
  for (const yaml::Node::Entry& entry : node.entries())
    if (const Place place = jinja_in(entry.value); place.source != nullptr) return place;
  return {};
}

[[noreturn]] void refuse_jinja(const Place& place) {
  throw InputError(
      place, "this is a Jinja template, not YAML yet",
      "resolve it first: timeloopfe's Specification.from_yaml_files(...) reads it, and its "
      "to_yaml_file() (or the parsed-processed-input.yaml of any run) is what this command takes");
}

yaml::Node read_file(const std::string& path) {
  yaml::Node root;
  try {
    root = yaml::parse_file(path, {}, dialect);
  } catch (const InputError& error) {
    const Place jinja = jinja_in(error.diagnostics().front().place.source);
    if (jinja.source == nullptr) throw;
    refuse_jinja(jinja);
  }
  if (const Place jinja = jinja_in(root); jinja.source != nullptr) refuse_jinja(jinja);
  return root;
}

/// Sections that may come in parts: "constraints", "architecture_constraints", "variables",
/// "map_constraints"...
bool comes_in_parts(const std::string& key) {
  for (const std::string_view part : {"constraints", "variables", "components", "globals"})
    if (key.find(part) != std::string::npos) return true;
  return false;
}

/// Front ends write empty sections for what was not given.
bool is_empty(const yaml::Node& node) {
  return node.is_null() || (!node.is_scalar() && node.items().empty() && node.entries().empty());
}

void add_key(const yaml::Node::Entry& entry, Input& input, Diagnostics& diagnostics) {
  yaml::Node::Entry added = entry;
  added.key = normal_key(entry.key);
  const auto known = std::find_if(input.keys.begin(), input.keys.end(),
                                  [&](const yaml::Node::Entry& other) { return other.key == added.key; });
  if (known == input.keys.end() || comes_in_parts(added.key) || is_empty(entry.value)) {
    input.keys.push_back(std::move(added));
    return;
  }
  if (is_empty(known->value)) {
    *known = std::move(added);
    return;
  }
  Diagnostic& error =
      diagnostics.error(entry.key_place, fmt::format("{} is given twice", in_quotes(entry.key)));
  error.help = "leave one of the two files or sections out";
  error.add_note(known->key_place, "it is first given here");
}

/// Texts are variables too (a technology, a path), but what looks like arithmetic should come to a number.
void read_variable(const yaml::Node::Entry& variable, Input& input, Diagnostics& diagnostics) {
  if (!variable.value.is_scalar()) return;
  const std::string& text = variable.value.scalar();
  const Computed computed = compute(text, input.variables);
  if (const double* value = std::get_if<double>(&computed)) {
    input.variables[variable.key] = *value;
  } else if (!variable.value.quoted() && text.find_first_of("+*/%(") != std::string::npos) {
    Diagnostic& warning = diagnostics.warning(
        variable.value.place(), fmt::format("the variable '{}' comes to no number", variable.key));
    warning.label = std::get<std::string>(computed);
    warning.help = "variables may use those that stand before them";
  }
}

void read_variables(Input& input, Diagnostics& diagnostics) {
  for (const yaml::Node::Entry& section : input.keys) {
    if (section.key.find("variables") == std::string::npos || section.value.is_null()) continue;
    if (!section.value.is_map()) {
      diagnostics
          .error(section.value.place(),
                 fmt::format("'{}' must be a map, not {}", section.key, section.value.described()))
          .help = "write '{NAME: VALUE}'";
    }
    for (const yaml::Node::Entry& variable : section.value.entries())
      read_variable(variable, input, diagnostics);
  }
  diagnostics.throw_if_errors();
}

/// A section that no tool of Timeloop's reads is misspelt, or meant for something else.
void warn_of_unknown_sections(const Input& input, Diagnostics& diagnostics) {
  static const std::vector<std::string> known{"architecture",
                                              "arch",
                                              "problem",
                                              "mapping",
                                              "mapper",
                                              "mapspace",
                                              "ERT",
                                              "ART",
                                              "ERT_summary",
                                              "ART_summary",
                                              "sparse_optimizations",
                                              "compound_components",
                                              "components",
                                              "variables",
                                              "constraints",
                                              "architecture_constraints",
                                              "mapspace_constraints",
                                              "globals",
                                              "timeloop",
                                              "accelergy",
                                              "version",
                                              "layout",
                                              "evaluation",
                                              "evaluator"};
  for (const yaml::Node::Entry& entry : input.keys) {
    if (comes_in_parts(entry.key) || std::find(known.begin(), known.end(), entry.key) != known.end())
      continue;
    const std::string meant = did_you_mean(entry.key, known);
    diagnostics.warning(entry.key_place, fmt::format("nothing reads a section {}", in_quotes(entry.key)))
        .help = meant.empty() ? "it changes no number here" : meant;
  }
}

}  // namespace

const yaml::Node* Input::find(std::string_view key) const {
  for (const yaml::Node::Entry& entry : keys)
    if (entry.key == key && !entry.value.is_null()) return &entry.value;
  return nullptr;
}

Input take_input(const std::vector<yaml::Node>& roots, Diagnostics& diagnostics) {
  Input input;
  for (const yaml::Node& root : roots) {
    if (root.is_null()) continue;
    if (!root.is_map()) {
      diagnostics
          .error(root.place(), fmt::format("a Timeloop file is a map of sections, not {}", root.described()))
          .help = "begin with 'architecture:', 'problem:', 'mapping:', ...";
      continue;
    }
    for (const yaml::Node::Entry& entry : root.entries())
      add_key(entry, input, diagnostics);
  }
  read_variables(input, diagnostics);
  warn_of_unknown_sections(input, diagnostics);
  return input;
}

Input read_input(const std::vector<std::string>& files, Diagnostics& diagnostics) {
  std::vector<yaml::Node> roots;
  std::vector<Diagnostic> broken;
  for (const std::string& file : files) {
    try {
      roots.push_back(read_file(file));
    } catch (const InputError& error) {
      broken.insert(broken.end(), error.diagnostics().begin(), error.diagnostics().end());
    }
  }
  if (!broken.empty()) throw InputError(std::move(broken));
  return take_input(roots, diagnostics);
}

}  // namespace ridge::timeloop
