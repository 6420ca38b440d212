#include "base/write_file.hpp"

#include <cerrno>
#include <thread>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/text_file.hpp"
#include "tests/base/support.hpp"

namespace ridge {
namespace {

namespace fs = std::filesystem;
using test::Folder;

std::size_t files_in(const fs::path& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

TEST(ReplaceFile, MakesAFileOrPutsAnotherInItsPlace) {
  const Folder folder;
  const fs::path path = folder.path() / "a.txt";
  EXPECT_EQ(replace_file(path, "one"), 0);
  EXPECT_EQ(read_text_file(path)->text, "one");
  const std::string large(1 << 20, 'x');
  EXPECT_EQ(replace_file(path, large), 0);
  EXPECT_EQ(read_text_file(path)->text, large);
  EXPECT_EQ(files_in(folder.path()), 1U);
}

TEST(ReplaceFile, ObeysTheUsersMask) {
  const Folder folder;
  const mode_t before = ::umask(027);
  EXPECT_EQ(replace_file(folder.path() / "a.txt", "one"), 0);
  ::umask(before);
  EXPECT_EQ(fs::status(folder.path() / "a.txt").permissions(), static_cast<fs::perms>(0640));
}

TEST(ReplaceFile, LeavesWhatIsThereWhenItFails) {
  const Folder folder;
  EXPECT_EQ(replace_file(folder.path() / "nowhere" / "a.txt", "one"), ENOENT);
  const fs::path sub = folder.path() / "sub";
  fs::create_directory(sub);
  EXPECT_EQ(replace_file(sub, "one"), EISDIR);
  EXPECT_TRUE(fs::is_directory(sub));
  EXPECT_EQ(files_in(folder.path()), 1U);
}

TEST(ReplaceFile, PassesOverTheRemainsOfARunThatWasKilled) {
  const Folder folder;
  const fs::path path = folder.path() / "a.txt";
  const fs::path remains = path.string() + "." + std::to_string(::getpid()) + "-0.tmp";
  folder.write(remains.filename(), "half");
  EXPECT_EQ(replace_file(path, "whole"), 0);
  EXPECT_EQ(read_text_file(path)->text, "whole");
  EXPECT_EQ(read_text_file(remains)->text, "half");
}

TEST(ReplaceFile, IsWholeWhoeverElseWritesIt) {
  const Folder folder;
  const fs::path path = folder.path() / "a.txt";
  ASSERT_EQ(replace_file(path, std::string(50'000, 'a')), 0);
  std::vector<std::thread> writers;
  for (const char letter : {'b', 'c', 'd'}) {
    writers.emplace_back([&path, letter] {
      for (int i = 0; i < 30; ++i)
        EXPECT_EQ(replace_file(path, std::string(50'000, letter)), 0);
    });
  }
  for (int i = 0; i < 100; ++i) {
    const std::string text = read_text_file(path)->text;
    EXPECT_EQ(text, std::string(50'000, text.front()));
  }
  for (std::thread& writer : writers)
    writer.join();
  EXPECT_EQ(files_in(folder.path()), 1U);
}

}  // namespace
}  // namespace ridge
