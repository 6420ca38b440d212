#include "cli/views/comparison_view.hpp"

#include "cli/views/numbers.hpp"
#include "cli/views/table.hpp"

namespace ridge::cli {

std::string comparison_text(const std::vector<timeloop::Difference>& differences, const Style& style) {
  if (differences.empty()) return "Timeloop's rules and Ridgepoint's give the same numbers here.\n";
  Table table({{"what", Table::Align::left}, {"Timeloop"}, {"ours"}, {"ratio"}, {"why", Table::Align::left}});
  for (const timeloop::Difference& each : differences) {
    table.add_row({each.what, grouped(each.theirs), grouped(each.ours),
                   each.theirs == 0 ? "-" : factor(each.ours / each.theirs), each.cause});
  }
  return "By Timeloop's rules and by ours\n" + table.text(style);
}

Json comparison_json(const std::vector<timeloop::Difference>& differences) {
  Json list = Json::array();
  for (const timeloop::Difference& each : differences) {
    list.push_back({{"what", each.what},
                    {"timeloop", json_number(each.theirs)},
                    {"exact", json_number(each.ours)},
                    {"cause", each.cause}});
  }
  return list;
}

}  // namespace ridge::cli
