#include "workloads/networks/builder.hpp"

#include "base/checked.hpp"
#include "workloads/layer_type.hpp"

namespace ridge {

NetworkBuilder::NetworkBuilder(std::string name, const BuildOptions& options) : options_(options) {
  network_.name = std::move(name);
  network_.batch = options.batch;
}

std::string NetworkBuilder::add(const std::string& name, const std::string& type,
                                std::vector<std::pair<std::string, std::int64_t>> sizes,
                                std::vector<std::string> from, const Extras& extras) {
  LayerShape shape{type, std::move(sizes), {{"precision", std::string(name_of(options_.precision))}}};
  if (!extras.origin.empty()) shape.words.emplace_back("origin", extras.origin);
  std::optional<Layer> layer = make_layer(name, std::move(shape), options_.place, diagnostics_);
  if (!layer) diagnostics_.throw_if_errors();
  layer->from = std::move(from);
  layer->extra_parameters = extras.parameters;
  layer->shares = extras.shares;
  network_.layers.push_back(std::move(*layer));
  return name;
}

std::string NetworkBuilder::add(const std::string& name, Problem problem, std::vector<std::string> from) {
  problem.name = name;
  if (!validate(problem, options_.place, diagnostics_)) diagnostics_.throw_if_errors();
  Layer layer;
  layer.name = name;
  layer.shape.type = "problem";
  layer.problem = std::move(problem);
  layer.from = std::move(from);
  network_.layers.push_back(std::move(layer));
  return name;
}

Network NetworkBuilder::finish(std::string convention, std::vector<std::string> sources) {
  diagnostics_.throw_if_errors();
  network_.convention = std::move(convention);
  network_.sources = std::move(sources);
  total_parameters(network_, options_.place, diagnostics_);
  diagnostics_.throw_if_errors();
  return std::move(network_);
}

std::int64_t saturating_product(std::initializer_list<std::int64_t> factors) {
  std::int64_t product = 1;
  for (const std::int64_t factor : factors)
    product = saturating_multiply(product, factor);
  return product;
}

}  // namespace ridge
