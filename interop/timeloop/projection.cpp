#include "interop/timeloop/projection.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace ridge::timeloop {
namespace {

class ProjectionReader {
 public:
  ProjectionReader(const std::string& name, const Problem& shape, const Coefficients& coefficients,
                   Diagnostics& diagnostics)
      : name_(name), shape_(shape), coefficients_(coefficients), diagnostics_(diagnostics) {}

  void read_rank(const yaml::Node& index) {
    ranks_.emplace_back();
    if (index.is_scalar()) add_term(index, 1);
    for (const yaml::Node& term : index.items())
      read_term(term);
  }

  std::vector<Rank> take() { return std::move(ranks_); }

 private:
  void read_term(const yaml::Node& term) {
    if (term.is_scalar()) {
      add_term(term, 1);
    } else if (term.items().size() == 1 || term.items().size() == 2) {
      add_term(term.items()[0], coefficient_of(term));
    } else {
      diagnostics_.error(term.place(), "a term is [DIMENSION] or [DIMENSION, COEFFICIENT]");
    }
  }

  std::int64_t coefficient_of(const yaml::Node& term) {
    if (term.items().size() == 1) return 1;
    const yaml::Node& node = term.items()[1];
    std::vector<std::string> known;
    for (const auto& [name, value] : coefficients_) {
      if (name == node.scalar()) return value;
      known.push_back(name);
    }
    diagnostics_
        .error(node.place(), fmt::format("{} is no coefficient of this shape", in_quotes(node.scalar())))
        .help = known.empty() ? "declare it under 'coefficients'" : "they are " + list_of(known, "and");
    return 1;
  }

  void add_term(const yaml::Node& node, std::int64_t coefficient) {
    const auto dimension = shape_.dimension_named(node.scalar());
    if (!dimension) {
      diagnostics_
          .error(node.place(), fmt::format("{} is no dimension of this shape", in_quotes(node.scalar())))
          .help = "its dimensions are " + list_of(dimension_names(shape_), "and");
      return;
    }
    if (occurs(*dimension)) {
      diagnostics_
          .error(node.place(), fmt::format("dimension '{}' occurs twice in '{}'", node.scalar(), name_))
          .help = "a dimension may index one rank of a tensor only";
      return;
    }
    ranks_.back().terms.push_back({*dimension, coefficient});
  }

  bool occurs(DimensionId dimension) const {
    return std::any_of(ranks_.begin(), ranks_.end(), [&](const Rank& rank) {
      return std::any_of(rank.terms.begin(), rank.terms.end(),
                         [&](const Term& term) { return term.dimension == dimension; });
    });
  }

  const std::string& name_;
  const Problem& shape_;
  const Coefficients& coefficients_;
  Diagnostics& diagnostics_;
  std::vector<Rank> ranks_;
};

}  // namespace

std::vector<Rank> read_projection(const yaml::Node& list, const std::string& name, const Problem& shape,
                                  const Coefficients& coefficients, Diagnostics& diagnostics) {
  ProjectionReader reader(name, shape, coefficients, diagnostics);
  for (const yaml::Node& index : list.items())
    reader.read_rank(index);
  return reader.take();
}

}  // namespace ridge::timeloop
