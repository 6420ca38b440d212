// What is said about a network as a whole: on stderr, in the heading of its table and in `notes`.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/json_keys.hpp"
#include "tests/cli/run_ridge.hpp"

namespace ridge::tests {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::size_t times(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
    ++count;
  return count;
}

constexpr const char* no_fp16 =
    "no unit of 'tpu_v1' does mac at fp16: 97 layers are counted as memory traffic";

TEST(NetworkNotes, AnArrayThatDoesNotDoThePrecisionIsSaidOnceAndWithThePrecisionThatItDoes) {
  const Outcome outcome = run_ridge({"map", "--arch", "tpu_v1", "--workload", "bert_base"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, AllOf(HasSubstr(std::string("--workload bert_base: warning: ") + no_fp16),
                                 HasSubstr("'--precision int8'")));
  EXPECT_EQ(times(outcome.err, "warning"), 1U);
  EXPECT_THAT(outcome.out, HasSubstr(std::string("  note: ") + no_fp16));
}

TEST(NetworkNotes, LayersThatNeedNoMappingAreSaidOnceAndNotBesideTheirWarning) {
  const Outcome outcome = run_ridge({"evaluate", "--arch", "tpu_v1", "--workload", "bert_base"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(times(outcome.err, "no unit"), 2U) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr(no_fp16));
  EXPECT_THAT(outcome.err, ContainsRegex("does layers '[a-z_0-9.]*', '[a-z_0-9.]*', '[a-z_0-9.]*' and "
                                         "[0-9]+ more: they are counted as memory traffic"));
  EXPECT_THAT(outcome.err, Not(HasSubstr("'block0.query'")));
}

TEST(NetworkNotes, NothingIsClaimedWhereNothingWasMapped) {
  const std::vector<std::string> map{"map", "--arch", "tpu_v1", "--workload", "bert_base"};
  const Outcome text = run_ridge(map);
  EXPECT_THAT(text.out, AllOf(HasSubstr("nothing was mapped"), Not(HasSubstr("optimal"))));
  std::vector<std::string> as_json = map;
  as_json.emplace_back("--json");
  const Json json = Json::parse(run_ridge(as_json).out);
  EXPECT_THAT(json["notes"], ElementsAre(no_fp16));
  EXPECT_TRUE(json["totals"]["status"].is_null());
  EXPECT_TRUE(json["totals"]["lower_bound"].is_null());
  EXPECT_TRUE(json["totals"]["gap"].is_null());
}

TEST(NetworkNotes, TheUnitBesideTheArrayThatDoesThePrecisionIsNamed) {
  const Outcome outcome = run_ridge({"map", "--arch", "a100_40gb", "--workload", "bert_base", "--layer",
                                     "block0.quer*", "--precision", "fp32"});
  EXPECT_THAT(outcome.err,
              AllOf(HasSubstr("no unit at the end of the array of 'a100_40gb' does mac at fp32"),
                    HasSubstr("at the rate of 'CudaCore' beside it"), HasSubstr("'--precision fp16'")));
}

TEST(NetworkNotes, MemoryTrafficSaysWhichUnitWorksOnItOrNone) {
  const auto softmax_on = [](const std::string& machine) {
    return run_ridge({"map", "--arch", machine, "--workload", "bert_base", "--layer", "*.softmax"}).out;
  };
  EXPECT_THAT(softmax_on("a100_40gb"), AllOf(HasSubstr("no unit at the end of the array does these"),
                                             ContainsRegex("block0.softmax .* CudaCore\n")));
  EXPECT_THAT(softmax_on("tpu_v1"), ContainsRegex("block0.softmax .* no unit\n"));
}

TEST(NetworkNotes, AnOperationThatTheArrayNeverDoesIsNoSurprise) {
  const Outcome outcome = run_ridge(
      {"map", "--arch", "tpu_v1", "--workload", "bert_base", "--layer", "*.softmax", "--precision", "int8"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.err, IsEmpty());
}

TEST(NetworkNotes, WeightsThatTheMachineCannotHoldAreSaid) {
  const auto notes_of = [](const std::string& network) {
    const Outcome outcome = run_ridge({"map", "--arch", "a100_40gb", "--workload", network, "--precision",
                                       "bf16", "--effort", "1", "--json"});
    return Json::parse(outcome.out)["notes"];
  };
  EXPECT_THAT(notes_of("gpt3_175b"),
              ElementsAre("weights of gpt3_175b need 349 GB; HBM holds 40 GiB: they would "
                          "have to be streamed in, which is not modelled"));
  EXPECT_THAT(notes_of("gpt2"), IsEmpty());
}

TEST(NetworkNotes, TheHeadingStatesWhatTheNetworkWasMadeFor) {
  const auto heading = [](const std::vector<std::string>& more) {
    std::vector<std::string> arguments{"map", "--arch", "tpu_v1", "--layer", "*embedding*", "--workload"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const std::string out = run_ridge(arguments).out;
    return out.substr(0, out.find('\n'));
  };
  EXPECT_THAT(heading({"bert_base", "--batch", "4"}),
              HasSubstr("bert_base on tpu_v1: fp16, batch 4, sequence 512, "));
  EXPECT_THAT(heading({"gpt2", "--sequence", "300"}), HasSubstr("batch 1, sequence 300, prefill, "));
  EXPECT_THAT(heading({"gpt2", "--sequence", "300", "--decode"}), HasSubstr("sequence 300, decode, "));
}

}  // namespace
}  // namespace ridge::tests
