#include "interop/timeloop/directives.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "base/characters.hpp"
#include "sim/mapping/names.hpp"

namespace ridge::timeloop {

std::optional<DimensionId> read_dimension(std::string_view name, const Place& place, const Problem& problem,
                                          Diagnostics& diagnostics) {
  const auto found = problem.dimension_named(name);
  if (!found) {
    const std::vector<std::string> names = dimension_names(problem);
    const std::string meant = did_you_mean(name, names);
    diagnostics.error(place, fmt::format("{} is no dimension of the problem", in_quotes(name))).help =
        meant.empty() ? "its dimensions are " + list_of(names, "and") : meant;
  }
  return found;
}

namespace {

/// One text of factors, read from the front.
class FactorReader {
 public:
  FactorReader(const yaml::Node& node, const Problem& problem, Diagnostics& diagnostics)
      : place_(node.place()), problem_(problem), diagnostics_(diagnostics) {
    const std::string_view text = node.scalar();
    rest_ = text.substr(0, text.find('#'));
  }

  void read(std::vector<Factor>& factors) {
    for (;;) {
      while (!rest_.empty() && !is_name_letter(rest_.front()) && !is_digit(rest_.front()))
        rest_.remove_prefix(1);  // separators are free
      if (rest_.empty()) return;
      if (!read_one(factors)) return;
    }
  }

 private:
  bool read_one(std::vector<Factor>& factors) {
    std::size_t size = 0;
    while (size < rest_.size() && is_name_letter(rest_[size]))
      ++size;
    const std::string_view whole = rest_.substr(0, rest_.find_first_of(" ,"));
    const std::string_view name = rest_.substr(0, size);
    rest_.remove_prefix(size);
    Factor factor;
    factor.place = place_;
    skip_blanks();
    if (take("<=")) factor.rule = FactorRule::at_most;
    if (take(">=")) factor.rule = FactorRule::at_least;
    while (take("="))
      skip_blanks();
    skip_blanks();
    if (name.empty() || !take_number(factor.value)) {
      diagnostics_.error(place_, fmt::format("{} is no factor", in_quotes(whole))).help =
          "write them as 'C4 M2' or 'C=4 M=2'";
      return false;
    }
    factor.residual = factor.value;
    if (rest_.size() > 1 && rest_[0] == ',' && is_digit(rest_[1])) {
      rest_.remove_prefix(1);
      take_number(factor.residual);
    }
    if (const auto dimension = read_dimension(name, place_, problem_, diagnostics_))
      add(*dimension, factor, factors);
    return true;
  }

  void add(DimensionId dimension, Factor factor, std::vector<Factor>& factors) {
    factor.dimension = dimension;
    const auto same = [&](const Factor& other) { return other.dimension == dimension; };
    if (std::any_of(factors.begin(), factors.end(), same)) {
      diagnostics_.error(place_, fmt::format("two factors of '{}'", problem_.dimensions[dimension].name))
          .help = "keep one of them";
      return;
    }
    factors.push_back(factor);
  }

  void skip_blanks() {
    while (!rest_.empty() && rest_.front() == ' ')
      rest_.remove_prefix(1);
  }
  bool take(std::string_view symbol) {
    if (!rest_.starts_with(symbol)) return false;
    rest_.remove_prefix(symbol.size());
    skip_blanks();
    return true;
  }
  bool take_number(std::int64_t& value) {
    const auto [end, failed] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    if (failed != std::errc() || value < 0) return false;
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return true;
  }

  Place place_;
  const Problem& problem_;
  Diagnostics& diagnostics_;
  std::string_view rest_;
};

/// The words of a permutation: single letters run together, longer names apart.
std::vector<std::string> permutation_words(std::string_view text, const Problem& problem) {
  std::vector<std::string> words;
  std::string word;
  const auto flush = [&] {
    if (!word.empty() && !problem.dimension_named(word)) {
      for (const char letter : word)
        words.emplace_back(1, letter);
    } else if (!word.empty()) {
      words.push_back(word);
    }
    word.clear();
  };
  for (const char c : text) {
    if (c == ' ' || c == ',' || c == '\t') {
      flush();
    } else {
      word += c;
    }
  }
  flush();
  return words;
}

}  // namespace

std::vector<Factor> read_factors(const yaml::Node& node, const Problem& problem, Diagnostics& diagnostics) {
  std::vector<Factor> factors;
  if (node.is_scalar()) FactorReader(node, problem, diagnostics).read(factors);
  for (const yaml::Node& item : node.items())
    FactorReader(item, problem, diagnostics).read(factors);
  if (node.is_map()) {
    diagnostics.error(node.place(), "factors are a text or a list of texts").help =
        "write 'C=4 M=2' or [C=4, M=2]";
  }
  return factors;
}

std::vector<DimensionId> read_permutation(const yaml::Node& node, const Problem& problem,
                                          Diagnostics& diagnostics) {
  std::vector<DimensionId> order;
  const auto add_all = [&](const yaml::Node& text) {
    for (const std::string& word : permutation_words(text.scalar(), problem)) {
      const auto dimension = read_dimension(word, text.place(), problem, diagnostics);
      if (!dimension) continue;
      if (std::find(order.begin(), order.end(), *dimension) != order.end()) {
        diagnostics.error(text.place(), fmt::format("'{}' comes twice in the permutation", word)).help =
            "name each dimension once";
        continue;
      }
      order.push_back(*dimension);
    }
  };
  if (node.is_scalar()) add_all(node);
  for (const yaml::Node& item : node.items())
    add_all(item);
  if (node.is_map()) {
    diagnostics.error(node.place(), "a permutation is a text or a list of dimensions").help =
        "write 'RSC' or [R, S, C], innermost first";
  }
  return order;
}

std::optional<LevelId> read_target(const yaml::Node& node, const Machine& machine, Diagnostics& diagnostics) {
  const std::string& name = node.scalar();
  if (const auto level = machine.level_named(name)) return level;
  for (const LevelId level : machine.levels.ids())
    if (std::to_string(machine.levels.size() - 1 - level.index()) == name) return level;
  const std::vector<std::string> names = level_names(machine);
  const std::string meant = did_you_mean(name, names);
  diagnostics.error(node.place(), fmt::format("{} is no level of the architecture", in_quotes(name))).help =
      meant.empty() ? "its levels are " + list_of(names, "and") : meant;
  return std::nullopt;
}

std::vector<TensorId> read_tensors(const yaml::Node& node, const Problem& problem, Diagnostics& diagnostics) {
  std::vector<TensorId> tensors;
  const auto add = [&](const yaml::Node& item) {
    if (const auto tensor = problem.tensor_named(item.scalar())) {
      tensors.push_back(*tensor);
      return;
    }
    const std::vector<std::string> names = tensor_names(problem);
    const std::string meant = did_you_mean(item.scalar(), names);
    diagnostics
        .error(item.place(), fmt::format("{} is no data space of the problem", in_quotes(item.scalar())))
        .help = meant.empty() ? "its data spaces are " + list_of(names, "and") : meant;
  };
  if (node.is_scalar()) add(node);
  for (const yaml::Node& item : node.items())
    add(item);
  if (node.is_map()) {
    diagnostics.error(node.place(), "data spaces are a list of names, not a map").help = "write [NAME, NAME]";
  }
  return tensors;
}

}  // namespace ridge::timeloop
