// The built-in networks: one file per family, one table for all of them. Internal to workloads/.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "workloads/networks/builder.hpp"

namespace ridge {

/// A network that can be made by name.
struct BuiltIn {
  std::string name = {};
  Precision precision = Precision::int8;      // when the user chooses none
  std::optional<std::int64_t> sequence = {};  // tokens when the user chooses none; nothing: takes none
  std::optional<std::int64_t> longest_sequence = {};  // nothing: any
  bool decodes = false;
  std::function<Network(const BuildOptions&)> make = {};
};

std::vector<BuiltIn> alexnet_networks();
std::vector<BuiltIn> vgg_networks();
std::vector<BuiltIn> residual_networks();
std::vector<BuiltIn> mobile_networks();
std::vector<BuiltIn> unet_networks();
std::vector<BuiltIn> encoder_networks();
std::vector<BuiltIn> decoder_networks();
std::vector<BuiltIn> t5_networks();
std::vector<BuiltIn> dlrm_networks();

}  // namespace ridge
