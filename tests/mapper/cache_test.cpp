// Answers that come from a cache equal those that are found, whatever happened to the files.
#include <atomic>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <limits>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/content_hash.hpp"
#include "base/text_file.hpp"
#include "mapper/cache/answer_cache.hpp"
#include "mapper/cache/question.hpp"
#include "tests/mapper/cases.hpp"

namespace ridge {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// A folder of its own, removed at the end.
class Folder {
 public:
  Folder() {
    std::string pattern = (fs::temp_directory_path() / "ridge-cache-XXXXXX").string();
    EXPECT_NE(::mkdtemp(pattern.data()), nullptr);
    path = pattern;
  }
  ~Folder() { fs::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::vector<fs::path> files() const { return {fs::directory_iterator(path), fs::directory_iterator()}; }
  fs::path path;
};

std::string content(const fs::path& file) {
  return read_text_file(file)->text;
}

void write(const fs::path& file, const std::string& text) {
  std::ofstream(file, std::ios::binary) << text;
}

/// One search, with and without a cache.
struct Asked {
  Problem problem = test::convolution_1d(8, 4, 14, 3, 1);
  Machine machine = test::three_levels(512, 4, 4, 16);
  Constraints constraints = Constraints::none(problem, machine);
  SearchOptions options;

  Asked() { options.effort = 2000; }
  explicit Asked(const test::Case& given) : problem(given.problem), machine(given.machine) {
    constraints = Constraints::none(problem, machine);
    options.effort = 500;
  }

  SearchResult search(AnswerCache* cache) const {
    SearchOptions with = options;
    with.cache = cache;
    return ridge::search(problem, machine, constraints, with);
  }
  std::string question() const { return mapper::question_text(problem, machine, constraints, options); }
};

/// Equal in all that an answer says; how it was found is told apart.
void expect_equal(const SearchResult& a, const SearchResult& b) {
  EXPECT_EQ(a.status, b.status);
  EXPECT_EQ(a.end, b.end);
  EXPECT_EQ(a.objective, b.objective);
  EXPECT_EQ(a.lower_bound, b.lower_bound);
  EXPECT_EQ(a.least.cycles, b.least.cycles);
  EXPECT_EQ(a.least.energy_pj, b.least.energy_pj);
  EXPECT_EQ(a.mapping, b.mapping);
  EXPECT_EQ(a.stats.evaluated, b.stats.evaluated);
  EXPECT_EQ(a.stats.feasible, b.stats.feasible);
  ASSERT_EQ(a.evaluation.has_value(), b.evaluation.has_value());
  ASSERT_EQ(a.infeasible.has_value(), b.infeasible.has_value());
  if (a.infeasible) {
    EXPECT_EQ(a.infeasible->sentence, b.infeasible->sentence);
  }
  if (!a.evaluation) return;
  EXPECT_EQ(a.value, b.value);
  EXPECT_EQ(a.gap, b.gap);
  EXPECT_EQ(a.evaluation->energy_pj, b.evaluation->energy_pj);
  EXPECT_EQ(a.evaluation->cycles, b.evaluation->cycles);
}

TEST(Cache, AnswersASecondTimeAsTheFirst) {
  const Asked asked;
  AnswerCache cache;
  const SearchResult plain = asked.search(nullptr);
  const SearchResult first = asked.search(&cache);
  const SearchResult second = asked.search(&cache);
  EXPECT_EQ(plain.stats.cached, 0);
  EXPECT_EQ(first.stats.cached, 0);
  EXPECT_EQ(second.stats.cached, 1);
  expect_equal(plain, first);
  expect_equal(plain, second);
}

TEST(Cache, AnswersEveryKindOfSearchAsItWasFound) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    SCOPED_TRACE(seed);
    const test::Case given = test::random_small_case(seed);
    Asked asked(given);
    asked.options.objective = seed % 3 == 0   ? Objective::latency
                              : seed % 3 == 1 ? Objective::energy
                                              : Objective::edp;
    asked.options.imperfect_temporal = seed % 4 == 0;
    asked.options.even = seed % 4 == 1;
    if (seed % 2 == 0) asked.constraints = test::random_constraints(given, seed);
    const Folder folder;
    AnswerCache writer(folder.path, {});
    const SearchResult found = asked.search(&writer);
    AnswerCache reader(folder.path, {});  // another run: nothing but the files
    const SearchResult kept = asked.search(&reader);
    EXPECT_EQ(kept.stats.cached, folder.files().empty() ? 0 : 1);
    expect_equal(found, kept);
    EXPECT_THAT(writer.take_warnings(), IsEmpty());
    EXPECT_THAT(reader.take_warnings(), IsEmpty());
  }
}

TEST(Cache, KnowsALayerAndAMachineUnderOtherNames) {
  Asked asked;
  AnswerCache cache;
  asked.search(&cache);
  asked.problem.name = "another layer";
  asked.machine.name = "another machine";
  asked.machine.notes.push_back("a note");
  EXPECT_EQ(asked.search(&cache).stats.cached, 1);
  asked.machine.levels[LevelId(1)].read_energy->picojoules *= 2;
  EXPECT_EQ(asked.search(&cache).stats.cached, 0);
}

TEST(Cache, KeepsNothingThatWasCutShort) {
  Asked asked;
  AnswerCache cache;
  const std::atomic<bool> at_once{true};
  asked.options.cancel = &at_once;
  EXPECT_TRUE(asked.search(&cache).cut_short());
  EXPECT_FALSE(cache.find(asked.question()).has_value());

  asked.options.cancel = nullptr;
  asked.options.effort = 50'000'000;
  asked.options.imperfect_temporal = true;
  asked.options.time_limit = Seconds{0.05};
  EXPECT_TRUE(asked.search(&cache).cut_short());
  EXPECT_FALSE(cache.find(asked.question()).has_value());
}

TEST(Cache, LeavesSearchesByAnotherModelAlone) {
  Asked asked;
  AnswerCache cache;
  asked.search(&cache);
  asked.options.evaluator = [&asked] {
    return [evaluator = std::make_shared<Evaluator>(asked.problem, asked.machine)](
               const Mapping& mapping, Evaluation& result) { return evaluator->evaluate(mapping, result); };
  };
  EXPECT_EQ(asked.search(&cache).stats.cached, 0);
  EXPECT_EQ(asked.search(&cache).stats.cached, 0);
}

TEST(Cache, TellsWhereARuleStandsThatCannotBeMet) {  // places are no part of the question
  Asked asked;
  asked.constraints.keep[LevelId(2)][TensorId(0)] = false;
  AnswerCache cache;
  for (int line = 1; line <= 2; ++line) {
    asked.constraints.keep_places[LevelId(2)][TensorId(0)] = {
        std::make_shared<const SourceText>(SourceText{"rules.yaml", ""}), line, 1};
    const SearchResult result = asked.search(&cache);
    ASSERT_EQ(result.status, SearchStatus::infeasible);
    EXPECT_EQ(result.infeasible->place.line, line);
  }
}

/// The only file of a folder in which one answer was kept.
class OneFile : public testing::Test {
 protected:
  OneFile() {
    AnswerCache cache(folder_.path, {});
    found_ = asked_.search(&cache);
    file_ = folder_.files().at(0);
    good_ = content(file_);
  }

  /// Searches beside what is in the folder now; the warnings are kept.
  SearchResult search_again() {
    AnswerCache cache(folder_.path, {});
    SearchResult result = asked_.search(&cache);
    warnings_ = cache.take_warnings();
    return result;
  }

  void expect_found_anew_and_mended(const std::string& reason) {
    const SearchResult result = search_again();
    EXPECT_EQ(result.stats.cached, 0) << reason;
    expect_equal(result, found_);
    ASSERT_EQ(warnings_.size(), 1U) << reason;
    EXPECT_EQ(warnings_[0].severity, Severity::warning);
    EXPECT_EQ(warnings_[0].place.text(), file_.string());
    EXPECT_THAT(warnings_[0].message, HasSubstr(reason));
    EXPECT_THAT(warnings_[0].help, HasSubstr("searched anew"));
    EXPECT_EQ(content(file_), good_);
    EXPECT_EQ(search_again().stats.cached, 1);
    EXPECT_THAT(warnings_, IsEmpty());
  }

  /// With one piece replaced, and a checksum that fits again.
  std::string forged(const std::string& old, const std::string& now) const {
    std::string text = good_;
    const std::size_t at = text.find(old);
    EXPECT_NE(at, std::string::npos) << old;
    text.replace(at, old.size(), now);
    const std::size_t body = text.find("question:");
    return "ridge: answer/1\nchecksum: " + content_hash(text.substr(body)) + "\n" + text.substr(body);
  }

  Asked asked_;
  Folder folder_;
  SearchResult found_;
  fs::path file_;
  std::string good_;
  std::vector<Diagnostic> warnings_;
};

TEST_F(OneFile, IsNamedByTheHashOfItsQuestion) {
  EXPECT_EQ(file_.filename(), content_hash(asked_.question()) + ".answer");
  EXPECT_THAT(good_, AllOf(testing::StartsWith("ridge: answer/1\nchecksum: "), HasSubstr(asked_.question())));
}

TEST_F(OneFile, IsNotUsedWhenAnyByteOfItIsAnother) {
  for (std::size_t at = 0; at < good_.size(); at += 61) {
    std::string damaged = good_;
    damaged[at] = static_cast<char>(damaged[at] ^ 1);
    write(file_, damaged);
    expect_found_anew_and_mended("it ");
  }
}

TEST_F(OneFile, IsNotUsedWhenItIsCutOff) {
  for (std::size_t length = 0; length < good_.size(); length += 97) {
    write(file_, good_.substr(0, length));
    expect_found_anew_and_mended("it ");
  }
  write(file_, good_ + "keep 0 0\n");
  expect_found_anew_and_mended("checksum");
}

TEST_F(OneFile, IsNotUsedWhenItIsOfAnotherKindOrVersion) {
  write(file_, "ridge: answer/0\nsomething");
  expect_found_anew_and_mended("another version of ridge, or something else");
  write(file_, std::string("\0\xff\n\n", 4));
  expect_found_anew_and_mended("another version of ridge, or something else");
  write(file_, std::string(3 << 20, 'x'));
  expect_found_anew_and_mended("larger than");
}

TEST_F(OneFile, IsNotUsedForAnotherQuestion) {
  ASSERT_EQ(forged("keep 0 0", "keep 0 0"), good_);
  write(file_, forged("dimension 1:K 8", "dimension 1:K 9"));
  expect_found_anew_and_mended("another question");
}

TEST_F(OneFile, IsNotBelievedAboutANestThatCannotBe) {
  for (const std::string entry :
       {"keep 9 0", "keep 0 65535", "temporal 99 2", "temporal 0 -1", "temporal 0 0", "spatial 0 2 5 0",
        "temporal 0 9223372036854775807\ntemporal 1 9223372036854775807", "keep 0 1"}) {
    write(file_, forged("keep 0 0", "keep 0 0\n" + entry));
    expect_found_anew_and_mended("not worth here what it says");
  }
  for (const std::string entry :
       {"keep 0 65536", "keep 0", "keep 0 1 2", "spatial 0 2 0 2", "loop 1 2", ""}) {
    write(file_, forged("keep 0 0", "keep 0 0\n" + entry));
    expect_found_anew_and_mended("cannot be read");
  }
}

TEST_F(OneFile, IsNotUsedWhenItsNumbersAreNone) {
  const std::size_t at = good_.find("answer: ");
  const std::string numbers = good_.substr(at, good_.find('\n', at) - at);
  for (const std::string other : {"answer: 1 1 nan 1.5", "answer: 1 1 1.5 nan", "answer: 1 1 1.5",
                                  "answer: x 1 1.5 1.5", "answer: 1 99999999999999999999 1.5 1.5"}) {
    write(file_, forged(numbers, other));
    expect_found_anew_and_mended("the answer cannot be read");
  }
}

TEST_F(OneFile, IsNotBelievedAboutAValueThatTheModelDoesNotGive) {
  const auto kept = AnswerCache(folder_.path, {}).find(asked_.question());
  ASSERT_TRUE(kept.has_value());
  mapper::KeptAnswer other = *kept;
  other.value *= 0.5;
  write(file_, mapper::print_answer_file(asked_.question(), other));
  expect_found_anew_and_mended("not worth here what it says");
  other.nest.clear();  // no mapping is worth infinitely much, not less than nothing
  other.value = -std::numeric_limits<double>::infinity();
  write(file_, mapper::print_answer_file(asked_.question(), other));
  expect_found_anew_and_mended("not worth here what it says");
}

TEST_F(OneFile, MayBeAFolderOrAPipeAndIsLeftAlone) {
  fs::remove(file_);
  fs::create_directory(file_);
  expect_equal(search_again(), found_);
  EXPECT_EQ(warnings_.size(), 2U);  // it is no answer, and none can be put in its place
  fs::remove(file_);
  ASSERT_EQ(::mkfifo(file_.c_str(), 0600), 0);
  expect_found_anew_and_mended("");
}

TEST(KeptAnswer, ReadsBackAsItWasPrinted) {
  mapper::KeptAnswer answer{12, 7, 1.0 / 3, 1e-300, {}};
  answer.nest = {NestEntry::keep(LevelId(3), TensorId(1)), NestEntry::temporal(DimensionId(5), 77),
                 NestEntry::spatial(DimensionId(2), 8, FanoutId(1), Axis::y)};
  const auto read = [](const std::string& question, const mapper::KeptAnswer& kept) {
    return mapper::read_answer_file(mapper::print_answer_file(question, kept), question);
  };
  EXPECT_EQ(std::get<mapper::KeptAnswer>(read("why\nanswer: 1\n", answer)), answer);
  const mapper::KeptAnswer none;  // nothing found: infinitely much
  EXPECT_EQ(std::get<mapper::KeptAnswer>(read("", none)), none);
  answer.lower_bound = std::numeric_limits<double>::infinity();
  EXPECT_EQ(std::get<mapper::KeptAnswer>(read("q", answer)), answer);
}

std::string error_of(const fs::path& folder) {
  try {
    const AnswerCache cache(folder, {std::make_shared<const SourceText>(SourceText{"--cache", "", true})});
  } catch (const InputError& error) {
    return error.what();
  }
  return "none";
}

TEST(Cache, NeedsAFolderOrOneThatCanBeMade) {
  const Folder folder;
  EXPECT_EQ(error_of(folder.path / "a" / "b"), "none");
  EXPECT_TRUE(fs::is_directory(folder.path / "a" / "b"));
  const fs::path file = folder.path / "file";
  write(file, "");
  EXPECT_THAT(error_of(file), AllOf(HasSubstr("--cache: error: "), HasSubstr("is no folder\n   help: ")));
  EXPECT_THAT(error_of(file / "below"), AllOf(HasSubstr("cannot be used as a cache"), HasSubstr("help: ")));
  EXPECT_THAT(error_of("/proc/nothing/here"), HasSubstr("cannot be used as a cache"));
}

TEST(Cache, GoesOnWithOneWarningWhenTheFolderTakesNoFiles) {
  const Folder folder;
  AnswerCache cache(folder.path / "gone", {});
  fs::remove(folder.path / "gone");
  for (const std::int64_t k : {4, 6, 8}) {
    Asked asked;
    asked.problem = test::convolution_1d(k, 4, 14, 3, 1);
    EXPECT_TRUE(asked.search(&cache).mapping.has_value());
    EXPECT_EQ(asked.search(&cache).stats.cached, 1);  // from memory
  }
  const std::vector<Diagnostic> warnings = cache.take_warnings();
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_EQ(warnings[0].place.text(), (folder.path / "gone").string());
  EXPECT_THAT(warnings[0].message, HasSubstr("takes no new answers: No such file"));
  EXPECT_THAT(cache.take_warnings(), IsEmpty());
}

TEST(Cache, ServesManyThreadsAtOnce) {
  const Folder folder;
  std::vector<Asked> questions;
  for (const std::int64_t k : {2, 4, 6, 8}) {
    Asked& asked = questions.emplace_back();
    asked.problem = test::convolution_1d(k, 4, 6, 3, 1);
    asked.options.effort = 300;
  }
  std::vector<SearchResult> expected;
  for (const Asked& asked : questions)
    expected.push_back(asked.search(nullptr));
  AnswerCache cache(folder.path, {});
  std::vector<std::thread> threads;
  std::vector<std::vector<SearchResult>> answers(8);
  for (std::size_t t = 0; t < answers.size(); ++t) {
    threads.emplace_back([&, t] {
      for (std::size_t i = 0; i < 4 * questions.size(); ++i)
        answers[t].push_back(questions[(i + t) % questions.size()].search(&cache));
    });
  }
  for (std::thread& thread : threads)
    thread.join();
  for (std::size_t t = 0; t < answers.size(); ++t) {
    for (std::size_t i = 0; i < answers[t].size(); ++i)
      expect_equal(answers[t][i], expected[(i + t) % questions.size()]);
  }
  EXPECT_THAT(cache.take_warnings(), IsEmpty());
  EXPECT_EQ(folder.files().size(), questions.size());
}

/// Keeps answers in a folder until it is killed, or `rounds` times.
pid_t start_writer(const fs::path& folder, const std::string& question, const mapper::KeptAnswer& answer,
                   int rounds) {
  const pid_t child = ::fork();
  if (child != 0) return child;
  const mapper::AnswerFolder files(folder, {});
  for (int i = 0; rounds < 0 || i < rounds; ++i) {
    if (files.write(question, answer) != 0) ::_exit(1);
  }
  ::_exit(0);
}

/// An answer of some size, so that writing it takes a while.
mapper::KeptAnswer long_answer() {
  mapper::KeptAnswer answer{1, 1, 1, 1, {}};
  answer.nest.assign(max_nest_entries, NestEntry::temporal(DimensionId(0), 123456789));
  return answer;
}

TEST(Cache, ServesManyProcessesAtOnce) {
  const Folder folder;
  const mapper::KeptAnswer answer = long_answer();
  const std::string question(20'000, 'q');
  std::vector<pid_t> writers;
  for (int i = 0; i < 4; ++i)
    writers.push_back(start_writer(folder.path, question, answer, 40));
  for (int i = 0; i < 200; ++i) {
    AnswerCache reader(folder.path, {});
    const auto found = reader.find(question);
    EXPECT_EQ(found.value_or(answer), answer);
    EXPECT_THAT(reader.take_warnings(), IsEmpty());
  }
  for (const pid_t writer : writers) {
    int status = -1;
    ASSERT_EQ(::waitpid(writer, &status, 0), writer);
    EXPECT_EQ(status, 0);
  }
  EXPECT_EQ(AnswerCache(folder.path, {}).find(question), answer);
  EXPECT_EQ(folder.files().size(), 1U);  // no temporary one is left
}

TEST(Cache, SurvivesARunThatIsKilledWhileItWrites) {
  const Folder folder;
  const mapper::KeptAnswer answer = long_answer();
  const std::string question(20'000, 'q');
  for (int i = 0; i < 30; ++i) {
    const pid_t writer = start_writer(folder.path, question, answer, -1);
    ::usleep(static_cast<useconds_t>(500 * i));
    ::kill(writer, SIGKILL);
    ASSERT_EQ(::waitpid(writer, nullptr, 0), writer);
    AnswerCache reader(folder.path, {});
    const auto found = reader.find(question);
    EXPECT_EQ(found.value_or(answer), answer);
    EXPECT_THAT(reader.take_warnings(), IsEmpty());
  }
  AnswerCache cache(folder.path, {});
  cache.keep(question, answer);
  EXPECT_THAT(cache.take_warnings(), IsEmpty());
  EXPECT_EQ(AnswerCache(folder.path, {}).find(question), answer);
}

TEST(Cache, LeavesNoPieceBehindWhenTheDiskIsFull) {
  const Folder folder;
  const pid_t child = ::fork();
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit most{1000, 1000};  // a file may not be longer: write(2) fails half-way
    ::setrlimit(RLIMIT_FSIZE, &most);
    AnswerCache cache(folder.path, {});
    cache.keep(std::string(20'000, 'q'), long_answer());
    const std::vector<Diagnostic> warnings = cache.take_warnings();
    ::_exit(warnings.size() == 1 && warnings[0].message.find("File too large") != std::string::npos ? 0 : 1);
  }
  int status = -1;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  EXPECT_THAT(folder.files(), IsEmpty());
}

}  // namespace
}  // namespace ridge
