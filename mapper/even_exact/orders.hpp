// Orders of the temporal loops of one storey, one for each way in which they can matter to what stands below.
//
// Of a tensor without windows only the loops inside of the innermost one that moves its tile matter. With
// windows so do those behind it, as long as they move the tile along the same window; once a loop moves it
// along another rank every further one brings the whole tile (boxes.hpp), in whatever order they stand.
#pragma once

#include <map>
#include <set>

#include "mapper/even_exact/boxes.hpp"
#include "mapper/space.hpp"

namespace ridge::mapper::even {

/// Dimensions that are looped, outermost first.
using Order = std::vector<std::uint8_t>;

class Orders {
 public:
  Orders(const Space& space, const Shape& shape, const Boxes& boxes)
      : space_(&space), shape_(&shape), boxes_(&boxes) {}

  /// Those that the space allows below a level, when just these dimensions are looped there.
  const std::vector<Order>& of(LevelId level, ActiveMask looped);

 private:
  /// What a tensor sees of an order.
  struct Seen {
    ActiveMask stays = 0;              // loops before the first that moves its tile
    std::vector<std::uint8_t> moving;  // from there on, until the rest no longer matters
    bool closed = false;
    auto operator<=>(const Seen&) const = default;
  };
  void extend(ActiveMask left, std::vector<std::uint8_t>& inside_out, std::vector<Order>& found,
              std::set<std::vector<Seen>>& known);
  Seen seen(TensorId tensor, const std::vector<std::uint8_t>& inside_out, ActiveMask left) const;

  const Space* space_;
  const Shape* shape_;
  const Boxes* boxes_;
  std::map<std::pair<LevelId, ActiveMask>, std::vector<Order>> known_;
};

}  // namespace ridge::mapper::even
