// The machines of a study: every base under every choice along the axes.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "arch/machine.hpp"
#include "explore/study/study.hpp"

namespace ridge::study {

/// One machine, and how it came about.
struct Variant {
  std::size_t base = 0;                                     // index into Study::machines
  std::size_t constraints = 0;                              // index into Study::constraints
  std::vector<std::pair<std::string, std::string>> values;  // by path: of the axes, calculated, held
  std::optional<Machine> machine;                           // nothing: see `failure`
  std::optional<double> budget_missed;  // where one is held: the part by which, > 0: more than the budget
  std::string failure;                  // why there is no such machine; "" when there is
  bool left_out = false;                // by a condition: no failure
  bool as_shipped = false;              // every value is the one that the base's file has
};

/// Peak dynamic power of all units of the array, each at the precision that takes most, and static power, in
/// W; nothing when no energy is known.
std::optional<double> peak_power_w(const Machine& machine);

class Variants {
 public:
  /// Reads the files of the machines. Throws InputError as the readers do, and where an axis names nothing.
  explicit Variants(const Study& study);

  /// How many there are, those that conditions leave out included.
  std::size_t size() const { return chosen_.size() * per_choice_; }
  /// How many the axes make without `sample`.
  std::size_t grid_size() const { return grid_size_ * per_choice_; }

  /// The i-th, in the order of machines, constraints, axes (the last axis moves first). May be called from
  /// several threads.
  Variant make(std::size_t i) const;

 private:
  std::vector<std::size_t> rows_at(std::size_t grid_index) const;
  void choose();
  void check_paths() const;
  yaml::Node set(const yaml::Node& root, const std::string& path, const std::string& value,
                 const Place& place) const;
  std::optional<double> budget_of(const Machine& machine) const;
  void hold(yaml::Node& root, Variant& variant) const;

  const Study* study_;
  std::vector<yaml::Node> files_;                    // by base
  std::vector<std::optional<double>> base_budgets_;  // by base, where one is held
  std::size_t grid_size_ = 1;
  std::size_t per_choice_ = 1;       // bases x constraints
  std::vector<std::size_t> chosen_;  // of the grid, ascending
};

}  // namespace ridge::study
