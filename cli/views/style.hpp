// How text is emphasised: bold on a terminal, not at all elsewhere. Views take a Style, so they stay pure.
#pragma once

#include <string>
#include <string_view>

namespace ridge::cli {

struct Style {
  bool bold = false;

  std::string heading(std::string_view text) const {
    return bold ? "\033[1m" + std::string(text) + "\033[0m" : std::string(text);
  }
};

/// A part of a text under its title; nothing where there is nothing to say.
inline std::string section(const Style& style, std::string_view title, const std::string& body) {
  return body.empty() ? "" : "\n" + style.heading(title) + "\n" + body;
}

}  // namespace ridge::cli
