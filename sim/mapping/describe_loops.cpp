// What is wrong with loops, for people.
#include <fmt/format.h>

#include "base/checked.hpp"
#include "sim/mapping/describer.hpp"
#include "sim/mapping/names.hpp"

namespace ridge {

void Describer::fanout_order() {
  const Fanout& inner = machine_.fanouts[other().fanout];
  error_at(violation_.entry,
           fmt::format("a loop over '{}' stands inside one over '{}'", fanout().name, inner.name));
  note_entry(violation_.other, fmt::format("loop over '{}' here", inner.name));
  note(fanout().place, fmt::format("'{}' lies above '{}'", fanout().name, inner.name));
  result_.help = fmt::format("move '{}' before '{}'", printed(entry()), printed(other()));
}

void Describer::axis_overfull() {
  std::int64_t product = 1;
  std::string factors;
  for (std::size_t at = 0; at <= violation_.entry; ++at) {
    const NestEntry& loop = mapping_.nest[at];
    if (loop.kind != NestEntry::Kind::spatial || loop.fanout != entry().fanout || loop.axis != entry().axis)
      continue;
    product *= loop.bound;
    factors += fmt::format("{}{} {}", factors.empty() ? "" : " x ", problem_.dimensions[loop.dimension].name,
                           loop.bound);
  }
  error_at(violation_.entry,
           fmt::format("loops over {} multiply to {}, but it is {} wide", axis(), product, axis_size()));
  result_.label = factors;
  note(fanout().place, fmt::format("'{}' is {} x {}", fanout().name, fanout().size[0], fanout().size[1]));
  const std::int64_t fits = axis_size() / (product / entry().bound);
  result_.help = fmt::format("at most '{}: {}' here, or '{}' with {}: {}", dimension(), fits, fanout().name,
                             name_of(entry().axis), product);
}

void Describer::bound_below_one() {
  error_at(violation_.entry, fmt::format("the bound of a loop over '{}' is {}", dimension(), entry().bound));
  result_.help = "bounds are at least 1";
}

void Describer::bounds_too_small() {
  const std::int64_t size = problem_.dimensions[violation_.dimension].bound;
  std::int64_t covered = 1;
  std::optional<std::size_t> outermost;
  for (std::size_t at = mapping_.nest.size(); at-- > 0;) {
    const NestEntry& loop = mapping_.nest[at];
    if (loop.kind == NestEntry::Kind::keep || loop.dimension != violation_.dimension) continue;
    covered *= loop.bound;
    outermost = at;
  }
  const std::string added = printed(NestEntry::temporal(violation_.dimension, ceil_divide(size, covered)));
  if (!outermost) {
    error_at_nest(fmt::format("no loop over '{}', which is {} long", dimension(), size));
    result_.help = fmt::format("add '{}'", added);
    return;
  }
  const std::int64_t bound = mapping_.nest[*outermost].bound;
  error_at(*outermost, fmt::format("loops over '{}' cover {} of {}", dimension(), covered, size));
  result_.help = fmt::format("'{}: {}' here, or one more loop '{}'", dimension(),
                             ceil_divide(size, covered / bound), added);
}

void Describer::bounds_overflow() {
  std::vector<std::string> sizes;
  for (const Dimension& each : problem_.dimensions)
    sizes.push_back(fmt::format("{} {}", each.name, each.bound));
  error_at(violation_.entry, "the bounds of all loops up to here multiply to more than 2^63 - 1");
  result_.label =
      fmt::format("'{}' is {} long", dimension(), problem_.dimensions[violation_.dimension].bound);
  result_.help = fmt::format("bounds need not exceed the dimensions: {}", fmt::join(sizes, ", "));
}

void Describer::needs_reduction() {
  if (!fanout().reduce[static_cast<std::size_t>(entry().axis)]) {
    error_at(violation_.entry, fmt::format("'{}' is unrolled over {}, which does not add up partial results",
                                           dimension(), axis()));
    result_.label = fmt::format("all {} would write the same words of '{}'", entry().bound, written());
    note(fanout().place, reduction_text());
    result_.help = fmt::format("loop in time ('{}'), or 'reduce' along {} in '{}'", printed_in_time(),
                               name_of(entry().axis), fanout().name);
    return;
  }
  violation_.tensor = problem_.written;
  error_at(violation_.entry,
           fmt::format("the sum over '{}' across {} has nowhere to go", dimension(), axis()));
  result_.label = fmt::format("no node of '{}' outside this loop", written());
  const auto levels = levels_for_tensor(fanout().position);
  result_.help = levels.empty()
                     ? fmt::format("no level above '{}' may keep {}: loop over '{}' in time", fanout().name,
                                   name_of(problem_.tensors[problem_.written].role), dimension())
                     : fmt::format("add '{}' before it", printed_node(*machine_.level_named(levels.back())));
}

std::string Describer::reduction_text() const {
  for (Axis each : {Axis::x, Axis::y}) {
    if (fanout().reduce[static_cast<std::size_t>(each)]) {
      return fmt::format("'{}' adds up along {} only", fanout().name, name_of(each));
    }
  }
  return fmt::format("'{}' adds up along no axis", fanout().name);
}

void Describer::outputs_overlap() {
  error_at(violation_.entry,
           fmt::format("'{}' is unrolled over {}, where neighbours write the same words of '{}'", dimension(),
                       axis(), written()));
  std::vector<std::string> sharing;
  for (const Rank& rank : problem_.tensors[problem_.written].ranks) {
    std::vector<std::string> names;
    bool here = false;
    for (const Term& term : rank.terms) {
      names.push_back(problem_.dimensions[term.dimension].name);
      here |= term.dimension == violation_.dimension;
    }
    if (here) sharing = names;
  }
  result_.label = fmt::format("{} move along one index of '{}'", all_of(sharing), written());
  result_.help = fmt::format("loop in time ('{}'), or split a transposed convolution into ordinary ones",
                             printed_in_time());
}

}  // namespace ridge
