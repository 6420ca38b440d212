// Reading `ridge: workload/1`.
#include <algorithm>
#include <filesystem>
#include <unordered_map>

#include <fmt/format.h>

#include "workloads/edges.hpp"
#include "workloads/layer_type.hpp"
#include "workloads/network.hpp"
#include "workloads/read_layer.hpp"
#include "workloads/scalesim_topology.hpp"
#include "workloads/workload_file.hpp"

namespace ridge {
namespace {

constexpr int deepest_reference = 8;  // files that name files; more is a circle

using Warnings = std::vector<Diagnostic>*;

Network read_file(const yaml::Node& root, Warnings warnings, int depth);

class WorkloadReader {
 public:
  WorkloadReader(const yaml::Node& root, Warnings warnings, int depth)
      : reader_(root, diagnostics_, "a workload"), root_(root), warnings_(warnings), depth_(depth) {
    reader_.child("ridge");
  }

  Network run() {
    const std::optional<WorkloadForm> form = read_form();
    read_common(form);
    if (form == WorkloadForm::network) read_network();
    if (form == WorkloadForm::layers) read_layers();
    if (form == WorkloadForm::layer) {
      if (const auto layer = reader_.nested("layer")) read_single(*layer);
    }
    if (form == WorkloadForm::problem) {
      if (const auto problem = reader_.nested("problem")) read_problem_form(*problem);
    }
    reader_.finish();
    if (!diagnostics_.has_errors()) total_parameters(network_, root_.place(), diagnostics_);
    diagnostics_.throw_if_errors();
    const auto found = diagnostics_.all();
    if (warnings_ != nullptr) warnings_->insert(warnings_->end(), found.begin(), found.end());
    return std::move(network_);
  }

 private:
  /// Which of the forms the file uses; an error when none or several.
  std::optional<WorkloadForm> read_form() {
    const std::vector<std::string>& names = workload_form_names();
    std::vector<std::size_t> found;
    for (std::size_t form = 0; form < names.size(); ++form) {
      if (reader_.has(names[form])) found.push_back(form);
    }
    if (found.size() == 1) return static_cast<WorkloadForm>(found[0]);
    if (found.empty()) {
      diagnostics_.error(root_.place(), "a workload says what it is with " + list_of(names)).help =
          "for example layer: {type: gemm, M: 512, N: 256, K: 1024}";
    } else {
      diagnostics_
          .error(root_.find(names[found[1]])->place(),
                 fmt::format("a workload has only one of {}", list_of(names)))
          .help = "write two files, or list the layers under 'layers'";
    }
    for (const std::size_t form : found)
      reader_.child(names[form]);
    return std::nullopt;
  }

  void read_common(std::optional<WorkloadForm> form) {
    const std::string file = root_.place().source ? root_.place().source->name : "";
    const std::string stem = std::filesystem::path(file).stem().string();
    name_given_ = reader_.has("name");
    network_.name = reader_.text("name").value_or(stem.empty() ? "workload" : stem);
    if (const auto choice = reader_.choice("precision", precision_names()))
      precision_ = precision_names()[*choice];
    batch_ = reader_.integer("batch", 1, no_limit);
    network_.batch = batch_.value_or(1);
    sequence_ = reader_.integer("sequence", 1, no_limit);
    decode_ = reader_.boolean("decode").value_or(false);
    network_.convention = reader_.text("convention").value_or("");
    read_sources();
    if (form) refuse_foreign_keys(*form);
  }

  void read_sources() {
    const std::optional<yaml::Node> node = reader_.child("source");
    if (!node) return;
    const std::vector<yaml::Node> items = node->is_list() ? node->items() : std::vector{*node};
    for (const yaml::Node& item : items) {
      if (const auto text = yaml::read_text(item, diagnostics_, "a source"))
        network_.sources.push_back(*text);
    }
  }

  void refuse_foreign_keys(WorkloadForm form) {
    for (const WorkloadKey& key : workload_keys()) {
      const bool fits = std::find(key.forms.begin(), key.forms.end(), form) != key.forms.end();
      if (fits || !reader_.has(key.name)) continue;
      std::vector<std::string> forms;
      for (const WorkloadForm other : key.forms) {
        forms.push_back(workload_form_names()[static_cast<std::size_t>(other)]);
      }
      diagnostics_
          .error(root_.find(key.name)->place(),
                 fmt::format("'{}' means nothing beside '{}'", key.name,
                             workload_form_names()[static_cast<std::size_t>(form)]))
          .help = fmt::format("it goes with {}", list_of(forms));
    }
  }

  void read_network() {
    const std::optional<std::string> text = reader_.text("network");
    if (!text) return;
    if (is_workload_path(*text)) return read_referenced(*text);
    NetworkOptions options;
    options.batch = network_.batch;
    options.sequence = sequence_;
    options.decode = decode_;
    if (!precision_.empty()) options.precision = precision_named(precision_);
    if (diagnostics_.has_errors()) return;
    const std::string name = network_.name;
    network_ = make_built_in_network(*text, options, root_.find("network")->place());
    if (name_given_) network_.name = name;
  }

  void read_referenced(const std::string& path) {
    const Place& place = root_.find("network")->place();
    for (const std::string key : {"batch", "sequence", "decode", "precision"}) {
      if (!reader_.has(key)) continue;
      diagnostics_.error(root_.find(key)->place(), fmt::format("'{}' is for built-in networks", key)).help =
          "set it in the file that holds the layers";
    }
    if (depth_ >= deepest_reference) {
      diagnostics_.error(place, "workload files name one another in a circle").help =
          "name a built-in network, or a file with layers";
    }
    if (diagnostics_.has_errors()) return;
    const std::filesystem::path folder = std::filesystem::path(place.source->name).parent_path();
    const std::filesystem::path file = folder / path;
    const std::string name = network_.name;
    network_ = file.extension() == ".csv" ? load_scalesim_topology(file)
                                          : read_file(yaml::parse_file(file), warnings_, depth_ + 1);
    if (name_given_) network_.name = name;
  }

  void read_layers() {
    const yaml::Node list = *reader_.child("layers");
    if (!list.is_list() || list.items().empty()) {
      diagnostics_.error(list.place(), "'layers' is a list with at least one layer").help =
          "write - {name: conv1, type: conv2d, ...}";
      return;
    }
    if (list.items().size() > max_layers) {
      diagnostics_
          .error(list.place(),
                 fmt::format("{} layers are more than the {} there may be", list.items().size(), max_layers))
          .help = "write equal layers in a row as one with 'count', or divide them among several files";
      return;
    }
    std::vector<LayerEntry> entries;
    for (const yaml::Node& item : list.items()) {
      if (auto entry = read_layer(item, "", precision_, diagnostics_)) entries.push_back(std::move(*entry));
    }
    if (entries.size() != list.items().size()) return;  // names in `from` would be blamed for a missing layer
    std::unordered_map<std::string, EdgePlaces> places;
    for (const LayerEntry& entry : entries)
      places.emplace(entry.layer.name, EdgePlaces{entry.place, entry.from_places});
    network_.layers = link_layers(std::move(entries), diagnostics_);
    check_edges(network_, places, diagnostics_);
  }

  /// `problem: {...}` is `layer: {type: problem, ...}`.
  void read_problem_form(const yaml::Node& problem) {
    if (!problem.is_map()) {
      diagnostics_.error(problem.place(), fmt::format("a problem is a map, not {}", problem.described()))
          .help = "write {dimensions: {M: 512, ...}, tensors: {A: {index: [M, K]}, ...}}";
    } else if (const yaml::Node* type = problem.find("type")) {
      diagnostics_.error(type->place(), "a problem has no 'type'").help =
          "write 'layer' instead of 'problem' for a layer of a named type";
    } else {
      read_single(as_layer(problem));
    }
  }

  static yaml::Node as_layer(const yaml::Node& problem) {
    yaml::Node::Data data;
    data.kind = yaml::Kind::map;
    data.place = problem.place();
    data.entries = problem.entries();
    yaml::Node::Data word;
    word.kind = yaml::Kind::scalar;
    word.place = problem.place();
    word.scalar = "problem";
    const yaml::Node type(std::make_shared<const yaml::Node::Data>(std::move(word)));
    data.entries.push_back({"type", problem.place(), type});
    return yaml::Node(std::make_shared<const yaml::Node::Data>(std::move(data)));
  }

  /// One layer is a network of its own; its samples are the batch.
  void read_single(const yaml::Node& node) {
    auto entry = read_layer(node, network_.name, precision_, diagnostics_);
    if (!entry || !entry->complete) return;
    if (!name_given_) network_.name = entry->layer.name;
    const LayerType* type = layer_type_named(entry->layer.shape.type);
    if (type != nullptr && !type->samples.empty())
      network_.batch = Sizes(entry->layer.shape.sizes)[type->samples];
    network_.layers = link_layers({std::move(*entry)}, diagnostics_);
  }

  Diagnostics diagnostics_;
  yaml::MapReader reader_;
  yaml::Node root_;
  Warnings warnings_;
  int depth_;
  Network network_;
  bool name_given_ = false;
  std::string precision_;
  std::optional<std::int64_t> batch_;
  std::optional<std::int64_t> sequence_;
  bool decode_ = false;
};

Network read_file(const yaml::Node& root, Warnings warnings, int depth) {
  yaml::read_kind(root, {"workload"});
  return WorkloadReader(root, warnings, depth).run();
}

}  // namespace

Network read_workload(const yaml::Node& root, std::vector<Diagnostic>* warnings) {
  return read_file(root, warnings, 0);
}

}  // namespace ridge
