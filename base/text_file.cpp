#include "base/text_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/quantity.hpp"

namespace ridge {

namespace {

namespace fs = std::filesystem;

/// The place of a file as a whole.
Place whole(const fs::path& path) {
  return {std::make_shared<const SourceText>(SourceText{path.string(), {}}), 0, 0};
}

/// Names what the user may have meant: the nearest file name in the same folder, or the folder that is not
/// there.
std::string missing_help(const fs::path& path) {
  const fs::path folder = path.parent_path().empty() ? fs::path(".") : path.parent_path();
  std::error_code failed;
  if (!fs::is_directory(folder, failed))
    return fmt::format("there is no folder {}", in_quotes(folder.string()));
  constexpr std::size_t most = 10'000;
  std::vector<std::string> names;
  fs::directory_iterator entry(folder, failed);
  for (; !failed && entry != fs::directory_iterator() && names.size() < most; entry.increment(failed)) {
    std::string name = entry->path().filename().string();
    if (name != path.filename()) names.push_back(std::move(name));  // the name itself: a link to nothing
  }
  std::sort(names.begin(), names.end());
  const std::string meant = nearest(path.filename().string(), names);
  if (meant.empty()) return "check the path";
  return fmt::format("did you mean {}?", in_quotes((path.parent_path() / meant).string()));
}

/// A file descriptor, closed at the end.
class File {
 public:
  /// Opens without waiting: a pipe without a writer does not hang.
  explicit File(const fs::path& path)
      : descriptor_(path == "/dev/stdin" ? ::dup(STDIN_FILENO)
                                         : ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)) {}
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  bool opened() const { return descriptor_ >= 0; }
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

[[noreturn]] void refuse(const fs::path& path, int error) {
  if (error == ENOENT) throw InputError(whole(path), "no such file", missing_help(path));
  throw InputError(whole(path), fmt::format("cannot be read: {}", std::strerror(error)),
                   "check the path and its permissions");
}

/// The ways in which a shell hands over a stream in place of a file.
bool is_handed_over(const fs::path& path) {
  const std::string name = path.string();
  return name == "/dev/stdin" || name.starts_with("/dev/fd/") || name.starts_with("/proc/self/fd/");
}

/// Throws when what was opened is nothing to read from.
void check_type(const fs::path& path, const struct stat& status) {
  if (S_ISDIR(status.st_mode)) {
    throw InputError(whole(path), "this is a folder", "name a file in it");
  }
  if (!S_ISREG(status.st_mode) && !is_handed_over(path)) {
    throw InputError(whole(path), "this is no regular file", "to read from a pipe, use /dev/stdin");
  }
}

[[noreturn]] void too_large(const fs::path& path, std::size_t most_bytes) {
  throw InputError(whole(path),
                   fmt::format("this is larger than {}", format_bytes(static_cast<std::int64_t>(most_bytes))),
                   "larger files are not read");
}

std::string read_all(const fs::path& path, int descriptor, std::size_t most_bytes) {
  constexpr std::size_t block = 64U << 10U;
  std::string text;
  while (text.size() <= most_bytes) {
    const std::size_t before = text.size();
    text.resize(before + block);
    const ssize_t count = ::read(descriptor, text.data() + before, block);
    if (count < 0 && errno != EINTR) refuse(path, errno);
    text.resize(before + static_cast<std::size_t>(std::max<ssize_t>(0, count)));
    if (count == 0) return text;
  }
  too_large(path, most_bytes);
}

}  // namespace

std::shared_ptr<const SourceText> read_text_file(const fs::path& path, std::size_t most_bytes) {
  struct stat status = {};
  if (::stat(path.c_str(), &status) != 0) refuse(path, errno);
  check_type(path, status);  // before it is opened: opening a device can have effects
  if (S_ISREG(status.st_mode) && static_cast<std::size_t>(status.st_size) > most_bytes) {
    too_large(path, most_bytes);
  }
  const File file(path);
  if (!file.opened()) refuse(path, errno);
  if (const int flags = ::fcntl(file.descriptor(), F_GETFL); flags >= 0 && (flags & O_NONBLOCK) != 0) {
    ::fcntl(file.descriptor(), F_SETFL, flags & ~O_NONBLOCK);  // from here on waiting for a writer is right
  }
  auto source = std::make_shared<SourceText>();
  source->name = path.string();
  source->text = read_all(path, file.descriptor(), most_bytes);
  return source;
}

}  // namespace ridge
