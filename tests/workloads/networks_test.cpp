// Parameters and MACs of the built-in networks against published figures and the reference table.
#include <algorithm>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <sstream>

#include "tests/workloads/support.hpp"

namespace ridge::test {
namespace {

struct Figure {
  const char* network;
  std::int64_t parameters;
  std::optional<std::int64_t> macs;  // per sample, forward
  const char* source;
};

const std::vector<Figure>& figures() {
  static const std::vector<Figure> all{
      {"alexnet", 61100840, 714188480, "torchvision weights meta, num_params and _ops"},
      {"alexnet_2012", 60965224, 724406816,
       "Caffe bvlc_alexnet: 60,965,224 parameters; MACs: 666M conv + 58.6M fc, "
       "Eyeriss (ISSCC 2016) table of AlexNet"},
      {"vgg16", 138357544, 15470264320, "Keras Applications table"},
      {"vgg19", 143667240, std::nullopt, "Keras Applications table"},
      {"resnet50", 25557032, 4089184256, "torchvision weights meta"},
      {"resnet101", 44549160, std::nullopt, "torchvision weights meta"},
      {"resnet152", 60192808, 11513626624, "torchvision weights meta"},
      {"resnet200", 64673832, std::nullopt, "osmr/imgclsmob, gluoncv2/models/resnet.py"},
      {"resnet50_v1", 25636712, 3857973248, "Keras Applications table"},
      {"resnet101_v1", 44707176, 7570194432, "Keras Applications table"},
      {"resnet152_v1", 60419944, 11282415616, "Keras Applications table"},
      {"mobilenet_v1", 4231976, 568740352, "arXiv:1704.04861: 4.2M, 569M"},
      {"mobilenet_v2", 3504872, 300774272, "torchvision weights meta"},
      {"unet", 31030658, 150428424448, "derived; 31.03M is the usually quoted count"},
      {"unet_keras", 12332755, 94368448512, "Checkmate's vgg_unet, tensor sizes of its JSON"},
      {"bert_base", 109482240, 48318971904, "Hugging Face bert-base-uncased"},
      {"bert_large", 335141888, std::nullopt, "Hugging Face bert-large-uncased"},
      {"gpt2", 124439808, 145824153600, "Hugging Face gpt2"},
      {"gpt2_xl", 1557611200, std::nullopt, "Hugging Face gpt2-xl"},
      {"gpt3_175b", 174604259328, 367402130866176, "ai_and_memory_wall: 175000M, 740000 GFLOP"},
      {"llama_7b", 6738415616, 14630806093824, "Hugging Face meta-llama"},
      {"llama_13b", 13015864320, std::nullopt, "Hugging Face meta-llama"},
      {"llama_65b", 65285660672, std::nullopt, "juncongmoo/pyllama, model print-out"},
      {"llama2_70b", 68976648192, 303439439462400, "Hugging Face meta-llama"},
      {"vit_b16", 86567656, 17563828224, "torchvision weights meta, num_params and _ops"},
      {"t5_base", 222903552, std::nullopt, "Hugging Face t5-base"},
      {"t5_large", 737668096, std::nullopt, "Hugging Face t5-large"},
      {"t5_3b", 2851598336, std::nullopt, "Hugging Face t5-3b"},
      {"t5_11b", 11307321344, std::nullopt, "Hugging Face t5-11b"},
      {"dlrm_rm1", 1024100833, 100416, "harvard-acc/DeepRecSys, dlrm_rm1.json"},
      {"dlrm_rm2", 1024319937, 319552, "harvard-acc/DeepRecSys, dlrm_rm2.json"},
      {"dlrm_rm3", 643205409, 3203328, "harvard-acc/DeepRecSys, dlrm_rm3.json"},
      {"dlrm_mlperf", 24036595969, 2410112, "facebookresearch/dlrm, bench/run_and_time.sh"},
  };
  return all;
}

TEST(Networks, EveryBuiltInNetworkHasItsPublishedFigures) {
  std::set<std::string> covered;
  for (const Figure& figure : figures()) {
    SCOPED_TRACE(figure.network);
    const Network network = make_built_in_network(figure.network, {});
    EXPECT_EQ(network.parameters, figure.parameters) << figure.source;
    if (figure.macs) {
      EXPECT_EQ(network.macs_per_sample(), *figure.macs) << figure.source;
    }
    covered.insert(figure.network);
  }
  const std::set<std::string> names(built_in_networks().begin(), built_in_networks().end());
  EXPECT_EQ(covered, names);
}

using Row = std::vector<std::string>;

/// Splits one line of comma-separated values; a quoted cell may hold commas.
Row cells_of(const std::string& line) {
  Row cells(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      cells.emplace_back();
    } else {
      cells.back() += c;
    }
  }
  return cells;
}

std::map<std::string, Row> reference_rows() {
  std::ifstream file(std::string(RIDGE_SOURCE_DIR) + "/../shared/reference/networks/networks.csv");
  std::map<std::string, Row> rows;
  std::string line;
  std::getline(file, line);  // the header
  while (std::getline(file, line)) {
    Row cells = cells_of(line);
    rows.emplace(cells.at(0), cells);
  }
  return rows;
}

/// Our name for each row of the reference table; "" for rows that are none of our networks.
const std::map<std::string, std::string>& names_of_rows() {
  static const std::map<std::string, std::string> names{
      {"AlexNet (torchvision, one-weird-trick)", "alexnet"},
      {"VGG-16", "vgg16"},
      {"ResNet-50 v1.5 (torchvision)", "resnet50"},
      {"ResNet-50 v1 (Keras)", "resnet50_v1"},
      {"ResNet-101 v1 (Keras)", "resnet101_v1"},
      {"ResNet-152 v1.5 (torchvision)", "resnet152"},
      {"ResNet-152 v1 (Keras)", "resnet152_v1"},
      {"MobileNetV1 1.0", "mobilenet_v1"},
      {"MobileNetV2 1.0 (torchvision)", "mobilenet_v2"},
      {"U-Net (Ronneberger 2015)", "unet"},
      {"U-Net (Checkmate vgg_unet, keras_segmentation)", "unet_keras"},
      {"BERT-base (uncased, with pooler)", "bert_base"},
      {"GPT-2 small", "gpt2"},
      {"GPT-3 175B", "gpt3_175b"},
      {"LLaMA-7B", "llama_7b"},
      {"Llama-2-70B (GQA 8)", "llama2_70b"},
      {"ViT-B/16", "vit_b16"},
      {"T5-base", "t5_base"},
      {"T5-11B", "t5_11b"},
      {"Switch-Base-128", ""},
      {"DLRM MLPerf (Criteo TB, max-ind-range 40M, d=128)", "dlrm_mlperf"},
      {"DLRM Kaggle", ""},
      {"DLRM Terabyte 10M", ""},
      {"DLRM-RM1 (DeepRecSys)", "dlrm_rm1"},
      {"DLRM-RM3 (DeepRecSys)", "dlrm_rm3"},
  };
  return names;
}

TEST(Networks, EqualTheReferenceTableRowByRow) {
  const std::map<std::string, Row> rows = reference_rows();
  if (rows.empty()) GTEST_SKIP() << "../shared/reference/networks/networks.csv is not there";
  for (const auto& [row, name] : names_of_rows())
    EXPECT_TRUE(rows.contains(row)) << "missing row " << row;
  for (const auto& [row, cells] : rows) {
    SCOPED_TRACE(row);
    ASSERT_TRUE(names_of_rows().contains(row)) << "a row that this test does not know";
    const std::string& name = names_of_rows().at(row);
    if (name.empty()) continue;
    const Network network = make_built_in_network(name, {});
    EXPECT_EQ(std::to_string(network.parameters), cells.at(2));
    if (!cells.at(3).empty()) {
      EXPECT_EQ(std::to_string(network.macs_per_sample()), cells.at(3));
    }
  }
}

/// Words written by the layers that compute MACs, per sample.
std::int64_t output_words(const Network& network, bool fully_connected) {
  std::int64_t total = 0;
  for (const Layer& layer : network.layers) {
    const bool counts = layer.shape.type == "conv2d" || (fully_connected && layer.shape.type == "gemm");
    if (counts) total += layer.problem.words(layer.problem.written);
  }
  return total;
}

TEST(Networks, OutputWordsEqualTheNotesOfTheReferenceTable) {
  EXPECT_EQ(output_words(make_built_in_network("vgg16", {}), true), 13556712);
  EXPECT_EQ(output_words(make_built_in_network("resnet50", {}), false), 11113984);
  EXPECT_EQ(output_words(make_built_in_network("resnet152", {}), false), 22554112);
}

TEST(Networks, ABatchChangesNeitherParametersNorMacsPerSample) {
  for (const std::string& name : built_in_networks()) {
    SCOPED_TRACE(name);
    const Network one = make_built_in_network(name, {});
    NetworkOptions options;
    options.batch = 3;
    const Network three = make_built_in_network(name, options);
    EXPECT_EQ(three.batch, 3);
    EXPECT_EQ(three.parameters, one.parameters);
    EXPECT_EQ(three.macs_per_sample(), one.macs_per_sample());
    EXPECT_EQ(three.layers.size(), one.layers.size());
  }
}

TEST(Networks, LayersStandBehindWhatTheyRead) {
  for (const std::string& name : built_in_networks()) {
    SCOPED_TRACE(name);
    const Network network = make_built_in_network(name, {});
    std::set<std::string> known{"input"};
    for (const Layer& layer : network.layers) {
      ASSERT_FALSE(layer.from.empty()) << layer.name;
      for (const std::string& producer : layer.from)
        EXPECT_TRUE(known.contains(producer)) << layer.name;
      if (!layer.shares.empty()) {
        EXPECT_TRUE(known.contains(layer.shares)) << layer.name;
      }
      EXPECT_TRUE(known.insert(layer.name).second) << layer.name << " twice";
    }
  }
}

TEST(Networks, EveryResultButTheLastIsRead) {
  for (const std::string& name : built_in_networks()) {
    SCOPED_TRACE(name);
    const Network network = make_built_in_network(name, {});
    std::set<std::string> unread;
    for (const Layer& layer : network.layers) {
      for (const std::string& producer : layer.from)
        unread.erase(producer);
      unread.insert(layer.name);
    }
    EXPECT_EQ(unread, std::set<std::string>{network.layers.back().name});
  }
}

TEST(Networks, EveryNetworkStatesItsConventionAndItsSources) {
  for (const std::string& name : built_in_networks()) {
    const Network network = make_built_in_network(name, {});
    EXPECT_FALSE(network.convention.empty()) << name;
    EXPECT_FALSE(network.sources.empty()) << name;
  }
}

TEST(Networks, ResNetsFourBThreeByThreeIsWhereItsNameSays) {
  const Network network = make_built_in_network("resnet50", {});
  const auto found = std::find_if(network.layers.begin(), network.layers.end(),
                                  [](const Layer& layer) { return layer.name == "4b_3x3"; });
  ASSERT_NE(found, network.layers.end());
  EXPECT_EQ(bound(found->problem, "K"), 256);
  EXPECT_EQ(bound(found->problem, "C"), 256);
  EXPECT_EQ(bound(found->problem, "P"), 14);
  EXPECT_EQ(bound(found->problem, "R"), 3);
}

}  // namespace
}  // namespace ridge::test
