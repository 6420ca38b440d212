#include "tests/timeloop/small.hpp"

#include "base/diagnostics.hpp"

namespace ridge::timeloop {

std::string with(std::string text, const std::string& old, const std::string& now) {
  const std::size_t at = text.find(old);
  check(at != std::string::npos && text.find(old, at + 1) == std::string::npos, "'" + old + "' stands once");
  return text.replace(at, old.size(), now);
}

}  // namespace ridge::timeloop
