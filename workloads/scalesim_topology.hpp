// SCALE-Sim's topology files (comma-separated), as its version 2 and 3 read them
// (github.com/scalesim-project/scale-sim-v2, scalesim/topology_utils.py).
//
//   Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num Filter, Strides,
//   Conv1,      227,          227,         11,            11,           3,        96,         4,
//
//   Layer, M, N, K,
//   fc6,   1, 4096, 9216,
#pragma once

#include <filesystem>
#include <memory>

#include "base/diagnostics.hpp"
#include "workloads/network.hpp"

namespace ridge {

/// Reads a topology; `source->name` gives the network its name. The header decides which of the two forms it
/// is; blank lines and empty last columns are passed over. As in SCALE-Sim a last window that is only partly
/// inside the input counts (output = ceil((input - filter) / stride) + 1), the stride may be one column or
/// two (height, width), and a row whose name holds "DP" is depthwise: each of its Channels has Num Filter
/// filters of its own. Rows with equal names get a number behind, since a network's layers have names of
/// their own. Every tensor is int8, the layers follow one another. Throws InputError with all that is wrong:
/// what is no text (base/text.hpp), an unknown header, missing or spare cells, what is no whole number, zero,
/// a filter larger than its input.
Network read_scalesim_topology(const std::shared_ptr<const SourceText>& source);

/// The same from a file, as `read_text_file` reads it.
Network load_scalesim_topology(const std::filesystem::path& path);

}  // namespace ridge
