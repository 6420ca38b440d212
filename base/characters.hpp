// Classes of characters in the small languages of our files: ASCII alone, whatever the locale says.
#pragma once

#include <string>
#include <string_view>

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

inline std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

}  // namespace ridge
