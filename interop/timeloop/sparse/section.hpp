// What a Timeloop input says of sparsity: `densities` of the problem's instance, and `sparse_optimizations`.
//
//   sparse_optimizations:
//     targets:
//       - name: Buffer
//         representation_format: {data_spaces: [{name: A, ranks: [{format: UOP}, {format: CP}]}]}
//         action_optimization: [{type: skipping, target: A, condition_on: [B]}]
//       - name: MAC
//         compute_optimization: [{type: gating}]
//
// Version 0.4 may also have what stands beside `name` in the `sparse_optimizations:` of a component.
#pragma once

#include "interop/timeloop/sparse/density.hpp"
#include "interop/timeloop/sparse/energies.hpp"

namespace ridge::timeloop::sparse {

/// How one rank of a tile is written down: offset pairs (UOP), coordinates (CP), run lengths (RLE), one bit
/// per position (B), or that without leaving zeros out (UB).
enum class FormatKind : std::uint8_t { uop, cp, rle, b, ub };
std::string_view name_of(FormatKind kind);

struct RankFormat {
  FormatKind kind = FormatKind::uop;
  std::int64_t metadata_bits = 0;                    // of one unit of metadata
  std::int64_t payload_bits = 0;                     // of one unit of what it points to
  std::vector<std::vector<DimensionId>> flattening;  // dimensions that may share this rank; none: one loop

  /// Whether it leaves zeros out.
  bool compressed() const { return kind != FormatKind::uop && kind != FormatKind::ub; }
};

/// How a tensor is stored at one level. It always has metadata.
struct Format {
  std::vector<RankFormat> ranks;  // innermost first
  bool inner_to_outer = false;    // the order in which loops are handed to ranks
  Place place;

  bool compressed() const;
};

/// What is saved where a condition holds a zero: an access's energy, its time too, or the lane it runs on.
enum class SavingKind : std::uint8_t { gating, skipping, spatial_skipping };
std::string_view name_of(SavingKind kind);

/// Accesses to `target` are of no effect where one of `conditions` is empty.
struct Option {
  TensorId target;
  std::vector<TensorId> conditions;
  Place place;
};

/// One entry of `action_optimization`: of its options the one that saves most is taken.
struct Item {
  SavingKind kind = SavingKind::gating;
  LevelId level;
  std::vector<Option> options;  // at least one
};

struct Section {
  IdVector<TensorId, DensityPointer> densities;  // never null: dense where nothing is said
  Grid<std::optional<Format>> formats;
  std::vector<Item> items;  // in file order
  bool gates_compute = false;
  bool skips_compute = false;
  Energies energies;
  Place place;

  const Format* format(LevelId level, TensorId tensor) const {
    const auto& format = formats[level][tensor];
    return format ? &*format : nullptr;
  }
};

/// Nothing when no target of `sparse_optimizations` has content: densities change nothing then, and that is
/// warned of. Records what is wrong in `diagnostics`.
std::optional<Section> read_section(const Input& input, const Architecture& architecture,
                                    const Problem& problem, Diagnostics& diagnostics);

/// The densities alone. Unknown tensors and distributions, amounts out of bounds, and a band in what is no
/// square matrix are errors.
IdVector<TensorId, DensityPointer> read_densities(const Input& input, const Problem& problem,
                                                  Diagnostics& diagnostics);

}  // namespace ridge::timeloop::sparse
