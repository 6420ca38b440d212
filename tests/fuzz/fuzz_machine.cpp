// Feeds any text to the machine reader. Whatever it is, the answer is a machine that holds together or an
// InputError that says something.
#include <cmath>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "arch/facts.hpp"
#include "arch/machine.hpp"
#include "tests/fuzz/require.hpp"

namespace ridge {

namespace {

using fuzz::require;

constexpr yaml::Limits limits{.bytes = 1U << 16U, .depth = 20, .nodes = 2000};

void check_level(const StorageLevel& level, const Machine& machine) {
  require(!level.name.empty(), "a level has a name");
  require(machine.level_named(level.name).has_value(), "a level is found by its name");
  require((level.keeps.bits() & ~level.may_keep.bits()) == 0, "what must be kept may be kept");
  require((level.double_buffered.bits() & ~level.may_keep.bits()) == 0, "what is buffered may be kept");
  require(!level.size_bytes || *level.size_bytes > 0, "sizes are above zero");
  require(level.size_bytes || level.kind == MemoryKind::dram, "only a dram is unlimited");
  for (const Port& port : level.ports) {
    require(!port.bytes_per_cycle || *port.bytes_per_cycle > 0, "bandwidths are above zero");
  }
  for (const auto& energy : {level.read_energy, level.write_energy}) {
    require(!energy || (std::isfinite(energy->picojoules) && energy->picojoules >= 0), "energies are finite");
  }
}

void check_machine(const Machine& machine) {
  require(std::isfinite(machine.clock.value) && machine.clock.value > 0, "the clock ticks");
  require(!machine.sources.empty(), "every number has a source");
  require(!machine.levels.empty() && !machine.compute.empty(), "there are levels and units");
  require(machine.order.size() == machine.levels.size() + machine.fanouts.size(), "the order has every part");
  for (const StorageLevel& level : machine.levels)
    check_level(level, machine);
  for (const Fanout& fanout : machine.fanouts)
    require(fanout.instances() > 0, "a fanout has instances");
  require(machine.lanes() > 0, "there are lanes");
  const MachineFacts facts = facts_of(machine);
  require(facts.levels.size() == machine.levels.size(), "every level has facts");
  for (const Peak& peak : facts.peaks)
    require(peak.ops_per_cycle > 0, "a peak is above zero");
}

void read(std::string_view text) {
  const auto source = std::make_shared<const SourceText>(SourceText{"input.yaml", std::string(text)});
  std::vector<Diagnostic> warnings;
  try {
    check_machine(read_machine(yaml::parse(source, limits), warnings));
  } catch (const InputError& error) {
    require(!error.diagnostics().empty(), "an error says something");
  }
}

}  // namespace

}  // namespace ridge

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ridge::read(std::string_view(reinterpret_cast<const char*>(data), size));
  return 0;
}
