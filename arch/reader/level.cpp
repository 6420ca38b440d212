#include "arch/reader/level.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

#include "arch/reader/names.hpp"
#include "arch/reader/roles.hpp"

namespace ridge::reader {

namespace {

constexpr std::int64_t most_banks = 1 << 20;
constexpr std::int64_t most_requests = 1 << 20;
constexpr int most_word_bits = 4096;

/// The two sets of `keeps` and `may_keep`. Neither given: may keep all.
void read_keeps(const LevelDraft& draft, const yaml::Node& node, Diagnostics& diagnostics,
                StorageLevel& level) {
  if (draft.keeps) level.keeps = read_roles(*draft.keeps, diagnostics, "'keeps'");
  if (!draft.keeps && !draft.may_keep) return;
  level.may_keep = level.keeps;
  if (draft.may_keep) {
    const RoleSet more = read_roles(*draft.may_keep, diagnostics, "'may_keep'");
    level.may_keep = RoleSet(level.keeps.bits() | more.bits());
    if (!more.empty() && level.may_keep == level.keeps) {
      diagnostics.warning(draft.may_keep->place(), "'may_keep' has no effect: 'keeps' names the same roles");
    }
  }
  if (level.may_keep.empty() && !diagnostics.has_errors()) {
    diagnostics.error(place_of(node, draft.keeps ? "keeps" : "may_keep"), "a level that keeps no role").help =
        "name at least one of weights, inputs, outputs, or leave the level out";
  }
}

void read_buffering(const yaml::Node& node, Diagnostics& diagnostics, StorageLevel& level) {
  static const std::vector<std::string> words{"single", "double"};
  if (!node.is_map()) {
    const auto word = yaml::read_choice(node, diagnostics, "'buffering'", words);
    level.double_buffered = word == std::size_t{1} ? level.may_keep : RoleSet();
    return;
  }
  if (node.entries().empty()) {
    diagnostics.error(node.place(), "'buffering' names no role").help =
        "write single, double or {ROLE: double}";
  }
  yaml::MapReader roles(node, diagnostics, "'buffering'");
  for (std::size_t role = 0; role < machine_role_count; ++role) {
    const std::string& name = role_words()[role];
    const auto word = roles.choice(name, words);
    if (word && !level.may_keep.has(role)) {
      diagnostics.warning(place_of(node, name),
                          "buffering of " + name + " has no effect: the level never keeps them");
    } else if (word == std::size_t{1}) {
      level.double_buffered = level.double_buffered.with(role);
    }
  }
  roles.finish();
}

/// A width: "12 b", or whole bytes such as "2 B".
std::optional<int> read_word(const yaml::Node& node, Diagnostics& diagnostics) {
  std::string_view text = node.is_scalar() ? std::string_view(node.scalar()) : "";
  if (text.starts_with('0')) text = "";  // numbers in files do not begin with a zero
  int bits = 0;
  const auto [rest, failed] = std::from_chars(text.data(), text.data() + text.size(), bits);
  const std::string_view unit(rest, static_cast<std::size_t>(text.data() + text.size() - rest));
  const bool in_bits = unit == "b" || unit == " b" || unit == "bit" || unit == " bit";
  const bool in_bytes = unit == "B" || unit == " B";
  if (in_bytes) bits = bits > most_word_bits ? bits : bits * 8;
  if (failed == std::errc() && (in_bits || in_bytes) && bits >= 1 && bits <= most_word_bits) return bits;
  diagnostics.error(node.place(), node.described() + " is no width of a word").help =
      "write for example '16 b' or '2 B', at most " + std::to_string(most_word_bits) + " b";
  return std::nullopt;
}

void check_size(const LevelDraft& draft, const yaml::Node& node, Diagnostics& diagnostics,
                const StorageLevel& level) {
  if (draft.size || node.find("size") != nullptr || level.kind == MemoryKind::dram) return;
  diagnostics.error(node.place(), "a " + std::string(name_of(level.kind)) + " needs 'size'").help =
      "write for example 'size: 108 KiB'; only a dram may go without, and is then unlimited";
}

/// What others call the kinds.
constexpr std::array<std::pair<std::string_view, MemoryKind>, 11> other_kind_words{
    {{"sram", MemoryKind::scratchpad},
     {"buffer", MemoryKind::scratchpad},
     {"spad", MemoryKind::scratchpad},
     {"rf", MemoryKind::reg},
     {"regfile", MemoryKind::reg},
     {"registers", MemoryKind::reg},
     {"hbm", MemoryKind::dram},
     {"ddr", MemoryKind::dram},
     {"lpddr", MemoryKind::dram},
     {"gddr", MemoryKind::dram},
     {"memory", MemoryKind::dram}}};

bool equal_but_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char one, char other) {
    return std::tolower(static_cast<unsigned char>(one)) == std::tolower(static_cast<unsigned char>(other));
  });
}

std::optional<std::size_t> read_kind_word(yaml::MapReader& map, const std::string& key) {
  const yaml::Node* node = map.node().find(key);
  const std::string word = node != nullptr && node->is_scalar() ? node->scalar() : "";
  for (const auto& [other, kind] : other_kind_words) {
    if (!equal_but_case(word, other)) continue;
    map.has(key);
    map.diagnostics().error(node->place(), "'" + key + "' cannot be " + in_quotes(word)).help =
        "write '" + std::string(name_of(kind)) + "'; it is one of " + list_of(kind_words());
    return std::nullopt;
  }
  return map.choice(key, kind_words());
}

constexpr std::array level_table{
    Key<LevelDraft>{"name", "name", Need::required, "what mappings and results call the level",
                    text<&LevelDraft::name>},
    Key<LevelDraft>{"kind", "kind", Need::required, "dram, cache, scratchpad or register",
                    [](LevelDraft& draft, yaml::MapReader& map, const std::string& key) {
                      draft.kind = read_kind_word(map, key);
                    }},
    Key<LevelDraft>{"size", "size", Need::optional,
                    "capacity of one instance; a dram without one is unlimited", positive<&LevelDraft::size>},
    Key<LevelDraft>{"keeps", "roles", Need::optional, "roles that this level must hold",
                    raw<&LevelDraft::keeps>},
    Key<LevelDraft>{"may_keep", "roles", Need::optional,
                    "further roles that it may hold; neither 'keeps' nor 'may_keep': may hold all",
                    raw<&LevelDraft::may_keep>},
    Key<LevelDraft>{"read_bandwidth", "bandwidth", Need::optional,
                    "of one instance, for reads and drains; not given: unlimited",
                    positive<&LevelDraft::read_bandwidth>},
    Key<LevelDraft>{"write_bandwidth", "bandwidth", Need::optional,
                    "of one instance, for fills and updates; not given: unlimited",
                    positive<&LevelDraft::write_bandwidth>},
    Key<LevelDraft>{"bandwidth", "bandwidth", Need::optional, "of one port that serves both directions",
                    positive<&LevelDraft::bandwidth>},
    Key<LevelDraft>{"ports", "ports", Need::optional, "ports one by one, each with the roles it serves",
                    raw<&LevelDraft::ports>},
    Key<LevelDraft>{
        "buffering", "buffering", Need::optional,
        "single (default) or double, also per role; double: a tile is fetched while its predecessor "
        "is in use, and demands twice its size",
        raw<&LevelDraft::buffering>},
    Key<LevelDraft>{"memory", "memory", Need::optional,
                    "class in the technology library; gives the energies and the area that are not written",
                    [](LevelDraft& draft, yaml::MapReader& map, const std::string& key) {
                      draft.memory = map.choice(key, technology::memory_classes());
                    }},
    Key<LevelDraft>{
        "banks", "count", Need::optional,
        "equal parts of one instance, of which an access touches one (for the technology library)",
        [](LevelDraft& draft, yaml::MapReader& map, const std::string& key) {
          draft.banks = map.integer(key, 1, most_banks);
        }},
    Key<LevelDraft>{"read_energy", "access_energy", Need::optional, "of reads and drains",
                    quantity<&LevelDraft::read_energy>},
    Key<LevelDraft>{"write_energy", "access_energy", Need::optional, "of fills and updates",
                    quantity<&LevelDraft::write_energy>},
    Key<LevelDraft>{
        "access", "size", Need::optional,
        "bytes moved by one access: for energies per access; a part of an access costs a whole one",
        positive<&LevelDraft::access>},
    Key<LevelDraft>{"static_power", "power", Need::optional, "of one instance",
                    quantity<&LevelDraft::static_power>},
    Key<LevelDraft>{"area", "area", Need::optional, "of one instance", quantity<&LevelDraft::area>},
    Key<LevelDraft>{"word", "width", Need::optional, "forces the width of every word held here",
                    raw<&LevelDraft::word>},
    Key<LevelDraft>{"latency", "cycles", Need::optional,
                    "from the request for a tile of a child to its first word; not given: none",
                    quantity<&LevelDraft::latency>},
    Key<LevelDraft>{"requests", "count", Need::optional,
                    "in flight at a time at a port that reads; not given: as many as there are",
                    [](LevelDraft& draft, yaml::MapReader& map, const std::string& key) {
                      draft.requests = map.integer(key, 1, most_requests);
                    }},
    Key<LevelDraft>{"request", "size", Need::optional, "bytes of one of 'requests'",
                    positive<&LevelDraft::request>},
    Key<LevelDraft>{"issue", "cycles", Need::optional,
                    "of a port, for one tile to or from a child, beside its bytes; not given: none",
                    quantity<&LevelDraft::issue>},
    Key<LevelDraft>{"source", "text", Need::optional, "where this level's numbers come from",
                    text<&LevelDraft::source>},
};

}  // namespace

const std::vector<std::string>& kind_words() {
  static const std::vector<std::string> words{
      std::string(name_of(MemoryKind::dram)), std::string(name_of(MemoryKind::cache)),
      std::string(name_of(MemoryKind::scratchpad)), std::string(name_of(MemoryKind::reg))};
  return words;
}

std::span<const Key<LevelDraft>> level_keys() {
  return level_table;
}

StorageLevel read_level(const yaml::Node& node, Context& context) {
  Diagnostics& diagnostics = context.diagnostics;
  LevelDraft draft;
  yaml::MapReader map(node, diagnostics, "a storage level");
  read_keys(level_keys(), draft, map);

  StorageLevel level;
  level.place = node.place();
  level.name = draft.name.value_or("");
  check_name(level.name, place_of(node, "name"), diagnostics);
  if (draft.kind) {
    level.kind = static_cast<MemoryKind>(*draft.kind);
    check_size(draft, node, diagnostics, level);
  }
  if (draft.size) level.size_bytes = draft.size->value;
  read_keeps(draft, node, diagnostics, level);
  level.ports = read_ports(draft, node, level.may_keep, context);
  read_level_transfers(draft, node, context, level);
  if (draft.buffering) read_buffering(*draft.buffering, diagnostics, level);
  if (draft.word) level.word_bits = read_word(*draft.word, diagnostics);
  if (draft.static_power) level.static_power_mw = draft.static_power->value * 1e3;
  read_level_costs(draft, node, context, level);
  if (level.kind == MemoryKind::cache) {
    context.notes.push_back("cache '" + level.name + "' is taken as a scratchpad");
  }
  if (draft.source) context.sources.push_back(level.name + ": " + *draft.source);
  return level;
}

}  // namespace ridge::reader
