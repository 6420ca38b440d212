// What `ridge verify` found.
#pragma once

#include <string>
#include <vector>

#include "cli/views/json.hpp"
#include "cli/views/style.hpp"
#include "sim/verify/verify.hpp"

namespace ridge::cli {

/// A certificate and one finding for each of its claims.
struct Verification {
  std::string file;
  verify::Certificate certificate;
  std::vector<verify::Finding> findings;

  std::size_t count(verify::Verdict verdict) const;
};

/// A table with a line for each claim; below it everything that is wrong, with a better mapping where there
/// is one, and why bounds are not re-proven.
std::string verification_text(const Verification& verification, const Style& style);

/// Schema "ridge.verification/1" (docs/certificates.md).
Json verification_json(const Verification& verification);

}  // namespace ridge::cli
