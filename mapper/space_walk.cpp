#include "mapper/space_walk.hpp"

#include "base/diagnostics.hpp"
#include "mapper/even_exact/even_search.hpp"

namespace ridge::mapper {

Walked walked_of(const Space& space) {
  if (even::is_walkable(space)) return Walked::even;
  if (is_walkable(space)) return Walked::whole;
  return is_walkable_when_relaxed(space) ? Walked::relaxed : Walked::no;
}

SpaceWalk::SpaceWalk(const Space& space, const SearchOptions& options, Watch& watch)
    : space_(&space), options_(&options), watch_(&watch), walked_(walked_of(space)) {}

ExactAnswer SpaceWalk::run(const Mapping& start, std::int64_t more_work) {
  check(walked_ != Walked::no, "something of a space is walked");
  if (walked_ == Walked::even) return even::exact_search(*space_, *options_, start, more_work, *watch_);
  if (walked_ == Walked::relaxed) {
    if (!relaxed_) relaxed_.emplace(*space_, *options_, *watch_);
    return relaxed_->run(start, more_work);
  }
  if (!whole_) whole_.emplace(*space_, *options_, *watch_);
  return whole_->run(start, more_work);
}

}  // namespace ridge::mapper
