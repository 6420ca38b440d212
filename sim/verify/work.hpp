// What counting may cost: a file can ask for a space that even counting would never come to an end with.
#pragma once

namespace ridge::verify {

/// Steps that are left, about a nanosecond each, and numbers that may still be kept. Whoever spends the last
/// one stops as it is; what it returns means nothing then.
class Work {
 public:
  explicit Work(double steps) : steps_(steps) {}

  /// False when nothing is left.
  bool spend(double steps) {
    steps_ -= steps;
    return !exhausted();
  }
  bool keep(double numbers) {
    numbers_ -= numbers;
    return !exhausted();
  }
  bool exhausted() const { return steps_ < 0 || numbers_ < 0; }

 private:
  double steps_;
  double numbers_ = 4e7;
};

}  // namespace ridge::verify
