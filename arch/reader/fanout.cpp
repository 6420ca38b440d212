#include "arch/reader/fanout.hpp"

#include <array>

#include "arch/reader/names.hpp"
#include "arch/reader/roles.hpp"

namespace ridge::reader {

namespace {

constexpr std::int64_t most_per_axis = 1 << 20;
constexpr double most_delay_cycles = 1e6;
constexpr std::array axes{Axis::x, Axis::y};

/// `true`, `false`, or a list of roles.
RoleSet read_switch(const yaml::Node& node, Diagnostics& diagnostics, const std::string& what) {
  if (node.is_list() || (node.is_scalar() && node.scalar() == "all"))
    return read_roles(node, diagnostics, what);
  const auto on = yaml::read_boolean(node, diagnostics, what);
  return on.value_or(false) ? RoleSet::all() : RoleSet();
}

/// The switch of each axis: one for both, or `{x: ..., y: ...}`.
std::array<RoleSet, 2> read_per_axis(const yaml::Node& node, const yaml::Node& fanout,
                                     Diagnostics& diagnostics, const std::string& what) {
  if (node.is_scalar() && (node.scalar() == name_of(Axis::x) || node.scalar() == name_of(Axis::y))) {
    diagnostics.error(node.place(), what + " cannot be " + in_quotes(node.scalar())).help =
        "write {" + node.scalar() + ": true}";
    return {};
  }
  if (!node.is_map()) {
    const RoleSet both = read_switch(node, diagnostics, what);
    return {both, both};
  }
  std::array<RoleSet, 2> result;
  if (node.entries().empty()) {
    diagnostics.error(node.place(), what + " names no axis").help = "write {x: ...}, {y: ...} or both";
  }
  yaml::MapReader map(node, diagnostics, what);
  for (const Axis axis : axes) {
    const std::string name(name_of(axis));
    const auto value = map.child(name);
    if (!value) continue;
    result[static_cast<std::size_t>(axis)] = read_switch(*value, diagnostics, what + " on " + name);
    if (fanout.find(name) == nullptr) {
      diagnostics.warning(value->place(), what + " on " + name + " has no effect: the fanout has no '" +
                                              name + "' of its own, so its size there is 1");
    }
  }
  map.finish();
  return result;
}

/// Reduction adds results on their way up: it is a matter of outputs alone.
void read_reduce(const yaml::Node& node, const yaml::Node& fanout_node, Diagnostics& diagnostics,
                 Fanout& fanout) {
  const auto sets = read_per_axis(node, fanout_node, diagnostics, "'reduce'");
  constexpr auto outputs = static_cast<std::size_t>(MachineRole::outputs);
  for (std::size_t axis = 0; axis < sets.size(); ++axis) {
    fanout.reduce[axis] = sets[axis].has(outputs);
    if (sets[axis].empty() || sets[axis] == RoleSet::all() || sets[axis] == RoleSet().with(outputs)) continue;
    diagnostics.error(node.place(), "'reduce' concerns outputs only, not " + words_of(sets[axis])).help =
        "write true, false, [outputs], or one of these per axis: {y: true}";
    return;
  }
}

/// One amount for both axes, or `{x: ..., y: ...}`.
void read_delay(const yaml::Node& node, const yaml::Node& fanout_node, Diagnostics& diagnostics,
                Fanout& fanout) {
  const auto read = [&](const yaml::Node& value, const std::string& what) {
    const auto cycles = yaml::read_quantity<Cycles>(value, diagnostics, what);
    if (cycles && cycles->value > most_delay_cycles) {
      diagnostics.error(value.place(), what + " is more than a million cycles").help =
          "look for a slip in the number";
      return 0.0;
    }
    return cycles ? cycles->value : 0.0;
  };
  if (!node.is_map()) {
    fanout.delay_cycles.fill(read(node, "'delay'"));
    return;
  }
  yaml::MapReader map(node, diagnostics, "'delay'");
  for (const Axis axis : axes) {
    const std::string name(name_of(axis));
    const auto value = map.child(name);
    if (!value) continue;
    fanout.delay_cycles[static_cast<std::size_t>(axis)] = read(*value, "'delay' on " + name);
    if (fanout_node.find(name) == nullptr)
      diagnostics.warning(value->place(), "'delay' on " + name + " has no effect: the fanout has no '" +
                                              name + "' of its own, so its size there is 1");
  }
  map.finish();
}

/// A tree without a delay has no effect.
void read_tree(const yaml::Node& node, const yaml::Node& fanout_node, Diagnostics& diagnostics,
               Fanout& fanout) {
  const auto sets = read_per_axis(node, fanout_node, diagnostics, "'tree'");
  for (std::size_t axis = 0; axis < sets.size(); ++axis) {
    fanout.tree[axis] = !sets[axis].empty();
    if (fanout.tree[axis] && fanout.size[axis] > 1 && fanout.delay_cycles[axis] == 0) {
      diagnostics.warning(node.place(), "'tree' has no effect without a 'delay'").help =
          "write for example 'delay: 1 cycle', of each level";
      return;
    }
  }
}

void read_hop(const FanoutDraft& draft, const yaml::Node& node, Context& context, Fanout& fanout) {
  Diagnostics& diagnostics = context.diagnostics;
  if (draft.hop_energy && draft.pitch) {
    diagnostics.error(place_of(node, "pitch"), "'hop_energy' and 'pitch' exclude each other").help =
        "write the energy of a hop, or its length and let the technology library say";
  } else if (draft.hop_energy && draft.hop_energy->per == AccessEnergy::Per::access) {
    diagnostics.error(place_of(node, "hop_energy"), "the energy of a hop is per byte, not per access").help =
        "write for example '0.8 pJ/B'";
  } else if (draft.hop_energy) {
    fanout.hop_energy_pj_per_byte = draft.hop_energy->picojoules;
  } else if (draft.pitch && !context.technology) {
    diagnostics.error(place_of(node, "pitch"), "'pitch' needs the machine's 'technology'").help =
        "write for example 'technology: 28 nm', or 'hop_energy'";
  } else if (draft.pitch) {
    constexpr double nanometres_per_millimetre = 1e6;
    const auto energy = context.take(technology::wire_energy_pj_per_byte_mm(*context.technology),
                                     place_of(node, "pitch"), fanout.name + " hop");
    if (energy) fanout.hop_energy_pj_per_byte = *energy * draft.pitch->value / nanometres_per_millimetre;
  }
}

template <auto member>
void axis_size(FanoutDraft& draft, yaml::MapReader& map, const std::string& key) {
  const yaml::Node* size = map.node().find(key);
  if (size != nullptr && size->is_scalar() && size->scalar() == "0") {
    map.has(key);
    map.diagnostics().error(size->place(), "'" + key + "' is 0, and a fanout has at least 1 instance").help =
        "write 1 or more, or leave '" + key + "' out for 1";
    return;
  }
  draft.*member = map.integer(key, 1, most_per_axis);
}

constexpr std::array fanout_table{
    Key<FanoutDraft>{"name", "name", Need::required, "what mappings call it, as in 'over: PE.x'",
                     text<&FanoutDraft::name>},
    Key<FanoutDraft>{"x", "count", Need::optional, "instances along x; not given: 1",
                     axis_size<&FanoutDraft::x>},
    Key<FanoutDraft>{"y", "count", Need::optional, "instances along y; not given: 1",
                     axis_size<&FanoutDraft::y>},
    Key<FanoutDraft>{"multicast", "per_axis", Need::optional,
                     "a word that several instances want is sent once: true, false, roles, or per axis",
                     raw<&FanoutDraft::multicast>},
    Key<FanoutDraft>{"reduce", "per_axis", Need::optional,
                     "partial results are added on their way up: true, false, or per axis",
                     raw<&FanoutDraft::reduce>},
    Key<FanoutDraft>{"hop_energy", "access_energy", Need::optional,
                     "of one byte over one hop between neighbours", quantity<&FanoutDraft::hop_energy>},
    Key<FanoutDraft>{"pitch", "length", Need::optional,
                     "distance between neighbours; gives the hop's energy from the technology library",
                     positive<&FanoutDraft::pitch>},
    Key<FanoutDraft>{"delay", "per_axis_cycles", Need::optional,
                     "of a word from one instance to the next, as in a systolic array: 1 cycle, or per axis",
                     raw<&FanoutDraft::delay>},
    Key<FanoutDraft>{"tree", "per_axis", Need::optional,
                     "words go through a tree, whose levels take 'delay' each: true, false, or per axis",
                     raw<&FanoutDraft::tree>},
    Key<FanoutDraft>{"source", "text", Need::optional, "where this fanout's numbers come from",
                     text<&FanoutDraft::source>},
};

}  // namespace

std::span<const Key<FanoutDraft>> fanout_keys() {
  return fanout_table;
}

Fanout read_fanout(const yaml::Node& node, Context& context) {
  Diagnostics& diagnostics = context.diagnostics;
  FanoutDraft draft;
  yaml::MapReader map(node, diagnostics, "a fanout");
  read_keys(fanout_keys(), draft, map);

  Fanout fanout;
  fanout.place = node.place();
  fanout.name = draft.name.value_or("");
  check_name(fanout.name, place_of(node, "name"), diagnostics);
  fanout.size = {draft.x.value_or(1), draft.y.value_or(1)};
  if (node.is_map() && node.find("x") == nullptr && node.find("y") == nullptr) {
    diagnostics.error(node.place(), "fanout '" + fanout.name + "' has no size").help =
        "write 'x', 'y' or both, for example {name: PE, x: 16, y: 16}";
  }
  if (draft.multicast) fanout.multicast = read_per_axis(*draft.multicast, node, diagnostics, "'multicast'");
  if (draft.reduce) read_reduce(*draft.reduce, node, diagnostics, fanout);
  read_hop(draft, node, context, fanout);
  if (draft.delay) read_delay(*draft.delay, node, diagnostics, fanout);
  if (draft.tree) read_tree(*draft.tree, node, diagnostics, fanout);
  if (draft.source) context.sources.push_back(fanout.name + ": " + *draft.source);
  return fanout;
}

}  // namespace ridge::reader
