#include "explore/validation/timeloop_spread.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "base/characters.hpp"
#include "base/number.hpp"
#include "explore/validation/weight_stationary.hpp"
#include "workloads/network.hpp"

namespace ridge::validation {
namespace {

constexpr double about_as_fast = 1.05;  // of the fewest cycles

struct Published {
  double fast_mappings = 0;
  double spread = 0;
  double least_dram_mappings = 0;
  double least_dram_spread = 0;
};

/// The number in a text: 480000, "nearly 19x", "11x".
std::optional<double> read_number_in(yaml::MapReader& reader, std::string_view key) {
  const auto node = reader.required_child(key);
  if (!node) return std::nullopt;
  const std::string_view text = node->is_scalar() ? std::string_view(node->scalar()) : std::string_view();
  const auto first = std::find_if(text.begin(), text.end(), is_digit);
  const NumberScan scan = scan_number(text.substr(static_cast<std::size_t>(first - text.begin())));
  const double value = scan.good() ? decimal_value(scan.literal).value : 0;
  if (value > 0) return value;
  reader.diagnostics().error(node->place(), fmt::format("{} is {}", key, node->described())).help =
      "write a number above 0, such as 480000 or 19x";
  return std::nullopt;
}

Published read_published(const std::filesystem::path& path) {
  Diagnostics diagnostics;
  yaml::MapReader file(yaml::parse_file(path), diagnostics, "the file of figures");
  const auto data = file.required_child("data");
  diagnostics.throw_if_errors();
  yaml::MapReader figures(*data, diagnostics, "'data'");
  const auto spread = figures.required_child("fig1_spread");
  diagnostics.throw_if_errors();
  yaml::MapReader reader(*spread, diagnostics, "'fig1_spread'");
  const auto fast = read_number_in(reader, "mappings_within_5pct_of_peak_performance");
  const auto all = read_number_in(reader, "energy_efficiency_spread");
  const auto least = read_number_in(reader, "minimum_dram_access_mappings");
  const auto among_least = read_number_in(reader, "spread_among_min_dram_mappings");
  diagnostics.throw_if_errors();
  return {*fast, *all, *least, *among_least};
}

/// The mappings that take at most 5 % more cycles than the fastest.
std::vector<MappingCost> fast_ones(const std::vector<MappingCost>& runs) {
  double fewest = std::numeric_limits<double>::infinity();
  for (const MappingCost& run : runs)
    fewest = std::min(fewest, run.cycles);
  std::vector<MappingCost> fast;
  std::copy_if(runs.begin(), runs.end(), std::back_inserter(fast),
               [&](const MappingCost& run) { return run.cycles <= about_as_fast * fewest; });
  return fast;
}

std::vector<MappingCost> of_least_traffic(const std::vector<MappingCost>& runs) {
  double least = std::numeric_limits<double>::infinity();
  for (const MappingCost& run : runs)
    least = std::min(least, run.dram_bytes);
  std::vector<MappingCost> chosen;
  std::copy_if(runs.begin(), runs.end(), std::back_inserter(chosen),
               [&](const MappingCost& run) { return run.dram_bytes <= least; });
  return chosen;
}

double least_energy_pj(const std::vector<MappingCost>& runs) {
  return std::min_element(
             runs.begin(), runs.end(),
             [](const MappingCost& a, const MappingCost& b) { return a.energy_pj < b.energy_pj; })
      ->energy_pj;
}

double spread_of(const std::vector<MappingCost>& runs) {
  double most = 0;
  for (const MappingCost& run : runs)
    most = std::max(most, run.energy_pj);
  return most / least_energy_pj(runs);
}

/// Mappings by energy over the least, in bins of a factor of 2^(1/4).
Histogram histogram_of(const std::vector<MappingCost>& runs) {
  constexpr double bins_per_octave = 4;
  const double least = least_energy_pj(runs);
  Histogram histogram{"energy over the least", "x", {}, {}};
  for (const MappingCost& run : runs) {
    const auto bin = static_cast<std::size_t>(bins_per_octave * std::log2(run.energy_pj / least));
    if (bin >= histogram.counts.size()) histogram.counts.resize(bin + 1);
    ++histogram.counts[bin];
  }
  for (std::size_t bin = 0; bin <= histogram.counts.size(); ++bin)
    histogram.bounds.push_back(std::exp2(static_cast<double>(bin) / bins_per_octave));
  return histogram;
}

/// nvdla_1024 whose DRAM is no limit: the paper's mappings are told apart by the array's performance.
Machine machine_without_memory_wall() {
  std::vector<Diagnostic> warnings;
  Machine machine = load_machine("nvdla_1024", {}, warnings);
  for (Port& port : machine.levels[*machine.level_named("DRAM")].ports)
    port.bytes_per_cycle.reset();
  return machine;
}

Problem vgg_conv3_2() {
  const Network network = load_workload("vgg16");
  const auto found = std::find_if(network.layers.begin(), network.layers.end(),
                                  [](const Layer& layer) { return layer.name == "conv3_2"; });
  check(found != network.layers.end(), "VGG-16 has a conv3_2");
  return found->problem;
}

}  // namespace

Set timeloop_spread_set(const std::filesystem::path& folder) {
  const Published published = read_published(folder / "timeloop_ispass2019.yaml");
  const WeightStationarySpace space = weight_stationary_space(vgg_conv3_2(), machine_without_memory_wall());
  const std::vector<MappingCost> fast = fast_ones(space.runs);
  const std::vector<MappingCost> least = of_least_traffic(fast);
  Comparison spreads{"energy_spread", "x", "", {}};
  spreads.rows = {
      {"mappings within 5 % of the fewest cycles", spread_of(fast), published.spread, {}, ""},
      {"of these, those of least DRAM traffic", spread_of(least), published.least_dram_spread, {}, ""}};
  Comparison counts{"mappings", "mappings", "", {}};
  counts.rows = {
      {"within 5 % of the fewest cycles", static_cast<double>(fast.size()), published.fast_mappings, {}, ""},
      {"of these, those of least DRAM traffic",
       static_cast<double>(least.size()),
       published.least_dram_mappings,
       {},
       ""}};
  Set set{
      "timeloop_spread",
      "energies of mappings that are about as fast, VGG's conv3_2 on a machine of 1,024 multipliers: "
      "largest over least",
      "Parashar et al., Timeloop, ISPASS 2019, figure 1 and its text",
      {std::move(spreads), std::move(counts)},
      {fmt::format("all of {} weight-stationary mappings of nvdla_1024 with full lanes, of which {} fit; the "
                   "DRAM's bandwidth is no limit",
                   space.mappings, space.runs.size()),
       "the paper's machine, mapspace and energies are not published in full: the figures compare two "
       "spaces of one kind, not two models of one space"}};
  set.histogram = histogram_of(fast);
  return set;
}

}  // namespace ridge::validation
