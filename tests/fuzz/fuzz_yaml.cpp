// The YAML reader: whatever the text, there is a tree whose places lie inside of it, or an InputError. What
// follows a line "--set " is an override of that tree.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>

#include "base/yaml.hpp"
#include "tests/fuzz/require.hpp"

namespace ridge::yaml {

namespace {

using fuzz::require;

constexpr Limits limits{.bytes = 1U << 16U, .depth = 20, .nodes = 2000};

std::size_t line_length(std::string_view text, int line) {
  for (; line > 1; --line) {
    const std::size_t end = text.find('\n');
    require(end != std::string_view::npos, "a place is on a line of the text");
    text.remove_prefix(end + 1);
  }
  return std::min(text.find('\n'), text.size());
}

void check_place(const Place& place) {
  require(place.source != nullptr, "every node comes from a text");
  if (place.line == 0) return;
  require(place.line > 0 && place.column > 0, "lines and columns count from 1");
  const std::size_t length = line_length(place.source->text, place.line);
  require(static_cast<std::size_t>(place.column) <= length + 1, "a place is inside of its line");
}

void read_in_all_ways(const Node& node) {
  Diagnostics diagnostics;
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  read_integer(node, diagnostics, "this", 0, most);
  read_number(node, diagnostics, "this", 0, std::numeric_limits<double>::max());
  read_text(node, diagnostics, "this");
  read_boolean(node, diagnostics, "this");
  read_choice(node, diagnostics, "this", {"dram", "cache", "scratchpad"});
  read_quantity<Bytes>(node, diagnostics, "this");
  read_quantity<Bandwidth>(node, diagnostics, "this");
  require(diagnostics.has_errors(), "no value is a number, a size and a bandwidth at once");
  require(!render(diagnostics.all()).empty(), "errors can be shown");
}

void read_as_map(const Node& node) {
  Diagnostics diagnostics;
  MapReader reader(node, diagnostics, "a map");
  reader.quantity<Bytes>("size");
  reader.integer("n", 1, 10);
  reader.missing("name");
  reader.finish();
  require(diagnostics.error_count() + 3 > node.entries().size(), "every unknown key is an error");
}

/// Visits all nodes; an aliased subtree once for every use. `limits` bound how many and how deep.
void walk(const Node& node) {
  check_place(node.place());
  read_in_all_ways(node);
  if (node.is_map()) read_as_map(node);
  std::unordered_set<std::string> keys;
  for (const Node::Entry& entry : node.entries()) {
    check_place(entry.key_place);
    require(keys.insert(entry.key).second, "keys are given once");
    walk(entry.value);
  }
  for (const Node& item : node.items())
    walk(item);
}

void read(std::string_view text, std::string_view assignment) {
  const auto source = std::make_shared<const SourceText>(SourceText{"input.yaml", std::string(text)});
  try {
    const Node root = parse(source, limits);
    walk(root);
    if (!assignment.empty()) walk(with_override(root, assignment));
    read_kind(root, {"architecture", "workload"});
  } catch (const InputError& error) {
    require(!error.diagnostics().empty(), "an error says something");
    for (const Diagnostic& diagnostic : error.diagnostics()) {
      if (diagnostic.place.source != nullptr) check_place(diagnostic.place);
    }
  }
}

}  // namespace

}  // namespace ridge::yaml

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  constexpr std::string_view separator = "\n--set ";
  const std::size_t split = input.find(separator);
  const bool has_override = split != std::string_view::npos;
  ridge::yaml::read(input.substr(0, split), has_override ? input.substr(split + separator.size()) : "");
  return 0;
}
