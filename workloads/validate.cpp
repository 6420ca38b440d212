#include <set>

#include <fmt/format.h>

#include "base/checked.hpp"
#include "base/progressions.hpp"
#include "workloads/problem.hpp"

namespace ridge {
namespace {

/// Checks one problem. What concerns a tensor stands at its place where tensors have one of their own.
class Validator {
 public:
  Validator(const Problem& problem, const Place& place, Diagnostics& diagnostics,
            std::span<const Place> tensor_places)
      : problem_(problem), place_(place), diagnostics_(diagnostics), tensor_places_(tensor_places) {}

  bool run() {
    const std::size_t before = diagnostics_.error_count();
    check_dimensions();
    if (diagnostics_.error_count() != before) return false;  // the counts below need sane bounds
    check_written();
    std::set<std::string> names;
    for (const TensorId id : problem_.tensors.ids()) {
      const std::string& name = problem_.tensors[id].name;
      if (!names.insert(name).second) error(fmt::format("there are two tensors called {}", in_quotes(name)));
      check_tensor(id);
    }
    return diagnostics_.error_count() == before;
  }

 private:
  Diagnostic& error(std::string message, std::string help = {}) {
    Diagnostic& found = diagnostics_.error(place_, std::move(message));
    found.help = std::move(help);
    return found;
  }

  void check_dimensions() {
    std::set<std::string> names;
    Checked product;
    std::int64_t iterations = 1;
    for (const Dimension& dimension : problem_.dimensions) {
      if (!names.insert(dimension.name).second) {
        error(fmt::format("there are two dimensions called {}", in_quotes(dimension.name)));
      }
      if (dimension.bound < 1) {
        error(fmt::format("dimension {} is {}", in_quotes(dimension.name), dimension.bound),
              "a bound is at least 1");
        return;
      }
      iterations = product.multiply(iterations, dimension.bound);
    }
    static_cast<void>(product.multiply(iterations, problem_.operations_per_iteration));
    if (!product.overflowed()) return;
    error(fmt::format("the problem {} has more operations than 63 bits can count", in_quotes(problem_.name)),
          "split it into layers, or check its bounds for a slip of the keyboard");
  }

  Diagnostic& error(TensorId tensor, std::string message, std::string help) {
    Diagnostic& found = error(std::move(message), std::move(help));
    if (!tensor_places_.empty()) found.place = tensor_places_[tensor.index()];
    return found;
  }

  void check_written() {
    for (const TensorId id : problem_.tensors.ids()) {
      const Tensor& tensor = problem_.tensors[id];
      const bool written = problem_.is_written(id);
      if (written == (tensor.role == Role::outputs)) continue;
      error(id,
            fmt::format("{} tensor {} has the role {}", written ? "the written" : "the read-only",
                        in_quotes(tensor.name), name_of(tensor.role)),
            "the tensor marked 'output: true' has the role outputs, and no other has it");
    }
  }

  void check_tensor(TensorId id) {
    const Tensor& tensor = problem_.tensors[id];
    std::set<DimensionId> seen;
    if (bits_of(tensor.partial) < bits_of(tensor.precision)) {
      error(fmt::format("partial results of {} ({}) are narrower than its words ({})", in_quotes(tensor.name),
                        name_of(tensor.partial), name_of(tensor.precision)),
            fmt::format("give 'partial' at least {} bits, or leave it out", bits_of(tensor.precision)));
    }
    Checked words;
    std::int64_t product = 1;
    for (const Rank& rank : tensor.ranks) {
      for (const Term& term : rank.terms) {
        if (seen.insert(term.dimension).second) continue;
        error(id,
              fmt::format("dimension {} occurs in two ranks of {}",
                          in_quotes(problem_.dimensions[term.dimension].name), in_quotes(tensor.name)),
              "a dimension may stand in one rank of a tensor only: a diagonal is no tensor of its own");
      }
      const std::int64_t own = rank_words(id, rank);
      if (own == 0) return;  // one slip, such as a stride, is often in several ranks
      product = words.multiply(product, own);
    }
    if (!words.overflowed()) return;
    error(id, fmt::format("tensor {} has more words than 63 bits can count", in_quotes(tensor.name)),
          "look for a size that is a slip of the keyboard");
  }

  /// Words of a rank, or 0 after an error.
  std::int64_t rank_words(TensorId id, const Rank& rank) {
    const Tensor& tensor = problem_.tensors[id];
    Checked checked;
    std::int64_t span = 0;
    std::vector<Progression> terms;
    for (const Term& term : rank.terms) {
      const std::int64_t bound = problem_.dimensions[term.dimension].bound;
      span = checked.add(span, checked.multiply(term.coefficient, bound));
      terms.push_back({term.coefficient, bound});
    }
    if (checked.overflowed()) {
      error(id, fmt::format("an index of tensor {} leaves 63 bits", in_quotes(tensor.name)),
            "look for a coefficient or a size that is a slip of the keyboard");
      return 0;
    }
    const std::optional<std::int64_t> words = distinct_sums(terms);
    if (words) return *words;
    error(id,
          fmt::format("an index of tensor {} is too irregular to count its words exactly",
                      in_quotes(tensor.name)),
          "use at most two terms in one rank, or coefficients that divide one another");
    return 0;
  }

  const Problem& problem_;
  const Place& place_;
  Diagnostics& diagnostics_;
  std::span<const Place> tensor_places_;
};

}  // namespace

bool validate(const Problem& problem, const Place& place, Diagnostics& diagnostics,
              std::span<const Place> tensor_places) {
  return Validator(problem, place, diagnostics, tensor_places).run();
}

}  // namespace ridge
