// Windows under cut counters: the few different ways in which the children's tiles can lie, each laid out
// exactly.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/nest/runs.hpp"
#include "sim/nest/window.hpp"

namespace ridge::nest {

/// Counts words of one rank. Sums run over the free digits of cut counters and over children not joined;
/// digits of perfect dimensions, other than joined ones, are left to the caller (they multiply). Holds
/// scratch space.
class WindowCounter {
 public:
  /// Words of the largest tile. The window has been measured.
  std::int64_t largest_tile(const Window& window);

  /// Words of joined tiles together, summed over all states of the digits above. The window has been joined
  /// likewise.
  std::int64_t words(const Window& window, const Joining& joining);

  /// Words that stay when loop `step` (an entry of the nest) advances and those inside it wrap, summed over
  /// all such steps. The window looks at that step. `written`: a child gives its words up where one of the
  /// rank's dimensions runs out for it on the way.
  std::int64_t kept(const Window& window, const Joining& joining, std::size_t step, bool written);

 private:
  // States of one dimension's free digits that look alike: every child's tiles lie alike but for a shift.
  struct Case {
    std::int64_t multiplicity = 1;
    std::int64_t base = 0;           // index of the first child's block, wrapping digits at zero
    std::int64_t temporal_base = 0;  // the same with all spatial digits at zero
    bool whole = true;               // all children exist, with whole tiles, displaced alike
  };
  // Where a trace of digits stands against the cut.
  enum class Side : std::uint8_t { below, at, beyond };
  struct Trace {
    Side child = Side::at;  // with the joined digits at the cut
    Side first = Side::at;  // with all spatial digits at zero
    bool uncut = true;      // no joined or wrapping digit has been cut so far
  };
  struct Child {
    std::int64_t first = 0, count = 0;          // indices of the tile after the step
    std::int64_t old_first = 0, old_count = 0;  // before it; 0 indices: it had given them up
  };
  struct Request {
    const Window& window;
    const Joining& joining;
    std::size_t step;
    bool written;
    bool moving;  // false: only the tiles after the step matter
  };
  struct Sizes {
    std::int64_t together = 0;
    std::int64_t kept = 0;
  };

  static std::int64_t words_of_one_term(const Window& window);
  std::int64_t sum_over_cases(const Request& request, std::optional<std::int64_t> whole);
  void list_cases(const Request& request, std::size_t term);
  void add_case(std::size_t term, const Case& found);
  void extend_cases(const Request& request, std::size_t term, std::size_t digit, Trace trace, Case found);
  void extend_free(const Request& request, std::size_t term, std::size_t digit, Trace trace, Case found);
  void list_children(const Request& request, std::size_t term, const Case& found);
  Child child_at(const Request& request, const WindowTerm& term, std::int64_t index,
                 std::int64_t reach_of_first) const;
  Sizes lay_out(const Request& request);
  bool lay_out_intervals(const Request& request);
  void lay_out_runs(const Request& request);
  void add_runs(const Request& request, std::size_t along, bool old, Runs& runs);
  std::optional<Run> as_run(const Request& request, bool old) const;

  std::vector<std::vector<Case>> cases_;                    // by term
  std::vector<std::vector<Child>> children_;                // by term, of the case looked at
  std::vector<std::size_t> case_at_, child_at_, digit_at_;  // odometers
  std::vector<const Digit*> joined_;
  std::vector<std::int64_t> value_at_;
  Runs new_runs_, old_runs_, entering_, all_new_, all_entering_;
};

}  // namespace ridge::nest
