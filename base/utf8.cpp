#include "base/utf8.hpp"

namespace ridge {

namespace {

struct Lead {
  std::size_t length;        // of the whole sequence; 0 = no lead byte
  unsigned char second_low;  // the range of the second byte: it excludes overlong forms and surrogates
  unsigned char second_high;
};

Lead lead(unsigned char byte) {
  if (byte < 0x80) return {1, 0, 0};
  if (byte < 0xC2) return {0, 0, 0};
  if (byte < 0xE0) return {2, 0x80, 0xBF};
  if (byte == 0xE0) return {3, 0xA0, 0xBF};
  if (byte == 0xED) return {3, 0x80, 0x9F};
  if (byte < 0xF0) return {3, 0x80, 0xBF};
  if (byte == 0xF0) return {4, 0x90, 0xBF};
  if (byte < 0xF4) return {4, 0x80, 0xBF};
  if (byte == 0xF4) return {4, 0x80, 0x8F};
  return {0, 0, 0};
}

}  // namespace

std::size_t utf8_length(std::string_view text) {
  if (text.empty()) return 0;
  const Lead found = lead(static_cast<unsigned char>(text[0]));
  if (found.length <= 1) return found.length;
  if (text.size() < found.length) return 0;
  const auto second = static_cast<unsigned char>(text[1]);
  if (second < found.second_low || second > found.second_high) return 0;
  for (std::size_t i = 2; i < found.length; ++i) {
    if (!is_continuation(text[i])) return 0;
  }
  return found.length;
}

bool is_printable(std::string_view text) {
  const std::size_t length = utf8_length(text);
  if (length == 0) return false;
  const auto first = static_cast<unsigned char>(text[0]);
  if (length == 1) return first >= 0x20 && first != 0x7F;
  return !(first == 0xC2 && static_cast<unsigned char>(text[1]) < 0xA0);  // C1 is C2 80 to C2 9F
}

}  // namespace ridge
