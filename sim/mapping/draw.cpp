// A nest as a person would draw it:
//
//   keep Weights in DRAM            # 64 x 32 = 2048 words, 2 KiB
//   for K in 0..4
//     keep Weights in GLB           # 16 x 32 = 512 words, 512 B
//     parallel-for K in 0..16 over PE.x
//       Outputs[K] += Weights[K, C] * Inputs[C]
#include <algorithm>

#include <fmt/format.h>

#include "base/readable_bytes.hpp"
#include "sim/mapping/names.hpp"
#include "sim/mapping/tile.hpp"

namespace ridge {

namespace {

struct Line {
  std::string text;
  std::string comment;
};

std::string tile_text(const Tile& tile) {
  return fmt::format(
      "{}{}{} {}, {}{}", tile.exact ? "" : "at most ", fmt::join(tile.rank_words, " x "),
      tile.rank_words.size() > 1 ? fmt::format(" = {}", tile.words) : (tile.rank_words.empty() ? "1" : ""),
      tile.words == 1 ? "word" : "words", readable_bytes(tile.bytes), tile.partial ? " (partial sums)" : "");
}

std::string index_text(const Rank& rank, const Problem& problem) {
  std::string text;
  for (const Term& term : rank.terms) {
    if (!text.empty()) text += " + ";
    if (term.coefficient != 1) text += fmt::format("{}*", term.coefficient);
    text += problem.dimensions[term.dimension].name;
  }
  return text.empty() ? "0" : text;
}

std::string reference_text(TensorId tensor, const Problem& problem) {
  std::vector<std::string> indices;
  for (const Rank& rank : problem.tensors[tensor].ranks)
    indices.push_back(index_text(rank, problem));
  return fmt::format("{}[{}]", problem.tensors[tensor].name, fmt::join(indices, ", "));
}

/// "Z[M, N] += A[M, K] * B[K, N]", "Z[M] = normalisation(A[M])".
std::string statement(const Problem& problem) {
  std::vector<std::string> read;
  for (TensorId tensor : problem.tensors.ids()) {
    if (!problem.is_written(tensor)) read.push_back(reference_text(tensor, problem));
  }
  const std::string written = reference_text(problem.written, problem);
  if (problem.operation == Operation::mac) return fmt::format("{} += {}", written, fmt::join(read, " * "));
  return fmt::format("{} = {}({})", written, name_of(problem.operation), fmt::join(read, ", "));
}

Line entry_line(const Mapping& mapping, std::size_t at, const Problem& problem, const Machine& machine) {
  const NestEntry& entry = mapping.nest[at];
  if (entry.kind == NestEntry::Kind::keep) {
    return {
        fmt::format("keep {} in {}", problem.tensors[entry.tensor].name, machine.levels[entry.level].name),
        tile_text(tile_of(mapping, at, problem, machine))};
  }
  const std::string loop =
      fmt::format("for {} in 0..{}", problem.dimensions[entry.dimension].name, entry.bound);
  if (entry.kind == NestEntry::Kind::temporal) return {loop, ""};
  return {fmt::format("parallel-{} over {}", loop, axis_name(machine, entry.fanout, entry.axis)), ""};
}

}  // namespace

std::string draw_nest(const Mapping& mapping, const Problem& problem, const Machine& machine) {
  std::vector<Line> lines;
  std::size_t depth = 0;
  std::size_t width = 0;  // of the lines that carry a comment
  for (std::size_t at = 0; at < mapping.nest.size(); ++at) {
    Line line = entry_line(mapping, at, problem, machine);
    line.text.insert(0, 2 * depth, ' ');
    if (mapping.nest[at].kind != NestEntry::Kind::keep) ++depth;
    if (!line.comment.empty()) width = std::max(width, line.text.size());
    lines.push_back(std::move(line));
  }
  lines.push_back({std::string(2 * depth, ' ') + statement(problem), ""});
  std::string drawing;
  for (const Line& line : lines) {
    drawing += line.comment.empty() ? line.text : fmt::format("{:<{}}  # {}", line.text, width, line.comment);
    drawing += '\n';
  }
  return drawing;
}

}  // namespace ridge
