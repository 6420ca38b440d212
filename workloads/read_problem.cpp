// The general form: dimensions with bounds, tensors with an index per rank.

#include <fmt/format.h>

#include "workloads/index_expression.hpp"
#include "workloads/layer_type.hpp"
#include "workloads/read_layer.hpp"
#include "workloads/read_tensor.hpp"

namespace ridge {
namespace {

class ProblemReader {
 public:
  ProblemReader(yaml::MapReader& reader, const std::string& name, const std::string& precision)
      : reader_(reader), diagnostics_(reader.diagnostics()), precision_(precision) {
    problem_.name = name;
  }

  std::optional<Problem> run() {
    const std::size_t before = diagnostics_.error_count();
    read_operation();
    if (const auto own = reader_.choice("precision", precision_names())) precision_ = precision_names()[*own];
    if (precision_.empty()) precision_ = name_of(default_precision);
    partial_ = precision_choice(reader_, "partial");
    read_dimensions();
    read_tensors();
    if (diagnostics_.error_count() != before) return std::nullopt;
    settle_written();
    if (diagnostics_.error_count() != before) return std::nullopt;
    settle_roles();
    settle_partial();
    if (diagnostics_.error_count() != before) return std::nullopt;
    std::vector<Place> places;
    for (TensorEntry& entry : tensors_) {
      problem_.tensors.push_back(std::move(entry.tensor));
      places.push_back(entry.place);
    }
    if (!validate(problem_, reader_.node().place(), diagnostics_, places)) return std::nullopt;
    return std::move(problem_);
  }

 private:
  void fault(const Place& place, std::string message, std::string help) {
    diagnostics_.error(place, std::move(message)).help = std::move(help);
  }

  void read_operation() {
    const auto operation = reader_.choice("operation", operation_names());
    if (operation) problem_.operation = static_cast<Operation>(*operation);
    const auto operations = reader_.integer("operations", 1, 1000);
    const bool macs = problem_.operation == Operation::mac;
    if (macs && operations)
      fault(reader_.node().find("operations")->place(), "a MAC is two operations, always",
            "leave 'operations' out, or choose another 'operation'");
    problem_.operations_per_iteration = static_cast<int>(operations.value_or(macs ? 2 : 1));
  }

  void read_dimensions() {
    const std::optional<yaml::Node> node = filled_map("dimensions", max_dimensions);
    if (!node) return;
    for (const yaml::Node::Entry& entry : node->entries()) {
      check_name(entry, "dimension");
      const auto bound =
          yaml::read_integer(entry.value, diagnostics_, "dimension " + in_quotes(entry.key), 1, no_limit);
      problem_.dimensions.push_back({entry.key, bound.value_or(1)});
    }
  }

  void read_tensors() {
    const std::optional<yaml::Node> node = filled_map("tensors", max_tensors);
    if (!node) return;
    for (const yaml::Node::Entry& entry : node->entries()) {
      check_name(entry, "tensor");
      if (auto tensor = read_tensor(entry, problem_, *precision_named(precision_), diagnostics_))
        tensors_.push_back(std::move(*tensor));
    }
  }

  void check_name(const yaml::Node::Entry& entry, std::string_view what) {
    const bool reserved = entry.key == "over" && what == "dimension";
    if (is_identifier(entry.key) && !reserved) return;
    diagnostics_.error(entry.key_place, fmt::format("{} cannot name a {}", in_quotes(entry.key), what)).help =
        reserved ? "in a mapping it names the axis of a spatial loop"
                 : "a name starts with a letter and holds letters, digits and '_'";
  }

  /// The map under `key`, with at least one and at most `most` entries.
  std::optional<yaml::Node> filled_map(std::string_view key, std::size_t most) {
    std::optional<yaml::Node> node = reader_.required_child(key);
    if (!node) return std::nullopt;
    if (!node->is_map() || node->entries().empty()) {
      diagnostics_
          .error(node->place(), fmt::format("'{}' is a map with at least one entry, not {}", key,
                                            node->is_map() ? "an empty one" : node->described()))
          .help = key == "dimensions" ? "write {M: 512, N: 256, K: 1024}" : "write {A: {index: [M, K]}, ...}";
      return std::nullopt;
    }
    if (node->entries().size() > most) {
      diagnostics_
          .error(node->place(),
                 fmt::format("{} {} are more than the {} there may be", node->entries().size(), key, most))
          .help = "leave out those of size 1, or divide the problem into several";
      return std::nullopt;
    }
    return node;
  }

  /// Finds the written tensor: the one marked `output: true`, else the only one with role outputs.
  void settle_written() {
    std::optional<std::size_t> written;
    std::size_t marks = 0;
    for (const bool by_mark : {true, false}) {
      if (marks > 0) break;
      for (std::size_t i = 0; i < tensors_.size(); ++i) {
        if (by_mark ? !tensors_[i].output : tensors_[i].role != Role::outputs) continue;
        written = i;
        ++marks;
      }
    }
    if (marks == 1) {
      problem_.written = TensorId(*written);
      if (!tensors_[*written].role) tensors_[*written].role = Role::outputs;
      return;
    }
    fault(reader_.node().find("tensors")->place(),
          marks == 0 ? "no tensor is written" : "more than one tensor is written",
          "mark the one that is written with 'output: true'");
  }

  /// The last tensor that is read has the role weights, the others inputs, unless they say their role.
  void settle_roles() {
    std::size_t last_read = tensors_.size();
    for (std::size_t i = 0; i < tensors_.size(); ++i)
      if (!problem_.is_written(TensorId(i))) last_read = i;
    for (std::size_t i = 0; i < tensors_.size(); ++i) {
      TensorEntry& entry = tensors_[i];
      entry.tensor.role = entry.role.value_or(i == last_read ? Role::weights : Role::inputs);
      const bool weights = entry.tensor.role == Role::weights;
      entry.tensor.origin = entry.origin.value_or(weights ? Origin::parameter : Origin::activation);
    }
  }

  void settle_partial() {
    for (std::size_t i = 0; i < tensors_.size(); ++i) {
      TensorEntry& entry = tensors_[i];
      entry.tensor.partial = entry.tensor.precision;
      if (problem_.is_written(TensorId(i))) {
        const Precision usual = partial_.value_or(partial_of(entry.tensor.precision));
        entry.tensor.partial = entry.partial.value_or(usual);
      } else if (entry.partial) {
        const std::string name = in_quotes(entry.tensor.name);
        fault(entry.partial_place, fmt::format("tensor {} is only read: it has no partial results", name),
              "give 'partial' to the written tensor");
      }
    }
  }

  yaml::MapReader& reader_;
  Diagnostics& diagnostics_;
  std::string precision_;
  std::optional<Precision> partial_;
  Problem problem_;
  std::vector<TensorEntry> tensors_;
};

}  // namespace

std::optional<Problem> read_problem(yaml::MapReader& reader, const std::string& name,
                                    const std::string& precision) {
  return ProblemReader(reader, name, precision).run();
}

}  // namespace ridge
