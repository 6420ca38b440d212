// ridge map --certificate and ridge verify, as a user meets them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/inputs.hpp"
#include "tests/cli/run_ridge.hpp"

namespace ridge::tests {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// Small enough to go through every mapping.
constexpr const char* small_layer_yaml = R"(ridge: workload/1
name: product
layer: {type: gemm, M: 2, N: 2, K: 2, precision: int8}
)";

class VerifyCommand : public ::testing::Test {
 protected:
  Outcome map(const std::string& layer, const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments{"map",      "--arch", arch_,           "--workload", layer,
                                       "--effort", "20000",  "--certificate", file_};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_ridge(arguments);
  }
  Outcome verify(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments{"verify", file_};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_ridge(arguments);
  }
  /// Replaces the first `from` in the certificate.
  void falsify(const std::string& from, const std::string& to) const {
    std::string text = read_file(file_);
    const std::size_t at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    scratch_.write("a.cert", text.replace(at, from.size(), to));
  }

  Scratch scratch_;
  std::string file_ = scratch_.file("a.cert");
  std::string arch_ = scratch_.write("machine.yaml", machine_yaml);
  std::string small_ = scratch_.write("small.yaml", small_layer_yaml);
  std::string large_ = scratch_.write("large.yaml", layer_yaml);
  std::string network_ = scratch_.write("network.yaml", network_yaml);
};

TEST_F(VerifyCommand, ASmallOptimumIsProvenBest) {
  ASSERT_EQ(map(small_).exit_code, 0);
  const Outcome outcome = verify();
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.out,
              AllOf(HasSubstr("a.cert: 1 claim of ridge "), HasSubstr(" about small\n"),
                    ContainsRegex("product  1  edp +optimal .* verified: every mapping was tried"),
                    HasSubstr("\n1 claim: 1 verified, 0 right as far as checked, 0 wrong\n")));
  EXPECT_THAT(outcome.err, IsEmpty());
}

TEST_F(VerifyCommand, ALargeSpaceSaysWhatIsNotReproven) {
  ASSERT_EQ(map(large_).exit_code, 0);
  const Outcome outcome = verify();
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(
      outcome.out,
      AllOf(HasSubstr("value right, bound not re-proven"),
            ContainsRegex("product: value verified; bound not re-proven: the space has [0-9.]+e[0-9]+ "
                          "mappings, the limit is 2000000; the verifier's own bound is [^ ]+ J s\n"),
            HasSubstr("0 verified, 1 right as far as checked, 0 wrong")));
  EXPECT_EQ(verify({"--require-proof"}).exit_code, 5);
}

TEST_F(VerifyCommand, TheLimitDecidesWhatIsGoneThrough) {
  ASSERT_EQ(map(small_).exit_code, 0);
  const Outcome outcome = verify({"--most-mappings", "10"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.out, HasSubstr("the limit is 10;"));
}

TEST_F(VerifyCommand, AFalseValueEndsWithSix) {
  ASSERT_EQ(map(small_).exit_code, 0);
  falsify("    value: ", "    value: 1");
  const Outcome outcome = verify();
  EXPECT_EQ(outcome.exit_code, 6);
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("product: wrong: the value of the mapping is "),
                                 HasSubstr("0 verified, 0 right as far as checked, 1 wrong")));
}

/// Another mapping that can run, with its own true value: it is not the best.
TEST_F(VerifyCommand, AClaimOfAnOptimumThatIsNoneIsAnsweredWithABetterMapping) {
  ASSERT_EQ(map(small_, {"--objective", "latency"}).exit_code, 0);
  std::string text = read_file(file_);
  const std::size_t nest = text.find("      nest:\n");
  ASSERT_NE(nest, std::string::npos);
  text = text.substr(0, nest) + R"(      nest:
        - keep: {DRAM: [A, B, Z]}
        - for: {M: 2}
        - for: {N: 2}
        - for: {K: 2}
        - keep: {RF: [A, B, Z]}
)" + text.substr(text.find("machine:\n"));
  scratch_.write("a.cert", text);
  const auto first = nlohmann::json::parse(verify({"--json"}).out);
  const std::string value = first["claims"][0]["value_found"].dump();
  const std::size_t claimed = text.find("    value: ");
  const std::size_t unit = text.find("    unit: ");
  scratch_.write("a.cert", text.substr(0, claimed) + "    value: " + value + "\n    lower_bound: " + value +
                               "\n" + text.substr(unit));
  const Outcome outcome = verify();
  EXPECT_EQ(outcome.exit_code, 6);
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("product: wrong: there is a better mapping: it has "),
                                 HasSubstr("\n  the mapping:\n    - ")));

  const auto json = nlohmann::json::parse(verify({"--json"}).out);
  const std::string better = scratch_.write("better.yaml", json["claims"][0]["better_mapping"].dump());
  const Outcome evaluated =
      run_ridge({"evaluate", "--arch", arch_, "--workload", small_, "--mapping", better, "--json"});
  ASSERT_EQ(evaluated.exit_code, 0);
  EXPECT_EQ(nlohmann::json::parse(evaluated.out)["cycles"], json["claims"][0]["least_found"]);
}

TEST_F(VerifyCommand, AnotherMachineIsNotWhatWasMapped) {
  ASSERT_EQ(map(small_).exit_code, 0);
  falsify("size: 256 B", "size: 512 B");
  const Outcome outcome = verify();
  EXPECT_EQ(outcome.exit_code, 6);
  EXPECT_THAT(outcome.out, HasSubstr("the inputs are not those that were mapped"));
}

TEST_F(VerifyCommand, WhatIsNoCertificateIsBadInput) {
  const Outcome other = run_ridge({"verify", arch_});
  EXPECT_EQ(other.exit_code, 2);
  EXPECT_THAT(other.err, HasSubstr("this file is of the kind 'architecture'"));
  EXPECT_EQ(run_ridge({"verify", scratch_.file("none")}).exit_code, 2);
  EXPECT_EQ(run_ridge({"verify"}).exit_code, 2);
  ASSERT_EQ(map(small_).exit_code, 0);
  falsify("certificate/1", "certificate/7");
  const Outcome newer = verify();
  EXPECT_EQ(newer.exit_code, 2);
  EXPECT_THAT(newer.err, HasSubstr("'certificate/7' is no version that this program reads"));
}

TEST_F(VerifyCommand, ANetworkHasAClaimForEachDistinctLayer) {
  ASSERT_EQ(map(network_).exit_code, 0);
  const auto json = nlohmann::json::parse(verify({"--json"}).out);
  EXPECT_EQ(json["schema"], "ridge.verification/1");
  ASSERT_EQ(json["claims"].size(), 2U);
  EXPECT_EQ(json["claims"][0]["layer"], "first");
  EXPECT_EQ(json["claims"][0]["count"], 2);
  EXPECT_EQ(json["claims"][1]["layer"], "second");
  EXPECT_EQ(json["wrong"], 0);
  for (const auto& claim : json["claims"]) {
    EXPECT_EQ(claim["value"], claim["value_found"]);
    EXPECT_EQ(claim["verdict"], "bound_not_reproven");
    EXPECT_GT(claim["mappings"], 1e6);
    EXPECT_TRUE(claim["better_mapping"].is_null());
  }
}

TEST_F(VerifyCommand, TheSameAnswerGivesTheSameBytesWhateverTheThreads) {
  ASSERT_EQ(map(network_, {"--threads", "1"}).exit_code, 0);
  const std::string one = read_file(file_);
  ASSERT_EQ(map(network_, {"--threads", "2"}).exit_code, 0);
  EXPECT_EQ(read_file(file_), one);
}

/// The machine's own rules and those of --constraints are part of what is claimed.
TEST_F(VerifyCommand, ConstraintsAndOverridesAreInTheCertificate) {
  const std::string rules =
      scratch_.write("rules.yaml", "ridge: constraints/1\nlevels: {GLB: {bypass: [weights]}}\n");
  ASSERT_EQ(map(small_, {"--constraints", rules, "--set", "GLB.size=32KiB"}).exit_code, 0);
  const std::string text = read_file(file_);
  EXPECT_THAT(text, AllOf(HasSubstr("size: 32768 B"), HasSubstr("GLB: {bypass: [B]}")));
  EXPECT_THAT(verify().out, HasSubstr("1 verified"));
}

TEST_F(VerifyCommand, CheckLooksAtTheFormAlone) {
  ASSERT_EQ(map(small_).exit_code, 0);
  falsify("    value: ", "    value: 1");
  EXPECT_THAT(run_ridge({"check", file_}).out, HasSubstr("a.cert: certificate ok"));
  falsify("status: ", "state: ");
  const Outcome outcome = run_ridge({"check", file_});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("unknown key 'state' in a claim"));
}

TEST_F(VerifyCommand, TheCertificateIsCheckedLikeEveryOutput) {
  EXPECT_EQ(map(small_, {"--save", file_}).exit_code, 2);
  EXPECT_THAT(map(small_, {"--save", file_}).err, HasSubstr("--save writes to the same file"));
}

}  // namespace
}  // namespace ridge::tests
