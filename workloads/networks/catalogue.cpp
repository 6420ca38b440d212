#include "workloads/networks/catalogue.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace ridge {
namespace {

const std::vector<BuiltIn>& catalogue() {
  static const std::vector<BuiltIn> all = [] {
    std::vector<BuiltIn> networks;
    for (auto* family : {alexnet_networks, vgg_networks, residual_networks, mobile_networks, unet_networks,
                         encoder_networks, decoder_networks, t5_networks, dlrm_networks}) {
      for (BuiltIn& network : family())
        networks.push_back(std::move(network));
    }
    std::sort(networks.begin(), networks.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    return networks;
  }();
  return all;
}

const BuiltIn& find(std::string_view name, const Place& place) {
  for (const BuiltIn& network : catalogue()) {
    if (network.name == name) return network;
  }
  const std::string meant = did_you_mean(name, built_in_networks());
  throw InputError(place, "there is no built-in network " + in_quotes(name),
                   meant.empty() ? "there are " + list_of(built_in_networks(), "and") : meant);
}

/// The sequence length to build for, 0 where there is none.
std::int64_t sequence_of(const BuiltIn& network, const NetworkOptions& options, const Place& place) {
  if (!network.sequence) {
    if (!options.sequence) return 0;
    throw InputError(place, fmt::format("{} has no sequence length", network.name), "leave 'sequence' out");
  }
  const std::int64_t sequence = options.sequence.value_or(*network.sequence);
  if (sequence < 1)
    throw InputError(place, fmt::format("a sequence of {} tokens", sequence), "give at least 1");
  if (network.longest_sequence && sequence > *network.longest_sequence) {
    throw InputError(place,
                     fmt::format("{} has position embeddings for {} tokens, not for {}", network.name,
                                 *network.longest_sequence, sequence),
                     fmt::format("choose a sequence of at most {}", *network.longest_sequence));
  }
  return sequence;
}

/// "sequence 2048, decode"; "" for a network without a sequence.
std::string pass_of(const BuiltIn& network, const BuildOptions& options) {
  if (!network.sequence) return {};
  const char* pass = options.decode ? ", decode" : ", prefill";
  return fmt::format("sequence {}{}", options.sequence, network.decodes ? pass : "");
}

}  // namespace

const std::vector<std::string>& built_in_networks() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const BuiltIn& network : catalogue())
      all.push_back(network.name);
    return all;
  }();
  return names;
}

Network make_built_in_network(std::string_view name, const NetworkOptions& options, const Place& place) {
  const BuiltIn& network = find(name, place);
  if (options.batch < 1) {
    throw InputError(place, fmt::format("a batch of {} samples", options.batch), "give at least 1");
  }
  if (options.decode && !network.decodes) {
    throw InputError(place, fmt::format("{} does not decode: it has no KV cache", network.name),
                     "leave 'decode' out, or choose a decoder such as gpt2 or llama_7b");
  }
  BuildOptions settled;
  settled.batch = options.batch;
  settled.sequence = sequence_of(network, options, place);
  settled.decode = options.decode;
  settled.precision = options.precision.value_or(network.precision);
  settled.place = place;
  Network made = network.make(settled);
  made.pass = pass_of(network, settled);
  return made;
}

}  // namespace ridge
