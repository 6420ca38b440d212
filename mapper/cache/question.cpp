// Every structure is taken apart by as many names as it has fields: who adds a field finds this file, since
// it no longer compiles, and decides whether the answer depends on it. tests/mapper/question_test.cpp changes
// every field of every input and sees that the text changes, or that it may not.
#include "mapper/cache/question.hpp"

#include <algorithm>
#include <array>
#include <concepts>
#include <type_traits>

#include <fmt/format.h>

#include "mapper/cache/kept_answer.hpp"

namespace ridge::mapper {

namespace {

/// Says of fields that no answer depends on them.
template <class... Fields>
void leave_out(const Fields&...) {}

/// Words, each behind a blank. Texts and lists say how long they are, so that no two inputs read alike.
class Words {
 public:
  /// A line of `what` and the values.
  template <class... Values>
  void line(std::string_view what, const Values&... values) {
    text_ += what;
    all(values...);
    text_ += '\n';
  }
  /// A line for each of a list.
  template <class List>
  void lines(std::string_view what, const List& list) {
    line(what, list.size());
    for (const auto& item : list)
      line(what, item);
  }
  std::string take() { return std::move(text_); }

 private:
  template <class... Values>
  void all(const Values&... values) {
    (add(values), ...);
  }

  void word(std::string_view text) {
    text_ += ' ';
    text_ += text;
  }
  void add(const std::string& text) { word(fmt::format("{}:{}", text.size(), text)); }
  void add(double value) { word(fmt::to_string(value)); }  // shortest that reads back to it
  template <std::integral Whole>
  void add(Whole value) {
    word(fmt::to_string(+value));
  }
  template <class Enum>
  requires std::is_enum_v<Enum>
  void add(Enum value) { add(static_cast<std::underlying_type_t<Enum>>(value)); }

  template <class Tag>
  void add(Id<Tag> id) {
    add(id.index());
  }
  template <class T>
  void add(const std::optional<T>& value) {
    if (value)
      add(*value);
    else
      word("-");
  }
  template <class T>
  void add(const std::vector<T>& items) {
    add(items.size());
    for (const T& item : items)
      add(item);
  }
  template <class IdType, class T>
  void add(const IdVector<IdType, T>& items) {
    add(items.items());
  }
  template <class T, std::size_t count>
  void add(const std::array<T, count>& items) {
    for (const T& item : items)
      add(item);
  }
  template <class First, class Second>
  void add(const std::pair<First, Second>& both) {
    all(both.first, both.second);
  }

  void add(const RoleSet& roles) { add(roles.bits()); }
  void add(const Hertz& frequency) {
    const auto& [hertz] = frequency;
    add(hertz);
  }

  void add(const Dimension& dimension) {
    const auto& [name, bound] = dimension;
    all(name, bound);
  }
  void add(const Tensor& tensor) {
    const auto& [name, role, origin, precision, partial, density, ranks] = tensor;
    all(name, role, origin, precision, partial, density, ranks);
  }
  void add(const Rank& rank) {
    const auto& [terms] = rank;
    add(terms);
  }
  void add(const Term& term) {
    const auto& [dimension, coefficient] = term;
    all(dimension, coefficient);
  }

  void add(const StorageLevel& level) {
    const auto& [name, kind, size_bytes, keeps, may_keep, ports, double_buffered, read_energy, write_energy,
                 static_power_mw, area_mm2, word_bits, latency_cycles, issue_cycles, requests, request_bytes,
                 position, place] = level;
    all(name, kind, size_bytes, keeps, may_keep, ports, double_buffered, read_energy, write_energy,
        static_power_mw, area_mm2, word_bits, latency_cycles, issue_cycles, requests, request_bytes,
        position);
    leave_out(place);
  }
  void add(const Port& port) {
    const auto& [name, bytes_per_cycle, reads, writes] = port;
    all(name, bytes_per_cycle, reads, writes);
  }
  void add(const ActionEnergy& energy) {
    const auto& [picojoules, access_bytes] = energy;
    all(picojoules, access_bytes);
  }
  void add(const Fanout& fanout) {
    const auto& [name, size, multicast, reduce, hop_energy_pj_per_byte, delay_cycles, tree, position, place] =
        fanout;
    all(name, size, multicast, reduce, hop_energy_pj_per_byte, delay_cycles, tree, position);
    leave_out(place);
  }
  void add(const MachineElement& element) {
    const auto& [kind, level, fanout] = element;
    all(kind, level, fanout);
  }
  void add(const ComputeUnit& unit) {
    const auto& [name, does, operations_per_cycle, rate_by_precision, energy_pj, energy_by_precision,
                 area_mm2, static_power_mw, below, place] = unit;
    all(name, does, operations_per_cycle, rate_by_precision, energy_pj, energy_by_precision, area_mm2,
        static_power_mw, below);
    leave_out(place);
  }

  void add(const UsedLanesRule& rule) {
    const auto& [least, place] = rule;
    add(least);
    leave_out(place);
  }
  void add(const LoopRules& rules) {
    const auto& [bounds, order, order_place] = rules;
    all(bounds, order);
    leave_out(order_place);
  }
  void add(const BoundRule& rule) {
    const auto& [least, most, whole, place] = rule;
    all(least, most, whole);
    leave_out(place);
  }

  void add(const Averages& averages) {
    const auto& [levels, compute_pj, latency_cycles] = averages;
    all(levels, compute_pj, latency_cycles);
  }
  void add(const AveragedLevel& level) {
    const auto& [capacity_words, least_words, block_words, clusters, read_pj, fill_pj, update_pj,
                 read_words_per_cycle, write_words_per_cycle, shared_words_per_cycle] = level;
    all(capacity_words, least_words, block_words, clusters, read_pj, fill_pj, update_pj, read_words_per_cycle,
        write_words_per_cycle, shared_words_per_cycle);
  }

  std::string text_;
};

void write(Words& words, const Problem& problem) {
  const auto& [name, operation, operations_per_iteration, dimensions, tensors, written] = problem;
  leave_out(name);
  words.line("operation", operation, operations_per_iteration);
  words.lines("dimension", dimensions);
  words.lines("tensor", tensors);
  words.line("written", written);
}

void write(Words& words, const Machine& machine) {
  const auto& [name, clock, technology, sources, levels, fanouts, order, compute, published_area_mm2, notes,
               constraints] = machine;
  leave_out(name, technology, sources, notes, constraints);
  words.line("clock", clock);
  words.line("area", published_area_mm2);
  words.lines("level", levels);
  words.lines("fanout", fanouts);
  words.line("order", order);
  words.lines("compute", compute);
}

void write(Words& words, const Constraints& constraints) {
  const auto& [used_lanes, temporal, spatial, keep, keep_places] = constraints;
  leave_out(keep_places);
  words.line("used_lanes", used_lanes);
  words.lines("temporal", temporal);
  words.lines("spatial", spatial);
  words.lines("keep", keep);
}

void write(Words& words, const SearchOptions& options) {
  const auto& [objective, seed, effort, time_limit, imperfect_temporal, perfect, even, most_cycles,
               most_bytes, start, conventions, evaluator, cancel, progress, cache] = options;
  check(!evaluator, "a search by another model has no text");
  leave_out(time_limit, cancel, progress, cache);
  words.line("objective", objective.latency_weight(), objective.energy_weight(), objective.area_weight());
  words.line("search", seed, effort, imperfect_temporal, perfect, even, most_cycles, most_bytes);
  for (const NestEntry& entry : start == nullptr ? std::vector<NestEntry>{} : start->nest)
    words.line("start", entry_text(entry));
  const auto& [counting, averages, waiting] = conventions;
  words.line("counting", counting);
  words.line("averages", averages);
  words.line("waiting", waiting);
}

bool states_area(const Machine& machine) {
  const auto stated = [](const auto& part) { return part.area_mm2.has_value(); };
  return machine.published_area_mm2 || std::any_of(machine.levels.begin(), machine.levels.end(), stated) ||
         std::any_of(machine.compute.begin(), machine.compute.end(), stated);
}

Machine without_area(Machine machine) {
  machine.published_area_mm2.reset();
  for (StorageLevel& level : machine.levels)
    level.area_mm2.reset();
  for (ComputeUnit& unit : machine.compute)
    unit.area_mm2.reset();
  return machine;
}

}  // namespace

std::string question_text(const Problem& problem, const Machine& machine, const Constraints& constraints,
                          const SearchOptions& options) {
  if (options.objective.area_weight() == 0 && states_area(machine))
    return question_text(problem, without_area(machine), constraints, options);
  Words words;
  words.line("version", search_version, std::string(RIDGE_VERSION));
  write(words, options);
  write(words, problem);
  write(words, machine);
  write(words, constraints);
  return words.take();
}

}  // namespace ridge::mapper
