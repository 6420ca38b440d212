#include "tests/nest/einsum.hpp"

#include <cctype>

#include "base/diagnostics.hpp"

namespace ridge {
namespace {

/// Reads tokens off the front of a text; white space and operators between tensors are skipped by the caller.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}
  bool done() {
    skip();
    return at_ == text_.size();
  }
  bool take(char wanted) {
    skip();
    if (at_ == text_.size() || text_[at_] != wanted) return false;
    ++at_;
    return true;
  }
  std::string name() {
    return run([](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; });
  }
  std::int64_t number_or_one() {
    const std::string digits = run([](unsigned char c) { return std::isdigit(c) != 0; });
    return digits.empty() ? 1 : std::stoll(digits);
  }

 private:
  void skip() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0)
      ++at_;
  }
  template <class Belongs>
  std::string run(Belongs belongs) {
    skip();
    std::string token;
    while (at_ < text_.size() && belongs(static_cast<unsigned char>(text_[at_])))
      token += text_[at_++];
    return token;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

DimensionId dimension_of(const Problem& problem, const std::string& name) {
  for (auto id : problem.dimensions.ids())
    if (problem.dimensions[id].name == name) return id;
  check(false, "einsum: a rank names no dimension");
  return DimensionId();
}

Tensor read_tensor(Reader& reader, const Problem& problem) {
  Tensor tensor;
  tensor.name = reader.name();
  check(!tensor.name.empty() && reader.take('['), "einsum: a tensor is a name and its index in brackets");
  if (reader.take(']')) return tensor;
  do {
    Rank rank;
    do {
      const std::int64_t coefficient = reader.number_or_one();
      rank.terms.push_back({dimension_of(problem, reader.name()), coefficient});
    } while (reader.take('+'));
    tensor.ranks.push_back(std::move(rank));
  } while (reader.take(','));
  check(reader.take(']'), "einsum: a bracket is not closed");
  return tensor;
}

}  // namespace

Problem einsum(std::string_view expression,
               const std::vector<std::pair<std::string, std::int64_t>>& dimensions) {
  Problem problem;
  problem.name = std::string(expression);
  for (const auto& [name, bound] : dimensions)
    problem.dimensions.push_back({name, bound});
  Reader reader(expression);
  while (!reader.done()) {
    problem.tensors.push_back(read_tensor(reader, problem));
    if (reader.take('+')) check(reader.take('='), "einsum: '+=' stands behind the written tensor");
    reader.take('*');
  }
  problem.written = TensorId(0);
  problem.tensors[TensorId(0)].role = Role::outputs;
  if (problem.tensors.size() > 1) problem.tensors[TensorId(problem.tensors.size() - 1)].role = Role::weights;
  return problem;
}

std::string text_of(const Problem& problem) {
  std::string text;
  for (auto id : problem.tensors.ids()) {
    const Tensor& tensor = problem.tensors[id];
    if (id.index() == 1) text += " += ";
    if (id.index() > 1) text += " * ";
    text += tensor.name + "[";
    for (std::size_t r = 0; r < tensor.ranks.size(); ++r) {
      if (r > 0) text += ", ";
      for (std::size_t t = 0; t < tensor.ranks[r].terms.size(); ++t) {
        const Term& term = tensor.ranks[r].terms[t];
        if (t > 0) text += " + ";
        if (term.coefficient != 1) text += std::to_string(term.coefficient);
        text += problem.dimensions[term.dimension].name;
      }
    }
    text += "]";
  }
  return text;
}

}  // namespace ridge
