#include "explore/study/variants.hpp"

#include <algorithm>
#include <cmath>
#include <random>
#include <unordered_set>

#include <boost/random/sobol.hpp>
#include <fmt/format.h>

#include "explore/study/expression.hpp"

namespace ridge::study {

namespace {

constexpr std::size_t most_variants = 100'000'000;
constexpr double pj_per_second_per_w = 1e12;

/// Whether the file has this value already, however it is written.
bool has_value(const yaml::Node& file, const std::string& path, const std::string& value) {
  const auto node = yaml::value_at(file, path);
  if (!node || !node->is_scalar()) return false;
  const auto wanted = amount_of(value);
  return node->scalar() == value || (wanted && amount_of(node->scalar()) == wanted);
}

/// The first finding of an error, for a place of our own.
[[noreturn]] void rethrow(const InputError& error, const Place& place) {
  const Diagnostic& first = error.diagnostics().front();
  throw InputError(place, first.message, first.help);
}

std::vector<std::size_t> random_choice(std::size_t total, const Sample& sample) {
  std::mt19937_64 random(sample.seed);
  std::unordered_set<std::size_t> seen;
  std::vector<std::size_t> chosen;
  for (std::size_t last = total - sample.points; last < total; ++last) {  // Floyd: each subset alike
    std::size_t index = random() % (last + 1);
    if (!seen.insert(index).second) seen.insert(index = last);
    chosen.push_back(index);
  }
  return chosen;
}

std::vector<std::size_t> grid_choice(std::size_t total, const Sample& sample) {
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < sample.points; ++i)
    chosen.push_back(i * total / sample.points);
  return chosen;
}

/// Points of a Sobol sequence, each moved to the values of the axes that it falls on.
std::vector<std::size_t> sobol_choice(std::size_t total, const std::vector<Axis>& axes,
                                      const Sample& sample) {
  constexpr std::size_t most_misses = 64;  // of points that fall where one has been, in a row for each wanted
  boost::random::sobol sequence(axes.size());
  for (std::uint64_t skipped = 1; skipped < sample.seed; ++skipped)
    for (std::size_t axis = 0; axis < axes.size(); ++axis)
      sequence();
  std::unordered_set<std::size_t> seen;
  std::vector<std::size_t> chosen;
  const double range = static_cast<double>(boost::random::sobol::max()) + 1;
  for (std::size_t drawn = 0; chosen.size() < sample.points && drawn < most_misses * sample.points; ++drawn) {
    std::size_t index = 0;
    for (const Axis& axis : axes) {
      const double part = static_cast<double>(sequence()) / range;
      const std::size_t rows = axis.rows.size();
      index = index * rows + std::min(rows - 1, static_cast<std::size_t>(part * static_cast<double>(rows)));
    }
    if (seen.insert(index).second) chosen.push_back(index);
  }
  for (std::size_t index = 0; chosen.size() < sample.points && index < total; ++index)
    if (seen.insert(index).second) chosen.push_back(index);
  return chosen;
}

}  // namespace

std::optional<double> peak_power_w(const Machine& machine) {
  double watts = 0;
  for (const ComputeUnit& unit : machine.compute) {
    double most_pj_per_cycle = 0;
    if (unit.rate_by_precision.empty()) {  // all alike
      if (!unit.energy_pj) return std::nullopt;
      most_pj_per_cycle = unit.operations_per_cycle / 2 * *unit.energy_pj;
    }
    for (const auto& [precision, rate] : unit.rate_by_precision) {
      const std::optional<double> energy_pj = unit.energy(precision);
      if (!energy_pj) return std::nullopt;
      most_pj_per_cycle = std::max(most_pj_per_cycle, rate * *energy_pj);
    }
    watts += most_pj_per_cycle * static_cast<double>(machine.instances(unit)) * machine.clock.value /
             pj_per_second_per_w;
    watts += unit.static_power_mw.value_or(0) * static_cast<double>(machine.instances(unit)) / 1000;
  }
  for (const LevelId level : machine.levels.ids())
    watts += machine.levels[level].static_power_mw.value_or(0) *
             static_cast<double>(machine.instances(level)) / 1000;
  return watts > 0 ? std::optional(watts) : std::nullopt;
}

Variants::Variants(const Study& study) : study_(&study) {
  for (const Axis& axis : study.axes) {
    if (grid_size_ > most_variants / axis.rows.size())
      throw InputError(axis.place, fmt::format("the axes make more than {} machines", most_variants),
                       "shorten an axis, or leave one out");
    grid_size_ *= axis.rows.size();
  }
  per_choice_ = study.machines.size() * study.constraints.size();
  for (const Choice& machine : study.machines) {
    try {
      files_.push_back(load_machine_file(machine.what));
      std::vector<Diagnostic> warnings;
      const Machine base = read_machine(files_.back(), warnings);
      base_budgets_.push_back(study.hold && !study.hold->amount ? budget_of(base) : std::nullopt);
    } catch (const InputError& error) {
      if (error.diagnostics().front().place.source != nullptr) throw;
      rethrow(error, machine.place);
    }
    if (study.hold && !study.hold->amount && !base_budgets_.back()) {
      const bool area = study.hold->budget == Budget::area;
      throw InputError(study.hold->place,
                       fmt::format("the {} of '{}' is not known", area ? "area" : "power", machine.what),
                       area ? "state the area of every level and unit, or hold an amount"
                            : "state the energy of every unit, or hold an amount");
    }
  }
  check_paths();
  choose();
}

/// A wrong path is a mistake of the study; it is told before anything is computed.
void Variants::check_paths() const {
  for (const yaml::Node& file : files_) {
    yaml::Node root = file;
    for (const Axis& axis : study_->axes)
      for (std::size_t k = 0; k < axis.paths.size(); ++k)
        root = set(root, axis.paths[k], axis.rows.front()[k], axis.place);
    if (study_->hold && !yaml::value_at(root, study_->hold->by))
      throw InputError(study_->hold->place, fmt::format("'{}' is no value of the machine", study_->hold->by),
                       "name one as --set does, such as 'PE.x'");
  }
}

void Variants::choose() {
  const auto& sample = study_->sample;
  if (!sample || sample->points >= grid_size_) {
    for (std::size_t i = 0; i < grid_size_; ++i)
      chosen_.push_back(i);
    return;
  }
  switch (sample->method) {
    case SampleMethod::grid:
      chosen_ = grid_choice(grid_size_, *sample);
      break;
    case SampleMethod::random:
      chosen_ = random_choice(grid_size_, *sample);
      break;
    case SampleMethod::sobol:
      chosen_ = sobol_choice(grid_size_, study_->axes, *sample);
      break;
  }
  std::sort(chosen_.begin(), chosen_.end());
}

std::vector<std::size_t> Variants::rows_at(std::size_t grid_index) const {
  std::vector<std::size_t> rows(study_->axes.size());
  for (std::size_t axis = rows.size(); axis-- > 0;) {
    rows[axis] = grid_index % study_->axes[axis].rows.size();
    grid_index /= study_->axes[axis].rows.size();
  }
  return rows;
}

yaml::Node Variants::set(const yaml::Node& root, const std::string& path, const std::string& value,
                         const Place& place) const {
  try {
    return yaml::with_override(root, path + "=" + value);
  } catch (const InputError& error) {
    rethrow(error, place);
  }
}

std::optional<double> Variants::budget_of(const Machine& machine) const {
  return study_->hold->budget == Budget::area ? machine.area_mm2() : peak_power_w(machine);
}

/// Finds the value whose budget is nearest, of one that costs more the larger it is: doubled or halved until
/// it lies between two, then between them.
void Variants::hold(yaml::Node& root, Variant& variant) const {
  const Hold& held = *study_->hold;
  const double budget = held.amount ? *held.amount : *base_budgets_[variant.base];
  const auto node = yaml::value_at(root, held.by);
  const auto now = node && node->is_scalar() ? amount_of(node->scalar()) : std::nullopt;
  if (!now || now->number <= 0)
    throw InputError(held.place,
                     fmt::format("'{}' is no amount above zero that could be solved for", held.by));
  const bool whole = now->unit.empty() || now->unit == "B";
  const auto text_at = [&](double number) {
    return text_of(Amount{whole ? std::round(number) : number, now->unit});
  };
  const auto cost_at = [&](double number) {
    std::vector<Diagnostic> warnings;
    const Machine machine = read_machine(set(root, held.by, text_at(number), held.place), warnings);
    const auto cost = budget_of(machine);
    if (!cost) throw InputError(held.place, "the budget of this machine is not known");
    return *cost;
  };
  double low = whole ? 1 : now->number / 1e6;
  double high = std::max(now->number, low * 2);
  while (cost_at(high) < budget && high < now->number * 1e6)
    high *= 2;
  const double grain = whole ? 1 : now->number * 1e-9;
  while (high - low > grain) {
    const double middle = whole ? std::floor((low + high) / 2) : (low + high) / 2;
    (cost_at(middle) <= budget ? low : high) = middle;
  }
  const double miss_low = cost_at(low) / budget - 1;
  const double miss_high = cost_at(high) / budget - 1;
  const bool take_low = std::abs(miss_low) <= std::abs(miss_high);
  variant.budget_missed = take_low ? miss_low : miss_high;
  const std::string text = text_at(take_low ? low : high);
  root = set(root, held.by, text, held.place);
  variant.values.emplace_back(held.by, text);
  if (std::abs(*variant.budget_missed) <= held.within) return;
  variant.failure =
      fmt::format("the budget cannot be kept: with {} = {} the {} is {:.3g} times the budget", held.by, text,
                  held.budget == Budget::area ? "area" : "power", 1 + *variant.budget_missed);
}

Variant Variants::make(std::size_t i) const {
  Variant variant;
  const std::size_t choice = i / chosen_.size();
  variant.base = choice / study_->constraints.size();
  variant.constraints = choice % study_->constraints.size();
  yaml::Node root = files_[variant.base];
  const std::vector<std::size_t> rows = rows_at(chosen_[i % chosen_.size()]);
  for (std::size_t a = 0; a < rows.size(); ++a) {
    const Axis& axis = study_->axes[a];
    for (std::size_t k = 0; k < axis.paths.size(); ++k) {
      root = set(root, axis.paths[k], axis.rows[rows[a]][k], axis.place);
      variant.values.emplace_back(axis.paths[k], axis.rows[rows[a]][k]);
    }
  }
  const auto value_of = [&root](const std::string& name) -> std::optional<Amount> {
    const auto node = yaml::value_at(root, name);
    return node && node->is_scalar() ? amount_of(node->scalar()) : std::nullopt;
  };
  for (const Calculated& each : study_->calculated) {
    const std::string text = text_of(evaluate(each.expression, value_of, each.place));
    root = set(root, each.path, text, each.place);
    variant.values.emplace_back(each.path, text);
  }
  try {
    if (study_->hold) hold(root, variant);
    variant.as_shipped = std::all_of(variant.values.begin(), variant.values.end(), [&](const auto& each) {
      return has_value(files_[variant.base], each.first, each.second);
    });
    std::vector<Diagnostic> warnings;
    variant.machine = read_machine(root, warnings);
  } catch (const InputError& error) {
    if (i == 0) throw;  // a mistake of the study rather than of one point
    variant.machine.reset();
    variant.failure = error.diagnostics().front().message;
    return variant;
  }
  const auto known = [&](const std::string& name) -> std::optional<Amount> {
    if (name == "area")
      return variant.machine->area_mm2() ? std::optional(Amount{*variant.machine->area_mm2(), "mm2"})
                                         : std::nullopt;
    if (name == "power")
      return peak_power_w(*variant.machine) ? std::optional(Amount{*peak_power_w(*variant.machine), "W"})
                                            : std::nullopt;
    if (name == "lanes") return Amount{static_cast<double>(variant.machine->lanes()), ""};
    return value_of(name);
  };
  for (const Condition& condition : study_->where)
    variant.left_out = variant.left_out || !holds(condition.text, known, condition.place);
  if (!variant.failure.empty()) variant.machine.reset();
  return variant;
}

}  // namespace ridge::study
