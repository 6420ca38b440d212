#include "tests/cli/run_ridge.hpp"

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace ridge::tests {

namespace fs = std::filesystem;

namespace {

void redirect(int from, const std::string& file) {
  const int opened = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (opened < 0 || ::dup2(opened, from) < 0) ::_exit(126);
}

[[noreturn]] void become(const std::vector<std::string>& command, const RunOptions& options,
                         const std::string& out_file, const std::string& err_file) {
  redirect(STDOUT_FILENO, out_file);
  redirect(STDERR_FILENO, err_file);
  const int nothing = ::open("/dev/null", O_RDONLY);
  if (nothing < 0 || ::dup2(nothing, STDIN_FILENO) < 0) ::_exit(126);
  if (!options.folder.empty() && ::chdir(options.folder.c_str()) != 0) ::_exit(126);
  std::vector<char*> arguments;
  for (const std::string& word : command)
    arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  ::execv(arguments[0], arguments.data());
  ::_exit(127);
}

}  // namespace

Outcome run_program(const std::vector<std::string>& command, const RunOptions& options) {
  const Scratch scratch;
  const std::string out_file = options.stdout_file.empty() ? scratch.file("out") : options.stdout_file;
  const std::string err_file = scratch.file("err");
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error("fork failed");
  if (child == 0) become(command, options, out_file, err_file);
  if (options.interrupt_after_ms > 0) {
    std::this_thread::sleep_for(std::chrono::milliseconds(options.interrupt_after_ms));
    ::kill(child, SIGINT);
  }
  int status = 0;
  struct rusage usage {};
  if (::wait4(child, &status, 0, &usage) != child) throw std::runtime_error("wait4 failed");

  Outcome outcome;
  outcome.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  if (options.stdout_file.empty()) outcome.out = read_file(out_file);
  outcome.err = read_file(err_file);
  outcome.peak_kib = usage.ru_maxrss;
  return outcome;
}

Outcome run_ridge(const std::vector<std::string>& arguments, const RunOptions& options) {
  std::vector<std::string> command{std::string(RIDGE_BINARY_DIR) + "/ridge"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return run_program(command, options);
}

Scratch::Scratch() {
  std::string pattern = (fs::temp_directory_path() / "ridge-test-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
  path_ = pattern;
}

Scratch::~Scratch() {
  std::error_code ignored;  // a left-over folder harms no test
  fs::remove_all(path_, ignored);
}

std::string Scratch::write(const std::string& name, const std::string& text) const {
  const std::string path = file(name);
  std::ofstream stream(path, std::ios::binary);
  stream << text;
  stream.close();
  if (!stream) throw std::runtime_error("cannot write " + path);
  return path;
}

std::string read_file(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) throw std::runtime_error("cannot read " + path.string());
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

}  // namespace ridge::tests
