// The readers of workloads: whatever the text, there is a network that can be printed and read back equal, or
// an InputError. Each input is tried as a workload file and as a SCALE-Sim topology.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "tests/fuzz/require.hpp"
#include "workloads/network.hpp"
#include "workloads/scalesim_topology.hpp"

namespace ridge {
namespace {

using fuzz::require;

constexpr yaml::Limits limits{.bytes = 1U << 16U, .depth = 20, .nodes = 2000};

std::shared_ptr<const SourceText> source(const std::string& text) {
  return std::make_shared<const SourceText>(SourceText{"fuzz/input.yaml", text});
}

void check_network(const Network& network) {
  require(!network.layers.empty(), "a network has layers");
  require(network.parameters >= 0 && network.macs_per_sample() >= 0, "totals stay within 63 bits");
  for (const Layer& layer : network.layers) {
    require(!layer.from.empty(), "every layer reads something");
    for (const TensorId id : layer.problem.tensors.ids()) {
      require(layer.problem.words(id) >= 1, "every tensor has words");
      require(layer.problem.words(id) <= layer.problem.iterations(), "no word is without an iteration");
    }
  }
  const Network again = read_workload(yaml::parse(source(print_workload(network))));
  require(again == network, "what is printed is read back equal");
}

template <class Reader>
void try_reading(const Reader& reader) {
  std::unique_ptr<Network> network;
  try {
    network = std::make_unique<Network>(reader());
  } catch (const InputError& error) {
    require(!error.diagnostics().empty(), "an error says something");
    return;
  }
  check_network(*network);
}

}  // namespace
}  // namespace ridge

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  ridge::try_reading(
      [&] { return ridge::read_workload(ridge::yaml::parse(ridge::source(text), ridge::limits)); });
  ridge::try_reading([&] { return ridge::read_scalesim_topology(ridge::source(text)); });
  return 0;
}
