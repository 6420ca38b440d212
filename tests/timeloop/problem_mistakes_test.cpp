// Every way a Timeloop problem can be wrong: what the user is told, and where.
#include "tests/timeloop/mistakes.hpp"

namespace ridge::timeloop {
namespace {

const std::vector<Mistake>& problem_mistakes() {
  static const std::vector<Mistake> table{
      {"NoProblem", "", "", "error: there is no problem", "",
       "help: one of the files must have the key 'problem:'"},
      {"ProblemThatIsNoMap", "", "problem: conv\n",
       "problem.yaml:1:10: error: 'problem' must be a map, not 'conv'", "",
       "help: it has 'shape:' and 'instance:', or the sizes of a cnn-layer"},
      {"SizeMissing", "M: 16, N: 8, K: 12", "M: 16, N: 8",
       "problem.yaml:13:13: error: the instance has no size for dimension 'K'", "", "help: add 'K: SIZE'"},
      {"SizeOfZero", "M: 16", "M: 0",
       "problem.yaml:13:17: error: the size of 'M' must be a whole number from 1 on, not '0'", "", ""},
      {"NegativeSize", "M: 16", "M: -16",
       "problem.yaml:13:17: error: the size of 'M' must be a whole number from 1 on, not '-16'", "", ""},
      {"SizeThatIsNoNumber", "M: 16", "M: sixteen",
       "problem.yaml:13:17: error: the size of 'M' must be a number, not 'sixteen'",
       "'sixteen' is no variable", ""},
      {"SizeThatIsNotWhole", "M: 16", "M: 1.5",
       "problem.yaml:13:17: error: the size of 'M' must be a whole number from 1 on, not '1.5'", "", ""},
      {"SizeOfNoDimension", "K: 12", "K: 12, L: 3",
       "problem.yaml:13:34: warning: 'L' is neither a dimension nor a coefficient of this shape", "",
       "help: it changes no number here"},
      {"UnknownDimensionInAProjection", "[[[M]], [[K]]]", "[[[M]], [[X]]]",
       "problem.yaml:7:29: error: 'X' is no dimension of this shape", "",
       "help: its dimensions are 'M', 'N' and 'K'"},
      {"UnknownCoefficient", "[[[M]], [[K]]]", "[[[M]], [[K, stride]]]",
       "problem.yaml:7:32: error: 'stride' is no coefficient of this shape", "",
       "help: declare it under 'coefficients'"},
      {"DimensionInTwoRanks", "[[[M]], [[K]]]", "[[[M]], [[M]]]",
       "problem.yaml:7:29: error: dimension 'M' occurs twice in 'A'", "",
       "help: a dimension may index one rank of a tensor only"},
      {"DimensionsThatAreNoList", "dimensions: [M, N, K]", "dimensions: MNK",
       "problem.yaml:3:5: error: a shape needs lists 'dimensions' and 'data-spaces'", "",
       "help: as in {dimensions: [M, K], data-spaces: [...]}, or 'shape: cnn-layer'"},
      {"NothingIsWritten", "      read-write: true\n", "",
       "problem.yaml:2:3: error: no data space is written", "",
       "help: say 'read-write: true' of the one that is"},
      {"WrittenOrNot", "read-write: true", "read-write: maybe",
       "problem.yaml:12:19: error: 'read_write' of a data space must be true or false, not 'maybe'", "", ""},
      {"TwoAreWritten", "- name: B", "- read-write: true\n      name: B",
       "problem.yaml:11:7: error: a second data space is 'read-write'", "", "help: one tensor is written"},
      {"NoDataSpaces", "data-spaces:", "dataspaces:",
       "problem.yaml:5:5: warning: 'shape' has a key 'dataspaces' that nothing reads", "",
       "help: did you mean 'data_spaces'? As it stands it changes nothing"},
      {"DataSpaceWithoutName", "- name: A\n      proj", "- proj",
       "problem.yaml:6:7: error: a data space needs a 'name' and a list 'projection'", "",
       "help: as in {name: A, projection: [[[M]], [[K]]]}"},
      {"DataSpaceWithoutProjection", "projection: [[[K]], [[N]]]\n", "projektion: [[[K]], [[N]]]\n",
       "problem.yaml:9:7: warning: a data space has a key 'projektion' that nothing reads", "",
       "help: did you mean 'projection'? As it stands it changes nothing"},
      {"MisspeltInstance", "  instance:", "  instnce:",
       "problem.yaml:13:3: error: 'problem' has no key 'instnce'", "", "help: did you mean 'instance'?"},
      {"TwoDataSpacesOfOneName", "- name: B", "- name: A", "problem.yaml:8:7: error: a second data space 'A'",
       "", "help: give each its own name"},
      {"HugeSize", "M: 16", "M: 2 ** 53",
       "map.yaml:12:12: error: the factors of 'M' multiply to 16, but its size is 9007199254740992", "",
       "help: they are 4 at 'DRAM' x 4 at 'Buffer'"},
  };
  return table;
}

class ProblemMistakes : public testing::TestWithParam<Mistake> {};

TEST_P(ProblemMistakes, AreToldWithTheirPlaceAndAWayOut) {
  expect_told(Part::problem, GetParam());
}

INSTANTIATE_TEST_SUITE_P(Each, ProblemMistakes, testing::ValuesIn(problem_mistakes()), claim_of);

}  // namespace
}  // namespace ridge::timeloop
