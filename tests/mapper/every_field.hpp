// Changes every field of a search's inputs, one at a time, however deep it lies. Structures are taken apart
// by as many names as they have fields: one that gets a field no longer compiles here until it is visited.
#pragma once

#include <array>
#include <concepts>
#include <functional>
#include <string>
#include <type_traits>

#include <gtest/gtest.h>

#include "base/yaml.hpp"
#include "mapper/search.hpp"

namespace ridge::test {

class EveryField {
 public:
  /// Called with the path of a field ("machine.levels[0].name") while it has another value than before.
  using Probe = std::function<void(const std::string& path)>;
  explicit EveryField(Probe probe) : probe_(std::move(probe)) {}

  void visit(const std::string& path, std::string& text) { change(path, text, text + "x"); }
  void visit(const std::string& path, double& value) { change(path, value, value * 1.5 + 1); }
  template <std::integral Whole>
  void visit(const std::string& path, Whole& value) {
    change(path, value, static_cast<Whole>(value == 0 ? 1 : value - 1));
  }
  template <class Enum>
  requires std::is_enum_v<Enum>
  void visit(const std::string& path, Enum& value) {
    change(path, value, value == Enum{} ? static_cast<Enum>(1) : Enum{});
  }
  template <class Tag>
  void visit(const std::string& path, Id<Tag>& id) {
    change(path, id, Id<Tag>(id.index() + 1));
  }
  void visit(const std::string& path, RoleSet& roles) { change(path, roles, RoleSet(roles.bits() ^ 1U)); }
  void visit(const std::string& path, Objective& objective) {
    const double latency = objective.latency_weight();
    const double energy = objective.energy_weight();
    const double area = objective.area_weight();
    change(path + ".latency", objective, Objective(latency + 1, energy, area));
    change(path + ".energy", objective, Objective(latency, energy + 1, area));
    change(path + ".area", objective, Objective(latency, energy, area + 1));
  }
  void visit(const std::string& path, Place& place) { change(path, place, Place{place.source, 77, 7}); }
  void visit(const std::string& path, yaml::Node& node) {
    change(path, node, yaml::parse(std::make_shared<const SourceText>(SourceText{"other.yaml", "a: b"})));
  }

  template <class T>
  void visit(const std::string& path, std::optional<T>& value) {
    if (!value) return change(path, value, std::optional<T>(T{}));
    visit(path, *value);
    change(path, value, std::optional<T>());
  }
  template <class T>
  void visit(const std::string& path, std::vector<T>& items) {
    each(path, items);
    auto longer = items;
    longer.push_back(items.empty() ? T{} : items.back());
    change(path + ".size", items, longer);
  }
  template <class IdType, class T>
  void visit(const std::string& path, IdVector<IdType, T>& items) {
    each(path, items);
    auto longer = items;
    longer.push_back(items.empty() ? T{} : *items.begin());
    change(path + ".size", items, longer);
  }
  template <class T, std::size_t count>
  void visit(const std::string& path, std::array<T, count>& items) {
    each(path, items);
  }
  template <class First, class Second>
  void visit(const std::string& path, std::pair<First, Second>& both) {
    fields(path, {"first", "second"}, both.first, both.second);
  }

  void visit(const std::string& path, Hertz& it) {
    auto& [value] = it;
    fields(path, {"value"}, value);
  }
  void visit(const std::string& path, Nanometres& it) {
    auto& [value] = it;
    fields(path, {"value"}, value);
  }
  void visit(const std::string& path, Seconds& it) {
    auto& [value] = it;
    fields(path, {"value"}, value);
  }
  void visit(const std::string& path, Port& it) {
    auto& [name, bytes_per_cycle, reads, writes] = it;
    fields(path, {"name", "bytes_per_cycle", "reads", "writes"}, name, bytes_per_cycle, reads, writes);
  }
  void visit(const std::string& path, ActionEnergy& it) {
    auto& [picojoules, access_bytes] = it;
    fields(path, {"picojoules", "access_bytes"}, picojoules, access_bytes);
  }
  void visit(const std::string& path, StorageLevel& it) {
    auto& [name, kind, size, keeps, may_keep, ports, buffered, read, write, power, area, bits, latency, issue,
           requests, request, position, place] = it;
    fields(path,
           {"name", "kind", "size_bytes", "keeps", "may_keep", "ports", "double_buffered", "read_energy",
            "write_energy", "static_power_mw", "area_mm2", "word_bits", "latency_cycles", "issue_cycles",
            "requests", "request_bytes", "position", "place"},
           name, kind, size, keeps, may_keep, ports, buffered, read, write, power, area, bits, latency, issue,
           requests, request, position, place);
  }
  void visit(const std::string& path, Fanout& it) {
    auto& [name, size, multicast, reduce, hop_energy, delay, tree, position, place] = it;
    fields(path, {"name", "size", "multicast", "reduce", "hop_energy", "delay", "tree", "position", "place"},
           name, size, multicast, reduce, hop_energy, delay, tree, position, place);
  }
  void visit(const std::string& path, ComputeUnit& it) {
    auto& [name, does, rate, rates, energy, energies, area, power, below, place] = it;
    fields(path,
           {"name", "does", "operations_per_cycle", "rate_by_precision", "energy_pj", "energy_by_precision",
            "area_mm2", "static_power_mw", "below", "place"},
           name, does, rate, rates, energy, energies, area, power, below, place);
  }
  void visit(const std::string& path, MachineElement& it) {
    auto& [kind, level, fanout] = it;
    fields(path, {"kind", "level", "fanout"}, kind, level, fanout);
  }
  void visit(const std::string& path, Machine& it) {
    auto& [name, clock, technology, sources, levels, fanouts, order, compute, area, notes, constraints] = it;
    fields(path,
           {"name", "clock", "technology", "sources", "levels", "fanouts", "order", "compute",
            "published_area_mm2", "notes", "constraints"},
           name, clock, technology, sources, levels, fanouts, order, compute, area, notes, constraints);
  }

  void visit(const std::string& path, Term& it) {
    auto& [dimension, coefficient] = it;
    fields(path, {"dimension", "coefficient"}, dimension, coefficient);
  }
  void visit(const std::string& path, Rank& it) {
    auto& [terms] = it;
    fields(path, {"terms"}, terms);
  }
  void visit(const std::string& path, Tensor& it) {
    auto& [name, role, origin, precision, partial, density, ranks] = it;
    fields(path, {"name", "role", "origin", "precision", "partial", "density", "ranks"}, name, role, origin,
           precision, partial, density, ranks);
  }
  void visit(const std::string& path, Dimension& it) {
    auto& [name, bound] = it;
    fields(path, {"name", "bound"}, name, bound);
  }
  void visit(const std::string& path, Problem& it) {
    auto& [name, operation, operations_per_iteration, dimensions, tensors, written] = it;
    fields(path, {"name", "operation", "operations_per_iteration", "dimensions", "tensors", "written"}, name,
           operation, operations_per_iteration, dimensions, tensors, written);
  }

  void visit(const std::string& path, BoundRule& it) {
    auto& [least, most, whole, place] = it;
    fields(path, {"least", "most", "all", "place"}, least, most, whole, place);
  }
  void visit(const std::string& path, LoopRules& it) {
    auto& [bounds, order, order_place] = it;
    fields(path, {"bounds", "order", "order_place"}, bounds, order, order_place);
  }
  void visit(const std::string& path, UsedLanesRule& it) {
    auto& [least, place] = it;
    fields(path, {"least", "place"}, least, place);
  }
  void visit(const std::string& path, Constraints& it) {
    auto& [used_lanes, temporal, spatial, keep, keep_places] = it;
    fields(path, {"used_lanes", "temporal", "spatial", "keep", "keep_places"}, used_lanes, temporal, spatial,
           keep, keep_places);
  }

  void visit(const std::string& path, AveragedLevel& it) {
    auto& [capacity, least, block, clusters, read, fill, update, read_rate, write_rate, shared_rate] = it;
    fields(path,
           {"capacity_words", "least_words", "block_words", "clusters", "read_pj", "fill_pj", "update_pj",
            "read_words_per_cycle", "write_words_per_cycle", "shared_words_per_cycle"},
           capacity, least, block, clusters, read, fill, update, read_rate, write_rate, shared_rate);
  }
  void visit(const std::string& path, Averages& it) {
    auto& [levels, compute_pj, latency_cycles] = it;
    fields(path, {"levels", "compute_pj", "latency_cycles"}, levels, compute_pj, latency_cycles);
  }
  void visit(const std::string& path, Conventions& it) {
    auto& [counting, averages, waiting] = it;
    fields(path, {"counting", "averages", "waiting"}, counting, averages, waiting);
  }
  /// Another evaluator is no value: it stays as it is.
  void visit(const std::string& path, SearchOptions& it) {
    auto& [objective, seed, effort, time_limit, imperfect, perfect, even, most_cycles, most_bytes, start,
           conventions, evaluator, cancel, progress, cache] = it;
    static_cast<void>(evaluator);
    fields(path,
           {"objective", "seed", "effort", "time_limit", "imperfect", "perfect", "even", "most_cycles",
            "most_bytes", "conventions"},
           objective, seed, effort, time_limit, imperfect, perfect, even, most_cycles, most_bytes,
           conventions);
    static const Mapping other{{NestEntry::keep(LevelId(0), TensorId(0))}, {}};
    change(path + ".start", start, &other);
    static const std::atomic<bool> flag{false};
    change(path + ".cancel", cancel, &flag);
    change(path + ".progress", progress, [](const SearchProgress&) {});
    change(path + ".cache", cache, reinterpret_cast<AnswerCache*>(&it));  // only compared
  }

 private:
  template <class T, class Other>
  void change(const std::string& path, T& value, Other other) {
    const T before = value;
    value = std::move(other);
    probe_(path);
    value = before;
  }
  /// An empty list would leave the fields of its items unvisited.
  template <class Items>
  void each(const std::string& path, Items& items) {
    EXPECT_NE(items.size(), 0U) << "give the example an item of " << path;
    std::size_t index = 0;
    for (auto& item : items)
      visit(path + "[" + std::to_string(index++) + "]", item);
  }
  template <class... Fields>
  void fields(const std::string& path, const std::array<const char*, sizeof...(Fields)>& names,
              Fields&... all) {
    std::size_t index = 0;
    (visit(path + "." + names[index++], all), ...);
  }

  Probe probe_;
};

}  // namespace ridge::test
