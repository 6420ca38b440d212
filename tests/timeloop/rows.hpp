// The rows of DOSA's tables: a machine, a layer and a mapping each, as Timeloop's files.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace ridge::timeloop {

/// One line of a table, by column.
using Row = std::map<std::string, std::string>;

std::vector<Row> rows_of(const std::filesystem::path& path);

/// The machine of the row: DRAM, scratchpad, columns of accumulators, rows of registers with one MAC each.
std::string machine_of_row(const Row& row);
std::string problem_of_row(const Row& row);
/// The mapping, from the mapper's short form to directives.
std::string mapping_of_row(const Row& row);

}  // namespace ridge::timeloop
