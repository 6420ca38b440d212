// The store: what is written is there, once, or told to be damaged.
#include "explore/study/store.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <unistd.h>

#include "base/content_hash.hpp"
#include "explore/study/export.hpp"
#include "explore/study/pareto.hpp"
#include "explore/study/run.hpp"
#include "tests/mapper/cases.hpp"
#include "tests/sanitized.hpp"
#include "tests/study/studies.hpp"

namespace ridge::study {
namespace {

using test::Folder;
using test::study_of;
using testing::ElementsAre;
using testing::HasSubstr;

Record record_of(const std::string& key, const std::string& body = R"({"layers": []})") {
  Record record;
  record.inputs = {key, "m", "w"};
  record.status = "optimal";
  record.body = body;
  record.layers = {{content_hash("layer of " + key), "layer of " + key}};
  return record;
}

void change(const std::filesystem::path& file, const std::string& sql) {
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(file.c_str(), &database), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(database);
}

template <class Body>
std::string message_of(const Body& body) {
  try {
    body();
  } catch (const InputError& error) {
    return error.diagnostics().front().message;
  }
  return "";
}

TEST(Store, KeepsARecordOnce) {
  const Folder folder;
  std::filesystem::create_directories(folder.path());
  StoreFile store(folder.path() / "study.sqlite", true, {});
  const std::vector<Record> first{record_of("a"), record_of("b")};
  store.keep(first, 1);
  store.keep(std::vector<Record>{record_of("a", R"({"other": 1})")}, 1);
  EXPECT_EQ(store.find("a")->body, R"({"layers": []})");
  EXPECT_EQ(store.layer(content_hash("layer of b")), "layer of b");
  EXPECT_FALSE(store.has("c"));
  EXPECT_EQ(store.facts().records, 2);
}

TEST(Store, SeveralRunsWriteToOneFile) {
  const Folder folder;
  std::filesystem::create_directories(folder.path());
  StoreFile one(folder.path() / "study.sqlite", true, {});
  StoreFile two(folder.path() / "study.sqlite", true, {});
  one.keep(std::vector<Record>{record_of("a")}, 1);
  two.keep(std::vector<Record>{record_of("a"), record_of("b")}, 1);
  EXPECT_TRUE(one.has("b"));
  EXPECT_EQ(one.facts().records, 2);
}

TEST(Store, WhatIsDamagedIsNotFoundAndWrittenAnew) {
  const Folder folder;
  std::filesystem::create_directories(folder.path());
  const auto file = folder.path() / "study.sqlite";
  {
    StoreFile store(file, true, {});
    store.keep(std::vector<Record>{record_of("a"), record_of("b")}, 1);
  }
  change(file, "UPDATE records SET body = 'x' WHERE key = 'a'; UPDATE layers SET body = 'y'");
  StoreFile store(file, true, {});
  EXPECT_FALSE(store.has("a"));
  EXPECT_TRUE(store.has("b"));
  EXPECT_FALSE(store.layer(content_hash("layer of b")));
  EXPECT_EQ(store.facts().damaged, 1);
  store.keep(std::vector<Record>{record_of("a"), record_of("b")}, 1);
  EXPECT_TRUE(store.has("a"));
  EXPECT_TRUE(store.layer(content_hash("layer of b")));
}

TEST(Store, SaysWhyAFileIsNoStore) {
  const Folder folder;
  std::filesystem::create_directories(folder.path());
  const auto open = [&](const std::string& name) {
    return message_of([&] { StoreFile store(folder.path() / name, true, {}); });
  };
  std::ofstream(folder.path() / "text.sqlite") << std::string(5000, 'x');
  EXPECT_THAT(open("text.sqlite"), HasSubstr("is damaged, or no store of results"));
  change(folder.path() / "other.sqlite", "CREATE TABLE t (a)");
  EXPECT_THAT(open("other.sqlite"), HasSubstr("is a database, but no store of results"));
  { StoreFile newer(folder.path() / "newer.sqlite", true, {}); }
  change(folder.path() / "newer.sqlite", "PRAGMA user_version = 99");
  EXPECT_THAT(open("newer.sqlite"), HasSubstr("was written by a newer program"));
  EXPECT_THAT(open("no/such/folder.sqlite"), HasSubstr("cannot be opened"));
}

const char* const two_by_two =
    "name: s\nmachines: [tiny]\nworkloads: [gemm]\nobjectives: [latency, edp]\neffort: 300\n"
    "axes:\n  - Buffer.size: [1 KiB, 2 KiB]\npareto: [latency, energy]\n";

std::string json_of(const Plan& plan, const std::filesystem::path& folder) {
  std::string text;
  write_json(plan, folder, {}, [&text](const std::string& piece) { text += piece; });
  return text;
}

RunResult run_in(const Plan& plan, const std::filesystem::path& folder, bool resume = false,
                 std::optional<std::pair<std::size_t, std::size_t>> shard = {}) {
  RunOptions options;
  options.folder = folder;
  options.resume = resume;
  options.shard = shard;
  return run_study(plan, options);
}

TEST(StudyRun, ShardsMergedAreTheWhole) {
  const Plan plan(study_of(two_by_two));
  const Folder whole;
  EXPECT_EQ(run_in(plan, whole.path()).end.done, 4U);
  for (const std::size_t shards : {2U, 7U}) {
    const Folder parts;
    std::size_t done = 0;
    for (std::size_t i = 1; i <= shards; ++i)
      done += run_in(plan, parts.path(), false, std::pair(i, shards)).end.done;
    EXPECT_EQ(done, 4U);
    EXPECT_EQ(json_of(plan, parts.path()), json_of(plan, whole.path()));
    EXPECT_EQ(merge_shards(parts.path(), {}), shards);
    EXPECT_THAT(StoreReader(parts.path(), {}).files(), ElementsAre("study.sqlite"));
    EXPECT_EQ(json_of(plan, parts.path()), json_of(plan, whole.path()));
  }
}

TEST(StudyRun, AChangedStudyComputesOnlyWhatDependsOnIt) {
  const Folder folder;
  run_in(Plan(study_of(two_by_two)), folder.path());
  std::string text = two_by_two;
  text.replace(text.find("[1 KiB, 2 KiB]"), 14, "[1 KiB, 2 KiB, 4 KiB]");
  const RunResult more = run_in(Plan(study_of(text)), folder.path(), true);
  EXPECT_EQ(more.end.found, 4U);
  EXPECT_EQ(more.end.done, 6U);
  EXPECT_EQ(more.end.searches, 2U);
  EXPECT_THAT(message_of([&] { run_in(Plan(study_of(text)), folder.path()); }),
              HasSubstr("has results already"));
}

TEST(StudyRun, ComputesDamagedRecordsAgain) {
  const Plan plan(study_of(two_by_two));
  const Folder folder;
  run_in(plan, folder.path());
  const std::string before = json_of(plan, folder.path());
  change(folder.path() / "study.sqlite", "UPDATE records SET body = 'x'; UPDATE layers SET body = 'y'");
  EXPECT_EQ(study_status(plan, folder.path(), {}).missing, 4U);
  EXPECT_EQ(run_in(plan, folder.path(), true).end.found, 0U);
  EXPECT_EQ(json_of(plan, folder.path()), before);
}

TEST(StudyRun, PointsThatFailAreToldWithTheirReason) {
  const Plan plan(
      study_of("name: s\nmachines: [tiny]\nworkloads: [gemm]\neffort: 300\naxes:\n  - Lane.x: [4, 0]\n"));
  const Folder folder;
  const RunResult result = run_in(plan, folder.path());
  ASSERT_EQ(result.failures.size(), 1U);
  EXPECT_EQ(result.failures.front().point, 1U);
  EXPECT_NE(result.failures.front().reason, "");
  const TableOfResults table = points_table(plan, folder.path(), {});
  EXPECT_EQ(std::get<std::string>(table.rows.at(1).at(6)), "no_machine");
}

TEST(StudyExport, TotalsAreThoseOfTheirParts) {
  const Plan plan(study_of("name: s\nmachines: [small3]\nworkloads: [alexnet]\neffort: 100\n"));
  const Folder folder;
  run_in(plan, folder.path());
  const TableOfResults points = points_table(plan, folder.path(), {});
  const auto column = [](const TableOfResults& table, const std::string& name) {
    return static_cast<std::size_t>(std::find(table.columns.begin(), table.columns.end(), name) -
                                    table.columns.begin());
  };
  const double cycles = std::get<double>(points.rows.at(0).at(column(points, "cycles")));
  double by_cause = 0;
  for (const auto& row : parts_table(plan, folder.path(), {}).rows)
    if (std::get<std::string>(row[1]) == "cycles") by_cause += std::get<double>(row[3]);
  EXPECT_EQ(by_cause, cycles);
  const TableOfResults layers = layers_table(plan, folder.path(), {});
  double by_layer = 0;
  for (const auto& row : layers.rows)
    by_layer += std::get<double>(row[2]) * std::get<double>(row[column(layers, "cycles")]);
  EXPECT_EQ(by_layer, cycles);
  const std::string csv = csv_text(points);
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 2);
  EXPECT_EQ(csv_text({"t", {"a", "b"}, {{std::string("x, \"y\""), 0.5}, {Cell(), 1e20}}}),
            "a,b\n\"x, \"\"y\"\"\",0.5\n,1e+20\n");
}

TEST(Pareto, EqualsTheDefinition) {
  ridge::test::Dice dice(7);
  for (int round = 0; round < 200; ++round) {
    std::vector<Costs> points(1 + dice.roll(30));
    const std::size_t objectives = 2 + dice.roll(2);
    for (Costs& point : points)
      for (std::size_t k = 0; k < objectives; ++k)
        point.push_back(dice.roll(20) == 0 ? std::nan("") : static_cast<double>(dice.roll(6)));
    const std::vector<bool> found = pareto_front(points);
    for (std::size_t i = 0; i < points.size(); ++i) {
      bool known = true;
      for (const double cost : points[i])
        known = known && !std::isnan(cost);
      bool beaten = false;
      for (const Costs& other : points) {
        bool all = true;
        bool some = false;
        for (std::size_t k = 0; k < objectives; ++k) {
          all = all && other[k] <= points[i][k];
          some = some || other[k] < points[i][k];
        }
        beaten = beaten || (all && some);
      }
      EXPECT_EQ(found[i], known && !beaten);
    }
  }
}

}  // namespace
}  // namespace ridge::study
