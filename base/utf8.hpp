// UTF-8, as far as messages and file checks need it.
#pragma once

#include <cstddef>
#include <string_view>

namespace ridge {

/// The length in bytes of the well-formed UTF-8 sequence at the front of `text` (1 to 4), or 0 when there is
/// none: empty text, stray or missing continuation bytes, overlong forms, surrogates, beyond U+10FFFF.
/// Well-formed sequences: The Unicode Standard 15.0, table 3-7.
std::size_t utf8_length(std::string_view text);

/// True for the sequence at the front of `text` when it is well-formed and no control character (C0, DEL,
/// C1): what may be sent to a terminal as it is.
bool is_printable(std::string_view text);

/// True for the second and later bytes of a sequence.
constexpr bool is_continuation(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

}  // namespace ridge
