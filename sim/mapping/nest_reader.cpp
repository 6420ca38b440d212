// Reads a nest: the list under `nest:`.
#include <algorithm>

#include <fmt/format.h>

#include "sim/mapping/mapping.hpp"
#include "sim/mapping/names.hpp"

namespace ridge {

namespace {

constexpr const char* entry_help =
    "write 'keep: {GLB: [Inputs]}', 'for: {K: 8}' or 'spatial: {K: 16, over: PE.x}'";

/// Reads the entries of one nest.
class NestReader {
 public:
  NestReader(const Problem& problem, const Machine& machine, Diagnostics& diagnostics)
      : problem_(problem), machine_(machine), diagnostics_(diagnostics) {}

  Mapping read(const yaml::Node& nest) {
    if (!nest.is_list()) {
      diagnostics_.error(nest.place(), fmt::format("a nest is a list of entries, not {}", nest.described()))
          .help = "start each entry with '- ', outermost first";
    } else if (nest.items().empty()) {
      diagnostics_.error(nest.place(), "the nest is empty").help = entry_help;
    } else if (nest.items().size() > max_nest_entries) {
      diagnostics_.error(nest.place(), fmt::format("the nest has {} entries", nest.items().size())).help =
          fmt::format("at most {}: join loops over one dimension that stand together", max_nest_entries);
    } else {
      for (const yaml::Node& entry : nest.items())
        read_entry(entry);
    }
    return std::move(mapping_);
  }

 private:
  void read_entry(const yaml::Node& entry) {
    if (!entry.is_map()) {
      diagnostics_.error(entry.place(), fmt::format("an entry of a nest is a map, not {}", entry.described()))
          .help = entry_help;
      return;
    }
    if (entry.find("over") != nullptr && entry.find("spatial") != nullptr) {
      over_outside(entry);
      return;
    }
    if (entry.entries().size() != 1) {
      diagnostics_
          .error(entry.place(), fmt::format("an entry of a nest has one key, not {}", entry.entries().size()))
          .help = "start each loop and each keep with its own '- '";
      return;
    }
    const yaml::Node::Entry& only = entry.entries()[0];
    if (only.key == "keep") {
      read_keep(only.value);
    } else if (only.key == "for") {
      read_temporal(only.value);
    } else if (only.key == "spatial") {
      read_spatial(only.value);
    } else {
      unknown_name(diagnostics_, only.key_place, "a nest", "entry", only.key, {"keep", "for", "spatial"});
    }
  }

  /// `{spatial: {R: 2}, over: PE.y}`: 'over' is a key of the loop, not of the entry.
  void over_outside(const yaml::Node& entry) {
    const yaml::Node& over = *entry.find("over");
    const yaml::Node& loop = *entry.find("spatial");
    const bool clear = over.is_scalar() && loop.is_map() && loop.entries().size() == 1 &&
                       loop.entries()[0].value.is_scalar();
    diagnostics_.error(over.place(), "'over' stands outside the braces of its loop").help =
        clear ? fmt::format("write 'spatial: {{{}: {}, over: {}}}'", loop.entries()[0].key,
                            loop.entries()[0].value.scalar(), over.scalar())
              : "write it inside: 'spatial: {K: 16, over: PE.x}'";
  }

  bool is_map(const yaml::Node& value, const char* key, const char* help) {
    if (value.is_map() && !value.entries().empty()) return true;
    const std::string what = value.is_map() ? "an empty one" : value.described();
    diagnostics_.error(value.place(), fmt::format("'{}' needs a map, not {}", key, what)).help = help;
    return false;
  }

  void add(const NestEntry& entry, const Place& place) {
    mapping_.nest.push_back(entry);
    mapping_.places.push_back(place);
  }

  // A map has no order: the nodes of one entry go by level, those of one level as listed.
  void read_keep(const yaml::Node& value) {
    if (!is_map(value, "keep", "write the level and its tensors: 'keep: {GLB: [Inputs]}'")) return;
    std::vector<std::pair<NestEntry, Place>> nodes;
    for (const yaml::Node::Entry& kept : value.entries()) {
      const auto level = machine_.level_named(kept.key);
      if (!level) {
        unknown_name(diagnostics_, kept.key_place, fmt::format("machine '{}'", machine_.name), "level",
                     kept.key, level_names(machine_));
      }
      for (const auto& [tensor, place] : read_tensors(kept.value)) {
        if (level) nodes.emplace_back(NestEntry::keep(*level, tensor), place);
      }
    }
    std::stable_sort(nodes.begin(), nodes.end(),
                     [](const auto& a, const auto& b) { return a.first.level < b.first.level; });
    for (const auto& [node, place] : nodes)
      add(node, place);
  }

  std::vector<std::pair<TensorId, Place>> read_tensors(const yaml::Node& list) {
    std::vector<std::pair<TensorId, Place>> tensors;
    if (!list.is_list() || list.items().empty()) {
      const std::string what = list.is_list() ? "an empty list" : list.described();
      diagnostics_.error(list.place(), fmt::format("what a level keeps is a list of tensors, not {}", what))
          .help = fmt::format("write some of [{}]", fmt::join(tensor_names(problem_), ", "));
      return tensors;
    }
    for (const yaml::Node& item : list.items()) {
      const auto name = yaml::read_text(item, diagnostics_, "a tensor");
      if (!name) continue;
      if (const auto tensor = problem_.tensor_named(*name)) {
        tensors.emplace_back(*tensor, item.place());
      } else {
        unknown_name(diagnostics_, item.place(), fmt::format("problem '{}'", problem_.name), "tensor", *name,
                     tensor_names(problem_));
      }
    }
    return tensors;
  }

  /// The one loop in `entries` without `over`.
  std::optional<NestEntry> read_loop(std::span<const yaml::Node::Entry> entries, const yaml::Node& value) {
    if (entries.size() != 1) {
      std::vector<std::string> names;
      for (const yaml::Node::Entry& loop : entries)
        names.push_back(loop.key);
      Diagnostic& error = diagnostics_.error(
          value.place(), names.empty() ? "the loop has no dimension"
                                       : fmt::format("one entry holds one loop, not {}", all_of(names)));
      error.help = names.empty() ? "write a dimension and its bound: 'K: 16'"
                                 : "a map has no order: write one entry per loop, outermost first";
      return std::nullopt;
    }
    const yaml::Node::Entry& loop = entries[0];
    const auto dimension = problem_.dimension_named(loop.key);
    if (!dimension) {
      unknown_name(diagnostics_, loop.key_place, fmt::format("problem '{}'", problem_.name), "dimension",
                   loop.key, dimension_names(problem_));
    }
    const auto bound = yaml::read_integer(loop.value, diagnostics_,
                                          fmt::format("the bound of '{}'", loop.key), 1, greatest_bound);
    if (!dimension || !bound) return std::nullopt;
    return NestEntry::temporal(*dimension, *bound);
  }

  void read_temporal(const yaml::Node& value) {
    if (!is_map(value, "for", "write the dimension and its bound: 'for: {K: 8}'")) return;
    if (const auto loop = read_loop(value.entries(), value)) add(*loop, value.entries()[0].key_place);
  }

  void read_spatial(const yaml::Node& value) {
    if (!is_map(value, "spatial", "write the loop and the axis: 'spatial: {K: 16, over: PE.x}'")) return;
    std::vector<yaml::Node::Entry> loops;
    std::optional<FanoutAxis> over;
    for (const yaml::Node::Entry& part : value.entries()) {
      if (part.key != "over") {
        loops.push_back(part);
      } else if (const auto name = yaml::read_text(part.value, diagnostics_, "'over'")) {
        over = axis_named(*name, part.value.place(), machine_, diagnostics_);
      }
    }
    if (value.find("over") == nullptr) {
      diagnostics_.error(value.place(), "a spatial loop needs 'over'").help =
          machine_.fanouts.empty()
              ? fmt::format("machine '{}' has no fanout: write 'for' instead", machine_.name)
              : fmt::format("add 'over:' and one of {}", list_of(axis_names(machine_)));
    }
    const auto loop = read_loop(loops, value);
    if (!loop || !over) return;
    add(NestEntry::spatial(loop->dimension, loop->bound, over->fanout, over->axis), loops[0].key_place);
  }

  const Problem& problem_;
  const Machine& machine_;
  Diagnostics& diagnostics_;
  Mapping mapping_;
};

}  // namespace

std::optional<Mapping> read_nest(const yaml::Node& nest, const Problem& problem, const Machine& machine,
                                 Diagnostics& diagnostics) {
  const std::size_t errors_before = diagnostics.error_count();
  Mapping mapping = NestReader(problem, machine, diagnostics).read(nest);
  if (diagnostics.error_count() > errors_before) return std::nullopt;
  return mapping;
}

}  // namespace ridge
