#include "tests/nest/case_text.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "tests/nest/einsum.hpp"

namespace ridge {
namespace {

std::string roles_of(RoleSet roles) {
  std::string text;
  for (std::size_t role = 0; role < role_count; ++role)
    if (roles.has(role)) text += std::string(text.empty() ? "" : " ") + "WIO"[role];
  return text.empty() ? "-" : text;
}

std::string line_of(const Fanout& fanout) {
  std::string line = fmt::format("  fanout {}:", fanout.name);
  for (std::size_t axis = 0; axis < 2; ++axis)
    line +=
        fmt::format("  {} {} (multicast {}; {})", "xy"[axis], fanout.size[axis],
                    roles_of(fanout.multicast[axis]), fanout.reduce[axis] ? "reduces" : "does not reduce");
  return line + "\n";
}

std::string line_of(const NestEntry& entry, const Case& made) {
  const auto& dimensions = made.problem.dimensions;
  switch (entry.kind) {
    case NestEntry::Kind::keep:
      return fmt::format("keep {}: {}", made.machine.levels[entry.level].name,
                         made.problem.tensors[entry.tensor].name);
    case NestEntry::Kind::temporal:
      return fmt::format("for {}: {}", dimensions[entry.dimension].name, entry.bound);
    default:
      return fmt::format("spatial {}: {} over {}.{}", dimensions[entry.dimension].name, entry.bound,
                         made.machine.fanouts[entry.fanout].name, "xy"[static_cast<std::size_t>(entry.axis)]);
  }
}

struct Field {
  const char* name;
  std::int64_t (*of)(const NodeCounts&);
};

constexpr Field fields[] = {
    {"instances", [](const NodeCounts& n) { return n.instances; }},
    {"tile_words", [](const NodeCounts& n) { return n.tile_words; }},
    {"reads", [](const NodeCounts& n) { return n.reads; }},
    {"fills", [](const NodeCounts& n) { return n.fills; }},
    {"updates", [](const NodeCounts& n) { return n.updates; }},
    {"drains", [](const NodeCounts& n) { return n.drains; }},
    {"compl.upd", [](const NodeCounts& n) { return n.complete_updates; }},
    {"compl.drn", [](const NodeCounts& n) { return n.complete_drains; }},
    {"changes", [](const NodeCounts& n) { return std::int64_t(n.changes); }},
    {"home", [](const NodeCounts& n) { return std::int64_t(n.home); }},
    {"entry", [](const NodeCounts& n) { return std::int64_t(n.entry); }},
    {"level", [](const NodeCounts& n) { return std::int64_t(n.level.index()); }},
    {"tensor", [](const NodeCounts& n) { return std::int64_t(n.tensor.index()); }},
};

struct Total {
  const char* name;
  std::int64_t (*of)(const Counts&);
};

constexpr Total totals[] = {
    {"nodes", [](const Counts& c) { return std::int64_t(c.nodes.size()); }},
    {"operations", [](const Counts& c) { return c.operations; }},
    {"compute_steps", [](const Counts& c) { return c.compute_steps; }},
    {"used_lanes", [](const Counts& c) { return c.used_lanes; }},
};

std::string both(std::int64_t found, std::int64_t expected) {
  return found == expected ? fmt::format("{}", found) : fmt::format("{}/{}!", found, expected);
}

}  // namespace

std::string text_of(const Case& made) {
  std::string text = fmt::format("seed {}: {}\n ", made.seed, text_of(made.problem));
  for (const Dimension& dimension : made.problem.dimensions)
    text += fmt::format(" {} = {}", dimension.name, dimension.bound);
  text += "\n  levels:";
  for (const MachineElement& element : made.machine.order)
    text += " " + (element.kind == MachineElement::Kind::level ? made.machine.levels[element.level].name
                                                               : made.machine.fanouts[element.fanout].name);
  text += "\n";
  for (const Fanout& fanout : made.machine.fanouts)
    text += line_of(fanout);
  for (const NestEntry& entry : made.mapping.nest)
    text += "  - " + line_of(entry, made) + "\n";
  return text;
}

std::string differences(const Counts& found, const Counts& expected) {
  std::string text;
  for (const Total& total : totals)
    if (total.of(found) != total.of(expected))
      text += fmt::format("{}: {}, expected {}\n", total.name, total.of(found), total.of(expected));
  if (found.nodes.size() != expected.nodes.size()) return text;
  for (std::size_t i = 0; i < found.nodes.size(); ++i)
    for (const Field& field : fields)
      if (field.of(found.nodes[i]) != field.of(expected.nodes[i]))
        text += fmt::format("node {}: {} is {}, expected {}\n", i, field.name, field.of(found.nodes[i]),
                            field.of(expected.nodes[i]));
  return text;
}

std::string first_difference(const Counts& found, const Counts& expected) {
  for (const Total& total : totals)
    if (total.of(found) != total.of(expected)) return total.name;
  for (const Field& field : fields)
    for (std::size_t i = 0; i < found.nodes.size(); ++i)
      if (field.of(found.nodes[i]) != field.of(expected.nodes[i])) return field.name;
  return "";
}

std::string table_of(const Case& made, const Counts& found, const Counts& expected) {
  std::string text = fmt::format("{:<14}", "found/walked");
  for (const Field& field : fields)
    text += fmt::format("{:>12}", field.name);
  text += "\n";
  for (std::size_t i = 0; i < std::min(found.nodes.size(), expected.nodes.size()); ++i) {
    text += fmt::format("{:<14}", line_of(made.mapping.nest[expected.nodes[i].entry], made));
    for (const Field& field : fields)
      text += fmt::format("{:>12}", both(field.of(found.nodes[i]), field.of(expected.nodes[i])));
    text += "\n";
  }
  for (const Total& total : totals)
    text += fmt::format("{} {}  ", total.name, both(total.of(found), total.of(expected)));
  return text + "\n";
}

}  // namespace ridge
