#include "base/text_file.hpp"

#include <array>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/base/support.hpp"

namespace ridge {

namespace {

namespace fs = std::filesystem;
using test::Folder;

std::string file_error(const fs::path& path, std::size_t most_bytes = most_text_bytes) {
  return test::error_of([&] { read_text_file(path, most_bytes); });
}

TEST(TextFile, IsReadToTheLastByteUnderItsPath) {
  const Folder folder;
  const std::string text = "a: 1\r\n\xff no check of characters";
  const fs::path path = folder.write("m.yaml", text);
  const auto source = read_text_file(path);
  EXPECT_EQ(source->text, text);
  EXPECT_EQ(source->name, path.string());
  EXPECT_FALSE(source->typed);
}

TEST(TextFile, MayHaveExactlyTheMostBytesAndNoMore) {
  const Folder folder;
  const fs::path path = folder.write("m.yaml", "12345");
  EXPECT_EQ(read_text_file(path, 5)->text, "12345");
  EXPECT_EQ(file_error(path, 4),
            path.string() + ": error: this is larger than 4 B\n   help: larger files are not read\n");
}

TEST(TextFile, ThatDoesNotExistNamesTheNearest) {
  const Folder folder;
  folder.write("eyeriss_v1.yaml", "");
  folder.write("tpu_v1.yaml", "");
  const std::string path = (folder.path() / "eyerriss_v1.yaml").string();
  EXPECT_EQ(file_error(path),
            path + ": error: no such file\n   help: did you mean '" +
                (folder.path() / "eyeriss_v1.yaml").string().substr(0, 60) +
                ((folder.path() / "eyeriss_v1.yaml").string().size() > 60 ? "...'?\n" : "'?\n"));
}

TEST(TextFile, InAFolderThatDoesNotExistNamesTheFolder) {
  EXPECT_EQ(file_error("nowhere/m.yaml"),
            "nowhere/m.yaml: error: no such file\n   help: there is no folder 'nowhere'\n");
}

TEST(TextFile, UnlikeAllOthersSaysToCheckThePath) {
  const Folder folder;
  const std::string path = (folder.path() / "m.yaml").string();
  EXPECT_EQ(file_error(path), path + ": error: no such file\n   help: check the path\n");
  EXPECT_EQ(file_error(""), "error: no such file\n   help: check the path\n");
}

TEST(TextFile, ThatIsALinkToNothingIsNotTheNearestToItself) {
  const Folder folder;
  const auto link = folder.path() / "link.yaml";
  std::filesystem::create_symlink("nothing", link);
  const std::string error = test::error_of([&] { yaml::parse_file(link); });
  EXPECT_EQ(error, link.string() + ": error: no such file\n   help: check the path\n");
}

TEST(TextFile, ThatIsAFolder) {
  const Folder folder;
  EXPECT_EQ(file_error(folder.path()),
            folder.path().string() + ": error: this is a folder\n   help: name a file in it\n");
}

TEST(TextFile, ThatMayNotBeRead) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may read everything";
  const Folder folder;
  const fs::path path = folder.write("m.yaml", "a: 1\n");
  fs::permissions(path, fs::perms::none);
  EXPECT_EQ(file_error(path), path.string() + ": error: cannot be read: Permission denied\n");
}

TEST(TextFile, WithANameThatIsTooLong) {
  const std::string name(300, 'x');
  EXPECT_EQ(
      file_error(name),
      name + ": error: cannot be read: File name too long\n   help: check the path and its permissions\n");
}

TEST(TextFile, PipesAndDevicesAreRefusedWithoutWaiting) {
  const Folder folder;
  const fs::path pipe = folder.path() / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_EQ(file_error(pipe), pipe.string() +
                                  ": error: this is no regular file\n"
                                  "   help: to read from a pipe, use /dev/stdin\n");
  EXPECT_EQ(file_error("/dev/zero"),
            "/dev/zero: error: this is no regular file\n   help: to read from a pipe, use /dev/stdin\n");
}

TEST(TextFile, AHundredMegabytesAreRefusedUnread) {
  const Folder folder;
  const fs::path path = folder.write("huge.yaml", "");
  fs::resize_file(path, 100'000'000);  // a hole: reading it would show zero bytes
  EXPECT_EQ(file_error(path),
            path.string() + ": error: this is larger than 16 MiB\n   help: larger files are not read\n");
}

/// Both ends of a pipe, closed at the end.
class Pipe {
 public:
  Pipe() { EXPECT_EQ(::pipe(ends_.data()), 0); }
  ~Pipe() {
    close_writer();
    ::close(ends_[0]);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  void write(std::string_view text) {
    EXPECT_EQ(::write(ends_[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  void close_writer() {
    if (ends_[1] >= 0) ::close(ends_[1]);
    ends_[1] = -1;
  }
  /// As a shell's process substitution hands it over.
  std::string reader() const { return "/dev/fd/" + std::to_string(ends_[0]); }

 private:
  std::array<int, 2> ends_{};
};

TEST(TextFile, ThePipesOfProcessSubstitutionAreRead) {
  Pipe pipe;
  pipe.write("a: 1\n");
  pipe.close_writer();
  EXPECT_EQ(read_text_file(pipe.reader())->text, "a: 1\n");
}

TEST(TextFile, StreamsAreReadUpToTheLimitOnly) {
  Pipe pipe;
  pipe.write(std::string(101, '#'));  // and its writer stays open
  EXPECT_EQ(file_error(pipe.reader(), 100),
            pipe.reader() + ": error: this is larger than 100 B\n   help: larger files are not read\n");
}

TEST(TextFile, ADeviceWithoutEndIsReadUpToTheLimitOnly) {
  const int zero = ::open("/dev/zero", O_RDONLY | O_CLOEXEC);
  ASSERT_GE(zero, 0);
  const std::string path = "/dev/fd/" + std::to_string(zero);
  EXPECT_EQ(file_error(path),
            path + ": error: this is larger than 16 MiB\n   help: larger files are not read\n");
  ::close(zero);
}

TEST(YamlFile, IsReadWithItsNameInPlaces) {
  const Folder folder;
  const fs::path path = folder.write("m.yaml", "a: 1\n");
  EXPECT_EQ(yaml::parse_file(path).find("a")->place().text(), path.string() + ":1:4");
}

TEST(YamlFile, KeepsItsLimits) {
  const Folder folder;
  const fs::path path = folder.write("m.yaml", "a: 1\n");
  EXPECT_EQ(test::error_of([&] { yaml::parse_file(path, {.bytes = 4, .depth = 5, .nodes = 5}); }),
            path.string() + ": error: this is larger than 4 B\n   help: larger files are not read\n");
}

TEST(YamlFile, ErrorsInItShowItsLines) {
  const Folder folder;
  const fs::path path = folder.write("m.yaml", "a: 1\na: 2\n");
  EXPECT_EQ(test::error_of([&] { yaml::parse_file(path); }),
            path.string() + ":2:1: error: key 'a' is given twice\n    2 | a: 2\n      | ^\n" + path.string() +
                ":1:1: note: it is first given here\n   help: keep one of the two\n");
}

}  // namespace

}  // namespace ridge
