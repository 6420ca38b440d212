// The keys of a file format, declared once: what a key is called, what its value looks like, what it means,
// and how it is read. The reader walks the table, and so does the JSON Schema.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/quantity.hpp"
#include "base/yaml.hpp"

namespace ridge::reader {

enum class Need : bool { optional, required };

/// One key of the map that fills a `Draft`. `form` names the value's shape in the schema's `$defs`.
template <class Draft>
struct Key {
  std::string_view name;
  std::string_view form;
  Need need;
  std::string_view sentence;
  void (*read)(Draft& draft, yaml::MapReader& map, const std::string& key);
};

/// Reads every key of `keys`; keys that are missing or unknown are errors.
template <class Draft>
void read_keys(std::span<const Key<Draft>> keys, Draft& draft, yaml::MapReader& map) {
  for (const Key<Draft>& key : keys) {
    const std::string name(key.name);
    if (key.need == Need::required && !map.has(name)) map.missing(name, std::string(key.sentence));
    key.read(draft, map, name);
  }
  map.finish();
}

/// Where the value of `key` stands; the map itself when the key is absent.
inline Place place_of(const yaml::Node& map, std::string_view key) {
  const yaml::Node* value = map.find(key);
  return value == nullptr ? map.place() : value->place();
}

inline double amount(const Bandwidth& value) {
  return value.bytes;
}
inline double amount(const AccessEnergy& value) {
  return value.picojoules;
}
template <class Q>
double amount(const Q& value) {
  return static_cast<double>(value.value);
}

/// Drops a zero with an error: an amount of nothing is never what was meant where this is used.
template <class Q>
void reject_zero(std::optional<Q>& value, const Place& place, const std::string& key,
                 Diagnostics& diagnostics) {
  if (!value || amount(*value) > 0) return;
  value.reset();
  Diagnostic& error = diagnostics.error(place, "'" + key + "' is zero");
  if constexpr (std::is_same_v<Q, Bandwidth>) {
    error.message = "bandwidth 0 would never finish";
    error.help = "leave '" + key + "' out for unlimited, or write for example '16 B/cycle' or '25.6 GB/s'";
  } else if constexpr (std::is_same_v<Q, Bytes>) {
    error.message = "'" + key + "' of 0 bytes holds nothing";
    error.help = "write for example '108 KiB'";
  } else {
    error.help = "write a value above zero";
  }
}

/// Drops, with an error, an amount so small or large that a figure made of it could be zero or infinite.
template <class Q>
void reject_extreme(std::optional<Q>& value, const Place& place, const std::string& key,
                    Diagnostics& diagnostics) {
  constexpr double smallest = 1e-18;
  constexpr double largest = 1e30;
  const double size = value ? amount(*value) : 0;
  if (size == 0 || (size >= smallest && size <= largest)) return;
  value.reset();
  diagnostics.error(place, "'" + key + "' is too " + (size > largest ? "large" : "small")).help =
      "look for a slip in the number or its unit";
}

/// Readers of one key into one member, for the tables: text, quantity, quantity above zero, raw value.
template <auto member, class Draft>
void text(Draft& draft, yaml::MapReader& map, const std::string& key) {
  draft.*member = map.text(key);
}

template <auto member, class Draft>
void quantity(Draft& draft, yaml::MapReader& map, const std::string& key) {
  using Q = typename std::remove_cvref_t<decltype(draft.*member)>::value_type;
  draft.*member = map.quantity<Q>(key);
  reject_extreme(draft.*member, place_of(map.node(), key), key, map.diagnostics());
}

template <auto member, class Draft>
void positive(Draft& draft, yaml::MapReader& map, const std::string& key) {
  quantity<member>(draft, map, key);
  reject_zero(draft.*member, place_of(map.node(), key), key, map.diagnostics());
}

template <auto member, class Draft>
void raw(Draft& draft, yaml::MapReader& map, const std::string& key) {
  draft.*member = map.child(key);
}

}  // namespace ridge::reader
