// Classes of characters in the small languages of our files: ASCII alone, whatever the locale says.
#pragma once

namespace ridge {

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
/// A letter of a name, as its first character has to be.
constexpr bool is_name_letter(char c) {
  return is_letter(c) || c == '_';
}
/// What a name goes on with.
constexpr bool is_name_character(char c) {
  return is_name_letter(c) || is_digit(c);
}

}  // namespace ridge
