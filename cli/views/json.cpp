#include "cli/views/json.hpp"

#include <cmath>

namespace ridge::cli {

namespace {

constexpr double largest_exact_whole = 9007199254740992.0;  // 2^53

}  // namespace

Json json_number(double value) {
  if (!std::isfinite(value)) return nullptr;
  if (value == std::floor(value) && std::abs(value) <= largest_exact_whole) {
    return static_cast<std::int64_t>(value);
  }
  return value;
}

Json json_number(std::optional<double> value) {
  return value ? json_number(*value) : Json(nullptr);
}

std::string json_text(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace ridge::cli
