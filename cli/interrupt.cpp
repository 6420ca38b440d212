#include "cli/interrupt.hpp"

#include <csignal>
#include <string_view>

#include <unistd.h>

#include "cli/exit_code.hpp"

namespace ridge::cli {

namespace {

// A signal handler can reach nothing but globals.
std::atomic<bool> cancel{false};
std::atomic<bool> cooperative{false};
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may touch it");

void on_signal(int) {
  if (cooperative && !cancel.exchange(true)) return;
  constexpr std::string_view message = "\nridge: interrupted\n";
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, message.data(), message.size());
  ::_exit(static_cast<int>(ExitCode::interrupted));
}

}  // namespace

void install_signal_handlers() {
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
  std::signal(SIGPIPE, SIG_IGN);
}

const std::atomic<bool>& interrupt_flag() {
  cooperative = true;
  return cancel;
}

bool interrupted() {
  return cancel;
}

}  // namespace ridge::cli
