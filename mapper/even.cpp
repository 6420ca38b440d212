#include "mapper/even.hpp"

#include <algorithm>

namespace ridge::mapper {

namespace {

using Kind = NestEntry::Kind;

}  // namespace

bool Evener::even(const Nest& nest, Nest& result) {
  if (!has_perfect_bounds(space_->problem(), nest) || !on_one_axis(nest) || loops_at_the_end(nest))
    return false;
  place_fanouts(nest);
  place_groups(nest);
  result.clear();
  std::size_t level = 0;
  std::size_t section = 0;  // where the loops of the level looked at begin
  for (std::size_t at = 0; at <= nest.size(); ++at) {
    for (; level < groups_.size() && groups_[level].before == at; ++level) {
      for (const NestEntry& entry : nest)
        if (entry.kind == Kind::keep && entry.level.index() == level) result.push_back(entry);
      section = result.size();
    }
    if (at == nest.size()) break;
    if (nest[at].kind == Kind::temporal) append_loop(nest[at], section, result);
    if (nest[at].kind != Kind::spatial || last_spatial_[nest[at].fanout.index()] != at) continue;
    for (const NestEntry& entry : nest)
      if (entry.kind == Kind::spatial && entry.fanout == nest[at].fanout) result.push_back(entry);
    section = result.size();
  }
  return true;
}

/// No dimension lies on both axes of a fanout.
bool Evener::on_one_axis(const Nest& nest) {
  for (std::size_t i = 0; i < nest.size(); ++i) {
    if (nest[i].kind != Kind::spatial || nest[i].bound == 1) continue;
    for (std::size_t j = 0; j < i; ++j) {
      if (nest[j].kind == Kind::spatial && nest[j].bound > 1 && nest[j].fanout == nest[i].fanout &&
          nest[j].dimension == nest[i].dimension && nest[j].axis != nest[i].axis)
        return false;
    }
  }
  return true;
}

/// Behind the spatial loops of a fanout that no level stands below.
bool Evener::loops_at_the_end(const Nest& nest) const {
  const Machine& machine = space_->machine();
  bool at_the_end = false;
  for (const NestEntry& entry : nest) {
    if (entry.kind == Kind::temporal && entry.bound > 1 && at_the_end) return true;
    at_the_end =
        at_the_end || (entry.kind == Kind::spatial && entry.bound > 1 &&
                       machine.fanouts[entry.fanout].position > machine.levels.items().back().position);
  }
  return false;
}

/// The spatial loops of a fanout stand together, where the last of them stood.
void Evener::place_fanouts(const Nest& nest) {
  last_spatial_.assign(space_->machine().fanouts.size(), nest.size());
  for (std::size_t at = 0; at < nest.size(); ++at)
    if (nest[at].kind == Kind::spatial) last_spatial_[nest[at].fanout.index()] = at;
}

/// The nodes of a level may move out to any place where a level further in may stand.
void Evener::place_groups(const Nest& nest) {
  const std::size_t levels = space_->machine().levels.size();
  groups_.assign(levels, {nest.size()});
  for (std::size_t at = nest.size(); at-- > 0;) {
    if (nest[at].kind == Kind::keep) groups_[nest[at].level.index()].before = at;
  }
  for (const FanoutId fanout :
       space_->machine().fanouts.ids()) {  // what follows a fanout is below that level
    const std::size_t last = last_spatial_[fanout.index()];
    Group& below = groups_[space_->level_below(fanout).index()];
    if (last < nest.size()) below.before = std::min(below.before, last + 1);
  }
  for (std::size_t level = levels - 1; level-- > 0;)
    groups_[level].before = std::min(groups_[level].before, groups_[level + 1].before);
  groups_[0].before = 0;  // no loop stands outside the outermost level
}

/// A second loop over a dimension in one section joins the first.
void Evener::append_loop(const NestEntry& loop, std::size_t section, Nest& result) const {
  for (std::size_t at = section; at < result.size(); ++at) {
    if (result[at].kind != Kind::temporal || result[at].dimension != loop.dimension) continue;
    result[at].bound *= loop.bound;
    return;
  }
  result.push_back(loop);
}

}  // namespace ridge::mapper
