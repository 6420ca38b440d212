#include "cli/file_check.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "explore/study/plan.hpp"
#include "mapper/search.hpp"
#include "sim/mapping/mapping.hpp"
#include "sim/verify/certificate.hpp"

namespace ridge::cli {

namespace {

const std::vector<std::string> kinds{"architecture", "workload",    "mapping",
                                     "constraints",  "certificate", "study"};

/// Runs `body` and turns an InputError into findings.
template <class Body>
void collect(FileCheck& check, const Body& body) {
  try {
    body();
  } catch (const InputError& error) {
    const auto found = error.diagnostics();
    check.findings.insert(check.findings.end(), found.begin(), found.end());
  }
}

void add_note(FileCheck& check, const Place& place, std::string message, std::string help) {
  Diagnostic note;
  note.severity = Severity::note;
  note.place = place;
  note.message = std::move(message);
  note.help = std::move(help);
  check.findings.push_back(std::move(note));
}

/// The keys that the top of a file may have, for files that nothing else is told about.
void check_keys(FileCheck& check, const yaml::Node& root) {
  static const std::vector<std::string> mapping_keys{"ridge", "name", "source", "nest", "layers"};
  static const std::vector<std::string> constraints_keys{"ridge",          "name",   "source",
                                                         "min_used_lanes", "levels", "fanouts"};
  Diagnostics diagnostics;
  yaml::MapReader map(root, diagnostics, "this file");
  for (const std::string& key : check.kind == "mapping" ? mapping_keys : constraints_keys)
    map.has(key);
  map.finish();
  check.findings.insert(check.findings.end(), diagnostics.all().begin(), diagnostics.all().end());
}

/// Keeps each finding once and Diagnostics::limit errors at most: what is wrong with one line is often found
/// anew for every layer.
void tidy(FileCheck& check) {
  std::vector<Diagnostic> kept;
  std::set<std::string> seen;
  std::size_t errors = 0;
  for (Diagnostic& finding : check.findings) {
    if (!seen.insert(finding.place.text() + finding.message).second) continue;
    errors += finding.severity == Severity::error ? 1 : 0;
    if (finding.severity != Severity::error || errors <= Diagnostics::limit) {
      kept.push_back(std::move(finding));
    }
  }
  check.findings = std::move(kept);
  if (errors > Diagnostics::limit) {
    add_note(check, {}, fmt::format("{} more errors are not shown", errors - Diagnostics::limit), "");
  }
}

class Checker {
 public:
  explicit Checker(const InputOptions& options) : layer_(options.layer) {
    const Overrides overrides = sort_overrides(options);
    if (!options.arch.empty()) machine_ = load_machine_input(options, overrides);
    if (!options.workload.empty()) network_ = load_workload_input(options, overrides);
  }

  /// First pass: machines and workloads, which stand on their own. Leaves the parsed file in `root`.
  FileCheck read(const std::string& file, yaml::Node& root) {
    FileCheck check{file, "", {}};
    collect(check, [&] {
      if (file.ends_with(".csv")) {
        check.kind = "workload";
        offer(load_workload(file));
        return;
      }
      root = yaml::parse_file(file);
      check.kind = yaml::read_kind(root, kinds);
      if (check.kind == "architecture") offer(read_machine(root, check.findings));
      if (check.kind == "workload") offer(read_workload(root, &check.findings));
      if (check.kind == "study") check_study(root);
      if (check.kind == "certificate") verify::read_certificate(root);  // true or not: ridge verify
    });
    return check;
  }

  /// Second pass: mappings and constraints, which speak of the others.
  void relate(FileCheck& check, const yaml::Node& root) {
    if (check.kind == "architecture" && network_ && !check.has_errors()) {
      collect(check, [&] { check_own_constraints(root); });
      return;
    }
    if (check.kind != "mapping" && check.kind != "constraints") return;
    if (!machine_ || !network_) {
      check_keys(check, root);
      add_note(check, root.place(), fmt::format("only the keys of this {} file were checked", check.kind),
               "name a machine and a workload as well: ridge check --arch A --workload W FILE");
      return;
    }
    if (check.kind == "mapping") collect(check, [&] { check_mapping(check, root); });
    if (check.kind == "constraints") collect(check, [&] { check_constraints(root); });
  }

 private:
  void offer(Machine machine) {
    if (!machine_) machine_ = std::move(machine);
  }
  void offer(Network network) {
    if (!network_) network_ = std::move(network);
  }

  /// All that it names is read, and its first machine made.
  static void check_study(const yaml::Node& root) {
    const study::Plan plan(study::read_study(root));
    if (plan.size() > 0) plan.variants().make(0);
  }

  /// The constraints of a machine are rules on mappings of some problem.
  void check_own_constraints(const yaml::Node& root) const {
    std::vector<Diagnostic> told;  // the warnings, with the machine itself
    const Machine machine = read_machine(root, told);
    if (!machine.constraints) return;
    for (const std::size_t index : select_layers(*network_, layer_)) {
      read_constraints(*machine.constraints, network_->layers[index].problem, machine);
    }
  }

  void check_constraints(const yaml::Node& root) const {
    for (const std::size_t index : select_layers(*network_, layer_)) {
      read_constraints(root, network_->layers[index].problem, *machine_);
    }
  }

  void check_mapping(FileCheck& check, const yaml::Node& root) const {
    const yaml::Node* entries = root.find("layers");
    if (entries == nullptr || !entries->is_map()) {
      for (const std::size_t index : select_layers(*network_, layer_))
        check_nest(check, root, network_->layers[index]);
      return;
    }
    for (const yaml::Node::Entry& entry : entries->entries()) {
      if (const Layer* layer = layer_named(check, entry)) check_nest(check, root, *layer);
    }
  }

  const Layer* layer_named(FileCheck& check, const yaml::Node::Entry& entry) const {
    std::vector<std::string> names;
    for (const Layer& layer : network_->layers) {
      if (layer.name == entry.key) return &layer;
      names.push_back(layer.name);
    }
    Diagnostic error;
    error.place = entry.key_place;
    error.message = fmt::format("workload '{}' has no layer {}", network_->name, in_quotes(entry.key));
    error.help = did_you_mean(entry.key, names);
    check.findings.push_back(std::move(error));
    return nullptr;
  }

  void check_nest(FileCheck& check, const yaml::Node& root, const Layer& layer) const {
    collect(check, [&] {
      const Mapping mapping = read_mapping(root, layer.name, layer.problem, *machine_);
      Evaluator evaluator(layer.problem, *machine_);
      Evaluation evaluation;
      if (const auto infeasible = evaluator.evaluate(mapping, evaluation)) {
        check.findings.push_back(describe(*infeasible, layer.problem, *machine_, mapping));
      }
    });
  }

  std::string layer_;
  std::optional<Machine> machine_;
  std::optional<Network> network_;
};

}  // namespace

bool FileCheck::has_errors() const {
  return std::any_of(findings.begin(), findings.end(),
                     [](const Diagnostic& finding) { return finding.severity == Severity::error; });
}

std::vector<FileCheck> check_files(const std::vector<std::string>& files, const InputOptions& options) {
  Checker checker(options);
  std::vector<FileCheck> checks;
  std::vector<yaml::Node> roots(files.size());
  for (std::size_t i = 0; i < files.size(); ++i)
    checks.push_back(checker.read(files[i], roots[i]));
  for (std::size_t i = 0; i < files.size(); ++i) {
    checker.relate(checks[i], roots[i]);
    tidy(checks[i]);
  }
  return checks;
}

}  // namespace ridge::cli
