#include "cli/version.hpp"

namespace ridge::cli {

const char* program_version() {
  return "ridge " RIDGE_VERSION;
}

}  // namespace ridge::cli
