#include "interop/timeloop/sparse/energies.hpp"

#include "interop/timeloop/energy_table.hpp"

namespace ridge::timeloop::sparse {
namespace {

using Names = std::initializer_list<std::string_view>;

/// The later of several tables of one component counts, where it has the action.
class Lookup {
 public:
  Lookup(const std::vector<EnergyTable>& tables, const std::string& component)
      : tables_(tables), component_(component) {}

  double operator()(Names names) const {
    double found = 0;
    for (const EnergyTable& table : tables_)
      if (table.component == component_) found = table.first_of(names).value_or(found);
    return found;
  }

 private:
  const std::vector<EnergyTable>& tables_;
  const std::string& component_;
};

LevelEnergies level_energies(const Level& level, const Lookup& pj) {
  LevelEnergies energies;
  energies.data_pj[Fate::actual][Action::read] = level.read_pj;
  energies.data_pj[Fate::actual][Action::fill] = level.fill_pj;
  energies.data_pj[Fate::actual][Action::update] = level.update_pj;
  auto& gated = energies.data_pj[Fate::gated];
  gated[Action::read] = pj({"gated_read"});
  gated[Action::fill] = pj({"gated_fill", "gated_write"});
  gated[Action::update] = pj({"gated_update", "gated_write"});
  auto& skipped = energies.data_pj[Fate::skipped];
  skipped[Action::read] = pj({"skipped_read", "gated_read"});
  skipped[Action::fill] = pj({"skipped_fill", "skipped_write", "gated_fill", "gated_write"});
  skipped[Action::update] = pj({"skipped_update", "skipped_write", "gated_update", "gated_write"});
  energies.decompression_pj = pj({"decompression_count"});
  energies.compression_pj = pj({"compression_count"});
  return energies;
}

void add_metadata(LevelEnergies& energies, const Lookup& pj) {
  auto& actual = energies.metadata_pj[Fate::actual];
  actual[Action::read] = pj({"random_metadata_read", "metadata_read"});
  actual[Action::fill] =
      pj({"random_metadata_fill", "random_metadata_write", "metadata_fill", "metadata_write"});
  actual[Action::update] =
      pj({"random_metadata_update", "random_metadata_write", "metadata_update", "metadata_write"});
  auto& gated = energies.metadata_pj[Fate::gated];
  gated[Action::read] = pj({"gated_metadata_read"});
  gated[Action::fill] = pj({"gated_metadata_fill", "gated_metadata_write"});
  gated[Action::update] = pj({"gated_metadata_update", "gated_metadata_write"});
  auto& skipped = energies.metadata_pj[Fate::skipped];
  skipped[Action::read] = pj({"skipped_metadata_read", "gated_metadata_read"});
  skipped[Action::fill] =
      pj({"skipped_metadata_fill", "skipped_metadata_write", "gated_metadata_fill", "gated_metadata_write"});
  skipped[Action::update] = pj(
      {"skipped_metadata_update", "skipped_metadata_write", "gated_metadata_update", "gated_metadata_write"});
}

}  // namespace

Energies read_energies(const Input& input, const Architecture& architecture, Diagnostics& diagnostics) {
  const std::vector<EnergyTable> tables = read_energy_tables(input, diagnostics);
  Energies energies;
  for (const Level& level : architecture.levels) {
    const Lookup pj(tables, level.name);
    LevelEnergies of_level = level_energies(level, pj);
    add_metadata(of_level, pj);
    energies.levels.push_back(of_level);
  }
  const Lookup pj(tables, architecture.compute.name);
  energies.compute[Fate::actual] = architecture.compute.pj;
  energies.compute[Fate::gated] = pj({"mac_gated", "mult_gated", "compute_gated", "mac", "mult", "compute"});
  energies.compute[Fate::skipped] = pj({"mac_skipped", "mult_skipped", "compute_skipped", "mac_gated",
                                        "mult_gated", "compute_gated", "mac", "mult", "compute"});
  return energies;
}

}  // namespace ridge::timeloop::sparse
