// The exact search against the optimum of every nest there is, on small random cases: every answer goes into
// a certificate, which is read again and verified. RIDGE_CASES=10000 RIDGE_SEED=7000 test_mapper
// --gtest_filter='Exact.*'     searches more, or other, cases
#include "mapper/exact/exact.hpp"

#include <cmath>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "mapper/exact/roots.hpp"
#include "mapper/exact/walk.hpp"
#include "sim/verify/space_size.hpp"
#include "sim/verify/verify.hpp"
#include "tests/mapper/cases.hpp"
#include "tests/mapper/objectives.hpp"
#include "tests/sanitized.hpp"

namespace ridge {
namespace {

using test::Case;
using verify::Form;

mapper::Space space_of(const Case& small, const Constraints& constraints, Form form) {
  mapper::SpaceOptions options;
  options.perfect = form == Form::perfect;
  return {small.problem, small.machine, constraints, options};
}

/// What the walk says of one case and objective, as a claim. It must come to its end.
verify::Claim claim_of(const Case& small, const Constraints& constraints, Form form, Objective objective) {
  SearchOptions options;
  options.objective = objective;
  mapper::Watch watch(options);
  const mapper::Space space = space_of(small, constraints, form);
  const mapper::ExactAnswer answer = mapper::exact_search(space, options, {}, 100'000'000, watch);
  EXPECT_TRUE(answer.proven);
  verify::Claim claim;
  claim.form = form;
  claim.problem = small.problem;
  claim.constraints = constraints;
  claim.objective = objective;
  claim.end = "proven";
  claim.status = answer.best.exists() ? SearchStatus::optimal : SearchStatus::infeasible;
  if (!answer.best.exists()) return claim;
  claim.value = answer.best.value;
  claim.lower_bound = answer.lower_bound;
  claim.mapping = answer.best.mapping;
  EXPECT_EQ(answer.lower_bound, answer.best.value);
  return claim;
}

/// Written down, read again and verified against every nest there is: nothing is better than what the walk
/// found, and it found nothing that is not there.
void verify_claims(const Case& small, const Constraints& constraints, Form form) {
  verify::Certificate written;
  written.program = "test_mapper";
  written.machine = small.machine;
  for (const Objective objective : test::objectives)
    written.claims.push_back(claim_of(small, constraints, form, objective));
  const std::string text = verify::print_certificate(written);
  const auto source = std::make_shared<const SourceText>(SourceText{"certificate.yaml", text, false});
  const verify::Certificate read = verify::read_certificate(yaml::parse(source));
  EXPECT_EQ(verify::print_certificate(read), text);
  const std::vector<verify::Finding> findings = verify::verify(read);
  for (std::size_t i = 0; i < findings.size(); ++i) {
    const verify::Finding& finding = findings[i];
    EXPECT_EQ(finding.verdict(), verify::Verdict::verified)
        << fmt::format("{}", fmt::join(finding.wrong, "\n")) << finding.remark << '\n'
        << (finding.better ? print_nest(*finding.better, small.problem, small.machine) : "") << text;
    EXPECT_EQ(finding.proof, verify::BoundProof::enumerated);
    ASSERT_TRUE(finding.least);
    EXPECT_EQ(std::isinf(*finding.least), !written.claims[i].value);
    if (!finding.value) continue;
    EXPECT_NEAR(*finding.value, *finding.least, 1e-11 * *finding.least);
  }
}

/// So many cases with few enough nests to enumerate, each for all objectives.
void compare_cases(Case (*made)(std::uint64_t seed), std::uint64_t first, std::uint64_t wanted,
                   std::int64_t most_nests, Form form = Form::any,
                   Constraints (*constrained)(const Case&, std::uint64_t seed) = test::random_constraints) {
  std::uint64_t cases = 0;
  for (std::uint64_t seed = first; cases < wanted; ++seed) {
    const Case small = made(seed);
    const Constraints constraints =
        seed % 2 == 0 ? constrained(small, seed) : Constraints::none(small.problem, small.machine);
    if (!mapper::is_walkable(space_of(small, constraints, form))) continue;
    const auto nests = verify::count_nests(small.problem, small.machine, constraints);
    if (!nests || *nests == 0 || *nests > static_cast<double>(test::few_nests(most_nests))) continue;
    SCOPED_TRACE(testing::Message() << "case of seed " << seed);
    ++cases;
    verify_claims(small, constraints, form);
  }
}

TEST(Exact, EqualsTheBestOfAllNestsOnAThousandCases) {
  compare_cases(test::random_small_case, test::setting("RIDGE_SEED", 1),
                test::setting("RIDGE_CASES", test::random_cases(1000)), 30'000);
}

TEST(Exact, EqualsTheBestOfAllNestsWithWindows) {
  compare_cases(test::random_window_case, test::setting("RIDGE_SEED", 1),
                test::setting("RIDGE_CASES", test::random_cases(400)), 60'000);
}

/// Of roots that are as good as each other one is walked.
TEST(Exact, EqualsTheBestOfAllNestsOfSquareConvolutions) {
  compare_cases(test::random_square_case, test::setting("RIDGE_SEED", 1),
                test::setting("RIDGE_CASES", test::random_cases(300)), 60'000);
}

/// Of P and Q, which end a gap alike, P runs out of work: its loop has to stand outside.
TEST(Exact, EqualsTheBestOfAllNestsWhereOneOfTwoLikeDimensionsRunsOutOfWork) {
  compare_cases(test::random_square_case, 1459, 1, 60'000);
}

/// Two nodes of a tensor stand behind the last spatial loops, and the inner one alone passes often.
TEST(Exact, EqualsTheBestOfAllNestsWhereOneOfTwoNodesPassesOften) {
  compare_cases(test::random_window_case, 5425, 1, 60'000);
}

/// Unrollings are bounded while the outer fanout is still open.
TEST(Exact, EqualsTheBestOfAllNestsOverTwoFanouts) {
  compare_cases(test::random_case_of_two_fanouts, test::setting("RIDGE_SEED", 1),
                test::setting("RIDGE_CASES", test::random_cases(400)), 60'000);
}

/// Where energies are the wrong way round a further pass may pay, and bounds that hold on every machine that
/// anyone would build may not.
TEST(Exact, EqualsTheBestOfAllNestsOnWildMachines) {
  compare_cases(test::random_wild_case, test::setting("RIDGE_SEED", 1),
                test::setting("RIDGE_CASES", test::random_cases(600)), 60'000, Form::any,
                test::random_lane_constraints);
}

TEST(Exact, EqualsTheBestOfAllPerfectNestsOverTwoFanouts) {
  compare_cases(test::random_case_of_two_fanouts, test::setting("RIDGE_SEED", 1),
                test::setting("RIDGE_CASES", test::random_cases(200)), 60'000, Form::perfect);
}

TEST(Exact, EqualsTheBestOfAllPerfectNests) {
  compare_cases(test::random_small_case, test::setting("RIDGE_SEED", 1),
                test::setting("RIDGE_CASES", test::random_cases(400)), 30'000, Form::perfect);
}

TEST(Exact, EqualsTheBestOfAllPerfectNestsWithWindows) {
  compare_cases(test::random_window_case, test::setting("RIDGE_SEED", 1),
                test::setting("RIDGE_CASES", test::random_cases(200)), 60'000, Form::perfect);
}

TEST(Exact, EqualsTheBestOfAllNestsWhereItOnceDidNot) {
  for (const std::uint64_t seed : {22377U, 25189U, 42179U, 150859U, 151793U})
    compare_cases(test::random_small_case, seed, 1, 30'000);
  for (const std::uint64_t seed : {561U, 20763U, 22887U, 23615U, 40203U, 42907U, 44957U, 46164U, 64157U})
    compare_cases(test::random_window_case, seed, 1, 60'000);
  for (const std::uint64_t seed : {499U, 1019U, 3001200U, 3011121U})
    compare_cases(test::random_case_of_two_fanouts, seed, 1, 60'000);
}

/// The best nest has K between the loops of a window, P 3, K 2, R 2: a further pass then finds little of what
/// the first one found, and the search once took it to find nearly all.
TEST(Exact, KnowsWhatAWindowFindsWhereALoopStandsBetweenItsOwn) {
  test::Case small{test::convolution_1d(2, 1, 15, 2, 1), test::empty_machine()};
  test::add_level(small.machine, {"DRAM", 0, 43, 0, false, RoleSet::all()});
  test::add_level(small.machine, {"Buffer", 25, 1, 0, false, RoleSet(6)});
  small.machine.levels[LevelId(1)].may_keep = RoleSet(6);
  test::add_level(small.machine, {"Register", 1, 0.1, 0, false, RoleSet()});
  verify_claims(small, Constraints::none(small.problem, small.machine), Form::any);
}

/// Nine nodes behind the spatial loops are more than completions take on.
TEST(Exact, WalksManyNodesBehindTheSpatialLoops) {
  const Problem problem = test::matrix_product(2, 4, 1);
  Machine machine = test::empty_machine();
  test::add_level(machine, {"DRAM", 0, 50, 2, false, RoleSet::all()});
  test::add_fanout(machine, 2, 1, true, false);
  for (const char* name : {"L1", "L2", "L3"})
    test::add_level(machine, {name, 40, 1, 4, false, RoleSet::all()});
  const Constraints none = Constraints::none(problem, machine);
  EXPECT_LE(verify::count_nests(problem, machine, none), 2'000'000);
  verify_claims({problem, machine}, none, Form::any);
}

/// A walk in slices ends with what one in one piece says.
TEST(Exact, GoesOnWhereItStopped) {
  std::uint64_t slices = 0;
  const std::uint64_t cases = test::random_cases(60);
  for (std::uint64_t seed = 1; seed <= cases; ++seed) {
    SCOPED_TRACE(testing::Message() << "case of seed " << seed);
    const Case small = test::random_window_case(seed);
    const Constraints none = Constraints::none(small.problem, small.machine);
    const mapper::Space space(small.problem, small.machine, none, {});
    SearchOptions options;
    mapper::Watch watch(options);
    const mapper::ExactAnswer whole = mapper::exact_search(space, options, {}, 100'000'000, watch);
    ASSERT_TRUE(whole.proven);
    mapper::ExactSearch search(space, options, watch);
    mapper::ExactAnswer last;
    for (std::int64_t work = 20; !last.proven && work < 10'000'000; work += work / 4, ++slices) {
      const mapper::ExactAnswer next = search.run({}, work);
      EXPECT_GE(next.evaluated, last.evaluated);
      EXPECT_GE(next.lower_bound, last.lower_bound);
      EXPECT_LE(next.lower_bound, whole.lower_bound);
      last = next;
    }
    EXPECT_TRUE(last.proven);
    EXPECT_EQ(last.best.value, whole.best.value);
    EXPECT_EQ(last.lower_bound, whole.lower_bound);
  }
  EXPECT_GT(slices, 4 * cases) << "most are not done in one";
}

/// The best nest has loops over Q, P and R, in this order, before both nodes of GLB. The weights lack Q, but
/// between theirs and the inputs' node it would stand inside of R, along which a window slides.
TEST(Exact, LoopsKeepTheirPlaceOutsideOfThoseOfAWindow) {
  Case small = test::random_window_case(99);
  const Constraints none = Constraints::none(small.problem, small.machine);
  for (const std::int64_t bytes : {3, 4}) {
    small.machine.levels[LevelId(1)].size_bytes = bytes;
    const auto least = verify::enumerate(small.problem, small.machine, none, {Form::perfect, {}, 1'000'000});
    ASSERT_TRUE(least.has_value());
    const verify::Claim claim = claim_of(small, none, Form::perfect, Objective::energy);
    EXPECT_NEAR(claim.value.value(), least->value(Objective::energy), 1e-6);
  }
}

/// What completions keep from one root is right for the next.
TEST(Exact, CompletionsServeEveryRootOfAPlacement) {
  const std::uint64_t cases = test::setting("RIDGE_CASES", test::random_cases(400));
  const std::uint64_t first = test::setting("RIDGE_SEED", 1);
  for (std::uint64_t seed = first; seed < first + cases; ++seed) {
    SCOPED_TRACE(testing::Message() << "case of seed " << seed);
    const Case small = test::random_window_case(seed);
    const Constraints none = Constraints::none(small.problem, small.machine);
    const mapper::Space space(small.problem, small.machine, none, {});
    const mapper::Shape shape(small.problem);
    const cost::Setting setting(small.problem, small.machine);
    SearchOptions options;
    options.objective = Objective::energy;
    mapper::Watch watch(options);
    mapper::Incumbent incumbent(space, options.objective, 1'000'000, watch);
    mapper::FewestTrips fewest(space, shape);
    const auto unrollings = mapper::Unrollings(space).all(10'000);
    ASSERT_TRUE(unrollings.has_value());
    for (const mapper::Placement& placement : mapper::all_placements(space)) {
      std::optional<mapper::Completions> shared;  // these machines have one fanout
      for (const mapper::Unrolling& unrolling : *unrollings) {
        const mapper::Root root(space, shape, setting, placement, unrolling);
        if (!root.possible() || !mapper::Completions::cover(root, small.problem)) continue;
        mapper::Completions own(space, shape, setting, root, root.sections() - 1);
        if (!shared) shared.emplace(space, shape, setting, root, root.sections() - 1);
        EXPECT_EQ(mapper::Walk(space, shape, setting, root, fewest, &own, incumbent).least_completion(),
                  mapper::Walk(space, shape, setting, root, fewest, &*shared, incumbent).least_completion());
      }
    }
  }
}

}  // namespace
}  // namespace ridge
