// What a cache keeps of a search's answer, and the file that holds it:
//
//   ridge: answer/1
//   checksum: 0b4f...        content_hash of all that follows this line
//   question: 2811           bytes that follow: the text that was asked (mapper/cache/question.hpp)
//   ...
//   answer: 128 96 1310720 1277952.5      evaluated, feasible, value, lower bound
//   keep 0 2                              level, tensor
//   temporal 3 16                         dimension, bound
//   spatial 1 8 0 1                       dimension, bound, fanout, axis
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sim/mapping/mapping.hpp"

namespace ridge::mapper {

/// Only what took long to find: what follows from it is computed again.
struct KeptAnswer {
  std::int64_t evaluated = 0;
  std::int64_t feasible = 0;
  double value = std::numeric_limits<double>::infinity();  // of the nest, in the unit of the objective
  double lower_bound = 0;                                  // infinity: there is no mapping
  std::vector<NestEntry> nest;                             // as it was found; empty: none was
  bool operator==(const KeptAnswer&) const = default;
};

/// A line of the file: by ids, without names.
std::string entry_text(const NestEntry& entry);

/// Doubles in the shortest form that reads back to them.
std::string print_answer_file(std::string_view question, const KeptAnswer& answer);

/// Reads such a file when it is the answer to `question`; else why it is not: "it is damaged: ...". Ids in
/// the nest may be those of another machine or problem where someone made the file by hand.
std::variant<KeptAnswer, std::string> read_answer_file(std::string_view text, std::string_view question);

}  // namespace ridge::mapper
