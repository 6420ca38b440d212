#include "cli/save.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>

#include <fmt/format.h>
#include <unistd.h>

#include "cli/overrides.hpp"

namespace ridge::cli {

void save_file(const std::string& path, const std::string& text) {
  const std::string temporary = fmt::format("{}.{}.tmp", path, ::getpid());
  {
    std::ofstream file(temporary, std::ios::binary);
    file << text;
    file.close();
    if (!file) {
      const std::string reason = std::strerror(errno);
      std::remove(temporary.c_str());
      throw InputError(option_place(path), "cannot write this file: " + reason,
                       "name a file in a folder that exists and may be written");
    }
  }
  if (std::rename(temporary.c_str(), path.c_str()) != 0) {
    const std::string reason = std::strerror(errno);
    std::remove(temporary.c_str());
    throw InputError(option_place(path), "cannot write this file: " + reason, "name a file, not a folder");
  }
}

std::string mapping_file_text(const NetworkReport& report, bool single) {
  const Machine& machine = *report.machine;
  if (single) {
    const DistinctLayer& group = report.map.distinct.front();
    if (!group.search.mapping) return {};
    return print_mapping_file(*group.search.mapping, report.layer(group).problem, machine);
  }
  std::string text = fmt::format("ridge: mapping/1\nsource: ridge map, {} on {}\nlayers:\n",
                                 report.network->name, machine.name);
  for (const LayerResult& result : report.map.layers) {
    const auto& mapping = report.map.distinct[result.distinct].search.mapping;
    if (!mapping) continue;
    const Layer& layer = report.network->layers[result.layer];
    text += fmt::format("  {}:\n{}", layer.name, print_nest(*mapping, layer.problem, machine, 4));
  }
  return text;
}

}  // namespace ridge::cli
