// --cache: the same bytes as without, at once, and no trouble with the folder costs an answer.
#include <filesystem>
#include <future>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/inputs.hpp"
#include "tests/cli/json_keys.hpp"
#include "tests/cli/run_ridge.hpp"
#include "tests/timeloop/small.hpp"

namespace ridge::tests {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class CacheOption : public ::testing::Test {
 protected:
  Outcome map(const std::vector<std::string>& more = {}, const RunOptions& options = {}) const {
    std::vector<std::string> arguments{"map", "--arch", arch_, "--workload", network_, "--effort", "2000"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_ridge(arguments, options);
  }
  Outcome map_with_cache(std::vector<std::string> more = {}) const {
    more.insert(more.end(), {"--cache", cache_});
    return map(more);
  }
  std::vector<fs::path> files() const { return {fs::directory_iterator(cache_), fs::directory_iterator()}; }

  Scratch scratch_;
  std::string arch_ = scratch_.write("machine.yaml", machine_yaml);
  /// Two layers to search, one of them twice; nothing to warn of.
  const std::string network_text_ = timeloop::with(network_yaml, "from: [second]", "from: [input]");
  std::string network_ = scratch_.write("network.yaml", network_text_);
  std::string cache_ = scratch_.file("answers/of/mine");
};

TEST_F(CacheOption, AnswersASecondRunWithTheSameText) {
  const Outcome plain = map({"--details"});
  const Outcome first = map_with_cache({"--details"});
  const Outcome second = map_with_cache({"--details"});
  ASSERT_EQ(plain.exit_code, 0) << plain.err;
  EXPECT_EQ(first.out, plain.out);
  EXPECT_EQ(second.out, plain.out);
  EXPECT_EQ(second.exit_code, 0);
  EXPECT_THAT(first.err, IsEmpty());
  EXPECT_EQ(second.err, "ridge: 2 of 2 searches were answered from the cache '" + cache_ + "'\n");
  EXPECT_EQ(files().size(), 2U);
}

TEST_F(CacheOption, IsToldInJsonAndChangesNothingElseThere) {
  const Outcome plain = map({"--json"});
  EXPECT_EQ(map_with_cache({"--json"}).out, plain.out);
  Json second = Json::parse(map_with_cache({"--json"}).out);
  for (Json& layer : second["layers"]) {
    EXPECT_EQ(layer["search"]["cached"], true);
    layer["search"].erase("cached");
  }
  EXPECT_EQ(second, Json::parse(plain.out));
}

TEST_F(CacheOption, SavesAndReportsTheSameFiles) {
  const auto run = [&](const std::string& name) { return map_with_cache({"--save", scratch_.file(name)}); };
  ASSERT_EQ(run("one.yaml").exit_code, 0);
  ASSERT_EQ(run("two.yaml").exit_code, 0);
  EXPECT_EQ(read_file(scratch_.file("one.yaml")), read_file(scratch_.file("two.yaml")));
}

TEST_F(CacheOption, SearchesAnewWhateverMatters) {
  ASSERT_EQ(map_with_cache().exit_code, 0);
  for (const std::vector<std::string>& other : {std::vector<std::string>{"--seed", "2"},
                                                {"--effort", "2001"},
                                                {"--objective", "energy"},
                                                {"--imperfect"},
                                                {"--set", "GLB.size=32KiB"},
                                                {"--set", "GLB.read_energy=3 pJ/B"}}) {
    EXPECT_THAT(map_with_cache(other).err, Not(HasSubstr("cache"))) << other.back();
  }
}

TEST_F(CacheOption, KnowsTheMachineUnderAnotherNameAndAddsOnlyWhatIsNew) {
  ASSERT_EQ(map_with_cache().exit_code, 0);
  arch_ = scratch_.write("other.yaml", "# a comment\n" + timeloop::with(machine_yaml, "small", "other"));
  EXPECT_THAT(map_with_cache().err, HasSubstr("2 of 2 searches were answered"));
  network_ = scratch_.write("network.yaml", timeloop::with(network_text_, "N: 64", "N: 48"));
  EXPECT_THAT(map_with_cache().err, HasSubstr("1 of 2 searches were answered"));
}

TEST_F(CacheOption, WarnsOfADamagedFileAndMendsIt) {
  const Outcome plain = map_with_cache();
  const std::string file = files().front();
  const std::string good = read_file(file);
  fs::resize_file(file, 200);
  const Outcome again = map_with_cache();
  EXPECT_EQ(again.out, plain.out);
  EXPECT_EQ(again.exit_code, 0);
  EXPECT_THAT(again.err,
              AllOf(HasSubstr(file + ": warning: this file of the cache is not used: it is damaged"),
                    HasSubstr("help: "), HasSubstr("1 of 2 searches were answered")));
  EXPECT_EQ(read_file(file), good);
}

TEST_F(CacheOption, RefusesWhatIsNoFolderBeforeTheSearch) {
  const Outcome file = map({"--cache", arch_});
  EXPECT_EQ(file.exit_code, 2);
  EXPECT_THAT(file.out, IsEmpty());
  EXPECT_THAT(file.err,
              AllOf(HasSubstr("--cache: error: '" + arch_ + "' is no folder"), HasSubstr("help: ")));
  EXPECT_THAT(map({"--cache", "/proc/none/here"}).err, HasSubstr("cannot be used as a cache"));
  EXPECT_THAT(map({"--cache", ""}).err, HasSubstr("--cache: the value is empty"));
}

TEST_F(CacheOption, GoesOnWithOneWarningWhenNothingCanBeWritten) {
  const std::string ridge = std::string(RIDGE_BINARY_DIR) + "/ridge";
  const std::string full_disk = "(trap '' XFSZ; ulimit -f 0; exec \"$@\") 2>&1 >/dev/null | cat >&2";
  const Outcome outcome = run_program({"/bin/bash", "-c", full_disk, "-", ridge, "map", "--arch", arch_,
                                       "--workload", network_, "--effort", "2000", "--cache", cache_});
  EXPECT_EQ(outcome.err,
            cache_ +
                ": warning: the cache takes no new answers: File too large\n"
                "   help: the answers of this run are right but not kept; make room or let it be written "
                "to, or name another folder\n");
  EXPECT_THAT(files(), IsEmpty());
}

TEST_F(CacheOption, IsSharedByRunsAtTheSameTime) {
  const Outcome plain = map();
  std::vector<std::future<Outcome>> runs;
  for (int i = 0; i < 6; ++i)
    runs.push_back(std::async(std::launch::async, [this] { return map_with_cache(); }));
  for (auto& run : runs) {
    const Outcome outcome = run.get();
    EXPECT_EQ(outcome.out, plain.out);
    EXPECT_THAT(outcome.err, Not(HasSubstr("warning")));
  }
  EXPECT_EQ(files().size(), 2U);
}

TEST_F(CacheOption, KeepsNothingOfASearchThatWasCutShort) {
  const Outcome outcome = run_ridge({"map", "--arch", arch_, "--workload", network_, "--imperfect",
                                     "--effort", "100000000", "--time-limit", "0.1s", "--cache", cache_});
  EXPECT_THAT(outcome.err, HasSubstr("cut short"));
  EXPECT_THAT(files(), IsEmpty());
}

TEST_F(CacheOption, ServesTimeloopsMapperToo) {
  std::vector<std::string> arguments{"timeloop", "mapper"};
  int number = 0;
  for (const std::string& text : {timeloop::small_machine, timeloop::small_problem, timeloop::small_table})
    arguments.push_back(scratch_.write("part" + std::to_string(number++) + ".yaml", text));
  arguments.insert(arguments.end(), {"--effort", "1000"});
  const Outcome plain = run_ridge(arguments);
  ASSERT_EQ(plain.exit_code, 0) << plain.err;
  arguments.insert(arguments.end(), {"--cache", cache_});
  EXPECT_EQ(run_ridge(arguments).out, plain.out);
  const Outcome second = run_ridge(arguments);
  EXPECT_EQ(second.out, plain.out);
  EXPECT_THAT(second.err, HasSubstr("1 of 1 search was answered from the cache"));

  scratch_.write("part1.yaml",
                 timeloop::with(timeloop::small_problem, "K: 12}", "K: 12, densities: {A: 0.5}}"));
  arguments.push_back(scratch_.write("sparse.yaml",
                                     "sparse_optimizations:\n  targets:\n"
                                     "  - {name: MAC, compute_optimization: [{type: gating}]}\n"));
  const Outcome sparse = run_ridge(arguments);
  EXPECT_THAT(sparse.err, HasSubstr("--cache: warning: answers about sparse layers are not kept"));
  EXPECT_EQ(files().size(), 1U);
}

}  // namespace
}  // namespace ridge::tests
