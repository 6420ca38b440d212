// Runs the built command as a user would, and catches everything that comes back.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace ridge::tests {

/// What one run left.
struct Outcome {
  int exit_code = -1;  // 128 + signal when a signal ended it
  std::string out;
  std::string err;
  long peak_kib = 0;  // largest resident memory
};

/// A run that differs from the plain one.
struct RunOptions {
  std::filesystem::path folder = {};  // where it runs; empty: here
  std::string stdout_file = {};       // stdout goes there instead of into `out`
  int interrupt_after_ms = 0;         // > 0: SIGINT after this time
};

/// Runs `ridge` with these arguments.
Outcome run_ridge(const std::vector<std::string>& arguments, const RunOptions& options = {});

/// Runs any program; the first word is its path.
Outcome run_program(const std::vector<std::string>& command, const RunOptions& options = {});

/// A folder of its own for one test, removed at its end.
class Scratch {
 public:
  Scratch();
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  const std::filesystem::path& path() const { return path_; }
  /// Writes a file and returns its path.
  std::string write(const std::string& name, const std::string& text) const;
  std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

std::string read_file(const std::filesystem::path& path);

}  // namespace ridge::tests
