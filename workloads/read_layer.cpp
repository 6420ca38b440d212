#include "workloads/read_layer.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "workloads/layer_type.hpp"

namespace ridge {
namespace {

/// Reads one layer's map, key by key.
class LayerReader {
 public:
  LayerReader(const yaml::Node& node, const std::string& precision, Diagnostics& diagnostics)
      : reader_(node, diagnostics, "a layer"), precision_(precision), diagnostics_(diagnostics) {
    entry_.place = node.place();
    entry_.name_place = node.place();
  }

  LayerEntry run(const std::string& fallback_name) {
    const std::size_t before = diagnostics_.error_count();
    read_name(fallback_name);
    read_links();
    const std::optional<std::string> type = read_type();
    if (type == "problem") {
      read_general_form();
    } else if (type) {
      read_shape(*layer_type_named(*type));
    }
    if (type) reader_.finish();  // without a type nobody knows which keys belong here
    entry_.complete = diagnostics_.error_count() == before;
    return std::move(entry_);
  }

 private:
  void read_name(const std::string& fallback_name) {
    if (const yaml::Node* node = reader_.node().find("name")) entry_.name_place = node->place();
    const std::optional<std::string> name = reader_.text("name");
    if (name) {
      entry_.layer.name = *name;
      if (name->find_first_of("\n\t") != std::string::npos) {
        diagnostics_.error(entry_.name_place, in_quotes(*name) + " cannot name a layer").help =
            "write it on one line, without tabs";
      }
    } else if (!fallback_name.empty()) {
      entry_.layer.name = fallback_name;
    } else if (!reader_.has("name")) {
      reader_.missing("name");
    }
  }

  std::optional<std::string> read_type() {
    std::vector<std::string> names = layer_type_names();
    names.push_back("problem");
    if (!reader_.has("type")) {
      reader_.missing("type", "one of " + list_of(names));
      return std::nullopt;
    }
    const std::optional<std::size_t> found = reader_.choice("type", names);
    return found ? std::optional(names[*found]) : std::nullopt;
  }

  void read_links() {
    Layer& layer = entry_.layer;
    layer.count = reader_.integer("count", 1, no_limit).value_or(1);
    layer.extra_parameters = reader_.integer("extra_parameters", 0, no_limit).value_or(0);
    if (const yaml::Node* node = reader_.node().find("shares")) entry_.shares_place = node->place();
    layer.shares = reader_.text("shares").value_or("");
    const std::optional<yaml::Node> from = reader_.child("from");
    if (!from) return;
    entry_.from_given = true;
    const std::size_t before = diagnostics_.error_count();
    if (from->is_list()) {
      for (const yaml::Node& item : from->items())
        read_from(item);
    } else {
      read_from(*from);
    }
    if (entry_.from_places.empty() && diagnostics_.error_count() == before) {
      diagnostics_.error(from->place(), "'from' is empty").help =
          "name the layers this one reads, or 'input'";
    }
  }

  void read_from(const yaml::Node& node) {
    const std::optional<std::string> name = yaml::read_text(node, diagnostics_, "a name in 'from'");
    if (!name) return;
    entry_.layer.from.push_back(*name);
    entry_.from_places.push_back(node.place());
  }

  void read_shape(const LayerType& type) {
    const std::size_t before = diagnostics_.error_count();
    refuse_input_sizes(type);
    LayerShape shape{type.name, {}, {}};
    for (const SizeField& field : type.sizes)
      read_size(type, field, shape);
    for (const WordField& field : layer_words()) {
      const std::optional<std::size_t> choice = reader_.choice(field.name, field.choices());
      if (choice) shape.words.emplace_back(field.name, field.choices()[*choice]);
    }
    if (!precision_.empty() && !reader_.has("precision")) shape.words.emplace_back("precision", precision_);
    if (diagnostics_.error_count() != before) return;
    std::optional<Layer> made = make_layer(entry_.layer.name, std::move(shape), entry_.place, diagnostics_);
    if (!made) return;
    entry_.layer.shape = std::move(made->shape);
    entry_.layer.problem = std::move(made->problem);
  }

  /// Other tools size a convolution by its input and padding; here P and Q, its output, are given.
  void refuse_input_sizes(const LayerType& type) {
    const bool has_output_size = std::any_of(type.sizes.begin(), type.sizes.end(),
                                             [](const SizeField& field) { return field.name == "P"; });
    for (const char* key : {"H", "W", "padding", "pad"}) {
      const yaml::Node* node = reader_.node().find(key);
      if (!has_output_size || node == nullptr) continue;
      reader_.has(key);
      if (std::exchange(input_sizes_, true)) continue;
      diagnostics_
          .error(node->place(), fmt::format("sizes of {} are of the output: it has no '{}'", type.name, key))
          .help = "write P = (H + 2 padding - R) / stride + 1 and Q = (W + 2 padding - S) / stride + 1";
    }
  }

  void read_size(const LayerType& type, const SizeField& field, LayerShape& shape) {
    const yaml::Node* node = reader_.node().find(field.name);
    if (node == nullptr) {
      reader_.has(field.name);  // known, for the nearest name of a misspelt key
      if (!field.required()) return;
      if (input_sizes_ && (field.name == "P" || field.name == "Q")) return;  // said already
      reader_.missing(field.name, fmt::format("{} of {}: {}", field.name, type.name, field.sentence));
    } else if (!field.axes.empty() && node->is_list()) {
      read_axes(field, *reader_.child(field.name), shape);
    } else if (const auto value = reader_.integer(field.name, field.least, field.most)) {
      for (const std::string& key : field.keys())
        shape.sizes.emplace_back(key, *value);
    }
  }

  void read_axes(const SizeField& field, const yaml::Node& list, LayerShape& shape) {
    if (list.items().size() != field.axes.size()) {
      diagnostics_.error(list.place(), fmt::format("'{}' has {} values", field.name, list.items().size()))
          .help = fmt::format("write one number for all axes, or {} in the order {}", field.axes.size(),
                              fmt::join(field.axes, ", "));
      return;
    }
    for (std::size_t axis = 0; axis < field.axes.size(); ++axis) {
      const std::string key = field.keys()[axis];
      const auto value = yaml::read_integer(list.items()[axis], diagnostics_, "'" + field.name + "'",
                                            field.least, field.most);
      if (value) shape.sizes.emplace_back(key, *value);
    }
  }

  void read_general_form() {
    std::optional<Problem> problem = read_problem(reader_, entry_.layer.name, precision_);
    if (!problem) return;
    entry_.layer.shape.type = "problem";
    entry_.layer.problem = std::move(*problem);
  }

  yaml::MapReader reader_;
  const std::string& precision_;
  Diagnostics& diagnostics_;
  LayerEntry entry_;
  bool input_sizes_ = false;  // the layer is sized by its input
};

}  // namespace

std::optional<LayerEntry> read_layer(const yaml::Node& node, const std::string& fallback_name,
                                     const std::string& precision, Diagnostics& diagnostics) {
  if (!node.is_map()) {
    diagnostics.error(node.place(), fmt::format("a layer is a map, not {}", node.described())).help =
        "write {type: conv2d, K: 64, C: 3, ...}";
    return std::nullopt;
  }
  return LayerReader(node, precision, diagnostics).run(fallback_name);
}

}  // namespace ridge
