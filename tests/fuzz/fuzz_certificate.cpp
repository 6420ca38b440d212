// Feeds any text to the reader of certificates. Whatever it is, the answer is an InputError that says
// something, or a certificate: then its hashes are those of what it holds, and it survives printing.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "sim/verify/certificate.hpp"
#include "tests/fuzz/require.hpp"

namespace ridge {

namespace {

using fuzz::require;

constexpr yaml::Limits limits{.bytes = 1U << 16U, .depth = 20, .nodes = 2000};

verify::Certificate read(std::string_view text) {
  const auto source = std::make_shared<const SourceText>(SourceText{"input.cert", std::string(text), false});
  return verify::read_certificate(yaml::parse(source, limits));
}

void check_text(std::string_view text) {
  verify::Certificate certificate;
  try {
    certificate = read(text);
  } catch (const InputError& error) {
    require(!error.diagnostics().empty(), "an error says what is wrong");
    return;
  }
  const std::string printed = verify::print_certificate(certificate);
  if (printed.size() > limits.bytes) return;
  const verify::Certificate again = read(printed);
  require(verify::print_certificate(again) == printed, "a printed certificate reads back");
  for (const verify::Claim& claim : again.claims)
    require(verify::input_hash(again.machine, claim) == claim.inputs, "the hash is that of the inputs");
}

}  // namespace

}  // namespace ridge

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ridge::check_text({reinterpret_cast<const char*>(data), size});
  return 0;
}
