// Feeds any text to the reader of kept answers, as a file of the cache and as the answer in one whose
// checksum fits. Whatever it is, it is refused with a reason, or read: then it survives printing, and is
// either of no use to a search or a nest that can run and is worth what it says.
#include <cstdint>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "base/content_hash.hpp"
#include "mapper/cache/recall.hpp"
#include "tests/fuzz/require.hpp"
#include "tests/mapper/cases.hpp"

namespace ridge {

namespace {

using fuzz::require;

const mapper::Space& space() {
  static const Problem problem = test::convolution_1d(4, 2, 8, 3, 2);
  static const Machine machine = test::three_levels(512, 2, 2, 16);
  static const mapper::Space made(problem, machine, Constraints::none(problem, machine));
  return made;
}

void read(std::string_view file, std::string_view question) {
  const auto read = mapper::read_answer_file(file, question);
  if (const auto* reason = std::get_if<std::string>(&read))
    return require(!reason->empty(), "a reason has words");
  const auto& answer = std::get<mapper::KeptAnswer>(read);
  const std::string printed = mapper::print_answer_file(question, answer);
  const auto again = mapper::read_answer_file(printed, question);
  require(std::get<mapper::KeptAnswer>(again) == answer, "a printed answer reads back");
  const auto recalled = mapper::recall(space(), Objective::edp, answer);
  if (!recalled) return;
  require(recalled->value == answer.value, "what is believed is worth what it says");
  require(recalled->mapping.nest == answer.nest, "what is believed is what was kept");
}

}  // namespace

}  // namespace ridge

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  ridge::read(text, "q");
  const std::string body = fmt::format("question: 1\nq{}", text);
  ridge::read("ridge: answer/1\nchecksum: " + ridge::content_hash(body) + "\n" + body, "q");
  return 0;
}
