// One index of a tensor as people write it: "N", "2*P + R", "stride_h*P + dilation_h*R".
//
//   expression := product { '+' product }
//   product    := factor { '*' factor }          at most one factor is a dimension
//   factor     := number | dimension | constant
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "workloads/problem.hpp"

namespace ridge {

/// What is wrong with an expression: `offset` counts characters from its start.
struct IndexFault {
  std::size_t offset = 0;
  std::string message;
  std::string help;
};

/// Values for names that are no dimension ("stride_h"); nothing for a name it does not know.
using NamedConstants = std::function<std::optional<std::int64_t>(std::string_view)>;

/// Reads an index over the dimensions of `problem`. Terms of one dimension are added up; "0" alone is an
/// index that never moves. Returns nothing and fills `fault` when the text is not an index: unknown name
/// (nearest in the help), a negative, constant or non-linear term, overflow.
std::optional<Rank> parse_index(std::string_view text, const Problem& problem,
                                const NamedConstants& constants, IndexFault& fault);

/// The index as text that parse_index reads back: "2*P + R", "0" for no terms.
std::string print_index(const Rank& rank, const Problem& problem);

/// True for names that may stand in an index: a letter or '_', then letters, digits and '_'.
bool is_identifier(std::string_view name);

}  // namespace ridge
