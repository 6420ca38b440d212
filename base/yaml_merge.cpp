// Merge keys: maps that take over the entries of others.
#include <algorithm>

#include <fmt/format.h>

#include "base/yaml_tree.hpp"

namespace ridge::yaml {

namespace {

Node merged(const Node& ours, const Node& theirs);

/// Adds the entries of `theirs` whose keys `map` does not have yet. `deep` goes on where both have a key.
void take_over(Node::Data& map, const Node& theirs, bool deep) {
  for (const Node::Entry& entry : theirs.entries()) {
    const auto known = std::find_if(map.entries.begin(), map.entries.end(),
                                    [&](const Node::Entry& ours) { return ours.key == entry.key; });
    if (known == map.entries.end()) {
      map.entries.push_back(entry);
    } else if (deep) {
      known->value = merged(known->value, entry.value);
    }
  }
}

/// Maps key by key, lists one after the other; of anything else ours. A tag is taken over where there is
/// none.
Node merged(const Node& ours, const Node& theirs) {
  if (ours.kind() != theirs.kind() || ours.is_scalar() || ours.is_null()) return ours;
  auto data = std::make_shared<Node::Data>(ours.data());
  if (data->tag.empty()) data->tag = theirs.tag();
  if (ours.is_list()) {
    data->items.insert(data->items.end(), theirs.items().begin(), theirs.items().end());
  } else {
    take_over(*data, theirs, true);
  }
  return Node(std::move(data));
}

}  // namespace

std::shared_ptr<Node::Data> with_merged(std::shared_ptr<Node::Data> map) {
  const std::vector<Node::Entry> entries = std::move(map->entries);
  map->entries.clear();
  const auto merges = [](const Node::Entry& entry) { return entry.key == "<<" || entry.key == "<<<"; };
  std::copy_if(entries.begin(), entries.end(), std::back_inserter(map->entries), std::not_fn(merges));
  for (const Node::Entry& entry : entries) {
    if (!merges(entry)) continue;
    const Node& value = entry.value;
    for (const Node& source : value.is_list() ? value.items() : std::vector<Node>{value}) {
      if (!source.is_map()) {
        throw InputError(source.place(),
                         fmt::format("{} is no map, so nothing can be merged from it", source.described()),
                         "name a map that has an anchor, as in '<<: *name'");
      }
      take_over(*map, source, entry.key == "<<<");
    }
  }
  return map;
}

}  // namespace ridge::yaml
