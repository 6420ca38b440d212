// read_machine: the top of the file, and the checks that concern the machine as a whole.
#include "arch/machine.hpp"

#include <algorithm>
#include <array>

#include "arch/reader/compute.hpp"
#include "arch/reader/fanout.hpp"
#include "arch/reader/level.hpp"
#include "arch/reader/machine_keys.hpp"
#include "arch/reader/names.hpp"
#include "arch/reader/roles.hpp"
#include "base/checked.hpp"

namespace ridge {

namespace reader {

namespace {

constexpr std::size_t most_parts = 64;
constexpr std::int64_t most_lanes = std::int64_t{1} << 40;

constexpr std::array machine_table{
    Key<MachineDraft>{"ridge", "kind_and_version", Need::required, "kind and version: architecture/1",
                      raw<&MachineDraft::ridge>},
    Key<MachineDraft>{"name", "name", Need::required, "what results call the machine",
                      text<&MachineDraft::name>},
    Key<MachineDraft>{"clock", "frequency", Need::required, "what a cycle is: for example '1 GHz'",
                      positive<&MachineDraft::clock>},
    Key<MachineDraft>{"technology", "node", Need::optional, "process node, for the technology library",
                      positive<&MachineDraft::technology>},
    Key<MachineDraft>{"area", "area", Need::optional,
                      "published area of the whole, used where the area of some part is not known",
                      positive<&MachineDraft::area>},
    Key<MachineDraft>{"source", "text", Need::optional, "where the numbers come from",
                      raw<&MachineDraft::source>},
    Key<MachineDraft>{"sources", "texts", Need::optional, "the same, when there are several",
                      raw<&MachineDraft::sources>},
    Key<MachineDraft>{"levels", "levels", Need::required,
                      "storage levels and '- fanout:' entries, outermost first", raw<&MachineDraft::levels>},
    Key<MachineDraft>{"compute", "compute", Need::required, "the compute unit, or a list of them",
                      raw<&MachineDraft::compute>},
    Key<MachineDraft>{"constraints", "constraints", Need::optional,
                      "what every mapping must obey, as in ridge: constraints/1",
                      raw<&MachineDraft::constraints>},
};

void read_sources(const MachineDraft& draft, const yaml::Node& root, Context& context) {
  Diagnostics& diagnostics = context.diagnostics;
  if (draft.source && draft.sources) {
    diagnostics.error(draft.source->place(), "'source' and 'sources' exclude each other").help =
        "put all of them under 'sources'";
  }
  if (!draft.source && !draft.sources) {
    diagnostics.error(root.place(), "the machine needs 'source': every number has one").help =
        "write for example 'source: data sheet of ..., table 3', or 'source: assumed'";
    return;
  }
  const yaml::Node& value = draft.sources ? *draft.sources : *draft.source;
  std::vector<yaml::Node> items{value};
  if (draft.sources && value.is_list()) items = value.items();
  for (const yaml::Node& item : items) {
    if (const auto text = yaml::read_text(item, diagnostics, "a source")) context.sources.push_back(*text);
  }
  if (!items.empty()) return;
  diagnostics.error(value.place(), "the source is empty").help = "write where the numbers come from";
}

void add_fanout_of(const yaml::Node& body, Context& context, Machine& machine) {
  Fanout fanout = read_fanout(body, context);
  fanout.position = machine.order.size();
  const FanoutId id = machine.fanouts.push_back(std::move(fanout));
  machine.order.push_back({MachineElement::Kind::fanout, {}, id});
}

void add_fanout(const yaml::Node& entry, Context& context, Machine& machine) {
  yaml::MapReader map(entry, context.diagnostics, "an entry with 'fanout'");
  const auto body = map.nested("fanout");
  map.finish();
  if (body) add_fanout_of(*body, context, machine);
}

/// Keys of a fanout that no level has say what was meant.
bool looks_like_fanout(const yaml::Node& entry) {
  if (entry.find("kind") != nullptr) return false;
  const auto is_key_of = [](const std::string& word, const auto& keys) {
    return std::any_of(keys.begin(), keys.end(), [&](const auto& key) { return key.name == word; });
  };
  return std::any_of(entry.entries().begin(), entry.entries().end(), [&](const yaml::Node::Entry& each) {
    return is_key_of(each.key, fanout_keys()) && !is_key_of(each.key, level_keys());
  });
}

void add_bare_fanout(const yaml::Node& entry, Context& context, Machine& machine) {
  const yaml::Node* name = entry.find("name");
  const std::string called = name != nullptr && name->is_scalar() ? name->scalar() : "PE";
  context.diagnostics.error(entry.place(), "this entry has the keys of a fanout, and does not say 'fanout'")
      .help = "write '- fanout: {name: " + called + ", ...}'";
  add_fanout_of(entry, context, machine);
}

void add_level(const yaml::Node& entry, Context& context, Machine& machine) {
  StorageLevel level = read_level(entry, context);
  level.position = machine.order.size();
  const LevelId id = machine.levels.push_back(std::move(level));
  machine.order.push_back({MachineElement::Kind::level, id, {}});
}

/// The parts of a list, with an error when it is none or has too many or too few entries. `form` shows what
/// one looks like.
std::vector<yaml::Node> parts_of(const yaml::Node& node, std::string_view what, const char* form,
                                 Diagnostics& diagnostics) {
  if (!node.is_list()) {
    diagnostics.error(node.place(), in_quotes(what) + " is a list, not " + node.described()).help = form;
    return {};
  }
  if (node.items().empty()) diagnostics.error(node.place(), in_quotes(what) + " is empty").help = form;
  if (node.items().size() > most_parts) {
    diagnostics
        .error(node.place(), in_quotes(what) + " has " + std::to_string(node.items().size()) +
                                 " entries, more than the " + std::to_string(most_parts) + " allowed")
        .help = "join levels that no traffic passes between, and fanouts that stand together";
    return {};
  }
  return node.items();
}

constexpr const char* level_form = "start each level with '- ', outermost first: - {name: DRAM, kind: dram}";

void read_levels(const yaml::Node& node, Context& context, Machine& machine) {
  for (const yaml::Node& entry : parts_of(node, "levels", level_form, context.diagnostics)) {
    if (entry.find("fanout") != nullptr) {
      add_fanout(entry, context, machine);
    } else if (looks_like_fanout(entry)) {
      add_bare_fanout(entry, context, machine);
    } else {
      add_level(entry, context, machine);
    }
  }
  if (!machine.order.empty() && machine.order.front().kind == MachineElement::Kind::fanout) {
    context.diagnostics
        .error(node.items().front().place(), "the first entry of 'levels' is a fanout: nothing is above it")
        .help = "begin with the storage level that feeds it, for example a dram";
  }
}

void read_units(const yaml::Node& node, Context& context, Machine& machine) {
  std::vector<yaml::Node> units{node};
  if (node.is_list()) units = parts_of(node, "compute", "write {name: MAC}", context.diagnostics);
  for (const yaml::Node& unit : units) {
    machine.compute.push_back(read_compute(unit, machine.levels, context));
  }
}

/// Some level must be able to hold each role, and the lanes must be countable.
void check_whole(const yaml::Node& root, Diagnostics& diagnostics, const Machine& machine) {
  unsigned held = 0;
  for (const StorageLevel& level : machine.levels)
    held |= level.may_keep.bits();
  for (std::size_t role = 0; role < machine_role_count; ++role) {
    if (RoleSet(held).has(role)) continue;
    diagnostics.error(place_of(root, "levels"), "no level may keep " + role_words()[role]).help =
        "add them to 'keeps' or 'may_keep' of the level where they come from";
  }
  std::int64_t lanes = 1;
  for (const Fanout& fanout : machine.fanouts) {
    const auto product = checked_multiply(lanes, fanout.instances());
    if (!product || *product > most_lanes) {
      diagnostics.error(fanout.place, "the fanouts multiply to more than 2^40 lanes").help =
          "look for a size that is a slip of the keyboard";
      return;
    }
    lanes = *product;
  }
}

/// Level, fanout and dimension names can be told only when a problem is there; the keys above them can now.
void check_constraints_form(const yaml::Node& node, Diagnostics& diagnostics) {
  yaml::MapReader map(node, diagnostics, "'constraints'");
  for (const char* key : {"name", "source", "min_used_lanes", "levels", "fanouts"})
    map.has(key);
  map.finish();
}

Machine read_parts(const yaml::Node& root, const MachineDraft& draft, Context& context) {
  Machine machine;
  machine.name = draft.name.value_or("");
  machine.clock = draft.clock.value_or(Hertz{1});
  machine.technology = draft.technology;
  machine.constraints = draft.constraints;
  if (draft.constraints) check_constraints_form(*draft.constraints, context.diagnostics);
  if (draft.area) machine.published_area_mm2 = draft.area->value;
  check_name(machine.name, place_of(root, "name"), context.diagnostics);
  read_sources(draft, root, context);
  if (draft.levels) read_levels(*draft.levels, context, machine);
  if (draft.compute) read_units(*draft.compute, context, machine);
  check_names_differ(machine, context.diagnostics);
  if (!context.diagnostics.has_errors()) check_whole(root, context.diagnostics, machine);
  machine.sources = context.sources;
  machine.notes = context.notes;
  return machine;
}

}  // namespace

std::span<const Key<MachineDraft>> machine_keys() {
  return machine_table;
}

}  // namespace reader

Machine read_machine(const yaml::Node& root, std::vector<Diagnostic>& warnings) {
  yaml::read_kind(root, {"architecture"});
  Diagnostics diagnostics;
  reader::MachineDraft draft;
  yaml::MapReader map(root, diagnostics, "the machine");
  reader::read_keys(reader::machine_keys(), draft, map);
  reader::Context context{diagnostics, draft.clock, draft.technology, draft.area.has_value(), {}, {}};
  Machine machine = reader::read_parts(root, draft, context);
  diagnostics.throw_if_errors();
  warnings.insert(warnings.end(), diagnostics.all().begin(), diagnostics.all().end());
  return machine;
}

}  // namespace ridge
