#include <array>

#include "arch/reader/level.hpp"
#include "arch/reader/names.hpp"
#include "arch/reader/roles.hpp"

namespace ridge::reader {

namespace {

constexpr std::size_t most_ports = 64;

constexpr std::array port_table{
    Key<PortDraft>{"name", "name", Need::required, "what results call the port", text<&PortDraft::name>},
    Key<PortDraft>{"bandwidth", "bandwidth", Need::optional, "of one instance; not given: unlimited",
                   positive<&PortDraft::bandwidth>},
    Key<PortDraft>{"reads", "roles", Need::optional, "roles whose reads and drains it serves",
                   raw<&PortDraft::reads>},
    Key<PortDraft>{"writes", "roles", Need::optional, "roles whose fills and updates it serves",
                   raw<&PortDraft::writes>},
};

Port read_port(const yaml::Node& node, Context& context) {
  const std::size_t before = context.diagnostics.error_count();
  PortDraft draft;
  yaml::MapReader map(node, context.diagnostics, "a port");
  read_keys(port_keys(), draft, map);
  Port port;
  port.name = draft.name.value_or("");
  check_name(port.name, place_of(node, "name"), context.diagnostics);
  port.bytes_per_cycle = context.bytes_per_cycle(draft.bandwidth);
  if (draft.reads) port.reads = read_roles(*draft.reads, context.diagnostics, "'reads'");
  if (draft.writes) port.writes = read_roles(*draft.writes, context.diagnostics, "'writes'");
  const std::size_t errors = context.diagnostics.error_count();
  if (node.is_map() && errors == before && port.reads.empty() && port.writes.empty()) {
    context.diagnostics.error(node.place(), "port " + in_quotes(port.name) + " serves nothing").help =
        "say what it serves, for example 'reads: [weights, inputs]' or 'writes: all'";
  }
  return port;
}

/// Each direction of a role goes through one port. Returns the roles that the level may keep and none serves.
std::vector<std::string> check_service(const std::vector<Port>& ports, RoleSet may_keep,
                                       RoleSet Port::*direction, const std::string& word, const Place& place,
                                       Diagnostics& diagnostics) {
  std::vector<std::string> unserved;
  for (std::size_t role = 0; role < machine_role_count; ++role) {
    const Port* first = nullptr;
    for (const Port& port : ports) {
      if (!(port.*direction).has(role)) continue;
      if (first != nullptr) {
        diagnostics
            .error(place, "the " + word + " of " + role_words()[role] + " go through two ports, '" +
                              first->name + "' and '" + port.name + "'")
            .help = "let one port serve them, with the sum of both bandwidths if they share the work";
      }
      first = &port;
    }
    if (first == nullptr && may_keep.has(role)) unserved.push_back(role_words()[role]);
  }
  return unserved;
}

/// "weights", "weights and inputs", "weights, inputs and outputs".
std::string joined(const std::vector<std::string>& words) {
  std::string text = words.front();
  for (std::size_t i = 1; i < words.size(); ++i)
    text += (i + 1 == words.size() ? " and " : ", ") + words[i];
  return text;
}

/// A direction that no port serves is unlimited, which is rarely meant once ports are listed.
void check_all_served(const std::vector<Port>& ports, RoleSet may_keep, const Place& place,
                      Diagnostics& diagnostics) {
  std::string unserved;
  for (const auto& [direction, word] :
       {std::pair{&Port::reads, "reads"}, std::pair{&Port::writes, "writes"}}) {
    const std::vector<std::string> roles =
        check_service(ports, may_keep, direction, word, place, diagnostics);
    if (roles.empty()) continue;
    unserved += unserved.empty() ? "" : " and the ";
    unserved += std::string(word) + " of " + joined(roles);
  }
  if (!unserved.empty())
    diagnostics.warning(place, "no port serves the " + unserved + ": they are unlimited");
}

std::vector<Port> read_port_list(const yaml::Node& list, RoleSet may_keep, Context& context) {
  if (!list.is_list() || list.items().empty()) {
    context.diagnostics.error(list.place(), "'ports' is a list of ports, not " + list.described()).help =
        "write for example [{name: weights, bandwidth: 34 GB/s, reads: [weights]}]";
    return {};
  }
  if (list.items().size() > most_ports) {
    context.diagnostics
        .error(list.place(), std::to_string(list.items().size()) + " ports are more than the " +
                                 std::to_string(most_ports) + " there may be")
        .help = "each direction of a role goes through one port: six can serve them all";
    return {};
  }
  std::vector<Port> ports;
  for (const yaml::Node& item : list.items()) {
    Port port = read_port(item, context);
    for (const Port& other : ports) {
      if (other.name == port.name && !port.name.empty()) {
        context.diagnostics.error(item.place(), "two ports are called " + in_quotes(port.name)).help =
            "give each port of a level a name of its own";
      }
    }
    ports.push_back(std::move(port));
  }
  if (context.diagnostics.has_errors()) return ports;
  check_all_served(ports, may_keep, list.place(), context.diagnostics);
  return ports;
}

/// `ports:`, `bandwidth:` and the pair of directions exclude each other.
void check_one_way_of_saying(const LevelDraft& draft, const yaml::Node& node, Diagnostics& diagnostics) {
  const bool directions = draft.read_bandwidth || draft.write_bandwidth;
  if (draft.ports && (directions || draft.bandwidth)) {
    diagnostics.error(node.place(), "'ports' and a bandwidth of the whole level exclude each other").help =
        "give each port its own bandwidth";
  } else if (draft.bandwidth && directions) {
    diagnostics
        .error(place_of(node, "bandwidth"),
               "'bandwidth' is one port for both directions and excludes 'read_bandwidth' and "
               "'write_bandwidth'")
        .help = "keep either the shared port or the two directions";
  }
}

}  // namespace

std::span<const Key<PortDraft>> port_keys() {
  return port_table;
}

std::vector<Port> read_ports(const LevelDraft& draft, const yaml::Node& node, RoleSet may_keep,
                             Context& context) {
  check_one_way_of_saying(draft, node, context.diagnostics);
  if (draft.ports) return read_port_list(*draft.ports, may_keep, context);
  std::vector<Port> ports;
  const RoleSet all = RoleSet::all();
  const RoleSet none;
  if (draft.bandwidth) ports.push_back({"shared", context.bytes_per_cycle(draft.bandwidth), all, all});
  if (draft.read_bandwidth)
    ports.push_back({"read", context.bytes_per_cycle(draft.read_bandwidth), all, none});
  if (draft.write_bandwidth) {
    ports.push_back({"write", context.bytes_per_cycle(draft.write_bandwidth), none, all});
  }
  return ports;
}

}  // namespace ridge::reader
