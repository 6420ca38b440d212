#include "cli/network_report.hpp"

namespace ridge::cli {

std::int64_t NetworkReport::layer_count() const {
  std::int64_t layers = 0;
  for (const DistinctLayer& group : map.distinct)
    layers += group.count;
  return layers;
}

SpaceSize NetworkReport::space(const DistinctLayer& group) const {
  return spaces.empty() ? SpaceSize() : spaces[static_cast<std::size_t>(&group - map.distinct.data())];
}

std::vector<std::string> NetworkReport::other_names(std::size_t group) const {
  std::vector<std::string> names;
  for (const LayerResult& result : map.layers) {
    if (result.distinct == group && result.layer != map.distinct[group].first) {
      names.push_back(network->layers[result.layer].name);
    }
  }
  return names;
}

}  // namespace ridge::cli
