#include "interop/timeloop/sparse/section.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "interop/timeloop/directives.hpp"
#include "interop/timeloop/sparse/format_reader.hpp"

namespace ridge::timeloop::sparse {

std::string_view name_of(FormatKind kind) {
  constexpr std::array<std::string_view, 5> names{"UOP", "CP", "RLE", "B", "UB"};
  return names[static_cast<std::size_t>(kind)];
}

std::string_view name_of(SavingKind kind) {
  constexpr std::array<std::string_view, 3> names{"gating", "skipping", "skipping_spatial"};
  return names[static_cast<std::size_t>(kind)];
}

bool Format::compressed() const {
  return std::any_of(ranks.begin(), ranks.end(), [](const RankFormat& rank) { return rank.compressed(); });
}

namespace {

class SectionReader {
 public:
  SectionReader(const Input& input, const Architecture& architecture, const Problem& problem,
                Diagnostics& diagnostics)
      : variables_(input.variables),
        architecture_(architecture),
        problem_(problem),
        diagnostics_(diagnostics) {
    section_.formats.assign(architecture.levels.size(),
                            IdVector<TensorId, std::optional<Format>>(problem.tensors.size(), std::nullopt));
  }

  /// Whether any target says anything.
  bool read(const yaml::Node* node) {
    if (node != nullptr) read_targets(*node);
    for (const TargetedRule& target : architecture_.sparse) {
      if (node == nullptr) section_.place = target.node.place();
      Attributes keys(target.node, fmt::format("'sparse_optimizations' of '{}'", target.target), variables_,
                      diagnostics_);
      read_target(keys, target.target, target.node.place());
    }
    return says_something_;
  }

  Section take() { return std::move(section_); }

 private:
  void read_targets(const yaml::Node& node) {
    section_.place = node.place();
    Attributes keys(node, "'sparse_optimizations'", variables_, diagnostics_);
    const yaml::Node* targets = keys.find({"targets"});
    keys.ignore({"version"});
    keys.finish();
    for (const yaml::Node& target : targets == nullptr ? none_ : targets->items()) {
      Attributes of(target, "a target", variables_, diagnostics_);
      if (const yaml::Node* name = of.find({"name"})) {
        read_target(of, name->scalar(), name->place());
      } else {
        diagnostics_.error(target.place(), "a target needs a 'name'").help = "the name of a level";
      }
    }
  }

  void read_target(Attributes& keys, const std::string& name, const Place& place) {
    const yaml::Node* format = keys.find({"representation_format"});
    const yaml::Node* actions = keys.find({"action_optimization"});
    const yaml::Node* compute = keys.find({"compute_optimization"});
    keys.finish();
    says_something_ = says_something_ || format != nullptr || actions != nullptr || compute != nullptr;
    if (name == architecture_.compute.name) {
      refuse_at_compute(format);
      refuse_at_compute(actions);
      if (compute != nullptr) read_compute(*compute);
      return;
    }
    const auto level = level_named(name, place);
    if (!level) return;
    const Level& target = architecture_.levels[level->index()];
    if (format != nullptr)
      read_formats(*format, target, problem_, variables_, diagnostics_, section_.formats[*level]);
    for (const yaml::Node& item : actions == nullptr ? none_ : actions->items())
      read_item(item, *level);
    if (compute != nullptr) {
      diagnostics_.error(compute->place(), fmt::format("'{}' does not compute", target.name)).help =
          fmt::format("'compute_optimization' belongs to '{}'", architecture_.compute.name);
    }
  }

  void refuse_at_compute(const yaml::Node* node) {
    if (node == nullptr) return;
    diagnostics_.error(node->place(), fmt::format("'{}' stores nothing", architecture_.compute.name)).help =
        "formats and actions belong to storage levels; here goes 'compute_optimization'";
  }

  std::optional<LevelId> level_named(const std::string& name, const Place& place) {
    std::vector<std::string> names;
    for (const Level& level : architecture_.levels) {
      names.push_back(level.name);
      if (level.name == name) return LevelId(names.size() - 1);
    }
    names.push_back(architecture_.compute.name);
    const std::string meant = did_you_mean(name, names);
    diagnostics_.error(place, fmt::format("{} is no level of the architecture", in_quotes(name))).help =
        meant.empty() ? "its levels are " + list_of(names, "and") : meant;
    return std::nullopt;
  }

  void read_item(const yaml::Node& node, LevelId level) {
    Attributes keys(node, "an action optimization", variables_, diagnostics_);
    const yaml::Node* type = keys.find({"type"});
    const yaml::Node* options = keys.find({"options"});
    Item item{SavingKind::gating, level, {}};
    item.kind = read_saving(type, node.place());
    if (options == nullptr) {
      read_option(keys, item);
    } else {
      for (const yaml::Node& option : options->items()) {
        Attributes inner(option, "an option", variables_, diagnostics_);
        read_option(inner, item);
        inner.finish();
      }
    }
    keys.finish();
    if (item.options.empty()) return;
    if (item.kind == SavingKind::spatial_skipping && item.options.size() > 1) {
      diagnostics_.error(node.place(), "spatial skipping has one option only").help =
          "write an entry of 'action_optimization' for each";
    }
    section_.items.push_back(std::move(item));
  }

  SavingKind read_saving(const yaml::Node* node, const Place& place) {
    std::vector<std::string> names;
    for (const SavingKind kind : {SavingKind::gating, SavingKind::skipping, SavingKind::spatial_skipping}) {
      names.emplace_back(name_of(kind));
      if (node != nullptr && normal_key(node->scalar()) == names.back()) return kind;
    }
    const std::string meant = node == nullptr ? "" : did_you_mean(node->scalar(), names);
    diagnostics_
        .error(node == nullptr ? place : node->place(),
               node == nullptr ? "an action optimization needs a 'type'"
                               : fmt::format("{} is no action optimization", in_quotes(node->scalar())))
        .help = meant.empty() ? "the types are " + list_of(names, "and") : meant;
    return SavingKind::gating;
  }

  void read_option(Attributes& keys, Item& item) {
    const yaml::Node* target = keys.find({"target"});
    const yaml::Node* conditions = keys.find({"condition_on"});
    if (target == nullptr || conditions == nullptr) {
      diagnostics_.error(keys.map().place(), "an optimization needs 'target' and 'condition_on'").help =
          "as in {type: skipping, target: A, condition_on: [B]}";
      return;
    }
    const std::vector<TensorId> targets = read_tensors(*target, problem_, diagnostics_);
    Option option{TensorId(), read_tensors(*conditions, problem_, diagnostics_), keys.map().place()};
    if (targets.size() != 1 || option.conditions.empty()) {
      if (diagnostics_.has_errors()) return;
      diagnostics_.error(keys.map().place(), "an optimization has one target, and a condition at least");
      return;
    }
    option.target = targets.front();
    item.options.push_back(std::move(option));
  }

  void read_compute(const yaml::Node& node) {
    for (const yaml::Node& item : node.items()) {
      Attributes keys(item, "a compute optimization", variables_, diagnostics_);
      const yaml::Node* type = keys.find({"type"});
      const std::string name = type == nullptr ? "" : normal_key(type->scalar());
      keys.finish();
      if (name == "gating" || name == "gate_on_zero_operand") {
        section_.gates_compute = true;
      } else if (name == "skipping" || name == "skip_on_not_aligned_operands") {
        section_.skips_compute = true;
      } else {
        diagnostics_
            .error(type == nullptr ? item.place() : type->place(),
                   fmt::format("{} is no compute optimization", in_quotes(name)))
            .help = "the types are 'gating' and 'skipping'";
      }
    }
  }

  const Variables& variables_;
  const Architecture& architecture_;
  const Problem& problem_;
  Diagnostics& diagnostics_;
  const std::vector<yaml::Node> none_;
  Section section_;
  bool says_something_ = false;
};

/// Sparse tensors that nothing is made of.
void warn_of_densities(const Input& input, Diagnostics& diagnostics) {
  const yaml::Node* problem = input.find("problem");
  const yaml::Node* instance = problem == nullptr ? nullptr : problem->find("instance");
  const yaml::Node* densities = instance == nullptr ? nullptr : instance->find("densities");
  if (densities == nullptr || densities->is_null()) return;
  diagnostics
      .warning(densities->place(),
               "densities change nothing without 'sparse_optimizations': every word "
               "counts as if it were not zero")
      .help = "say under 'sparse_optimizations' what the hardware makes of zeros";
}

}  // namespace

std::optional<Section> read_section(const Input& input, const Architecture& architecture,
                                    const Problem& problem, Diagnostics& diagnostics) {
  IdVector<TensorId, DensityPointer> densities = read_densities(input, problem, diagnostics);
  const yaml::Node* node = input.find("sparse_optimizations");
  SectionReader reader(input, architecture, problem, diagnostics);
  if (!reader.read(node)) {
    warn_of_densities(input, diagnostics);
    return std::nullopt;
  }
  Section section = reader.take();
  section.densities = std::move(densities);
  section.energies = read_energies(input, architecture, diagnostics);
  return section;
}

}  // namespace ridge::timeloop::sparse
