#include "interop/timeloop/component.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "base/checked.hpp"

namespace ridge::timeloop {
namespace {

bool contains_any(std::string_view text, std::initializer_list<std::string_view> parts) {
  return std::any_of(parts.begin(), parts.end(),
                     [&](std::string_view part) { return text.find(part) != std::string_view::npos; });
}

/// Fills in the side of the mesh that is not given.
Mesh read_mesh(std::int64_t instances, Attributes& attributes) {
  const auto x = attributes.integer({"meshX"}, 1);
  const auto y = attributes.integer({"meshY"}, 1);
  if (instances == unknown_copies) return {};
  Mesh mesh{instances, instances, 1};
  if (x) mesh.x = *x;
  if (y) mesh.y = *y;
  if (x && !y) mesh.y = instances / *x;
  if (y && !x) mesh.x = instances / *y;
  if (mesh.x * mesh.y == instances) return mesh;
  const std::string shape = x && y ? fmt::format("a mesh of {} x {}", *x, *y)
                            : x    ? fmt::format("a mesh whose meshX is {}", *x)
                                   : fmt::format("a mesh whose meshY is {}", *y);
  Diagnostic& error = attributes.diagnostics().error(
      attributes.map().place(),
      fmt::format("{} instances of {} do not fill {}", instances, attributes.what(), shape));
  error.help = "meshX x meshY is the number of instances";
  return {instances, instances, 1};
}

std::optional<double> bandwidth(Attributes& attributes, Attributes::Names names) {
  const yaml::Node* node = attributes.find(names);
  const auto words = attributes.number(names);
  if (!words) return std::nullopt;
  if (*words > 0) return words;
  if (*words < 0) {
    attributes.diagnostics().error(node->place(), "a bandwidth is not negative").help =
        "it is in words per cycle; leave the key out for unlimited";
  } else {
    attributes.diagnostics()
        .warning(node->place(), fmt::format("a bandwidth of 0 is taken as unlimited, as Timeloop "
                                            "does"))
        .help = "leave the key out if that is meant";
  }
  return std::nullopt;
}

/// Timeloop rounds down in silence.
void warn_of_rest(const Level& level, std::int64_t width, const yaml::Node& node, Attributes& attributes) {
  attributes.diagnostics()
      .warning(node.place(),
               fmt::format("of a width of {} bits, {} hold words of {} bits, and the rest nothing", width,
                           level.block_words * level.cluster * level.word_bits, level.word_bits))
      .help = "width = block-size x cluster-size x word-bits";
}

/// The four sizes that together make up a row: block x word x cluster = width.
void read_width(Level& level, Attributes& attributes) {
  const auto block = attributes.integer({"block_size", "n_words"}, 1);
  const auto cluster = attributes.integer({"cluster_size"}, 1);
  const yaml::Node* node = attributes.find({"width", "memory_width", "data_storage_width"});
  const auto width = attributes.integer({"width", "memory_width", "data_storage_width"}, 1);
  level.block_words = block.value_or(1);
  level.cluster = cluster.value_or(1);
  if (!width) return;
  if (!block) {
    level.block_words = *width / level.cluster / level.word_bits;
  } else if (!cluster) {
    level.cluster = *width / (level.word_bits * level.block_words);
  }
  const bool whole = level.block_words * level.word_bits * level.cluster == *width;
  const bool must_be_whole = block.has_value();
  if (level.block_words >= 1 && level.cluster >= 1 && (whole || !must_be_whole)) {
    if (!whole) warn_of_rest(level, *width, *node, attributes);
    return;
  }
  Diagnostic& error = attributes.diagnostics().error(
      node->place(),
      fmt::format("a width of {} bits is not made of words of {} bits here", *width, level.word_bits));
  error.label =
      fmt::format("block {} x cluster {} x {} bits", block.value_or(1), cluster.value_or(1), level.word_bits);
  error.help = "width = block-size x cluster-size x word-bits";
  level.block_words = std::max<std::int64_t>(1, level.block_words);
  level.cluster = std::max<std::int64_t>(1, level.cluster);
}

void read_capacity(Level& level, Attributes& attributes) {
  const auto entries = attributes.integer({"entries"}, 0);
  const auto depth = attributes.integer({"depth", "memory_depth", "data_storage_depth"}, 0);
  const auto kilobytes = attributes.number({"sizeKB"});
  if (entries) {
    level.capacity_words = *entries;
  } else if (depth) {
    level.capacity_words = *depth * level.block_words;
  } else if (kilobytes) {
    level.capacity_words = static_cast<std::int64_t>(*kilobytes * 1024 * 8) / level.word_bits;
  } else if (!level.dram && !attributes.diagnostics().has_errors()) {
    attributes.diagnostics()
        .warning(level.place, fmt::format("'{}' has no size, so nothing limits what it holds", level.name))
        .help = "give 'depth' or 'entries'";
  }
}

void read_bandwidths(Level& level, Attributes& attributes) {
  if (const auto both = bandwidth(attributes, {"bandwidth"})) {
    level.read_words_per_cycle = level.write_words_per_cycle = *both / 2;
  }
  if (const auto read = bandwidth(attributes, {"read_bandwidth"})) level.read_words_per_cycle = read;
  if (const auto write = bandwidth(attributes, {"write_bandwidth"})) level.write_words_per_cycle = write;
  level.shared_words_per_cycle = bandwidth(attributes, {"shared_bandwidth"});
}

/// Timeloop's built-in energy of one access, for levels without a table: DRAM 200 pJ per 16 bits; SRAM linear
/// in the size, 1 pJ per 16 bits at 0.5 KB and 6 pJ at 100 KB.
double built_in_pj(const Level& level) {
  const auto bits = static_cast<double>(level.word_bits * level.block_words);
  if (level.dram) return 12.5 * bits;
  if (!level.capacity_words) return 0;
  const double row_bits = bits * static_cast<double>(level.cluster);
  const auto rows = static_cast<double>(ceil_divide(*level.capacity_words, level.block_words));
  const double kilobytes = row_bits * rows / 8192;
  return (1 + 5 / 99.5 * (kilobytes - 0.5)) * row_bits / 16 / static_cast<double>(level.cluster);
}

MetadataStorage read_metadata(const Level& level, Attributes& attributes) {
  MetadataStorage metadata;
  metadata.width_bits = attributes.integer({"metadata_storage_width"}, 0).value_or(0);
  metadata.depth = attributes.integer({"metadata_storage_depth"}, 0).value_or(0);
  metadata.word_bits = attributes.integer({"metadata_datawidth", "metadata_word_bits"}, 0).value_or(0);
  metadata.decompresses = attributes.boolean({"decompression_supported"}).value_or(false);
  metadata.compresses = attributes.boolean({"compression_supported"}).value_or(false);
  metadata.overbooks = attributes.boolean({"allow_overbooking"}).value_or(false);
  const std::int64_t block = attributes.integer({"metadata_block_size"}, 1).value_or(1);
  const std::int64_t row_bits = metadata.word_bits * block;
  if (row_bits > 0 && metadata.width_bits % row_bits != 0) {
    attributes.diagnostics()
        .error(level.place, fmt::format("a metadata storage {} bits wide is not made of words of {} bits",
                                        metadata.width_bits, metadata.word_bits))
        .help = "metadata_storage_width is a multiple of metadata_datawidth x metadata_block_size";
  }
  const yaml::Node* partition = attributes.find({"tile_partition_supported"});
  if (partition != nullptr && attributes.boolean({"tile_partition_supported"}).value_or(false))
    attributes.diagnostics().error(partition->place(), "partitioned tiles are not modelled");
  return metadata;
}

/// Attributes that change no number of the dense model.
void ignore_what_changes_nothing(Attributes& attributes) {
  attributes.ignore({"type",
                     "n_banks",
                     "num_banks",
                     "num_ports",
                     "n_rdwr_ports",
                     "n_rd_ports",
                     "n_wr_ports",
                     "n_ports",
                     "network_word_bits",
                     "addr_gen_energy",
                     "cluster_area",
                     "storage_area",
                     "area",
                     "update_fifo_depth",
                     "has_power_gating",
                     "power_gated_at",
                     "version",
                     "global_cycle_seconds",
                     "cycle_seconds",
                     "reduction_supported",
                     "metadata_counter_width",
                     "addr_width",
                     "memory_type",
                     "latency",
                     "technology",
                     "action_latency_cycles",
                     "router_energy",
                     "wire_energy"});
}

}  // namespace

std::optional<std::int64_t> Level::usable_words() const {
  if (!capacity_words) return std::nullopt;
  return static_cast<std::int64_t>(std::floor(static_cast<double>(*capacity_words) / multiple_buffering));
}

ComponentKind kind_of(std::string_view memory_class) {
  if (contains_any(memory_class, {"DRAM", "SRAM", "regfile", "smartbuffer", "storage"}))
    return ComponentKind::storage;
  if (contains_any(memory_class, {"mac", "compute"})) return ComponentKind::compute;
  if (contains_any(memory_class, {"XY_NoC", "Legacy", "ReductionTree", "SimpleMulticast"}))
    return ComponentKind::network;
  return ComponentKind::unknown;
}

Ranged split_range(std::string_view name) {
  const std::size_t bracket = name.rfind('[');
  const std::size_t dots = name.find("..", bracket == std::string_view::npos ? 0 : bracket);
  if (bracket == std::string_view::npos || dots == std::string_view::npos || !name.ends_with(']'))
    return {std::string(name), 1};
  std::int64_t first = 0;
  std::int64_t last = 0;
  const char* end = name.data() + name.size() - 1;
  const auto a = std::from_chars(name.data() + bracket + 1, name.data() + dots, first);
  const auto b = std::from_chars(name.data() + dots + 2, end, last);
  if (a.ec != std::errc() || b.ec != std::errc() || b.ptr != end || last < first)
    return {std::string(name), 1};
  return {std::string(name.substr(0, bracket)), last - first + 1};
}

Level read_level(const Standing& standing, Attributes attributes) {
  Level level;
  level.name = standing.name;
  level.place = standing.place;
  level.memory_class = standing.memory_class;
  level.dram = contains_any(standing.memory_class, {"DRAM"}) || attributes.text({"technology"}) == "DRAM";
  level.word_bits = attributes.integer({"word_bits", "word_width", "datawidth"}, 1).value_or(16);
  read_width(level, attributes);
  read_capacity(level, attributes);
  read_bandwidths(level, attributes);
  level.multiple_buffering = attributes.number({"multiple_buffering"}).value_or(1);
  level.min_utilization = attributes.number({"min_utilization"}).value_or(0);
  level.latency_cycles = attributes.number({"network_fill_latency"}).value_or(0) +
                         attributes.number({"network_drain_latency"}).value_or(0);
  level.metadata = read_metadata(level, attributes);
  level.mesh = read_mesh(attributes.integer({"instances"}, 1).value_or(standing.instances), attributes);
  const double pj = attributes.number({"vector_access_energy"}).value_or(built_in_pj(level));
  level.read_pj = level.fill_pj = level.update_pj = pj;
  if (level.multiple_buffering < 1) {
    attributes.diagnostics().error(level.place, "'multiple_buffering' is at least 1").help =
        "2 for double buffering";
    level.multiple_buffering = 1;
  }
  ignore_what_changes_nothing(attributes);
  attributes.finish();
  return level;
}

Compute read_compute(const Standing& standing, Attributes attributes) {
  Compute compute;
  compute.name = standing.name;
  compute.place = standing.place;
  compute.word_bits = attributes.integer({"word_bits", "datawidth"}, 1).value_or(16);
  compute.mesh = read_mesh(attributes.integer({"instances"}, 1).value_or(standing.instances), attributes);
  const auto bits = static_cast<double>(compute.word_bits);
  compute.pj = attributes.number({"energy"}).value_or(bits * bits / 256);  // 1 pJ at 16 bits
  ignore_what_changes_nothing(attributes);
  attributes.ignore({"multiplier_width", "adder_width", "width", "num_pipeline_stages", "cluster_size",
                     "meshX", "meshY", "multiple_buffering", "min_utilization", "allow_overbooking"});
  attributes.finish();
  return compute;
}

}  // namespace ridge::timeloop
