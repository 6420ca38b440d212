// What a search claims, written down so that it can be checked on its own: the machine, each problem with its
// constraints, the value of the mapping and the bound on all others.
//
//   ridge: certificate/1
//   program: ridge 0.1.0
//   claims:
//     - layer: conv1
//       inputs: 5a0c...        SHA-256 of machine, problem, constraints, objective and space
//       objective: edp
//       space: any                which nests: sim/verify/form.hpp
//       status: optimal
//       value: 0.000659
//       lower_bound: 0.000659
//       unit: J s
//       problem: {ridge: workload/1, ...}
//       constraints: {ridge: constraints/1, ...}
//       mapping: {ridge: mapping/1, ...}
//   machine: {ridge: architecture/1, ...}
//
// The machine stands last: a file that is cut off anywhere lacks it, or a part of it, and shows that.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/cost/objective.hpp"
#include "sim/mapping/constraints.hpp"
#include "sim/verify/form.hpp"

namespace ridge::verify {

/// The claim about one layer. Values are in the unit of the objective.
struct Claim {
  Problem problem;         // its name is the layer's
  std::int64_t count = 1;  // equal layers that it speaks of
  Constraints constraints;
  Objective objective = Objective::edp;
  Form form = Form::any;  // the nests of the space
  SearchStatus status = SearchStatus::limit_reached;
  std::optional<double> value;     // of `mapping`
  double lower_bound = 0;          // no mapping of the space has less; 0: nothing is claimed
  std::optional<Mapping> mapping;  // nothing: none was found
  std::string end;                 // why the search ended: "proven", "effort", ... Not checked
  std::int64_t evaluated = 0;      // mappings that it evaluated. Not checked
  std::string inputs;              // the hash that was written down (input_hash)
  Place place;                     // where the claim was read
};

struct Certificate {
  std::string program;  // what wrote it: "ridge 0.1.0"
  Machine machine;      // resolved; its own constraints are part of the claims'
  std::vector<Claim> claims;
};

/// SHA-256 of everything that the answer depends on, in the form in which it is printed: the machine, and the
/// claim's problem, constraints, objective and form of nests.
std::string input_hash(const Machine& machine, const Claim& claim);

/// The certificate as a file. Each claim's hash is made anew. Equal certificates are equal to the byte.
std::string print_certificate(const Certificate& certificate);

/// Reads `ridge: certificate/1`. All that is wrong with its form is reported in one InputError, or in that of
/// the part which is wrong (machine, problem, constraints, mapping). Whether it is true is another question:
/// verify (sim/verify/verify.hpp).
Certificate read_certificate(const yaml::Node& root);

/// JSON Schema (draft 2020-12) of `ridge: certificate/1`, for editors. The files in it have schemas of their
/// own.
std::string certificate_schema();

}  // namespace ridge::verify
