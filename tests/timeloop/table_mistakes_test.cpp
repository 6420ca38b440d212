// Every way an energy table can be wrong, and files that are something else: what the user is told, and
// where.
#include "tests/timeloop/mistakes.hpp"

namespace ridge::timeloop {
namespace {

const std::vector<Mistake>& table_mistakes() {
  static const std::vector<Mistake> table{
      {"TableThatIsNoMap", "", "ERT: 5\n", "ert.yaml:1:6: error: 'ERT' must be a map, not '5'", "", ""},
      {"TableWithoutTables", "", "ERT: {version: 0.3}\n",
       "ert.yaml:1:6: error: an energy table needs 'tables'", "", "help: as Accelergy writes them"},
      {"TablesThatAreNoList", "", "ERT: {tables: 5}\n",
       "ert.yaml:1:15: error: 'tables' must be a list of components, not '5'", "",
       "help: as Accelergy writes them"},
      {"SectionThatNothingReads", "", "mappping: []\n",
       "ert.yaml:1:1: warning: nothing reads a section 'mappping'", "", "help: did you mean 'mapping'?"},
      {"FileThatIsNoMap", "", "- a\n",
       "ert.yaml:1:1: error: a Timeloop file is a map of sections, not a list", "",
       "help: begin with 'architecture:', 'problem:', 'mapping:', ..."},
      {"BracketThatDoesNotClose", "", "ERT: {a: [}\n",
       "ert.yaml:1:11: error: this bracket does not close what is open", "",
       "help: close '[' with ']' and '{' with '}'"},
      {"TableOfNoComponent", "system.chip.Buffer[1..1]", "system.chip.Bufer[1..1]",
       "ert.yaml:8:5: warning: the energy table of 'Bufer' matches no component", "",
       "help: did you mean 'Buffer'?"},
      {"ActionThatIsMissing", "{name: read, arguments: {}, energy: 6}",
       "{name: raed, arguments: {}, energy: 6}",
       "ert.yaml:8:5: warning: the energy table says nothing of the action 'read' of 'Buffer': Timeloop's "
       "built-in 4 pJ stays",
       "", "help: add a row, if that is not meant"},
      {"EnergyThatIsNoNumber", "energy: 6}", "energy: six}",
       "ert.yaml:10:43: error: the energy of 'read' must be a number, not 'six'", "'six' is no variable", ""},
      {"RowWithoutEnergy", ", energy: 6}", "}", "ert.yaml:10:7: error: a row of action 'read' needs 'energy'",
       "", "help: in pJ of one access"},
      {"NegativeEnergy", "energy: 6}", "energy: -6}",
       "ert.yaml:10:43: warning: a negative energy is taken as 0, as Timeloop does", "",
       "help: give 0 or more"},
      {"RowThatIsEmpty", "    - {name: mac_random, arguments: {}, energy: 0.5}\n", "    -\n",
       "ert.yaml:18:5: error: a row of action '' needs 'energy'", "", "help: in pJ of one access"},
      {"VariableThatComesToNoNumber", "", "variables: {a: b + 1}\n",
       "ert.yaml:1:16: warning: the variable 'a' comes to no number", "'b' is no variable",
       "help: variables may use those that stand before them"},
      {"VariablesThatAreNoMap", "", "variables: 5\n",
       "ert.yaml:1:12: error: 'variables' must be a map, not '5'", "", "help: write '{NAME: VALUE}'"},
      {"TwoArchitectures", "", "arch: {storage: []}\n",
       "ert.yaml:1:7: error: 'arch' is a second architecture", "", "help: keep 'architecture' or 'arch'"},
  };
  return table;
}

class TableMistakes : public testing::TestWithParam<Mistake> {};

TEST_P(TableMistakes, AreToldWithTheirPlaceAndAWayOut) {
  expect_told(Part::table, GetParam());
}

INSTANTIATE_TEST_SUITE_P(Each, TableMistakes, testing::ValuesIn(table_mistakes()), claim_of);

}  // namespace
}  // namespace ridge::timeloop
