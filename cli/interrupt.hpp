// Ctrl-C. A command that can stop half-way and keep what it has asks for the flag; all others just end.
#pragma once

#include <atomic>

namespace ridge::cli {

/// From now on SIGINT and SIGTERM end the program with exit code 130, and a closed pipe on stdout is an error
/// that `write` returns instead of a silent death.
void install_signal_handlers();

/// From now on the first SIGINT only sets the returned flag; a second one ends the program.
const std::atomic<bool>& interrupt_flag();

bool interrupted();

}  // namespace ridge::cli
