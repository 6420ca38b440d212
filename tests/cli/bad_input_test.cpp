// Input that nobody should write: one clear error each, exit code 2, nothing on stdout, memory bounded.
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/inputs.hpp"
#include "tests/cli/run_ridge.hpp"

namespace ridge::tests {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || defined(__clang__)
constexpr long memory_limit_kib = 4'000'000;  // a sanitizer keeps shadows of its own
#else
constexpr long memory_limit_kib = 300'000;
#endif

class BadInput : public ::testing::Test {
 protected:
  /// `ridge describe` on a machine file refuses it, naming the place.
  void expect_refused(const std::string& file, const std::string& says = "error") const {
    for (const char* option : {"--arch", "--workload"}) {
      const Outcome outcome = run_ridge({"describe", option, file});
      EXPECT_EQ(outcome.exit_code, 2) << option << outcome.err.substr(0, 2000);
      EXPECT_THAT(outcome.err.substr(0, 4000), AllOf(HasSubstr("error"), HasSubstr(says))) << option;
      EXPECT_THAT(outcome.err, Not(HasSubstr("internal error")));
      EXPECT_LT(outcome.err.size(), 20'000U) << "an error is a message, not the file";
      EXPECT_THAT(outcome.out, IsEmpty());
      EXPECT_LT(outcome.peak_kib, memory_limit_kib) << option;
    }
  }

  std::string with(const std::string& from, const std::string& to, std::string text) const {
    text.replace(text.find(from), from.size(), to);
    return text;
  }

  Scratch scratch_;
};

TEST_F(BadInput, AFileThatIsNotThereNamesTheNearest) {
  scratch_.write("machine.yaml", machine_yaml);
  expect_refused(scratch_.file("machin.yaml"), "machine.yaml");
}

TEST_F(BadInput, AnUnknownNameListsOrSuggests) {
  const Outcome machine = run_ridge({"describe", "--arch", "eyeris_v1"});
  EXPECT_EQ(machine.exit_code, 2);
  EXPECT_THAT(machine.err, HasSubstr("eyeriss_v1"));
  const Outcome network = run_ridge({"describe", "--workload", "resnet5"});
  EXPECT_EQ(network.exit_code, 2);
  EXPECT_THAT(network.err, HasSubstr("resnet50"));
}

TEST_F(BadInput, AFolderIsNoFile) {
  expect_refused(scratch_.path().string() + "/");
}

TEST_F(BadInput, AnEmptyFile) {
  expect_refused(scratch_.write("empty.yaml", ""));
}

TEST_F(BadInput, AHundredMegabytes) {
  const std::string file = scratch_.file("large.yaml");
  std::ofstream stream(file);
  const std::string block(1 << 20, 'x');
  stream << "ridge: architecture/1\nname: ";
  for (int i = 0; i < 100; ++i)
    stream << block;
  stream.close();
  expect_refused(file, "large.yaml");
}

TEST_F(BadInput, AMillionLevelsDeep) {
  expect_refused(scratch_.write("deep.yaml", "ridge: " + std::string(1'000'000, '[')), "deep.yaml");
  std::string nested;
  for (int i = 0; i < 2000; ++i)
    nested += std::string(static_cast<std::size_t>(i), ' ') + "a:\n";
  expect_refused(scratch_.write("nested.yaml", nested), "nested.yaml");
}

TEST_F(BadInput, AnAliasBomb) {
  std::string bomb = "ridge: architecture/1\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string last = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + last;
    for (int k = 0; k < 9; ++k)
      bomb += ", " + last;
    bomb += "]\n";
  }
  expect_refused(scratch_.write("bomb.yaml", bomb), "bomb.yaml");
}

TEST_F(BadInput, BytesThatAreNoText) {
  std::string noise;
  unsigned state = 1;
  for (int i = 0; i < 10'000; ++i) {
    state = state * 1664525U + 1013904223U;
    noise += static_cast<char>(state >> 24U);
  }
  expect_refused(scratch_.write("noise.yaml", noise), "noise.yaml");
}

TEST_F(BadInput, BoundsWhoseProductPasses63Bits) {
  const std::string file =
      scratch_.write("huge.yaml", with("M: 64, N: 32", "M: 4000000000, N: 4000000000", layer_yaml));
  const Outcome outcome = run_ridge({"describe", "--workload", file});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("huge.yaml:"));
}

TEST_F(BadInput, SizesThatAreNoSizes) {
  for (const char* size : {"0", "-3", "nan", ".inf", "1.5", "1e3", "0x10", "010", "''", "[1]", "null"}) {
    const std::string file =
        scratch_.write("size.yaml", with("M: 64", std::string("M: ") + size, layer_yaml));
    const Outcome outcome = run_ridge({"describe", "--workload", file});
    EXPECT_EQ(outcome.exit_code, 2) << size << outcome.out;
    EXPECT_THAT(outcome.err, HasSubstr("size.yaml:3")) << size;
  }
}

TEST_F(BadInput, CapacitiesThatAreNone) {
  for (const char* size : {"0 KiB", "-64 KiB", "nan KiB", "64", "64 GB/s", "99999999999999999999 KiB"}) {
    const std::string file =
        scratch_.write("size.yaml", with("size: 64 KiB", std::string("size: ") + size, machine_yaml));
    const Outcome outcome = run_ridge({"describe", "--arch", file});
    EXPECT_EQ(outcome.exit_code, 2) << size << outcome.out;
    EXPECT_THAT(outcome.err, HasSubstr("size.yaml:")) << size;
  }
}

TEST_F(BadInput, AMachineGivenAsAWorkloadIsToldApart) {
  const std::string file = scratch_.write("machine.yaml", machine_yaml);
  const Outcome outcome = run_ridge({"describe", "--workload", file});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("architecture"), HasSubstr("workload")));
}

TEST_F(BadInput, AMisspeltKeyIsAnErrorWithTheRightOne) {
  const std::string file =
      scratch_.write("machine.yaml", with("read_bandwidth", "read_bandwith", machine_yaml));
  const Outcome outcome = run_ridge({"describe", "--arch", file});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("read_bandwith"), HasSubstr("did you mean 'read_bandwidth'?")));
}

}  // namespace
}  // namespace ridge::tests
