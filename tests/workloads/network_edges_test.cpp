// The built-in networks hand on what the next layer reads.
#include <algorithm>

#include "tests/workloads/support.hpp"
#include "workloads/edges.hpp"

namespace ridge::test {
namespace {

std::string warnings_of(const Network& network) {
  Diagnostics diagnostics;
  check_edges(network, {}, diagnostics);
  return render(diagnostics.all());
}

/// Whether the network takes these options: not all of them have a sequence or decode.
bool takes(const std::string& name, const NetworkOptions& options) {
  try {
    make_built_in_network(name, options);
  } catch (const InputError&) {
    return false;
  }
  return true;
}

TEST(NetworkEdges, FitInEveryBuiltInNetworkAtAnyBatch) {
  for (const std::string& name : built_in_networks()) {
    for (const std::int64_t batch : {1, 2, 7, 64}) {
      EXPECT_EQ(warnings_of(make_built_in_network(name, {batch, {}, false, {}})), "")
          << name << " batch " << batch;
    }
  }
}

TEST(NetworkEdges, FitAtAnySequenceInPrefillAndInDecode) {
  int prefills = 0;
  int decodes = 0;
  for (const std::string& name : built_in_networks()) {
    for (const std::int64_t sequence : {1, 2, 77, 384, 512}) {
      for (const std::int64_t batch : {1, 5}) {
        for (const bool decode : {false, true}) {
          const NetworkOptions options{batch, sequence, decode, {}};
          if (!takes(name, options)) continue;
          ++(decode ? decodes : prefills);
          EXPECT_EQ(warnings_of(make_built_in_network(name, options)), "")
              << name << " batch " << batch << " sequence " << sequence << " decode " << decode;
        }
      }
    }
  }
  EXPECT_EQ(prefills, 10 * 13) << "BERT, GPT, LLaMA and T5";
  EXPECT_EQ(decodes, 10 * 11) << "without BERT";
}

TEST(NetworkEdges, FitAfterPrintingAndReading) {
  for (const std::string name :
       {"resnet50", "unet", "mobilenet_v2", "vit_b16", "bert_base", "gpt2", "dlrm_mlperf"}) {
    std::vector<Diagnostic> warnings;
    const std::string text = print_workload(make_built_in_network(name, {3, {}, false, {}}));
    read_workload(yaml::parse(source(text)), &warnings);
    EXPECT_EQ(render(warnings), "") << name;
  }
}

TEST(NetworkEdges, OfAClassTokenStandBeforeThePatches) {
  const Network network = make_built_in_network("vit_b16", {});
  const auto found = std::find_if(network.layers.begin(), network.layers.end(),
                                  [](const Layer& layer) { return layer.name == "tokens"; });
  ASSERT_NE(found, network.layers.end());
  EXPECT_EQ(found->from, (std::vector<std::string>{"class_token", "patch_embedding"}));
  EXPECT_EQ(words(found->problem, "Inputs"), 197 * 768);
}

/// A layer of a network with one of its sizes changed.
Network with(Network network, const std::string& layer, const std::string& size, std::int64_t value) {
  for (Layer& candidate : network.layers) {
    if (candidate.name != layer) continue;
    const DimensionId id = candidate.problem.dimension_named(size).value();
    candidate.problem.dimensions[id].bound = value;
    return network;
  }
  ADD_FAILURE() << "no layer " << layer;
  return network;
}

TEST(NetworkEdges, ThatAreChangedDoNotFit) {
  const Network resnet = make_built_in_network("resnet50", {});
  EXPECT_NE(warnings_of(with(resnet, "4b_3x3", "C", 128)), "");
  EXPECT_NE(warnings_of(with(resnet, "4b_1x1a", "C", 512)), "") << "behind an addition";
  EXPECT_NE(warnings_of(with(resnet, "4b_3x3", "P", 28)), "");
  EXPECT_NE(warnings_of(with(resnet, "4b_3x3", "K", 512)), "");
  EXPECT_NE(warnings_of(with(resnet, "fc1000", "K", 1024)), "");
  const Network llama = make_built_in_network("llama2_70b", {2, {}, true, {}});
  EXPECT_NE(warnings_of(with(llama, "block3.down", "K", 8192)), "");
  EXPECT_NE(warnings_of(with(llama, "block3.key", "N", 8192)), "") << "a key for every query head";
  EXPECT_NE(warnings_of(with(llama, "block3.query", "N", 1024)), "");
  EXPECT_NE(warnings_of(with(make_built_in_network("dlrm_mlperf", {}), "top1", "K", 480)), "");
  EXPECT_NE(warnings_of(with(make_built_in_network("bert_base", {}), "pooler", "K", 1024)), "");
}

}  // namespace
}  // namespace ridge::test
