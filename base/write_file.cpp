#include "base/write_file.hpp"

#include <cerrno>
#include <string>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace ridge {

namespace {

namespace fs = std::filesystem;

/// A new file beside another, under a name that no thread and no process has.
struct Temporary {
  fs::path path;
  int descriptor = -1;
  int error = 0;
};

Temporary create_beside(const fs::path& path) {
  constexpr mode_t mode = 0666;  // less the user's mask
  Temporary file;
  for (int number = 0; file.descriptor < 0 && file.error == 0; ++number) {
    file.path = fmt::format("{}.{}-{}.tmp", path.string(), ::getpid(), number);
    file.descriptor = ::open(file.path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (file.descriptor < 0 && errno != EEXIST && errno != EINTR) file.error = errno;
  }
  return file;
}

/// 0 or errno, of a call that returns 0 when it succeeds.
int error_of(int returned) {
  return returned == 0 ? 0 : errno;
}

}  // namespace

int write_all(int file_descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(file_descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

int replace_file(const fs::path& path, std::string_view text) {
  const Temporary file = create_beside(path);
  if (file.error != 0) return file.error;
  int error = write_all(file.descriptor, text);
  if (error == 0) error = error_of(::fsync(file.descriptor));
  if (const int closed = error_of(::close(file.descriptor)); error == 0) error = closed;
  if (error == 0) error = error_of(::rename(file.path.c_str(), path.c_str()));
  if (error != 0) ::unlink(file.path.c_str());
  return error;
}

}  // namespace ridge
