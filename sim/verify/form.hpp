// Which nests a space of mappings has, beyond what machine and constraints say.
#pragma once

#include <cstdint>
#include <string_view>

namespace ridge::verify {

enum class Form : std::uint8_t {
  any,        // spatial bounds of any size, whole trips of temporal loops
  perfect,    // bounds multiply to exactly the sizes
  even,       // so, and as Timeloop writes a mapping: level by level its nodes, its temporal loops, each
              // dimension once, and the spatial loops of the fanout below, each dimension on one axis
  imperfect,  // temporal loops, too, may have bounds that do not divide; never enumerated
};

/// As it is written in a certificate.
constexpr std::string_view name_of(Form form) {
  switch (form) {
    case Form::any:
      return "any";
    case Form::perfect:
      return "perfect";
    case Form::even:
      return "even";
    case Form::imperfect:
      return "imperfect";
  }
  return "";
}

}  // namespace ridge::verify
