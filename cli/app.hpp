// The command line as a whole: parses it, runs one command, writes its answer, turns errors into exit codes.
#pragma once

#include "cli/exit_code.hpp"

namespace ridge::cli {

/// Everything `main` does. Data goes to stdout, everything else to stderr. Never throws.
ExitCode run(int argc, const char* const* argv);

}  // namespace ridge::cli
