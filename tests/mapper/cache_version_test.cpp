// Whoever changes what searches answer raises search_version, so that no cache answers as before.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/content_hash.hpp"
#include "mapper/cache/question.hpp"
#include "tests/mapper/cases.hpp"
#include "tests/sanitized.hpp"

namespace ridge {
namespace {

/// What follows a change: the version that search_version was raised to, and what the test prints.
constexpr int known_version = 13;
constexpr const char* known_answers = "8055a5d2bece6dd8284ca14a6bd6b64a";

std::string answer_of(const test::Case& given, SearchOptions options) {
  options.effort = 3000;
  const Constraints none = Constraints::none(given.problem, given.machine);
  const SearchResult result = search(given.problem, given.machine, none, options);
  const std::string nest =
      result.mapping ? print_nest(*result.mapping, given.problem, given.machine) : "no mapping\n";
  return fmt::format("{} {:.12g} {:.12g} {} {}\n{}", name_of(result.status), result.value, result.lower_bound,
                     result.stats.evaluated, result.stats.feasible, nest);
}

SearchOptions options_with(const std::function<void(SearchOptions&)>& change) {
  SearchOptions options;
  change(options);
  return options;
}

/// Small layers, walked to the end; windows; ones too large for that; nests of the heuristic alone.
std::string answers() {
  std::string text;
  for (std::uint64_t seed = 0; seed < 8; ++seed) {
    const test::Case small = test::random_small_case(seed);
    for (const Objective objective : {Objective::latency, Objective::energy, Objective::edp})
      text += answer_of(small, options_with([&](SearchOptions& options) { options.objective = objective; }));
    text += answer_of(small, options_with([](SearchOptions& options) { options.imperfect_temporal = true; }));
    text += answer_of(small, options_with([](SearchOptions& options) { options.even = true; }));
    text += answer_of(test::random_window_case(seed), {});
  }
  const test::Case layer{test::convolution_2d({1, 32, 16, 14, 14, 3, 3}, 1),
                         test::three_levels(16 * 1024, 8, 8, 128)};
  for (const std::uint64_t seed : {1U, 2U})
    text += answer_of(layer, options_with([&](SearchOptions& options) { options.seed = seed; }));
  return text;
}

TEST(SearchVersion, IsRaisedWhenSearchesAnswerOtherwise) {
  // Sums of another compiler may differ in their last digit, and so may what is found between equals.
  if (test::sanitized) GTEST_SKIP() << "the answers are known of the ordinary build";
  const std::string found = answers();
  EXPECT_EQ(content_hash(found), known_answers)
      << "searches answer otherwise than before: raise search_version (mapper/cache/question.hpp), and set "
         "known_version and known_answers here to the new ones";
  EXPECT_EQ(mapper::search_version, known_version);
}

}  // namespace
}  // namespace ridge
