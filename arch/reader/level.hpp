// Reads one storage level of `levels:`.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "arch/machine.hpp"
#include "arch/reader/context.hpp"
#include "arch/reader/key_table.hpp"

namespace ridge::reader {

/// A storage level as written, before it is made whole.
struct LevelDraft {
  std::optional<std::string> name;
  std::optional<std::size_t> kind;
  std::optional<Bytes> size;
  std::optional<yaml::Node> keeps, may_keep;
  std::optional<Bandwidth> read_bandwidth, write_bandwidth, bandwidth;
  std::optional<yaml::Node> ports;
  std::optional<yaml::Node> buffering;
  std::optional<std::size_t> memory;
  std::optional<std::int64_t> banks;
  std::optional<AccessEnergy> read_energy, write_energy;
  std::optional<Bytes> access;
  std::optional<Watts> static_power;
  std::optional<SquareMillimetres> area;
  std::optional<yaml::Node> word;
  std::optional<Cycles> latency, issue;
  std::optional<std::int64_t> requests;
  std::optional<Bytes> request;
  std::optional<std::string> source;
};

/// One port of `ports:` as written.
struct PortDraft {
  std::optional<std::string> name;
  std::optional<Bandwidth> bandwidth;
  std::optional<yaml::Node> reads, writes;
};

/// "dram", "cache", "scratchpad", "register", in the order of MemoryKind.
const std::vector<std::string>& kind_words();

std::span<const Key<LevelDraft>> level_keys();
std::span<const Key<PortDraft>> port_keys();

/// Reads a level; what is wrong goes into `context.diagnostics`. `position` is left to the caller.
StorageLevel read_level(const yaml::Node& node, Context& context);

/// The ports of a level, from `read_bandwidth`, `write_bandwidth`, `bandwidth` or `ports:`. Every direction
/// of a role has at most one port; a direction without one is unlimited.
std::vector<Port> read_ports(const LevelDraft& draft, const yaml::Node& node, RoleSet may_keep,
                             Context& context);

/// Latency, overhead and requests of `level`, whose ports have been read: those that read pass no more than
/// what may be in flight.
void read_level_transfers(const LevelDraft& draft, const yaml::Node& node, Context& context,
                          StorageLevel& level);

/// Fills energies and area of `level`: what is written, else what `memory:` finds in the technology library.
void read_level_costs(const LevelDraft& draft, const yaml::Node& node, Context& context, StorageLevel& level);

}  // namespace ridge::reader
