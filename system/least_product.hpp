// The least product of two sums, of what can be chosen item by item.
//
// Every layer of a network has mappings, each with its cycles T and energy E; one is chosen for each layer,
// and the objective E^b T^a is that of the sums. On lines between two points such a product has no minimum
// inside, so its least value lies at a corner of the convex hull of all sums. A corner is what a *price*
// picks: the choice with the least E + price x T, and a sum is least there when each of its parts is. So
//
//   - from below: for any price, no choice has less than the sum over layers of the least E + price x T.
//   These
//     *floors* cut off all that cannot be; the least product above them is at one of their corners;
//   - from above: the hull of the sums goes along the edges of the layers' own hulls, steepest first.
#pragma once

#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "sim/cost/evaluator.hpp"

namespace ridge {

/// Where two floors meet.
struct FloorCorner {
  Score at;
  double lower_price = 0;
  double upper_price = 0;
};

class Floors {
 public:
  /// The price at which only cycles count: the floor is one of cycles.
  static constexpr double time_alone = std::numeric_limits<double>::infinity();

  /// Energy + price x cycles is at least `least` (pJ; for `time_alone` cycles). Prices in pJ a cycle, >= 0.
  void add(double price, double least);

  /// All corners, of most cycles first. Floors of price 0 and `time_alone` must stand. A corner is rounded as
  /// sums and quotients of doubles are.
  std::vector<FloorCorner> corners() const;

 private:
  struct Floor {
    double price;
    double least;
  };
  std::vector<Floor> floors_;  // by price, each once
};

/// The points of the lower left of a convex hull, by index: the fewest cycles first, energies fall and what a
/// cycle saves falls, too. Of equal points the first.
std::vector<std::size_t> lower_left_hull(std::span<const Score> points);

/// One item of the sums: its points, and how often it counts.
struct Part {
  std::vector<Score> points;  // at least one
  double count = 1;
};

/// A point of each part.
using Choice = std::vector<std::size_t>;

/// The choice with the least E + price x T (of several the one of fewest cycles).
Choice cheapest(std::span<const Part> parts, double price);

/// The sums of a choice.
Score sum_of(std::span<const Part> parts, const Choice& choice);

/// The corner of the hull of all sums with the least value(sums), for a value as above.
Choice least_corner(std::span<const Part> parts, const std::function<double(const Score&)>& value);

}  // namespace ridge
