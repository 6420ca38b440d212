// Certificates as files: what is written is read, and what is no certificate is told.
#include "sim/verify/certificate.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/config_path.hpp"
#include "tests/verify/small_certificate.hpp"

namespace ridge::verify {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;

std::string error_of(const std::string& text) {
  try {
    test::read_certificate_text(text);
  } catch (const InputError& error) {
    return render(error.diagnostics());
  }
  ADD_FAILURE() << "nothing is wrong";
  return {};
}

std::string true_text() {
  return print_certificate(test::true_certificate());
}

TEST(Certificate, IsReadAsItWasWritten) {
  // Once through a file before: problems made in code say more about read tensors than anyone asks.
  const Certificate written = test::written_and_read(test::true_certificate());
  const Certificate read = test::written_and_read(written);
  ASSERT_EQ(read.claims.size(), written.claims.size());
  EXPECT_EQ(read.program, written.program);
  for (std::size_t i = 0; i < read.claims.size(); ++i) {
    const Claim& claim = written.claims[i];
    EXPECT_EQ(read.claims[i].problem, claim.problem);
    EXPECT_EQ(read.claims[i].constraints, claim.constraints);
    EXPECT_EQ(read.claims[i].objective, claim.objective);
    EXPECT_EQ(read.claims[i].status, claim.status);
    EXPECT_EQ(read.claims[i].value, claim.value);
    EXPECT_EQ(read.claims[i].lower_bound, claim.lower_bound);
    EXPECT_EQ(read.claims[i].mapping, claim.mapping);
    EXPECT_EQ(read.claims[i].end, claim.end);
    EXPECT_EQ(read.claims[i].inputs, input_hash(written.machine, claim));
  }
  EXPECT_EQ(print_certificate(read), print_certificate(written));
}

TEST(Certificate, WithoutClaimsIsOneToo) {
  Certificate certificate = test::true_certificate();
  certificate.claims.clear();
  EXPECT_TRUE(test::written_and_read(certificate).claims.empty());
}

/// Rules on both ends of a bound, `all` with more, keeps and used lanes: whatever constraints can say.
TEST(Certificate, KeepsEveryRule) {
  Certificate certificate = test::true_certificate();
  certificate.claims.resize(1);
  Claim& claim = certificate.claims.front();
  Constraints& rules = claim.constraints;
  rules.used_lanes.least = 0.07;
  rules.temporal[LevelId(0)].bounds[DimensionId(0)] = {2, 3, false, {}};
  rules.temporal[LevelId(1)].bounds[DimensionId(0)] = {1, 2, true, {}};
  rules.temporal[LevelId(1)].bounds[DimensionId(1)] = {1, 1, true, {}};
  rules.temporal[LevelId(1)].order = {DimensionId(2), DimensionId(0)};
  rules.spatial[FanoutId(0)][0].bounds[DimensionId(1)] = {2, 2, false, {}};
  rules.keep[LevelId(1)][TensorId(0)] = true;
  rules.keep[LevelId(1)][TensorId(2)] = false;
  EXPECT_EQ(test::written_and_read(certificate).claims.front().constraints, rules);
}

TEST(Certificate, HasAnotherHashForEveryOtherInput) {
  const Certificate certificate = test::true_certificate();
  const Claim& claim = certificate.claims.front();
  const std::string hash = input_hash(certificate.machine, claim);
  EXPECT_EQ(hash.size(), 64U);
  Claim other = claim;
  other.objective = Objective::edp;
  EXPECT_NE(input_hash(certificate.machine, other), hash);
  other = claim;
  other.form = Form::imperfect;
  EXPECT_NE(input_hash(certificate.machine, other), hash);
  other = claim;
  other.problem.dimensions[DimensionId(0)].bound = 5;
  EXPECT_NE(input_hash(certificate.machine, other), hash);
  other = claim;
  other.value = 1;  // an answer is no input
  other.mapping.reset();
  EXPECT_EQ(input_hash(certificate.machine, other), hash);
}

TEST(Certificate, OfANewerVersionIsRefused) {
  EXPECT_THAT(error_of(test::with(true_text(), "certificate/1", "certificate/2")),
              HasSubstr("a.cert:1:8: error: 'certificate/2' is no version that this program reads"));
}

TEST(Certificate, OfAnotherKindIsRefused) {
  EXPECT_THAT(error_of("ridge: mapping/1\nnest: []\n"), HasSubstr("this file is of the kind 'mapping'"));
  EXPECT_THAT(error_of(""), HasSubstr("this file is empty"));
}

TEST(Certificate, UnknownKeysAreErrorsWithTheNearestKnown) {
  EXPECT_THAT(error_of(test::with(true_text(), "program:", "programme:")),
              HasSubstr("unknown key 'programme' in a certificate"));
  EXPECT_THAT(error_of(test::with(true_text(), "    status:", "    state: x\n    status:")),
              HasSubstr("unknown key 'state' in a claim"));
  EXPECT_THAT(error_of(test::with(true_text(), "evaluated: 0", "evaluatd: 0")),
              HasSubstr("did you mean 'evaluated'?"));
  EXPECT_THAT(error_of(test::with(true_text(), "kind: dram", "kinds: dram")),
              ContainsRegex("a.cert:[0-9]+:20: error: unknown key 'kinds'"));
}

TEST(Certificate, AMissingKeyIsTold) {
  for (const char* key : {"layer", "count", "inputs", "objective", "space", "status", "lower_bound", "unit",
                          "problem", "constraints"}) {
    SCOPED_TRACE(key);
    const std::string text = true_text();
    const std::size_t claims = text.find("claims:\n");
    const std::size_t at = text.find(std::string(key) + ":", claims);
    std::string without = text;
    without.replace(at, std::string(key).size(), "x" + std::string(key));
    EXPECT_THAT(error_of(without), HasSubstr(std::string("'") + key + "'"));
  }
}

/// Cut off anywhere, it is no certificate, or not one of these inputs.
TEST(Certificate, ATruncatedFileIsNeverTakenForAWholeOne) {
  const std::string text = true_text();
  Options options;
  options.most_mappings = 0;
  for (std::size_t length = 0; length + 1 < text.size(); length += 13) {
    try {
      const Certificate part = test::read_certificate_text(text.substr(0, length));
      for (const Finding& finding : verify(part, options))
        EXPECT_EQ(finding.verdict(), Verdict::wrong) << text.substr(0, length);
    } catch (const InputError& error) {
      EXPECT_FALSE(error.diagnostics().empty());
    }
  }
}

TEST(Certificate, WordsAndNumbersOfAnotherFormAreTold) {
  EXPECT_THAT(error_of(test::with(true_text(), "status: optimal", "status: best")),
              HasSubstr("'status' cannot be 'best'"));
  EXPECT_THAT(error_of(test::with(true_text(), "objective: latency", "objective: time")),
              HasSubstr("'objective': it cannot be 'time'"));
  EXPECT_THAT(error_of(test::with(true_text(), "unit: cycles", "unit: pJ")),
              HasSubstr("latency is measured in cycles, not in 'pJ'"));
  EXPECT_THAT(error_of(test::with(true_text(), "value: ", "value: -")), HasSubstr("'value'"));
  EXPECT_THAT(error_of(test::with(true_text(), "layer: matrix_product", "layer: other")),
              HasSubstr("the problem of a claim is the one layer 'other'"));
  EXPECT_THAT(error_of("ridge: certificate/1\nprogram: x\nmachine: {}\nclaims: 3\n"),
              HasSubstr("'claims' is a list, not '3'"));
}

TEST(Certificate, AMappingOfAnotherMachineIsTold) {
  EXPECT_THAT(error_of(test::with(true_text(), "- keep: {DRAM", "- keep: {HBM")), HasSubstr("HBM"));
}

/// The printed machine is the machine: what it says is printed, and read again, without loss.
class ShippedMachine : public testing::TestWithParam<std::string> {};

TEST_P(ShippedMachine, IsTheSameAfterItWasWritten) {
  std::vector<Diagnostic> warnings;
  Certificate certificate;
  certificate.program = "x";
  certificate.machine = load_machine(GetParam(), {}, warnings);
  const Certificate read = test::written_and_read(certificate);
  EXPECT_EQ(print_machine(read.machine), print_machine(certificate.machine));
}

INSTANTIATE_TEST_SUITE_P(All, ShippedMachine, testing::ValuesIn(shipped_names("arch")),
                         [](const auto& machine) { return machine.param; });

}  // namespace
}  // namespace ridge::verify
