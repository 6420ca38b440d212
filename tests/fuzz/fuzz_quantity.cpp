// Amounts: whatever the text, there is a value that survives printing and reading, or a message.
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <variant>

#include "base/number.hpp"
#include "base/quantity.hpp"
#include "tests/fuzz/require.hpp"

namespace ridge {

namespace {

using fuzz::require;

bool same(Bytes a, Bytes b) {
  return a == b;
}
bool same(Bandwidth a, Bandwidth b) {
  return a.bytes == b.bytes && a.per == b.per;
}
bool same(AccessEnergy a, AccessEnergy b) {
  return a.picojoules == b.picojoules && a.per == b.per;
}
template <class Q>
bool same(Q a, Q b) {
  return a.value == b.value;
}

template <class Q>
void read_and_print(std::string_view text) {
  const auto read = parse_quantity<Q>(text);
  if (const auto* error = std::get_if<QuantityError>(&read)) {
    require(!error->message.empty() && !error->help.empty(), "an error has a message and a way out");
    return;
  }
  const Q value = std::get<Q>(read);
  const auto again = parse_quantity<Q>(format_quantity(value));
  require(std::holds_alternative<Q>(again), "what is printed can be read");
  require(same(value, std::get<Q>(again)), "what is read back is the same");
}

void scan(std::string_view text) {
  const NumberScan found = scan_number(text);
  require(found.literal.size() + found.rest.size() == text.size(), "a scan loses nothing");
  require(found.good() || !explain(found).message.empty(), "what is no number is explained");
  if (!found.good()) return;
  const auto exact = exact_integer(found.literal);
  const DecimalValue rounded = decimal_value(found.literal);
  if (exact) require(rounded.value == static_cast<double>(*exact), "exact and rounded values agree");
}

}  // namespace

}  // namespace ridge

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  ridge::scan(text);
  ridge::read_and_print<ridge::Bytes>(text);
  ridge::read_and_print<ridge::Hertz>(text);
  ridge::read_and_print<ridge::Seconds>(text);
  ridge::read_and_print<ridge::Watts>(text);
  ridge::read_and_print<ridge::SquareMillimetres>(text);
  ridge::read_and_print<ridge::Picojoules>(text);
  ridge::read_and_print<ridge::Nanometres>(text);
  ridge::read_and_print<ridge::Bandwidth>(text);
  ridge::read_and_print<ridge::AccessEnergy>(text);
  return 0;
}
