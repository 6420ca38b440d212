// The exact search against the optimum of every nest there is, on small random cases.
#include <cmath>

#include <gtest/gtest.h>

#include "mapper/exact/exact.hpp"
#include "tests/mapper/cases.hpp"
#include "tests/mapper/enumerate.hpp"

namespace ridge {
namespace {

using test::Case;
using test::Optimum;

double optimum_of(const Optimum& optimum, Objective objective) {
  switch (objective) {
    case Objective::latency:
      return optimum.cycles;
    case Objective::energy:
      return optimum.energy_pj;
    case Objective::edp:
      return optimum.edp_js;
  }
  return 0;
}

namespace {
std::string print_bounds(const Problem& p) {
  std::string t;
  for (const auto& d : p.dimensions) t += d.name + std::to_string(d.bound) + " ";
  for (const auto& x : p.tensors) { t += x.name; for (auto& r : x.ranks) for (auto& y : r.terms) t += " " + p.dimensions[y.dimension].name + "*" + std::to_string(y.coefficient); t+= ";"; }
  return t + "\n";
}
}
TEST(Exact, EqualsTheBestOfAllNestsOnSmallCases) {
  const char* first = std::getenv("EXACT_FIRST");
  const char* count = std::getenv("EXACT_COUNT");
  const std::uint64_t begin = first ? std::strtoull(first, nullptr, 10) : 1;
  const std::uint64_t end = begin + (count ? std::strtoull(count, nullptr, 10) : 200);
  int compared = 0;
  int wrong = 0;
  for (std::uint64_t seed = begin; seed < end; ++seed) {
    const Case small = test::random_small_case(seed);
    const Constraints constraints = seed % 2 == 0 ? test::random_constraints(small, seed)
                                                  : Constraints::none(small.problem, small.machine);
    const mapper::Space space(small.problem, small.machine, constraints, {});
    if (!mapper::is_walkable(space) || space.clash()) continue;
    const auto optimum = test::enumerate(small.problem, small.machine, constraints, 30'000);
    if (!optimum || optimum->nests == 0) continue;
    for (const Objective objective : {Objective::latency, Objective::energy, Objective::edp}) {
      const double best = optimum_of(*optimum, objective);
      SearchOptions options;
      options.objective = objective;
      const auto answer = mapper::exact_search(space, options, {}, 10'000'000);
      ++compared;
      const double value = answer.best.exists() ? answer.best.value : INFINITY;
      if (value == best || std::abs(value - best) < 1e-11 * best) continue;
      ++wrong;
      ADD_FAILURE() << "seed " << seed << " " << name_of(objective) << ": " << value << " instead of " << best
                    << " of " << optimum->nests << "\n"
                    << print_bounds(small.problem) << print_machine(small.machine) << "\nbest\n"
                    << print_nest(objective == Objective::latency  ? optimum->fastest
                                  : objective == Objective::energy ? optimum->thriftiest
                                                                   : optimum->best,
                                  small.problem, small.machine)
                    << "\nfound\n"
                    << (answer.best.exists()
                            ? print_nest(answer.best.mapping, small.problem, small.machine)
                            : "nothing");
    }
  }
  printf("%d compared, %d wrong\n", compared, wrong);
}

}  // namespace
}  // namespace ridge
