#include "cli/no_mapping.hpp"

#include <fmt/format.h>

#include "cli/messages.hpp"

namespace ridge::cli {

void report_no_mapping(std::string_view what, const SearchResult& result) {
  if (!result.infeasible) return;
  const NoMapping& none = *result.infeasible;
  const std::string sentence = fmt::format("no mapping of {} exists: {}", what, none.sentence);
  if (none.place.source == nullptr && none.conflict.empty()) {
    notice("error: " + sentence);
    if (!none.help.empty()) notice("help: " + none.help);
    return;
  }
  Diagnostic finding;
  finding.place = none.place;
  finding.message = sentence;
  finding.help = none.help;
  for (const ConflictingFact& fact : none.conflict)
    if (fact.place.source != nullptr) finding.add_note(fact.place, fact.sentence);
  report({&finding, 1});
}

}  // namespace ridge::cli
