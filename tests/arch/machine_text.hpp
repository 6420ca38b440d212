// Machines as text, for tests: a sound one whose parts can be replaced, and readers that give back what was
// said.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "arch/machine.hpp"

namespace ridge::testing {

inline constexpr const char* plain_levels =
    "  - {name: DRAM, kind: dram}\n"
    "  - {name: Buffer, kind: scratchpad, size: 1 KiB}\n"
    "  - fanout: {name: PE, x: 4, y: 2}\n";
inline constexpr const char* plain_compute = "compute: {name: MAC}\n";

/// A whole file; `top` adds lines before `levels:`.
inline std::string machine_text(const std::string& levels = plain_levels,
                                const std::string& compute = plain_compute, const std::string& top = "") {
  return "ridge: architecture/1\nname: m\nclock: 1 GHz\nsource: test\n" + top + "levels:\n" + levels +
         compute;
}

inline yaml::Node parse_text(const std::string& text) {
  return yaml::parse(std::make_shared<const SourceText>(SourceText{"m.yaml", text}));
}

struct Read {
  Machine machine;
  std::vector<Diagnostic> warnings;
};

inline Read read_text(const std::string& text) {
  Read result;
  result.machine = read_machine(parse_text(text), result.warnings);
  return result;
}

/// The one level added by `entry` below a dram: "{name: L, kind: scratchpad, ...}".
inline StorageLevel read_one_level(const std::string& entry, const std::string& top = "") {
  const Machine machine =
      read_text(machine_text("  - {name: DRAM, kind: dram}\n  - " + entry + "\n", plain_compute, top))
          .machine;
  return machine.levels[LevelId(1)];
}

/// The errors of a file that should not be read, rendered as the user sees them; "" when it was read after
/// all.
inline std::string errors_of(const std::string& text) {
  try {
    read_text(text);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

}  // namespace ridge::testing
