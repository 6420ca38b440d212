#include "sim/nest/digits.hpp"

namespace ridge::nest {
namespace {

/// The innermost wrapping digit: the one that leaves zero first. Null when nothing wraps.
const Digit* first_to_move(const DigitView& view, std::size_t step) {
  for (std::size_t i = view.digits.size(); i > 0; --i) {
    if (wraps(view.digits[i - 1], step)) return &view.digits[i - 1];
  }
  return nullptr;
}

Tally all_after_wrap(const DigitView& view, std::size_t step) {
  return tally(view, [&](const Digit& d) { return wraps(d, step) ? Held::zero : Held::free; });
}

/// Two numbers built from the same temporal digits, counted together while both stay within the cut: a
/// child's block (its spatial digits free) and the first block that any child reaches after `mover` has left
/// zero (spatial digits zero).
struct Joint {
  // [child below the cut so far][mover's number below the cut so far]
  std::int64_t less_less = 0, less_tight = 0, tight_less = 0, tight_tight = 1;

  void temporal(const Digit& digit) {
    less_less = less_less * digit.bound + (less_tight + tight_less + tight_tight) * digit.cut;
  }
  void spatial(const Digit& digit) {
    const bool mover_tight = digit.cut == 0;
    less_less = less_less * digit.bound + tight_less * digit.cut;
    less_tight = less_tight * digit.bound + tight_tight * digit.cut;
    if (!mover_tight) {  // the mover's zero is below the cut
      less_less += less_tight;
      tight_less += tight_tight;
      less_tight = tight_tight = 0;
    }
  }
  void held(std::int64_t child, std::int64_t mover, std::int64_t cut) {
    const Joint before = *this;
    *this = Joint{0, 0, 0, 0};
    const auto move = [&](std::int64_t ways, bool child_tight, bool mover_tight) {
      if (ways == 0 || (child_tight && child > cut) || (mover_tight && mover > cut)) return;
      const bool child_stays = child_tight && child == cut;
      const bool mover_stays = mover_tight && mover == cut;
      (child_stays ? (mover_stays ? tight_tight : tight_less) : (mover_stays ? less_tight : less_less)) +=
          ways;
    };
    move(before.less_less, false, false);
    move(before.less_tight, false, true);
    move(before.tight_less, true, false);
    move(before.tight_tight, true, true);
  }
};

}  // namespace

std::int64_t kept_indices(const DigitView& view, std::size_t step) {
  const std::int64_t all = view.indices(all_after_wrap(view, step));
  const Digit* mover = first_to_move(view, step);
  if (mover == nullptr) return all;
  // Where the mover can become one, the block at zero is not the last and is whole.
  const Tally moved = tally(view, [&](const Digit& d) {
    if (!wraps(d, step)) return Held::free;
    return &d == mover ? Held::one : Held::zero;
  });
  return all - moved.states() * view.block;
}

std::int64_t kept_indices_written(const DigitView& view, std::size_t step) {
  const std::int64_t all = view.indices(all_after_wrap(view, step));
  const Digit* mover = first_to_move(view, step);
  if (mover == nullptr) return all;
  Joint joint;
  for (const Digit& digit : view.digits) {
    if (wraps(digit, step)) {
      joint.held(0, &digit == mover ? 1 : 0, digit.cut);
    } else if (digit.spatial) {
      joint.spatial(digit);
    } else {
      joint.temporal(digit);
    }
  }
  const Tally given_up{joint.less_less + joint.less_tight, joint.tight_less + joint.tight_tight};
  return all - view.indices(given_up);
}

}  // namespace ridge::nest
