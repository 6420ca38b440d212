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

std::string file_error(const fs::path& path, const yaml::Limits& limits = {}) {
  return test::error_of([&] { yaml::parse_file(path, limits); });
}

TEST(YamlFile, IsReadWithItsNameInPlaces) {
  const Folder folder;
  const fs::path path = folder.write("m.yaml", "a: 1\n");
  EXPECT_EQ(yaml::parse_file(path).find("a")->place().text(), path.string() + ":1:4");
}

TEST(YamlFile, ThatDoesNotExistNamesTheNearest) {
  const Folder folder;
  folder.write("eyeriss_v1.yaml", "");
  folder.write("tpu_v1.yaml", "");
  const std::string path = (folder.path() / "eyerriss_v1.yaml").string();
  EXPECT_EQ(file_error(path),
            path + ": error: no such file\n   help: did you mean '" +
                (folder.path() / "eyeriss_v1.yaml").string().substr(0, 60) +
                ((folder.path() / "eyeriss_v1.yaml").string().size() > 60 ? "...'?\n" : "'?\n"));
}

TEST(YamlFile, InAFolderThatDoesNotExistNamesTheFolder) {
  EXPECT_EQ(file_error("nowhere/m.yaml"),
            "nowhere/m.yaml: error: no such file\n   help: there is no folder 'nowhere'\n");
}

TEST(YamlFile, UnlikeAllOthersSaysToCheckThePath) {
  const Folder folder;
  const std::string path = (folder.path() / "m.yaml").string();
  EXPECT_EQ(file_error(path), path + ": error: no such file\n   help: check the path\n");
  EXPECT_EQ(file_error(""), "error: no such file\n   help: check the path\n");
}

TEST(YamlFile, ThatIsALinkToNothingIsNotTheNearestToItself) {
  const Folder folder;
  const auto link = folder.path() / "link.yaml";
  std::filesystem::create_symlink("nothing", link);
  const std::string error = test::error_of([&] { yaml::parse_file(link); });
  EXPECT_EQ(error, link.string() + ": error: no such file\n   help: check the path\n");
}

TEST(YamlFile, ThatIsAFolder) {
  const Folder folder;
  EXPECT_EQ(file_error(folder.path()),
            folder.path().string() + ": error: this is a folder\n   help: name a file in it\n");
}

TEST(YamlFile, ThatMayNotBeRead) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may read everything";
  const Folder folder;
  const fs::path path = folder.write("m.yaml", "a: 1\n");
  fs::permissions(path, fs::perms::none);
  EXPECT_EQ(file_error(path), path.string() + ": error: cannot be read: Permission denied\n");
}

TEST(YamlFile, WithANameThatIsTooLong) {
  const std::string name(300, 'x');
  EXPECT_EQ(
      file_error(name),
      name + ": error: cannot be read: File name too long\n   help: check the path and its permissions\n");
}

TEST(YamlFile, PipesAndDevicesAreRefusedWithoutWaiting) {
  const Folder folder;
  const fs::path pipe = folder.path() / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_EQ(file_error(pipe), pipe.string() +
                                  ": error: this is no regular file\n"
                                  "   help: to read from a pipe, use /dev/stdin\n");
  EXPECT_EQ(file_error("/dev/zero"),
            "/dev/zero: error: this is no regular file\n   help: to read from a pipe, use /dev/stdin\n");
}

TEST(YamlFile, AHundredMegabytesAreRefusedUnread) {
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

TEST(YamlFile, ThePipesOfProcessSubstitutionAreRead) {
  Pipe pipe;
  pipe.write("a: 1\n");
  pipe.close_writer();
  EXPECT_EQ(yaml::parse_file(pipe.reader()).find("a")->scalar(), "1");
}

TEST(YamlFile, StreamsAreReadUpToTheLimitOnly) {
  Pipe pipe;
  pipe.write(std::string(101, '#'));  // and its writer stays open
  EXPECT_EQ(file_error(pipe.reader(), {.bytes = 100, .depth = 5, .nodes = 5}),
            pipe.reader() + ": error: this is larger than 100 B\n   help: larger files are not read\n");
}

TEST(YamlFile, ADeviceWithoutEndIsReadUpToTheLimitOnly) {
  const int zero = ::open("/dev/zero", O_RDONLY | O_CLOEXEC);
  ASSERT_GE(zero, 0);
  const std::string path = "/dev/fd/" + std::to_string(zero);
  EXPECT_EQ(file_error(path),
            path + ": error: this is larger than 16 MiB\n   help: larger files are not read\n");
  ::close(zero);
}

TEST(YamlFile, ErrorsInItShowItsLines) {
  const Folder folder;
  const fs::path path = folder.write("m.yaml", "a: 1\na: 2\n");
  EXPECT_EQ(file_error(path),
            path.string() + ":2:1: error: key 'a' is given twice\n    2 | a: 2\n      | ^\n" + path.string() +
                ":1:1: note: it is first given here\n   help: keep one of the two\n");
}

}  // namespace

}  // namespace ridge
