// What the program's end tells the caller.
#pragma once

namespace ridge::cli {

enum class ExitCode : int {
  done = 0,           // also: a limit was reached and there is an answer
  our_bug = 1,        // a check of ours failed
  bad_input = 2,      // the user's files, options or output channel
  infeasible = 3,     // no feasible answer
  some_failed = 4,    // some points of a study failed
  nothing_found = 5,  // a limit was reached before any answer, or before a proof that was required
  wrong_claim = 6,    // a certificate claims what is not so
  interrupted = 130,  // Ctrl-C; what was found is saved
};

}  // namespace ridge::cli
