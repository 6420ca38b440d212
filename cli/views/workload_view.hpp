// A workload as text and as JSON: its layers with their footprints, parameters and MACs.
#pragma once

#include "cli/views/json.hpp"
#include "cli/views/style.hpp"
#include "workloads/network.hpp"

namespace ridge::cli {

/// Bytes of all distinct words of a tensor at its precision.
std::int64_t tensor_bytes(const Problem& problem, TensorId tensor);

std::string workload_text(const Network& network, const std::vector<std::size_t>& layers, const Style& style);

/// {name, batch, parameters, macs, ..., layers}: `parameters` and `macs` are of the whole network, MACs per
/// sample; a layer's are of one of its `count`, MACs over the whole batch.
Json workload_json(const Network& network, const std::vector<std::size_t>& layers);

}  // namespace ridge::cli
