#include "cli/network_report.hpp"

namespace ridge::cli {

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
