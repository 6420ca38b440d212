// What the readers of a machine's parts share.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "arch/technology/technology.hpp"
#include "base/diagnostics.hpp"
#include "base/quantity.hpp"

namespace ridge::reader {

struct Context {
  Diagnostics& diagnostics;
  std::optional<Hertz> clock;            // nothing: missing or wrong, already reported
  std::optional<Nanometres> technology;  // nothing: not stated
  bool area_is_published = false;        // of the whole: then no part needs to be known
  std::vector<std::string> sources;
  std::vector<std::string> notes;

  /// Bytes per cycle at this machine's clock; nothing while the clock is unknown.
  std::optional<double> bytes_per_cycle(const std::optional<Bandwidth>& bandwidth) const {
    if (!bandwidth || (bandwidth->per == Bandwidth::Per::second && !clock)) return std::nullopt;
    return bandwidth->bytes_per_cycle(clock.value_or(Hertz{1}));
  }

  /// Takes a figure of the technology library and remembers where it comes from; an unknown one is an error.
  std::optional<double> take(const technology::Answer& answer, const Place& place, const std::string& what) {
    if (const auto* unknown = std::get_if<technology::Unknown>(&answer)) {
      Diagnostic& error = diagnostics.error(place, unknown->message);
      error.help = unknown->help;
      return std::nullopt;
    }
    const auto& figure = std::get<technology::Figure>(answer);
    sources.push_back(what + ": " + figure.source);
    return figure.value;
  }

  /// The same for a figure a machine can do without (an area): an unknown one stays unknown, and is noted
  /// where it leaves the machine's area unknown.
  std::optional<double> take_if_known(const technology::Answer& answer, const std::string& what) {
    if (const auto* unknown = std::get_if<technology::Unknown>(&answer)) {
      if (!area_is_published) notes.push_back(what + " is unknown: " + unknown->message);
      return std::nullopt;
    }
    return take(answer, {}, what);
  }
};

}  // namespace ridge::reader
