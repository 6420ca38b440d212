#include "interop/timeloop/level_directives.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "interop/timeloop/mapping.hpp"

namespace ridge::timeloop {
namespace {

class DirectiveReader {
 public:
  DirectiveReader(const Architecture& architecture, const Problem& problem, const Machine& machine,
                  Diagnostics& diagnostics)
      : architecture_(architecture), problem_(problem), machine_(machine), diagnostics_(diagnostics) {
    levels_.resize(architecture.levels.size());
    for (LevelDirectives& level : levels_) {
      level.keeps.assign(problem.tensors.size(), 1);
      level.said.assign(problem.tensors.size(), std::nullopt);
      complete(level.temporal);
      complete(level.spatial);
    }
  }

  void read(const yaml::Node& node) {
    Attributes keys(node, "a directive", none_, diagnostics_);
    if (!node.is_map()) return;
    const auto level = target(keys);
    const std::string type = keys.text({"type"}).value_or("");
    if (level && (type == "temporal" || type == "spatial")) {
      read_loops(keys, *level, type == "spatial");
    } else if (level &&
               (type == "datatype" || type == "bypass" || type == "dataspace" || type == "bypassing")) {
      read_bypass(keys, *level);
    } else {
      if (level) refuse_type(node, type);
      return;
    }
    keys.ignore({"name"});
    keys.finish();
  }

  std::vector<LevelDirectives> take() { return std::move(levels_); }

 private:
  void complete(LoopDirective& loops) const {
    for (const DimensionId dimension : problem_.dimensions.ids()) {
      if (std::find(loops.order.begin(), loops.order.end(), dimension) == loops.order.end())
        loops.order.push_back(dimension);
    }
    loops.split = loops.order.size();
  }

  void refuse_type(const yaml::Node& node, const std::string& type) {
    const std::vector<std::string> types{"temporal", "spatial", "bypass", "datatype", "dataspace"};
    const std::string meant = did_you_mean(type, types);
    diagnostics_
        .error(node.place(), type.empty()
                                 ? std::string("a directive needs a 'type'")
                                 : fmt::format("a directive of type {} is not known", in_quotes(type)))
        .help = meant.empty() ? "the types are " + list_of(types, "and") : meant;
  }

  std::optional<std::size_t> target(Attributes& keys) {
    const yaml::Node* node = keys.find({"target"});
    if (node == nullptr) {
      diagnostics_.error(keys.map().place(), "a directive needs a 'target'").help = "name a level";
      return std::nullopt;
    }
    const auto level = read_target(*node, machine_, diagnostics_);
    return level ? std::optional(level->index()) : std::nullopt;
  }

  void read_loops(Attributes& keys, std::size_t level, bool spatial) {
    LoopDirective& loops = spatial ? levels_[level].spatial : levels_[level].temporal;
    const Place& place = keys.map().place();
    if (loops.place) {
      Diagnostic& error = diagnostics_.error(
          place,
          fmt::format("a second {} directive of '{}'", spatial ? "spatial" : "temporal", name_of(level)));
      error.help = "put its factors into one";
      error.add_note(*loops.place, "the first is here");
      keys.ignore({"factors", "permutation", "split"});
      return;
    }
    loops.place = place;
    if (const yaml::Node* factors = keys.find({"factors"}))
      loops.factors = read_factors(*factors, problem_, diagnostics_);
    if (const yaml::Node* order = keys.find({"permutation"})) {
      loops.order = read_permutation(*order, problem_, diagnostics_);
      complete(loops);
    }
    if (const auto split = keys.integer({"split"}, 0))
      loops.split = std::min(loops.order.size(), static_cast<std::size_t>(*split));
    for (Factor& factor : loops.factors)
      check_factor(factor);
    if (spatial && !fanout_below(machine_, LevelId(level)) && trips(loops) > 1) {
      diagnostics_
          .error(place, fmt::format("'{}' has one instance of '{}' below it: nothing can be spatial there",
                                    name_of(level), name_below(level)))
          .help = "make the factors 1, or move them to a level whose mesh is smaller than the next one's";
    }
  }

  void check_factor(Factor& factor) {
    const std::int64_t size = problem_.dimensions[factor.dimension].bound;
    if (factor.value == 0) factor.value = factor.residual = size;
    if (factor.rule != FactorRule::exactly) {
      diagnostics_.error(factor.place, "a mapping's factors are exact: '<=' and '>=' belong to constraints")
          .help = "write '='";
    }
    if (factor.residual == factor.value) return;
    diagnostics_
        .error(factor.place, fmt::format("the factor {},{} of '{}' leaves a short last trip", factor.value,
                                         factor.residual, problem_.dimensions[factor.dimension].name))
        .help =
        "how Timeloop counts residual factors is not reproduced here: use factors that divide, or write the "
        "mapping in Ridgepoint's own form, where bounds may be imperfect";
  }

  static std::int64_t trips(const LoopDirective& loops) {
    std::int64_t product = 1;
    for (const Factor& factor : loops.factors)
      product *= std::max<std::int64_t>(1, factor.value);
    return product;
  }

  void read_bypass(Attributes& keys, std::size_t level) {
    const auto set = [&](const yaml::Node* list, bool keeps) {
      if (list == nullptr) return;
      for (const TensorId tensor : read_tensors(*list, problem_, diagnostics_))
        say(level, tensor, keeps, list->place());
    };
    set(keys.find({"keep"}), true);
    set(keys.find({"bypass"}), false);
  }

  void say(std::size_t level, TensorId tensor, bool keeps, const Place& place) {
    LevelDirectives& directives = levels_[level];
    std::optional<Place>& said = directives.said[tensor];
    if (said && (directives.keeps[tensor] != 0) != keeps) {
      Diagnostic& error = diagnostics_.error(
          place,
          fmt::format("'{}' both keeps and bypasses '{}'", name_of(level), problem_.tensors[tensor].name));
      error.help = "name it once";
      error.add_note(*said, "it is first named here");
    }
    said = place;
    directives.keeps[tensor] = keeps ? 1 : 0;
  }

  const std::string& name_of(std::size_t level) const { return architecture_.levels[level].name; }
  const std::string& name_below(std::size_t level) const {
    return level + 1 < architecture_.levels.size() ? name_of(level + 1) : architecture_.compute.name;
  }

  const Architecture& architecture_;
  const Problem& problem_;
  const Machine& machine_;
  Diagnostics& diagnostics_;
  const Variables none_;
  std::vector<LevelDirectives> levels_;
};

}  // namespace

std::vector<LevelDirectives> read_directives(const yaml::Node& list, const Architecture& architecture,
                                             const Problem& problem, const Machine& machine,
                                             Diagnostics& diagnostics) {
  if (!list.is_list()) {
    diagnostics
        .error(list.place(), fmt::format("'mapping' must be a list of directives, not {}", list.described()))
        .help = "as in - {target: LEVEL, type: temporal, factors: C4 K2, permutation: KC}";
  }
  DirectiveReader reader(architecture, problem, machine, diagnostics);
  for (const yaml::Node& directive : list.items())
    reader.read(directive);
  return reader.take();
}

}  // namespace ridge::timeloop
