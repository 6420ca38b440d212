// A study: machines x workloads x objectives, and axes along which values of the machines change.
//
//   ridge: study/1
//   name: larger-cache
//   machines: [a100_40gb]
//   workloads: [resnet50, {workload: bert_large, sequence: 512}]
//   objectives: [edp]
//   axes:
//     - L2.size: [10 MiB, 20 MiB, 40 MiB]               # values
//     - HBM.bandwidth: {from: 800 GB/s, to: 3200 GB/s, steps: 3, scale: log}
//     - {PE.x: [8, 16], PE.y: [4, 8]}                   # values that move together
//   set: {RF.size: L2.size / 1024}                      # calculated from others
//   where: ["L2.size <= 64 MiB"]                        # points that are left out
//   hold: {area: base, by: SM.x}                        # solved for, at every point
//
// docs/studies.md has all keys.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/yaml.hpp"
#include "sim/cost/objective.hpp"

namespace ridge::study {

/// Values of the machine that move together: in row i, paths[k] has rows[i][k].
struct Axis {
  std::vector<std::string> paths;
  std::vector<std::vector<std::string>> rows;
  Place place;
};

/// A value that is calculated for each point.
struct Calculated {
  std::string path;
  std::string expression;
  Place place;
};

struct Condition {
  std::string text;
  Place place;
};

enum class Budget { area, power };

/// One value is chosen such that the budget is kept.
struct Hold {
  Budget budget = Budget::area;
  std::optional<double> amount;  // mm2, or W; nothing: what the machine has without any axis
  std::string by;                // the path that is solved for
  double within = 0.01;          // the part by which it may be missed
  Place place;
};

enum class SampleMethod { grid, random, sobol };

/// Fewer machines than the axes make.
struct Sample {
  std::size_t points = 0;  // machines, of each base
  SampleMethod method = SampleMethod::sobol;
  std::uint64_t seed = 1;
};

/// A name or path, and `--set`-like changes of it.
struct Choice {
  std::string what;
  std::vector<std::string> changes;  // "batch=8"
  std::string label;                 // "bert_large, sequence=512"
  Place place;
};

struct Study {
  std::string name;
  std::vector<Choice> machines;
  std::vector<Choice> workloads;
  std::vector<std::string> constraints;  // names or paths; "": none
  std::vector<Objective> objectives;
  std::vector<Axis> axes;
  std::vector<Calculated> calculated;
  std::vector<Condition> where;
  std::optional<Hold> hold;
  std::optional<Sample> sample;
  std::vector<std::string> pareto;  // two or more of "latency", "energy", "edp", "area", "power"
  std::int64_t effort = 0;
  std::uint64_t seed = 1;
  std::string residency;  // "": none
};

/// Reads `ridge: study/1`. All that is wrong is reported in one InputError. Files that a study names are
/// looked for beside it first.
Study read_study(const yaml::Node& root);

/// The same from a path or the name of a shipped study (configs/studies/NAME.yaml).
Study load_study(const std::string& path_or_name);

/// Values of an axis from one amount to another: `from`, `to`, and as many steps between that there are
/// `steps` values; `log`: equal ratios. Bytes and numbers that begin and end whole are rounded to whole ones,
/// each kept once. Throws InputError at `place` where the units differ or a ratio needs amounts above zero.
std::vector<std::string> range_of(const std::string& from, const std::string& to, std::size_t steps, bool log,
                                  const Place& place);

}  // namespace ridge::study
