#include "explore/validation/nvdla.hpp"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "base/parallel.hpp"
#include "explore/validation/nvdla_schedule.hpp"
#include "explore/validation/table.hpp"

namespace ridge::validation {
namespace {

struct Configuration {
  std::int64_t macs = 0;
  double buffer_kib = 0;
  double dram_gb_per_s = 0;
  double frames_per_s = 0;
};

/// Multipliers of a MAC cell. nvdla/hw, spec/defs: 64 x 32 (nv_large), 64 x 16 (nv_medium_1024_full), 32 x 16
/// (nv_medium_512), 32 x 8 (nv_small_256_full), 8 x 8 (nv_small). 128 and 32 MACs have no file there: the
/// size in between, and the smallest.
std::int64_t atomic_c_of(std::int64_t macs) {
  return macs >= 1024 ? 64 : macs >= 256 ? 32 : macs >= 128 ? 16 : 8;
}

std::vector<Configuration> read_configurations(const std::filesystem::path& path) {
  const yaml::Node root = yaml::parse_file(path);
  Diagnostics diagnostics;
  yaml::MapReader file(root, diagnostics, "the file of a table");
  const auto data = file.required_child("data");
  diagnostics.throw_if_errors();
  const Table table = read_yaml_table(*data);
  TableReader reader(table, {"macs", "conv_buffer_kb", "sdram_gb_s", "resnet50_fps"}, diagnostics);
  std::vector<Configuration> read;
  for (std::size_t row = 0; row < reader.rows(); ++row) {
    const auto macs = reader.integer(row, "macs", 8, 1 << 20);
    const auto buffer = reader.number(row, "conv_buffer_kb", 1, 1 << 20);
    const auto dram = reader.number(row, "sdram_gb_s", 1e-3, 1e6);
    const auto fps = reader.number(row, "resnet50_fps", 1e-6, 1e9);
    if (macs && *macs % atomic_c_of(*macs) != 0)
      diagnostics.error(reader.cell(row, "macs").place, fmt::format("{} MACs are no whole cells", *macs))
          .help = fmt::format("write a multiple of {}", atomic_c_of(*macs));
    if (macs && buffer && dram && fps) read.push_back({*macs, *buffer, *dram, *fps});
  }
  diagnostics.throw_if_errors();
  return read;
}

/// The machine of one configuration. Half of the buffer is for the layer's part at hand, the other half takes
/// in what is next meanwhile; so no tile has a second place in what is left. A port of the buffer is as wide
/// as a bank, Atomic-C words; weights of a whole atomic operation are loaded in 16 cycles or fewer
/// (unit_description.html, "Stripe operation"). One word of Atomic-C inputs meets the cells in every cycle by
/// the form of the mapping, whatever was fetched around it: the port that reads it is no limit.
Machine machine_of(const Machine& nvdla_1024, const Configuration& configuration) {
  Machine machine = nvdla_1024;
  const std::int64_t atomic_c = atomic_c_of(configuration.macs);
  StorageLevel& buffer = machine.levels[*machine.level_named("CBUF")];
  buffer.size_bytes = static_cast<std::int64_t>(configuration.buffer_kib * 1024 / 2);
  buffer.double_buffered = RoleSet();
  for (Port& port : buffer.ports) {
    const std::int64_t width = port.name == "weight" ? std::max(atomic_c, configuration.macs / 16) : atomic_c;
    port.bytes_per_cycle = static_cast<double>(width);
    if (port.name == "data") port.bytes_per_cycle.reset();
  }
  for (Port& port : machine.levels[*machine.level_named("DRAM")].ports)
    port.bytes_per_cycle = configuration.dram_gb_per_s * 1e9 / machine.clock.value;
  machine.fanouts[*machine.fanout_named("Kernel")].size[0] = configuration.macs / atomic_c;
  machine.fanouts[*machine.fanout_named("Channel")].size[1] = atomic_c;
  for (ComputeUnit& unit :
       machine.compute)  // an operand with what is fetched around it is multiplied as fast
    unit.rate_by_precision = {{"int8", 1}, {"int16", 1}, {"int32", 1}};
  return machine;
}

/// Infinite where it does not fit.
double cycles_of(const Layer& layer, const Machine& machine, std::int64_t atomic_c) {
  const bool reads_image = layer.from.size() == 1 && layer.from.front() == "input";
  if (layer.problem.operation != Operation::mac) return evaluate_as_traffic(layer.problem, machine).cycles;
  const auto convolution = nvdla_layer(layer, reads_image, atomic_c);
  check(convolution.has_value(), "every convolution of ResNet-50 has a form in NVDLA's core");
  const auto best = best_hardware_layer(*convolution, machine);
  return best ? best->cycles : std::numeric_limits<double>::infinity();
}

/// Frames per second; nothing where a layer does not fit.
std::optional<double> frames_per_second(const Network& network, const Machine& nvdla_1024,
                                        const Configuration& configuration) {
  const Machine machine = machine_of(nvdla_1024, configuration);
  std::vector<double> cycles(network.layers.size());
  parallel_for(network.layers.size(), [&](std::size_t i) {
    cycles[i] = static_cast<double>(network.layers[i].count) *
                cycles_of(network.layers[i], machine, atomic_c_of(configuration.macs));
  });
  double total = 0;
  for (const double layer : cycles)
    total += layer;
  if (total == std::numeric_limits<double>::infinity()) return std::nullopt;
  return machine.clock.value / total;
}

}  // namespace

Set nvdla_set(const std::filesystem::path& folder) {
  const std::vector<Configuration> configurations = read_configurations(folder / "nvdla_primer.yaml");
  const Network network = load_workload("resnet50");
  std::vector<Diagnostic> warnings;
  const Machine nvdla_1024 = load_machine("nvdla_1024", {}, warnings);
  Comparison comparison{"frames_per_second", "1/s", "", {}};
  for (const Configuration& configuration : configurations) {
    const auto ours = frames_per_second(network, nvdla_1024, configuration);
    comparison.rows.push_back(
        {fmt::format("{} MACs, {} KiB, {} GB/s", configuration.macs, configuration.buffer_kib,
                     configuration.dram_gb_per_s),
         ours, configuration.frames_per_s, std::nullopt,
         ours ? "" : "one group of kernels and one line do not fit in half the buffer"});
  }
  return {
      "nvdla",
      "ResNet-50 on the seven configurations of NVDLA in its primer: frames per second, estimated by its "
      "makers, at 1 GHz in int8",
      "NVDLA Primer, nvdla.org/primer.html, \"Example area and performance with NVDLA\"",
      {std::move(comparison)},
      {"every layer for itself, also pooling and additions, which pass the memory alone; one frame at a time",
       "mapped as the hardware would: kernels in passes, each over all lines of the input; a layer takes as "
       "long as the slowest of memory, buffer and multipliers, and half of the buffer fills meanwhile"}};
}

}  // namespace ridge::validation
