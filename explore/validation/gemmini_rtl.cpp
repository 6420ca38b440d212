#include "explore/validation/gemmini_rtl.hpp"

#include <array>
#include <cmath>
#include <map>
#include <memory>

#include <fmt/format.h>

#include "base/parallel.hpp"
#include "explore/validation/catalogue.hpp"
#include "explore/validation/gemmini_schedule.hpp"
#include "explore/validation/short_mapping.hpp"
#include "explore/validation/table.hpp"
#include "system/played.hpp"
#include "workloads/layer_type.hpp"

namespace ridge::validation {
namespace {

constexpr std::int64_t most_words = std::int64_t{1} << 40;
constexpr std::int64_t largest_bound = std::int64_t{1} << 31;
constexpr double most_cycles = 1e18;

/// Sizes of a conv2d by their columns: here W goes with P and R, H with Q and S.
const std::vector<std::pair<std::string, std::string>> size_columns{{"prob.N", "N"},
                                                                    {"prob.K", "K"},
                                                                    {"prob.C", "C"},
                                                                    {"prob.P", "P"},
                                                                    {"prob.Q", "Q"},
                                                                    {"prob.R", "R"},
                                                                    {"prob.S", "S"},
                                                                    {"prob.Wstride", "stride_h"},
                                                                    {"prob.Hstride", "stride_w"},
                                                                    {"prob.Wdilation", "dilation_h"},
                                                                    {"prob.Hdilation", "dilation_w"}};

std::vector<std::string> all_columns() {
  std::vector<std::string> columns{"target.gemmini_cycle", "target.cycle", "mapping.mapping",
                                   "arch.mem1_entries", "arch.mem2_entries"};
  for (const auto& [column, size] : size_columns)
    columns.push_back(column);
  return columns;
}

/// Which tiles of the scratchpad have a second place: all, those of one role, none.
const std::array<RoleSet, 4> second_places{
    RoleSet::all(), RoleSet().with(static_cast<std::size_t>(Role::inputs)),
    RoleSet().with(static_cast<std::size_t>(Role::weights)), RoleSet()};
using MachineForms = std::array<Machine, second_places.size()>;

/// One line of the table.
struct Point {
  std::string name;
  Problem problem;
  std::shared_ptr<const MachineForms> machines;
  Mapping mapping;
  GemminiLayer layer;
  GemminiTiling tiling;
  double rtl_cycles = 0;
  double timeloop_cycles = 0;
};

/// Machines by their sizes.
class Machines {
 public:
  Machines() {
    std::vector<Diagnostic> warnings;
    machine_ = load_machine("gemmini_16x16", {}, warnings);
  }

  std::shared_ptr<const MachineForms> of(std::int64_t accumulator_words, std::int64_t scratchpad_words) {
    auto& made = made_[{accumulator_words, scratchpad_words}];
    if (made) return made;
    MachineForms forms;
    for (std::size_t i = 0; i < forms.size(); ++i) {
      forms[i] = machine_;
      forms[i].levels[*machine_.level_named("Accumulator")].size_bytes = 4 * accumulator_words;  // of 32 bits
      StorageLevel& scratchpad = forms[i].levels[*machine_.level_named("Scratchpad")];
      scratchpad.size_bytes = scratchpad_words;  // of 8 bits
      scratchpad.double_buffered = second_places[i];
    }
    return made = std::make_shared<const MachineForms>(std::move(forms));
  }

 private:
  Machine machine_;
  std::map<std::pair<std::int64_t, std::int64_t>, std::shared_ptr<const MachineForms>> made_;
};

class PointReader {
 public:
  PointReader(const Table& table, Diagnostics& diagnostics)
      : reader_(table, all_columns(), diagnostics), diagnostics_(diagnostics) {}

  std::vector<Point> run() {
    std::vector<Point> points;
    for (std::size_t row = 0; row < reader_.rows() && !diagnostics_.full(); ++row)
      if (auto point = read(row)) points.push_back(std::move(*point));
    diagnostics_.throw_if_errors();
    return points;
  }

 private:
  std::optional<Point> read(std::size_t row) {
    Point point;
    const auto rtl = reader_.number(row, "target.gemmini_cycle", 1, most_cycles);
    const auto timeloop = reader_.number(row, "target.cycle", 1, most_cycles);
    const auto accumulator = reader_.integer(row, "arch.mem1_entries", 1, most_words);
    const auto scratchpad = reader_.integer(row, "arch.mem2_entries", 1, most_words);
    const auto layer = read_layer(row);
    if (!rtl || !timeloop || !accumulator || !scratchpad || !layer) return std::nullopt;
    point.problem = layer->problem;
    point.machines = machines_.of(*accumulator, *scratchpad);
    auto mapping = read_short_mapping(reader_.cell(row, "mapping.mapping"), point.problem,
                                      point.machines->front(), diagnostics_);
    if (!mapping) return std::nullopt;
    point.mapping = std::move(*mapping);
    const Sizes sizes(layer->shape.sizes);
    point.layer = {{sizes["N"], sizes["K"], sizes["C"], sizes["P"], sizes["Q"], sizes["R"], sizes["S"]},
                   sizes["stride_h"],
                   sizes["dilation_h"]};
    const Machine& machine = point.machines->front();
    point.tiling = tiling_of(point.mapping, point.problem, *machine.level_named("Scratchpad"));
    point.name =
        fmt::format("line {}: K {} C {} P {} Q {} R {} S {} stride {}", reader_.place(row).line, sizes["K"],
                    sizes["C"], sizes["P"], sizes["Q"], sizes["R"], sizes["S"], sizes["stride_h"]);
    point.rtl_cycles = *rtl;
    point.timeloop_cycles = *timeloop;
    return point;
  }

  std::optional<Layer> read_layer(std::size_t row) {
    LayerShape shape{"conv2d", {}, {}};
    for (const auto& [column, size] : size_columns)
      if (const auto value = reader_.integer(row, column, 1, largest_bound))
        shape.sizes.push_back({size, *value});
    if (shape.sizes.size() != size_columns.size()) return std::nullopt;
    return make_layer("layer", std::move(shape), reader_.place(row), diagnostics_);
  }

  TableReader reader_;
  Diagnostics& diagnostics_;
  Machines machines_;
};

std::optional<Infeasible> evaluate_point(const Point& point, const Machine& machine, Fidelity fidelity,
                                         Evaluation& evaluation) {
  Evaluator evaluator(point.problem, machine);
  if (fidelity == Fidelity::closed) return evaluator.evaluate(point.mapping, evaluation);
  Played played;
  const auto infeasible = evaluate_played(point.mapping, evaluator, 0, played);
  evaluation = std::move(played.evaluation);
  return infeasible;
}

/// By our own time model: loads run ahead of the array as far as the scratchpad has room: of the machines the
/// fastest under which the tiles fit.
Row row_of_nest(const Point& point, Fidelity fidelity) {
  Row row{point.name, std::nullopt, point.rtl_cycles, point.timeloop_cycles, ""};
  for (const Machine& machine : *point.machines) {
    Evaluation evaluation;
    if (const auto infeasible = evaluate_point(point, machine, fidelity, evaluation)) {
      row.note = describe(*infeasible, point.problem, machine, point.mapping).message;
    } else if (!row.ours || evaluation.cycles < *row.ours) {
      row.ours = evaluation.cycles;
    }
  }
  if (row.ours) row.note.clear();
  return row;
}

/// By what Gemmini makes of the mapping, where our own model says that it fits.
Row row_of_run(const Point& point, const Row& nest, const GemminiConstants& constants) {
  Row row = nest;
  if (!nest.ours) return row;
  row.ours.reset();
  if (const auto commands = commands_of(point.layer, point.tiling, {constants.request_bytes})) {
    row.ours = std::ceil(cycles_of(*commands, point.layer.is_matmul(), constants));
  } else {
    row.note = "too many commands to walk through";
  }
  return row;
}

}  // namespace

Set gemmini_rtl_set(const std::filesystem::path& folder, Fidelity fidelity) {
  const Table table = load_csv_table(folder / "points.csv");
  Diagnostics diagnostics;
  const std::vector<Point> points = PointReader(table, diagnostics).run();
  std::vector<Diagnostic> warnings;
  const std::filesystem::path shipped = shipped_data(set_named("gemmini_rtl"));
  const GemminiConstants constants = constants_of(load_machine(shipped / "machine.yaml", {}, warnings));
  Comparison run{"cycles", "cycles", "Timeloop", std::vector<Row>(points.size())};
  Comparison nest{"cycles of the nest alone", "cycles", "Timeloop", std::vector<Row>(points.size())};
  parallel_for(points.size(), [&](std::size_t i) {
    nest.rows[i] = row_of_nest(points[i], fidelity);
    run.rows[i] = row_of_run(points[i], nest.rows[i], constants);
  });
  return {
      "gemmini_rtl",
      "layers under given mappings on Gemmini with a 16 x 16 array: cycles of its RTL",
      "DOSA's artifact (ucb-bar/dosa, BSD-2): RTL simulated by FireSim; Timeloop-class predictions beside it",
      {std::move(run), std::move(nest)},
      {"cycles: the commands that Gemmini's software makes of the mapping, on the RTL's stages and caches",
       "cycles of the nest alone: our time model; a tile of the scratchpad has a second place where that "
       "fits"}};
}

}  // namespace ridge::validation
