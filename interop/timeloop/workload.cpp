#include "interop/timeloop/workload.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "interop/timeloop/attributes.hpp"
#include "interop/timeloop/projection.hpp"

namespace ridge::timeloop {
namespace {

/// The layer that Timeloop builds in, as a shape of its own language.
constexpr const char* cnn_layer = R"(
dimensions: [R, S, P, Q, C, K, N]
coefficients:
  - {name: Wstride, default: 1}
  - {name: Hstride, default: 1}
  - {name: Wdilation, default: 1}
  - {name: Hdilation, default: 1}
data_spaces:
  - {name: Weights, projection: [[[C]], [[K]], [[R]], [[S]]]}
  - {name: Inputs, projection: [[[N]], [[C]], [[R, Wdilation], [P, Wstride]], [[S, Hdilation], [Q, Hstride]]]}
  - {name: Outputs, projection: [[[N]], [[K]], [[Q]], [[P]]], read_write: true}
)";

yaml::Node built_in_shape() {
  return yaml::parse(std::make_shared<const SourceText>(SourceText{"cnn-layer (built in)", cnn_layer}));
}

/// By the usual names, else by position: of the read tensors the last is weights.
void assign_roles(TensorId written, Problem& problem) {
  problem.written = written;
  const bool has_weights = problem.tensor_named("Weights").has_value();
  std::optional<TensorId> last;
  for (const TensorId id : problem.tensors.ids())
    if (id != written) last = id;
  for (const TensorId id : problem.tensors.ids()) {
    Tensor& tensor = problem.tensors[id];
    tensor.role = id == written                ? Role::outputs
                  : tensor.name == "Weights"   ? Role::weights
                  : tensor.name == "Inputs"    ? Role::inputs
                  : id == last && !has_weights ? Role::weights
                                               : Role::inputs;
    if (tensor.role == Role::weights) tensor.origin = Origin::parameter;
  }
}

class ProblemReader {
 public:
  ProblemReader(const yaml::Node& problem, const Variables& variables, Diagnostics& diagnostics)
      : root_(problem), variables_(variables), diagnostics_(diagnostics) {}

  Problem read() {
    Attributes keys(root_, "'problem'", variables_, diagnostics_);
    const yaml::Node* shape = keys.find({"shape"});
    const yaml::Node* instance = keys.find({"instance"});
    if (instance == nullptr) look_for_the_instance();
    instance_ = instance != nullptr ? *instance : root_;
    const bool built_in =
        shape == nullptr || (shape->is_scalar() && normal_key(shape->scalar()) == "cnn_layer");
    if (!built_in && shape->is_scalar()) {
      static const std::vector<std::string> built_in_shapes{"cnn-layer"};
      const std::string meant = did_you_mean(shape->scalar(), built_in_shapes);
      diagnostics_.error(shape->place(), fmt::format("{} is no built-in shape", in_quotes(shape->scalar())))
          .help = meant.empty() ? "'cnn-layer' is the only one; others are a map {dimensions: [M, K], "
                                  "data-spaces: [...]}"
                                : meant;
      diagnostics_.throw_if_errors();
    }
    read_shape(built_in ? built_in_shape() : *shape);
    keys.ignore({"version", "name"});
    if (instance != nullptr) keys.finish();
    if (!diagnostics_.has_errors()) finish();
    diagnostics_.throw_if_errors();
    validate(problem_, root_.place(), diagnostics_);
    diagnostics_.throw_if_errors();
    return std::move(problem_);
  }

 private:
  /// A misspelt 'instance' would be told as one missing size for each dimension.
  void look_for_the_instance() {
    static const std::vector<std::string> wanted{"instance"};
    for (const yaml::Node::Entry& entry : root_.entries()) {
      const std::string meant = did_you_mean(entry.key, wanted);
      if (!entry.value.is_map() || meant.empty()) continue;
      diagnostics_.error(entry.key_place, fmt::format("'problem' has no key {}", in_quotes(entry.key))).help =
          meant;
    }
    diagnostics_.throw_if_errors();
  }

  void finish() {
    if (written_) return assign_roles(*written_, problem_);
    diagnostics_.error(root_.place(), "no data space is written").help =
        "say 'read-write: true' of the one that is";
  }

  void read_shape(const yaml::Node& shape) {
    Attributes keys(shape, "'shape'", variables_, diagnostics_);
    problem_.name = keys.text({"name"}).value_or("layer");
    const yaml::Node* dimensions = keys.find({"dimensions"});
    const yaml::Node* coefficients = keys.find({"coefficients"});
    const yaml::Node* spaces = keys.find({"data_spaces"});
    keys.ignore({"version"});
    keys.finish();
    if (dimensions == nullptr || !dimensions->is_list() || spaces == nullptr || !spaces->is_list()) {
      diagnostics_.error(shape.place(), "a shape needs lists 'dimensions' and 'data-spaces'").help =
          "as in {dimensions: [M, K], data-spaces: [...]}, or 'shape: cnn-layer'";
      return;
    }
    for (const yaml::Node& dimension : dimensions->items())
      read_dimension(dimension);
    if (coefficients != nullptr) {
      for (const yaml::Node& coefficient : coefficients->items())
        read_coefficient(coefficient);
    }
    for (const yaml::Node& space : spaces->items())
      read_space(space);
    check_instance();
  }

  const yaml::Node* in_instance(std::string_view name) const {
    const yaml::Node* value = instance_.find(name);
    return value == nullptr || value->is_null() ? nullptr : value;
  }

  void read_dimension(const yaml::Node& node) {
    const std::string& name = node.scalar();
    if (!node.is_scalar() || problem_.dimension_named(name)) {
      diagnostics_.error(node.place(), "'dimensions' is a list of different names");
      return;
    }
    if (problem_.dimensions.size() == max_dimensions) {
      diagnostics_.error(node.place(), fmt::format("a problem has at most {} dimensions", max_dimensions));
      return;
    }
    const yaml::Node* size = in_instance(name);
    std::int64_t bound = 1;
    if (size == nullptr) {
      diagnostics_.error(instance_.place(), fmt::format("the instance has no size for dimension '{}'", name))
          .help = fmt::format("add '{}: SIZE'", name);
    } else {
      bound =
          integer_in(*size, fmt::format("the size of '{}'", name), 1, variables_, diagnostics_).value_or(1);
    }
    problem_.dimensions.push_back({name, bound});
  }

  void read_coefficient(const yaml::Node& node) {
    Attributes keys(node, "a coefficient", variables_, diagnostics_);
    const std::string name = keys.text({"name"}).value_or("");
    std::int64_t value = keys.integer({"default"}, 1).value_or(1);
    keys.finish();
    if (const yaml::Node* given = in_instance(name))
      value = integer_in(*given, fmt::format("'{}'", name), 1, variables_, diagnostics_).value_or(1);
    coefficients_.emplace_back(name, value);
  }

  void read_space(const yaml::Node& node) {
    Attributes keys(node, "a data space", variables_, diagnostics_);
    Tensor tensor;
    tensor.name = keys.text({"name"}).value_or("");
    const yaml::Node* projection = keys.find({"projection"});
    const bool written = keys.boolean({"read_write"}).value_or(false);
    keys.finish();
    if (tensor.name.empty() || projection == nullptr || !projection->is_list()) {
      diagnostics_.error(node.place(), "a data space needs a 'name' and a list 'projection'").help =
          "as in {name: A, projection: [[[M]], [[K]]]}";
      return;
    }
    if (problem_.tensor_named(tensor.name)) {
      diagnostics_.error(node.place(), fmt::format("a second data space '{}'", tensor.name)).help =
          "give each its own name";
      return;
    }
    tensor.ranks = read_projection(*projection, tensor.name, problem_, coefficients_, diagnostics_);
    tensor.precision = tensor.partial = Precision::int16;
    const TensorId id(problem_.tensors.size());
    if (written && written_) {
      diagnostics_.error(node.place(), "a second data space is 'read-write'").help = "one tensor is written";
    }
    if (written) written_ = id;
    problem_.tensors.push_back(std::move(tensor));
  }

  /// Sizes of dimensions that do not exist are told: they are misspelt, or of another shape.
  void check_instance() {
    std::vector<std::string> known = dimension_names(problem_);
    for (const auto& [name, value] : coefficients_)
      known.push_back(name);
    for (const char* other : {"densities", "commonDensity", "H", "W", "Hpad", "Wpad", "shape", "instance",
                              "name", "version", "X", "Y", "type"})
      known.emplace_back(other);
    for (const yaml::Node::Entry& entry : instance_.entries()) {
      if (std::find(known.begin(), known.end(), entry.key) != known.end()) continue;
      diagnostics_
          .warning(entry.key_place, fmt::format("{} is neither a dimension nor a coefficient of this shape",
                                                in_quotes(entry.key)))
          .help = told(did_you_mean(entry.key, known));
    }
  }

  static std::string told(const std::string& meant) {
    return meant.empty() ? "it changes no number here" : meant;
  }

  const yaml::Node& root_;
  const Variables& variables_;
  Diagnostics& diagnostics_;
  yaml::Node instance_;
  Problem problem_;
  Coefficients coefficients_;
  std::optional<TensorId> written_;
};

}  // namespace

Problem read_problem(const Input& input, Diagnostics& diagnostics) {
  const yaml::Node* problem = input.find("problem");
  if (problem == nullptr) {
    diagnostics.error({}, "there is no problem").help = "one of the files must have the key 'problem:'";
    diagnostics.throw_if_errors();
  }
  if (!problem->is_map()) {
    throw InputError(problem->place(), fmt::format("'problem' must be a map, not {}", problem->described()),
                     "it has 'shape:' and 'instance:', or the sizes of a cnn-layer");
  }
  return ProblemReader(*problem, input.variables, diagnostics).read();
}

}  // namespace ridge::timeloop
