#include "workloads/edge_shapes.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/checked.hpp"
#include "workloads/layer_type.hpp"

namespace ridge {
namespace {

/// Axes of the plane of a layer that works on feature maps, else 0.
std::size_t plane_axes(const Layer& layer) {
  const LayerType* type = layer_type_named(layer.shape.type);
  if (type == nullptr) return 0;
  return static_cast<std::size_t>(std::count_if(
      type->sizes.begin(), type->sizes.end(),
      [](const SizeField& size) { return size.name == "O" || size.name == "P" || size.name == "Q"; }));
}

/// The first rank, the product of those before the plane (groups and channels), the plane.
template <class T, class Product>
std::vector<T> with_one_channel_rank(const std::vector<T>& ranks, std::size_t axes, const Product& product) {
  check(ranks.size() >= axes + 1, "a feature map has samples and a plane");
  std::vector<T> merged{ranks[0], T{1}};
  for (std::size_t i = 1; i < ranks.size() - axes; ++i)
    merged[1] = product(merged[1], ranks[i]);
  merged.insert(merged.end(), ranks.end() - static_cast<std::ptrdiff_t>(axes), ranks.end());
  return merged;
}

Extent window_extent(const Problem& problem, const Rank& rank) {
  std::int64_t touched = 1;
  Extent extent;
  std::int64_t stride = 1;
  for (const Term& term : rank.terms) {
    const std::int64_t reach =
        saturating_multiply(term.coefficient, problem.dimensions[term.dimension].bound - 1);
    touched = saturating_add(touched, reach);
    const bool places = problem.relevant(problem.written, term.dimension);
    if (places) stride = std::max(stride, term.coefficient);
    if (places || problem.operation != Operation::mac)
      extent.least = std::max(extent.least, saturating_add(reach, 1));
  }
  extent.most = saturating_add(touched, stride - 1);
  return extent;
}

Extent extent_of(const Problem& problem, const Rank& rank) {
  if (rank.terms.size() > 1) return window_extent(problem, rank);
  const std::int64_t words = problem.words(rank);
  return {words, words};
}

/// Words of queries, keys and values side by side, and of the keys or values that are new in a cache.
std::vector<std::int64_t> other_sources(const Layer& layer, const Tensor& tensor) {
  if (!layer.shape.type.starts_with("attention_") || tensor.name == "Scores") return {};
  const Sizes sizes(layer.shape.sizes);
  const auto new_words = [&](std::int64_t heads) {
    const std::int64_t of_a_token = saturating_multiply(heads, sizes["head_size"]);
    return saturating_multiply(saturating_multiply(sizes["N"], sizes["queries"]), of_a_token);
  };
  const std::int64_t kv_heads = sizes["kv_heads"];
  const std::int64_t all_heads = saturating_add(sizes["heads"], saturating_add(kv_heads, kv_heads));
  std::vector<std::int64_t> sources{new_words(all_heads)};
  if (tensor.origin == Origin::kv_cache) sources.push_back(new_words(kv_heads));
  return sources;
}

ReadTensor read_tensor(const Layer& layer, const Tensor& tensor) {
  ReadTensor read;
  read.tensor = tensor.name;
  for (const Rank& rank : tensor.ranks)
    read.extents.push_back(extent_of(layer.problem, rank));
  read.plane_axes = plane_axes(layer);
  if (read.plane_axes > 0) {
    read.extents = with_one_channel_rank(read.extents, read.plane_axes, [](const Extent& a, const Extent& b) {
      return Extent{saturating_multiply(a.least, b.least), saturating_multiply(a.most, b.most)};
    });
  }
  read.or_else = other_sources(layer, tensor);
  read.any_part = tensor.origin == Origin::kv_cache && read.or_else.empty();
  return read;
}

}  // namespace

WrittenTensor written_tensor(const Layer& layer, const WrittenTensor* first) {
  const Problem& problem = layer.problem;
  WrittenTensor written;
  written.layer = layer.name;
  written.tensor = problem.tensors[problem.written].name;
  written.words = problem.words(problem.written);
  for (const Rank& rank : problem.tensors[problem.written].ranks)
    written.extents.push_back(problem.words(rank));
  written.plane_axes = plane_axes(layer);
  if (written.plane_axes > 0) {
    written.extents = with_one_channel_rank(written.extents, written.plane_axes, saturating_multiply);
  } else if (first != nullptr && first->plane_axes > 0 && first->words == written.words &&
             (layer.shape.type == "elementwise" || layer.shape.type == "normalisation")) {
    written.plane_axes = first->plane_axes;
    written.extents = first->extents;
  }
  return written;
}

std::vector<ReadTensor> read_tensors(const Layer& layer) {
  std::vector<ReadTensor> reads;
  for (const TensorId id : layer.problem.tensors.ids()) {
    const Tensor& tensor = layer.problem.tensors[id];
    if (!layer.problem.is_written(id) && tensor.origin != Origin::parameter)
      reads.push_back(read_tensor(layer, tensor));
  }
  return reads;
}

std::string text_of(const ReadTensor& read) {
  std::vector<std::string> extents;
  for (const Extent& extent : read.extents) {
    extents.push_back(extent.least == extent.most ? fmt::to_string(extent.least)
                                                  : fmt::format("{}..{}", extent.least, extent.most));
  }
  return fmt::format("{}[{}]", read.tensor, fmt::join(extents, ", "));
}

std::string text_of(const WrittenTensor& written) {
  return fmt::format("{}[{}]", written.tensor, fmt::join(written.extents, ", "));
}

}  // namespace ridge
