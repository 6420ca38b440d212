// `representation_format` of one level: how it stores which tensors.
#pragma once

#include "interop/timeloop/attributes.hpp"
#include "interop/timeloop/sparse/section.hpp"

namespace ridge::timeloop::sparse {

/// Reads `node` into the formats of `level`. Errors: what is no format, a tensor told twice, a compressed
/// rank outside an uncompressed one, words wider than the metadata storage. Warns of 'payload-word-bits',
/// which Timeloop only reads with underscores.
void read_formats(const yaml::Node& node, const Level& level, const Problem& problem,
                  const Variables& variables, Diagnostics& diagnostics,
                  IdVector<TensorId, std::optional<Format>>& formats);

}  // namespace ridge::timeloop::sparse
