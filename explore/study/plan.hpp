// The points of a study, in order: machine by machine, and for each of them workload by workload and
// objective by objective.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "explore/study/record.hpp"
#include "explore/study/study.hpp"
#include "explore/study/variants.hpp"
#include "workloads/network.hpp"

namespace ridge::study {

/// One point: indices into the study's lists.
struct Point {
  std::size_t index = 0;
  std::size_t variant = 0;
  std::size_t workload = 0;
  std::size_t objective = 0;
};

/// A workload as it is read, and its groups of equal layers.
struct Workload {
  Network network;
  std::string text;                 // as print_workload has it
  std::vector<std::size_t> firsts;  // the first layer of every group of equal ones
};

class Plan {
 public:
  /// Reads machines and workloads. Throws InputError for all that is wrong with the study's files.
  explicit Plan(Study study);

  const Study& study() const { return study_; }
  const Variants& variants() const { return variants_; }
  const std::vector<Workload>& workloads() const { return workloads_; }

  std::size_t size() const { return variants_.size() * per_variant(); }
  std::size_t per_variant() const { return workloads_.size() * study_.objectives.size(); }
  Point point(std::size_t index) const;

  /// The constraints of a variant for a problem: the machine's own, and those of the study. Throws InputError
  /// where they contradict each other.
  Constraints constraints(const Variant& variant, const Problem& problem, const Machine& machine) const;
  /// What the record of a point is of. The variant has a machine.
  RecordInputs inputs(const Point& point, const Variant& variant) const;
  /// The level in which activations may stay; nothing where none was asked for.
  std::optional<LevelId> resident_level_of(const Machine& machine) const;

 private:
  Study study_;
  Variants variants_;
  std::vector<Workload> workloads_;
  std::vector<std::string> constraint_texts_;
};

}  // namespace ridge::study
