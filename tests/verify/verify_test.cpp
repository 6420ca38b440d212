// True claims are verified; whatever is falsified in them is found out, each in its own words.
#include "sim/verify/verify.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/cost/evaluator.hpp"
#include "tests/verify/small_certificate.hpp"

namespace ridge::verify {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// The finding about the certificate's first claim (latency), after `change`.
Finding finding_of(const std::function<void(Claim&)>& change, const Options& options = {}) {
  Certificate certificate = test::true_certificate();
  certificate.claims.resize(1);
  change(certificate.claims.front());
  return verify(test::written_and_read(certificate), options).front();
}

Options without_enumeration() {
  Options options;
  options.most_mappings = 0;
  return options;
}

void expect_wrong(const Finding& finding, const std::string& sentence) {
  EXPECT_EQ(finding.verdict(), Verdict::wrong);
  EXPECT_THAT(finding.wrong, Contains(HasSubstr(sentence)));
}

TEST(Verify, ATrueCertificateIsVerified) {
  const Certificate certificate = test::written_and_read(test::true_certificate());
  const std::vector<Finding> findings = verify(certificate);
  ASSERT_EQ(findings.size(), 3U);
  for (std::size_t i = 0; i < findings.size(); ++i) {
    EXPECT_EQ(findings[i].verdict(), Verdict::verified);
    EXPECT_THAT(findings[i].wrong, IsEmpty());
    EXPECT_EQ(findings[i].proof, BoundProof::enumerated);
    EXPECT_EQ(findings[i].value, certificate.claims[i].value);
    EXPECT_EQ(findings[i].least, certificate.claims[i].value);
    EXPECT_LE(findings[i].own_bound, *findings[i].least);
    EXPECT_FALSE(findings[i].better);
  }
}

TEST(Verify, AFalseValueIsFoundOutWithTheTrueOne) {
  const double value = *test::true_certificate().claims.front().value;
  for (const double factor : {0.99, 1.01, 1 + 1e-9}) {
    const Finding finding = finding_of([&](Claim& claim) { claim.value = value * factor; });
    expect_wrong(finding, fmt::format("the value of the mapping is {} cycles, and ", value));
    EXPECT_EQ(finding.value, value);
  }
}

TEST(Verify, ABoundThatAMappingUndercutsIsFoundOutWithTheMapping) {
  Mapping slow;  // all loops in the memory: legal, and far from the best
  const auto make_slow = [&](Claim& claim) {
    const test::Case small = test::small_case();
    slow.nest.clear();
    for (const TensorId tensor : small.problem.tensors.ids())
      slow.nest.push_back(NestEntry::keep(LevelId(0), tensor));
    for (const DimensionId dimension : small.problem.dimensions.ids())
      slow.nest.push_back(NestEntry::temporal(dimension, small.problem.dimensions[dimension].bound));
    Evaluation evaluation;
    ASSERT_FALSE(Evaluator(small.problem, small.machine).evaluate(slow, evaluation));
    claim.mapping = slow;
    claim.value = claim.lower_bound = evaluation.cycles;
  };
  const Finding finding = finding_of(make_slow);
  ASSERT_EQ(finding.wrong.size(), 1U);
  expect_wrong(finding, "there is a better mapping: it has ");
  ASSERT_TRUE(finding.better);
  EXPECT_EQ(*finding.better, *test::true_certificate().claims.front().mapping);
  EXPECT_EQ(finding.least, test::true_certificate().claims.front().value);
}

TEST(Verify, ABoundAboveTheValueContradictsItself) {
  expect_wrong(finding_of([](Claim& claim) { claim.lower_bound *= 2; }), "the lower bound, ");
  expect_wrong(finding_of([](Claim& claim) { claim.lower_bound *= 2; }, without_enumeration()),
               "is above the value");
}

TEST(Verify, AnOptimumAboveItsBoundContradictsItself) {
  expect_wrong(finding_of([](Claim& claim) { claim.lower_bound /= 2; }),
               "the status is 'optimal', and the value");
}

TEST(Verify, ABoundBelowTheLeastIsTrue) {
  const Finding finding = finding_of([](Claim& claim) {
    claim.lower_bound /= 2;
    claim.status = SearchStatus::limit_reached;
  });
  EXPECT_EQ(finding.verdict(), Verdict::verified);
}

TEST(Verify, AMappingThatCannotRunIsFoundOut) {
  const Finding illegal = finding_of([](Claim& claim) { claim.mapping->nest.pop_back(); });
  expect_wrong(illegal, "the mapping cannot run: ");
  EXPECT_FALSE(illegal.value);
  const Finding too_large = finding_of([](Claim& claim) {
    Mapping& mapping = *claim.mapping;
    const auto loops = std::remove_if(mapping.nest.begin(), mapping.nest.end(), [](const NestEntry& entry) {
      return entry.kind == NestEntry::Kind::keep && entry.level == LevelId(1);
    });
    mapping.nest.erase(loops, mapping.nest.end());
    for (std::size_t tensor = 3; tensor-- > 0;)
      mapping.nest.insert(mapping.nest.begin() + 3, NestEntry::keep(LevelId(1), TensorId(tensor)));
  });
  expect_wrong(too_large, "'GLB'");
}

TEST(Verify, AMappingThatBreaksAConstraintIsFoundOut) {
  const Finding finding = finding_of([](Claim& claim) {
    claim.constraints.keep[LevelId(1)][TensorId(0)] = true;
    std::erase_if(claim.mapping->nest, [](const NestEntry& entry) {
      return entry.kind == NestEntry::Kind::keep && entry.level == LevelId(1);
    });
  });
  expect_wrong(finding, "the mapping breaks a constraint: ");
}

TEST(Verify, OtherInputsThanThoseThatWereMappedAreFoundOut) {
  const std::string text = print_certificate(test::true_certificate());
  for (const auto& [from, to] : {std::pair{"size: 20 B", "size: 24 B"},
                                 {"clock: 1 GHz", "clock: 2 GHz"},
                                 {"made_up", "made_down"},
                                 {"constraints/1", "constraints/1\n      min_used_lanes: 0.5"},
                                 {"precision: int8", "precision: int4"}}) {
    SCOPED_TRACE(from);
    const std::vector<Finding> findings = verify(test::read_certificate_text(test::with(text, from, to)));
    expect_wrong(findings.front(), "the inputs are not those that were mapped: their hash is ");
  }
}

TEST(Verify, AFalseHashIsFoundOut) {
  const std::string text = print_certificate(test::true_certificate());
  const std::size_t at = text.find("inputs: ") + 8;
  const std::string other = test::with(text, text.substr(at, 8), "00000000");
  const Finding finding = verify(test::read_certificate_text(other)).front();
  EXPECT_THAT(finding.wrong, ElementsAre(HasSubstr("and 00000000" + text.substr(at + 8, 56))));
}

TEST(Verify, ThatNothingCanRunIsProvenByTryingAll) {
  Certificate certificate = test::true_certificate();
  StorageLevel& buffer = certificate.machine.levels[LevelId(1)];
  buffer.keeps = RoleSet::all();
  buffer.size_bytes = 1;
  certificate.claims.resize(1);
  Claim& claim = certificate.claims.front();
  claim.status = SearchStatus::infeasible;
  claim.value.reset();
  claim.mapping.reset();
  claim.lower_bound = 0;
  EXPECT_EQ(verify(test::written_and_read(certificate)).front().verdict(), Verdict::verified);

  buffer.size_bytes = 20;
  const Finding finding = verify(test::written_and_read(certificate)).front();
  expect_wrong(finding, "there is a mapping that can run");
  ASSERT_TRUE(finding.better);
  Evaluation evaluation;
  EXPECT_FALSE(Evaluator(claim.problem, certificate.machine).evaluate(*finding.better, evaluation));

  const Finding unknown = verify(test::written_and_read(certificate), without_enumeration()).front();
  EXPECT_EQ(unknown.verdict(), Verdict::unproven);
  EXPECT_THAT(unknown.remark, HasSubstr("that there is no mapping is not re-proven: the space has "));
}

TEST(Verify, AStatusGoesWithAMappingOrWithout) {
  const auto without = [](SearchStatus status) {
    return [status](Claim& claim) {
      claim.status = status;
      claim.mapping.reset();
    };
  };
  expect_wrong(finding_of(without(SearchStatus::optimal)),
               "the status is 'optimal', and there is no mapping");
  expect_wrong(finding_of(without(SearchStatus::limit_reached)), "there is a value and no mapping");
  expect_wrong(finding_of([](Claim& claim) { claim.value.reset(); }), "there is a mapping and no value");
  expect_wrong(finding_of([](Claim& claim) { claim.status = SearchStatus::infeasible; }),
               "the status is 'infeasible', and there is a mapping");
}

TEST(Verify, OfALargeSpaceTheBoundIsNotReproven) {
  const Finding finding = finding_of([](Claim&) {}, without_enumeration());
  EXPECT_EQ(finding.verdict(), Verdict::unproven);
  EXPECT_EQ(finding.proof, BoundProof::none);
  EXPECT_FALSE(finding.least);
  EXPECT_THAT(finding.remark, testing::ContainsRegex(
                                  "^value verified; bound not re-proven: the space has [0-9]+ mappings, the "
                                  "limit is 0; the verifier's own bound is [0-9.]+ cycles$"));
}

TEST(Verify, ABoundThatTheVerifiersOwnReachesNeedsNoEnumeration) {
  const double own = finding_of([](Claim&) {}).own_bound;
  const auto claim_bound = [](double bound) {
    return [bound](Claim& claim) {
      claim.status = SearchStatus::limit_reached;
      claim.lower_bound = bound;
    };
  };
  EXPECT_EQ(finding_of(claim_bound(own), without_enumeration()).proof, BoundProof::own_bound);
  EXPECT_EQ(finding_of(claim_bound(own * 1.001), without_enumeration()).proof, BoundProof::none);
  EXPECT_EQ(finding_of(claim_bound(0), without_enumeration()).proof, BoundProof::not_claimed);
}

TEST(Verify, ImperfectTemporalBoundsAreNotEnumerated) {
  const Finding finding = finding_of([](Claim& claim) { claim.form = Form::imperfect; });
  EXPECT_EQ(finding.verdict(), Verdict::unproven);
  EXPECT_THAT(finding.remark, HasSubstr("imperfect temporal bounds are not enumerated"));
}

TEST(Verify, AnInterruptedEnumerationProvesNothing) {
  const std::atomic<bool> cancelled = true;
  Options options;
  options.cancel = &cancelled;
  std::int64_t reports = 0;
  options.progress = [&](const Claim&, std::int64_t tried, double nests) {
    ++reports;
    EXPECT_LE(static_cast<double>(tried), nests);
  };
  const Finding finding = finding_of([](Claim&) {}, options);
  EXPECT_EQ(finding.verdict(), Verdict::unproven);
  EXPECT_THAT(finding.remark, HasSubstr("the enumeration was interrupted"));
  EXPECT_EQ(reports, 1);
}

}  // namespace
}  // namespace ridge::verify
