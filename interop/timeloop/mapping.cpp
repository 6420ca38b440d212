#include "interop/timeloop/mapping.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "interop/timeloop/directives.hpp"

namespace ridge::timeloop {
namespace {

/// The loops of one level, temporal or spatial.
struct Block {
  std::optional<Place> place;  // nothing: not mentioned
  std::vector<Factor> factors;
  std::vector<DimensionId> order;  // all dimensions, innermost first
  std::size_t split = 0;           // so many of `order` lie on X, the rest on Y
};

struct LevelDirectives {
  Block temporal, spatial;
  IdVector<TensorId, std::uint8_t> keeps;
  IdVector<TensorId, std::optional<Place>> said;  // where it is said whether the level keeps it
};

class MappingReader {
 public:
  MappingReader(const Architecture& architecture, const Problem& problem, const Machine& machine,
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

  Mapping read(const yaml::Node& list) {
    if (!list.is_list()) {
      diagnostics_
          .error(list.place(),
                 fmt::format("'mapping' must be a list of directives, not {}", list.described()))
          .help = "as in - {target: LEVEL, type: temporal, factors: C4 K2, permutation: KC}";
    }
    for (const yaml::Node& directive : list.items())
      read_directive(directive);
    diagnostics_.throw_if_errors();
    check_products(list);
    check_homes(list);
    diagnostics_.throw_if_errors();
    return nest();
  }

  LevelLoops all_loops() const {
    LevelLoops all(levels_.size());
    const auto add = [](const Block& block, bool spatial, std::vector<LevelLoop>& loops) {
      for (std::size_t at = 0; at < block.order.size(); ++at) {
        LevelLoop loop{block.order[at], 1, spatial, at < block.split ? Axis::x : Axis::y};
        for (const Factor& factor : block.factors)
          if (factor.dimension == loop.dimension) loop.trips = factor.value;
        loops.push_back(loop);
      }
    };
    for (const LevelId level : all.ids()) {
      if (fanout_below(machine_, level)) add(levels_[level.index()].spatial, true, all[level]);
      add(levels_[level.index()].temporal, false, all[level]);
    }
    return all;
  }

 private:
  void complete(Block& block) const {
    for (const DimensionId dimension : problem_.dimensions.ids()) {
      if (std::find(block.order.begin(), block.order.end(), dimension) == block.order.end())
        block.order.push_back(dimension);
    }
    block.split = block.order.size();
  }

  void read_directive(const yaml::Node& node) {
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
    Block& block = spatial ? levels_[level].spatial : levels_[level].temporal;
    const Place& place = keys.map().place();
    if (block.place) {
      Diagnostic& error = diagnostics_.error(
          place,
          fmt::format("a second {} directive of '{}'", spatial ? "spatial" : "temporal", name_of(level)));
      error.help = "put its factors into one";
      error.add_note(*block.place, "the first is here");
      return;
    }
    block.place = place;
    if (const yaml::Node* factors = keys.find({"factors"}))
      block.factors = read_factors(*factors, problem_, diagnostics_);
    if (const yaml::Node* order = keys.find({"permutation"})) {
      block.order = read_permutation(*order, problem_, diagnostics_);
      complete(block);
    }
    if (const auto split = keys.integer({"split"}, 0))
      block.split = std::min(block.order.size(), static_cast<std::size_t>(*split));
    for (Factor& factor : block.factors)
      check_factor(factor);
    if (spatial && !fanout_below(machine_, LevelId(level)) && trips(block) > 1) {
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

  static std::int64_t trips(const Block& block) {
    std::int64_t product = 1;
    for (const Factor& factor : block.factors)
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

  /// A tensor has to be somewhere; and what no outer level holds comes from nowhere, for nothing.
  void check_homes(const yaml::Node& list) {
    for (const TensorId tensor : problem_.tensors.ids()) {
      const std::string& name = problem_.tensors[tensor].name;
      const auto home = std::find_if(levels_.begin(), levels_.end(),
                                     [&](const LevelDirectives& level) { return level.keeps[tensor] != 0; });
      const Place& outermost = levels_.front().said[tensor].value_or(list.place());
      if (home == levels_.end()) {
        diagnostics_.error(outermost, fmt::format("all levels bypass '{}'", name)).help =
            fmt::format("keep it at '{}' at least", name_of(0));
      } else if (home != levels_.begin()) {
        const std::string& keeper = name_of(static_cast<std::size_t>(home - levels_.begin()));
        diagnostics_
            .warning(outermost,
                     fmt::format("'{0}' bypasses '{1}', and '{2}' is the outermost level to keep it: "
                                 "bringing it there costs nothing here, as in Timeloop",
                                 name_of(0), name, keeper))
            .help = fmt::format("let '{}' keep it, if it comes from there", name_of(0));
      }
    }
  }

  void check_products(const yaml::Node& list) {
    for (const DimensionId dimension : problem_.dimensions.ids()) {
      std::int64_t product = 1;
      std::string factors;
      Place last = list.place();
      const auto take = [&](const Block& block, std::size_t level) {
        for (const Factor& factor : block.factors) {
          if (factor.dimension != dimension || factor.value == 1) continue;
          if (__builtin_mul_overflow(product, factor.value, &product)) product = 0;
          factors += fmt::format("{}{} at '{}'", factors.empty() ? "" : " x ", factor.value, name_of(level));
          last = factor.place;
        }
      };
      for (std::size_t level = 0; level < levels_.size(); ++level) {
        take(levels_[level].temporal, level);
        take(levels_[level].spatial, level);
      }
      const Dimension& of = problem_.dimensions[dimension];
      if (product == of.bound) continue;
      diagnostics_
          .error(last, fmt::format("the factors of '{}' multiply to {}, but its size is {}", of.name, product,
                                   of.bound))
          .help = factors.empty() ? fmt::format("give '{}={}' at some level", of.name, of.bound)
                                  : "they are " + factors;
    }
  }

  Mapping nest() const {
    Mapping mapping;
    const auto add = [&](const NestEntry& entry, const Place& place) {
      mapping.nest.push_back(entry);
      mapping.places.push_back(place);
    };
    for (std::size_t i = 0; i < levels_.size(); ++i) {
      const LevelDirectives& level = levels_[i];
      for (const TensorId tensor : problem_.tensors.ids())
        if (level.keeps[tensor] != 0) add(NestEntry::keep(LevelId(i), tensor), architecture_.levels[i].place);
      for_each_loop(level.temporal, [&](const Factor& factor, std::size_t) {
        add(NestEntry::temporal(factor.dimension, factor.value), factor.place);
      });
      const auto fanout = fanout_below(machine_, LevelId(i));
      if (!fanout) continue;
      for_each_loop(level.spatial, [&](const Factor& factor, std::size_t at) {
        const Axis axis = at < level.spatial.split ? Axis::x : Axis::y;
        add(NestEntry::spatial(factor.dimension, factor.value, *fanout, axis), factor.place);
      });
    }
    return mapping;
  }

  /// Loops of more than one trip, outermost first, with their place in the order.
  template <class Visit>
  void for_each_loop(const Block& block, Visit visit) const {
    for (std::size_t at = block.order.size(); at-- > 0;) {
      for (const Factor& factor : block.factors)
        if (factor.dimension == block.order[at] && factor.value > 1) visit(factor, at);
    }
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
  std::vector<LevelDirectives> levels_;  // outermost first
};

}  // namespace

std::optional<FanoutId> fanout_below(const Machine& machine, LevelId level) {
  const std::size_t next = machine.levels[level].position + 1;
  if (next >= machine.order.size() || machine.order[next].kind != MachineElement::Kind::fanout)
    return std::nullopt;
  return machine.order[next].fanout;
}

Mapping read_mapping(const yaml::Node& list, const Architecture& architecture, const Problem& problem,
                     const Machine& machine, Diagnostics& diagnostics, LevelLoops* loops) {
  MappingReader reader(architecture, problem, machine, diagnostics);
  Mapping mapping = reader.read(list);
  if (loops != nullptr) *loops = reader.all_loops();
  return mapping;
}

}  // namespace ridge::timeloop
