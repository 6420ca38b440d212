// Amounts with units, as written in files: "108 KiB", "25.6 GB/s", "16 B/cycle", "200 MHz", "2 pJ/B".
//
// KiB = 1024 B, KB = 1000 B. A number where a unit is needed is an error; so is a unit of another kind.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace ridge {

/// Whole bytes; bits are accepted when they make whole bytes ("64 b" = 8 B).
struct Bytes {
  std::int64_t value = 0;
  auto operator<=>(const Bytes&) const = default;
};

struct Hertz {
  double value = 0;
};

struct Seconds {
  double value = 0;
};

/// Static power. "12 mW", "3 W".
struct Watts {
  double value = 0;
};

/// "4.3 mm2", "3500 um2".
struct SquareMillimetres {
  double value = 0;
};

/// "0.5 pJ", "3 nJ", "250 fJ": energy of one event.
struct Picojoules {
  double value = 0;
};

/// Process node: "45 nm".
struct Nanometres {
  double value = 0;
};

/// Of the machine's clock: "2 cycles".
struct Cycles {
  double value = 0;
};

/// B/cycle scales with the clock, GB/s does not: which one was written is kept until a clock is known.
struct Bandwidth {
  enum class Per { cycle, second };
  double bytes = 0;
  Per per = Per::cycle;
  double bytes_per_cycle(Hertz clock) const { return per == Per::cycle ? bytes : bytes / clock.value; }
};

/// Energy of moving data: "2 pJ/B" (also "pJ/b", "pJ/bit") or "64 pJ/access".
struct AccessEnergy {
  enum class Per { byte, access };
  double picojoules = 0;
  Per per = Per::byte;
};

/// What `parse_quantity` returns when the text is not such an amount: one sentence and a way out.
struct QuantityError {
  std::string message;  // "'12' has no unit"
  std::string help;     // "write a size such as '12 KiB' or '12 B'"
};

/// Parses a whole text as a quantity of type Q. Accepts exactly one number and one unit, white space between
/// them optional; numbers are decimal with optional fraction and exponent. Rejects NaN, infinity, negative
/// values and values that overflow. Zero is accepted here; readers decide whether it makes sense.
template <class Q>
std::variant<Q, QuantityError> parse_quantity(std::string_view text);

/// Shortest exact form for people: "108 KiB", "1.5 MiB", "25 B".
std::string format_bytes(std::int64_t bytes);
/// The form with the unit that files use; parse_quantity(format_quantity(q)) == q.
std::string format_quantity(Bytes value);
std::string format_quantity(Hertz value);
std::string format_quantity(Seconds value);
std::string format_quantity(Watts value);
std::string format_quantity(SquareMillimetres value);
std::string format_quantity(Picojoules value);
std::string format_quantity(Nanometres value);
std::string format_quantity(Cycles value);
std::string format_quantity(Bandwidth value);
std::string format_quantity(AccessEnergy value);

}  // namespace ridge
