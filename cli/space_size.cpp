#include "cli/space_size.hpp"

#include <fmt/format.h>

#include "base/parallel.hpp"
#include "cli/network_report.hpp"
#include "cli/views/numbers.hpp"
#include "mapper/space.hpp"
#include "sim/verify/space_size.hpp"

namespace ridge::cli {

namespace {

constexpr double most_steps = 1e9;  // about a second

SpaceSize size_of(const Problem& problem, const Machine& machine, const Constraints& constraints,
                  verify::Form form) {
  const bool even = form == verify::Form::even;
  SpaceSize space;
  space.nests =
      verify::count_nests(problem, machine, constraints, even ? verify::Form::perfect : form, most_steps);
  space.up_to = even || mapper::Space(problem, machine, constraints).has_loop_rules();
  return space;
}

}  // namespace

std::vector<SpaceSize> space_sizes(const NetworkReport& report,
                                   const std::function<Constraints(const Problem&)>& constraints,
                                   verify::Form form) {
  const auto& layers = report.map.distinct;
  std::vector<SpaceSize> spaces(layers.size());
  parallel_for(layers.size(), [&](std::size_t i) {
    if (layers[i].work != LayerWork::mapped) return;
    const Problem& problem = report.layer(layers[i]).problem;
    spaces[i] = size_of(problem, *report.machine, constraints(problem), form);
  });
  return spaces;
}

std::string evaluated_text(std::int64_t evaluated, const SpaceSize& space) {
  const std::string all =
      space.nests ? fmt::format(" of {}{}", space.up_to ? "up to " : "", verify::rounded_count(*space.nests))
                  : "";
  return fmt::format("{}{} mappings evaluated", engineering(static_cast<double>(evaluated)), all);
}

}  // namespace ridge::cli
