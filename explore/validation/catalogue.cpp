#include "explore/validation/catalogue.hpp"

#include <fmt/format.h>

#include "base/config_path.hpp"
#include "base/diagnostics.hpp"
#include "explore/validation/gemmini_rtl.hpp"
#include "explore/validation/nvdla.hpp"
#include "explore/validation/scalesim.hpp"
#include "explore/validation/timeloop_spread.hpp"

namespace ridge::validation {

const std::vector<SetEntry>& sets() {
  static const std::vector<SetEntry> all{
      {"nvdla", "nvdla_primer.yaml", "ResNet-50 on the seven configurations of NVDLA's primer", false,
       [](const std::filesystem::path& folder, Fidelity) { return nvdla_set(folder); }},
      {"gemmini_rtl", "points.csv", "given mappings on Gemmini, simulated from its RTL", true,
       gemmini_rtl_set},
      {"scalesim", "points.csv", "matrix products on systolic arrays, as SCALE-Sim v2 counts their cycles",
       false, [](const std::filesystem::path& folder, Fidelity) { return scalesim_set(folder); }},
      {"timeloop_spread", "timeloop_ispass2019.yaml",
       "how much energy depends on the mapping, where cycles hardly do", false,
       [](const std::filesystem::path& folder, Fidelity) { return timeloop_spread_set(folder); }}};
  return all;
}

const SetEntry& set_named(const std::string& name) {
  std::vector<std::string> names;
  for (const SetEntry& set : sets()) {
    if (set.name == name) return set;
    names.push_back(set.name);
  }
  const std::string meant = did_you_mean(name, names);
  throw InputError({}, fmt::format("there is no validation set called {}", in_quotes(name)),
                   meant.empty() ? fmt::format("the sets are {}", list_of(names, "and")) : meant);
}

std::filesystem::path shipped_data(const SetEntry& set) {
  const std::filesystem::path folder = shipped_folder("validation", set.name);
  if (folder.empty())
    throw InputError({}, fmt::format("the figures of '{}' are not where configs/ is looked for", set.name),
                     fmt::format("name their folder: --data DIR, with {}", set.file));
  return folder;
}

}  // namespace ridge::validation
