#include <fmt/format.h>

#include "interop/timeloop/attributes.hpp"
#include "interop/timeloop/sparse/section.hpp"

namespace ridge::timeloop::sparse {
namespace {

class DensityReader {
 public:
  DensityReader(const Problem& problem, const Variables& variables, Diagnostics& diagnostics)
      : problem_(problem), variables_(variables), diagnostics_(diagnostics) {}

  DensityPointer read(const yaml::Node& node, TensorId tensor) {
    const std::string what = fmt::format("the density of '{}'", problem_.tensors[tensor].name);
    if (!node.is_map()) {
      const auto density = number_in(node, what, variables_, diagnostics_);
      return density ? fixed_structured(share(node, *density, what)) : fixed_structured(1);
    }
    Attributes keys(node, what, variables_, diagnostics_);
    const yaml::Node* kind = keys.find({"distribution"});
    const std::string name = kind == nullptr ? "fixed_structured" : normal_key(kind->scalar());
    DensityPointer density = fixed_structured(1);
    if (name == "fixed" || name == "fixed_structured") {
      density = fixed_structured(share(keys, what));
    } else if (name == "hypergeometric") {
      density = read_hypergeometric(keys, tensor, what);
    } else if (name == "banded" || name == "diagonal") {
      density = read_banded(keys, tensor, what);
    } else {
      refuse(*kind);
    }
    keys.ignore({"density", "workload_tensor_size", "band_width"});  // later versions write out all of them
    keys.finish();
    return density;
  }

 private:
  double share(const yaml::Node& node, double density, const std::string& what) {
    if (density >= 0 && density <= 1) return density;
    diagnostics_.error(node.place(), fmt::format("{} is between 0 and 1, not {}", what, density)).help =
        "it is the share of words that are not zero";
    return 1;
  }

  double share(Attributes& keys, const std::string& what) {
    const yaml::Node* node = keys.find({"density"});
    const auto density = keys.number({"density"});
    if (node == nullptr)
      diagnostics_.error(keys.map().place(), fmt::format("{} needs 'density'", what)).help =
          "between 0 and 1";
    return density ? share(*node, *density, what) : 1;
  }

  Box whole(TensorId tensor) const {
    Extents extents = one_operation(problem_);
    for (const DimensionId dimension : problem_.dimensions.ids())
      extents[dimension] = problem_.dimensions[dimension].bound;
    return box_of(problem_.tensors[tensor], extents);
  }

  DensityPointer read_hypergeometric(Attributes& keys, TensorId tensor, const std::string& what) {
    const double density = share(keys, what);
    const std::int64_t words = words_of(whole(tensor));
    const yaml::Node* node = keys.find({"workload_tensor_size"});
    const std::int64_t given = keys.integer({"workload_tensor_size"}, 0).value_or(0);
    if (given != 0 && given < words) {
      diagnostics_
          .error(node->place(), fmt::format("'{}' has {} words here, more than the {} its nonzeros lie in",
                                            problem_.tensors[tensor].name, words, given))
          .help = "leave 'workload_tensor_size' out: it is then the whole tensor";
    }
    return hypergeometric(density, std::max(words, given));
  }

  DensityPointer read_banded(Attributes& keys, TensorId tensor, const std::string& what) {
    const std::int64_t width = keys.integer({"band_width"}, 0).value_or(0);
    const Box box = whole(tensor);
    if (box.size() == 2 && box[0] == box[1]) return banded(box[0], width, keys.map().place());
    diagnostics_.error(keys.map().place(), fmt::format("{} is banded, but it is no square matrix", what))
        .help = "a band is known of a tensor of two ranks of one size";
    return fixed_structured(1);
  }

  void refuse(const yaml::Node& kind) {
    const std::vector<std::string> known{"fixed_structured", "hypergeometric", "banded"};
    const std::string meant = did_you_mean(kind.scalar(), known);
    diagnostics_
        .error(kind.place(), fmt::format("{} is no distribution that is known", in_quotes(kind.scalar())))
        .help = meant.empty() ? "there are " + list_of(known, "and") : meant;
  }

  const Problem& problem_;
  const Variables& variables_;
  Diagnostics& diagnostics_;
};

}  // namespace

IdVector<TensorId, DensityPointer> read_densities(const Input& input, const Problem& problem,
                                                  Diagnostics& diagnostics) {
  IdVector<TensorId, DensityPointer> densities(problem.tensors.size(), fixed_structured(1));
  const yaml::Node* root = input.find("problem");
  const yaml::Node* instance = root == nullptr ? nullptr : root->find("instance");
  if (instance == nullptr) instance = root;
  if (instance == nullptr) return densities;
  DensityReader reader(problem, input.variables, diagnostics);
  if (const yaml::Node* common = instance->find("commonDensity"))
    for (const TensorId tensor : problem.tensors.ids())
      densities[tensor] = reader.read(*common, tensor);
  const yaml::Node* each = instance->find("densities");
  if (each == nullptr) return densities;
  const std::vector<std::string> names = tensor_names(problem);
  for (const yaml::Node::Entry& entry : each->entries()) {
    if (const auto tensor = problem.tensor_named(entry.key)) {
      densities[*tensor] = reader.read(entry.value, *tensor);
      continue;
    }
    diagnostics
        .error(entry.key_place, fmt::format("{} is no data space of this problem", in_quotes(entry.key)))
        .help = did_you_mean(entry.key, names);
  }
  return densities;
}

}  // namespace ridge::timeloop::sparse
