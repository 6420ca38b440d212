// ridge evaluate --fidelity event, --timeline and --picture.
#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/evaluated_layer.hpp"
#include "tests/cli/inputs.hpp"
#include "tests/cli/json_keys.hpp"
#include "tests/cli/run_ridge.hpp"

namespace ridge::tests {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

class Fidelity : public EvaluatedLayer {};

double sum_of(const Json& causes) {
  double sum = 0;
  for (const auto& [name, cycles] : causes.items())
    if (cycles.is_number()) sum += cycles.get<double>();
  for (const Json& stall : causes["stalls"])
    sum += stall["cycles"].get<double>();
  return sum;
}

TEST_F(Fidelity, OfTheEventEngineChangesCyclesAndLeavesCounts) {
  const Json closed = json({});
  const Json event = json({"--fidelity", "event"});
  EXPECT_EQ(event["causes"]["compute"], closed["causes"]["compute"]);
  EXPECT_EQ(sum_of(event["causes"]), event["cycles"].get<double>());
  EXPECT_NE(event["cycles"], closed["cycles"]);
  EXPECT_EQ(event["energy_pj"], closed["energy_pj"]);
  for (std::size_t level = 0; level < closed["levels"].size(); ++level)
    EXPECT_EQ(event["levels"][level]["tensors"], closed["levels"][level]["tensors"]);
  EXPECT_THAT(event["notes"], Contains("cycles as the event engine plays the mapping, tile by tile"));
  EXPECT_EQ(json({"--fidelity", "closed"}), closed);
}

TEST_F(Fidelity, ATimelineHasOneTrackForEveryPortAndNoTwoSpansOfATrackAtOnce) {
  const std::string path = scratch_.file("timeline.json");
  const Json evaluation = json({"--timeline", path});
  const Json timeline = Json::parse(read_file(path));
  std::map<int, std::string> tracks;
  std::map<int, double> end;
  int spans = 0;
  for (const Json& event : timeline["traceEvents"]) {
    const int track = event["tid"].get<int>();
    if (event["name"] == "thread_name") tracks[track] = event["args"]["name"].get<std::string>();
    if (event["ph"] != "X") continue;
    ++spans;
    EXPECT_GE(event["ts"].get<double>(), end[track] - 1e-6);
    end[track] = event["ts"].get<double>() + event["dur"].get<double>();
    EXPECT_LE(end[track], evaluation["cycles"].get<double>() + 1e-6);
  }
  EXPECT_GT(spans, 100);
  EXPECT_THAT(tracks, Contains(testing::Pair(testing::_, "DRAM read port")));
  EXPECT_THAT(tracks, Contains(testing::Pair(testing::_, "lanes")));
  EXPECT_EQ(timeline["otherData"]["cycles"], evaluation["cycles"]);
}

TEST_F(Fidelity, APictureNamesEveryCauseAndItsCycles) {
  const std::string path = scratch_.file("picture.svg");
  for (const char* fidelity : {"closed", "event"}) {
    const Outcome outcome = evaluate({"--picture", path, "--fidelity", fidelity});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    const std::string svg = read_file(path);
    EXPECT_THAT(svg, HasSubstr("<svg xmlns=\"http://www.w3.org/2000/svg\""));
    EXPECT_THAT(svg, HasSubstr("product on small: "));
    EXPECT_THAT(svg, HasSubstr(">compute</text>"));
    EXPECT_THAT(svg, HasSubstr(">start-up</text>"));
    EXPECT_THAT(svg, HasSubstr(">cycles</text>"));
    EXPECT_THAT(svg, Not(HasSubstr("nan")));
  }
}

TEST_F(Fidelity, FilesOfOneLayerNeedOneLayer) {
  const std::string network = scratch_.write("network.yaml", network_yaml);
  for (const char* option : {"--timeline", "--picture"}) {
    const Outcome outcome = run_ridge({"evaluate", "--arch", arch_, "--workload", network, "--mapping",
                                       mapping_, option, scratch_.file("out")});
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_THAT(outcome.err, HasSubstr(std::string(option) + ": error: shows one layer"));
    EXPECT_THAT(outcome.err, HasSubstr("--layer NAME"));
  }
}

TEST_F(Fidelity, TwoFilesHaveTwoNames) {
  const std::string path = scratch_.file("out");
  const Outcome outcome = evaluate({"--timeline", path, "--picture", path});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("--timeline writes to the same file"));
}

TEST_F(Fidelity, OfMemoryTrafficThereIsAPictureAndNoTimeline) {
  const std::string timeline = scratch_.file("timeline.json");
  const std::string picture = scratch_.file("picture.svg");
  const Outcome outcome = run_ridge({"evaluate", "--arch", arch_, "--workload", "alexnet", "--layer", "pool1",
                                     "--timeline", timeline, "--picture", picture});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("nothing is saved to '" + timeline + "'"));
  EXPECT_FALSE(std::filesystem::exists(timeline));
  EXPECT_THAT(read_file(picture), HasSubstr(">other work</text>"));
}

TEST_F(Fidelity, IsOneOfTwoWords) {
  const Outcome outcome = evaluate({"--fidelity", "events"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("event"));
}

}  // namespace
}  // namespace ridge::tests
