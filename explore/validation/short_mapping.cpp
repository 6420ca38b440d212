#include "explore/validation/short_mapping.hpp"

#include <charconv>

#include <fmt/format.h>

#include "base/characters.hpp"

namespace ridge::validation {
namespace {

constexpr std::string_view role_letters = "WIO";  // in the order of Role

class Reader {
 public:
  Reader(const TableCell& cell, const Problem& problem, const Machine& machine, Diagnostics& diagnostics)
      : cell_(cell), problem_(problem), machine_(machine), diagnostics_(diagnostics) {}

  std::optional<Mapping> run() {
    std::string_view rest = cell_.text;
    while (!rest.empty() && !failed_) {
      const std::size_t blank = std::min(rest.find(' '), rest.size());
      read_token(rest.substr(0, blank));
      rest.remove_prefix(std::min(blank + 1, rest.size()));
    }
    if (!failed_ && !level_) fail(cell_.text, "the mapping is empty", "write 'L1[WIO] K4 - L0[W] C2'");
    if (failed_) return std::nullopt;
    return std::move(mapping_);
  }

 private:
  void read_token(std::string_view token) {
    if (token.empty()) return;
    if (token == "-") {
      awaits_level_ = true;
    } else if (token.front() == 'L') {
      read_level(token);
    } else if (!level_ || awaits_level_) {
      fail(token, fmt::format("{} stands before a level", in_quotes(token)), "begin with 'L1[WIO]'");
    } else {
      read_loop(token);
    }
  }

  void read_level(std::string_view token) {
    std::size_t number = 0;
    const char* end = token.data() + token.size();
    const auto [after, failed] = std::from_chars(token.data() + 1, end, number);
    const std::string_view roles(after, static_cast<std::size_t>(end - after));
    if (failed != std::errc() || number >= machine_.levels.size())
      return fail(token, fmt::format("{} is no level", in_quotes(token)),
                  fmt::format("levels are L{} to L0", machine_.levels.size() - 1));
    const LevelId level(machine_.levels.size() - 1 - number);
    if (level_ && (level <= *level_ || !awaits_level_))
      return fail(token, fmt::format("{} does not follow the level before it", in_quotes(token)),
                  "write the outermost level first, and ' - ' between levels");
    if (roles.size() < 2 || roles.front() != '[' || roles.back() != ']')
      return fail(token, fmt::format("{} does not say what it keeps", in_quotes(token)), "write 'L1[WIO]'");
    level_ = level;
    awaits_level_ = false;
    for (const char letter : roles.substr(1, roles.size() - 2))
      keep(token, letter);
  }

  void keep(std::string_view token, char letter) {
    const std::size_t role = role_letters.find(letter);
    if (role == std::string_view::npos)
      return fail(token, fmt::format("{} keeps something unknown", in_quotes(token)),
                  "the roles are W, I and O");
    for (const TensorId tensor : problem_.tensors.ids())
      if (problem_.tensors[tensor].role == static_cast<Role>(role))
        add(token, NestEntry::keep(*level_, tensor));
  }

  void read_loop(std::string_view token) {
    const bool spatial = token.ends_with('X');
    const std::string_view digits = token.substr(1, token.size() - (spatial ? 2 : 1));
    const auto dimension = problem_.dimension_named(token.substr(0, 1));
    std::int64_t bound = 0;
    const auto [after, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), bound);
    const bool whole = failed == std::errc() && after == digits.data() + digits.size() && !digits.empty();
    if (!dimension || !whole || bound < 1 || bound > greatest_bound)
      return fail(token, fmt::format("{} is no loop", in_quotes(token)),
                  fmt::format("write one of {} with its bound, and X behind a spatial one",
                              list_of(dimension_names(problem_), "or")));
    if (!spatial) return add(token, NestEntry::temporal(*dimension, bound));
    const auto fanout = fanout_below(*level_);
    if (!fanout)
      return fail(token, fmt::format("no fanout follows '{}'", machine_.levels[*level_].name),
                  "leave the X out");
    const Axis axis = machine_.fanouts[*fanout].size[0] > 1 ? Axis::x : Axis::y;
    add(token, NestEntry::spatial(*dimension, bound, *fanout, axis));
  }

  /// The fanout between a level and the next one inwards.
  std::optional<FanoutId> fanout_below(LevelId level) const {
    const std::size_t next = machine_.levels[level].position + 1;
    if (next >= machine_.order.size() || machine_.order[next].kind != MachineElement::Kind::fanout)
      return std::nullopt;
    return machine_.order[next].fanout;
  }

  void add(std::string_view token, const NestEntry& entry) {
    if (mapping_.nest.size() == max_nest_entries)
      return fail(token, fmt::format("more than {} entries", max_nest_entries), "write each loop once");
    mapping_.nest.push_back(entry);
    mapping_.places.push_back(place_of(token));
  }

  Place place_of(std::string_view token) const {
    Place place = cell_.place;
    place.column += static_cast<int>(token.data() - cell_.text.data());
    return place;
  }

  void fail(std::string_view token, std::string message, std::string help) {
    if (failed_) return;  // what follows may be its consequence
    failed_ = true;
    diagnostics_.error(place_of(token), std::move(message)).help = std::move(help);
  }

  const TableCell& cell_;
  const Problem& problem_;
  const Machine& machine_;
  Diagnostics& diagnostics_;
  Mapping mapping_;
  std::optional<LevelId> level_;
  bool awaits_level_ = true;
  bool failed_ = false;
};

}  // namespace

std::optional<Mapping> read_short_mapping(const TableCell& cell, const Problem& problem,
                                          const Machine& machine, Diagnostics& diagnostics) {
  std::optional<Mapping> mapping = Reader(cell, problem, machine, diagnostics).run();
  if (!mapping) return std::nullopt;
  const auto violation = find_violation(problem, machine, *mapping);
  if (!violation) return mapping;
  const Diagnostic found = describe(*violation, problem, machine, *mapping);
  Diagnostic& error = diagnostics.error(found.place.source ? found.place : cell.place, found.message);
  error.label = found.label;
  error.help = found.help;
  error.notes = found.notes;
  return std::nullopt;
}

}  // namespace ridge::validation
